"""The whole road: an article through a real broker and a worker process, byte for byte."""

import json
import os
import urllib.error
import urllib.request
from pathlib import Path

import orjson
import pytest

from service.enrich import PACK
from service.packs.files import PackFiles
from service.settings import Settings
from service.stream import topics
from tests.kafka.brokers import ROOT
from tests.kafka.worker import Got, Sent, exchange, running, stop

EXPECTED = Path(__file__).parent / "expected" / "road.jsonl"
TRACE = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
pytestmark = pytest.mark.kafka


def articles() -> list[Sent]:
    """Return an article with a trace, one without, and one in a language not supported."""
    example = (ROOT / "schemas" / "examples" / "raw-article.v1.json").read_bytes()
    samples = ROOT / "service" / "samples"
    return [
        Sent(orjson.dumps(orjson.loads(example)), b"contoh-1", (("traceparent", TRACE),)),
        Sent(orjson.dumps(orjson.loads((samples / "06-ott-kpk.json").read_bytes()))),
        Sent(orjson.dumps(orjson.loads((samples / "18-english.json").read_bytes()))),
    ]


def lines(got: list[Got]) -> list[str]:
    """Return the records as comparable lines, by topic and key."""
    order = {name: number for number, name in enumerate(topics.OUTPUTS)}
    return [
        json.dumps(
            {
                "topic": item.topic,
                "key": (item.key or b"").decode(),
                "headers": [[name, value.decode()] for name, value in item.headers],
                "value": (item.value or b"").decode(),
            },
            ensure_ascii=False,
        )
        for item in sorted(got, key=lambda item: (order[item.topic], item.key or b""))
    ]


def test_articles_come_out_byte_for_byte_as_committed_and_again_on_a_second_run(
    settings: Settings,
) -> None:
    """KABAR_WRITE_EXPECTED=1 writes the expectation anew; read the difference before committing."""
    with running(settings) as (process, _):
        got = exchange(settings, articles())
        assert stop(process) == 0
    assert {item.topic for item in got} == {topics.ENRICHED, topics.EVENTS, topics.ENTITIES}
    found = lines(got)
    if os.environ.get("KABAR_WRITE_EXPECTED"):
        EXPECTED.write_text("\n".join(found) + "\n", encoding="utf-8")
    assert found == EXPECTED.read_text(encoding="utf-8").splitlines()


def test_the_trace_is_passed_on_and_started_when_absent(settings: Settings) -> None:
    with running(settings) as (process, _):
        got = exchange(settings, articles()[:2])
        assert stop(process) == 0
    traces = {item.header("traceparent") for item in got}
    assert TRACE.decode() in traces
    assert len(traces) == 2


def test_a_worker_tells_metrics_and_health_and_leaves_nothing_uncommitted(
    settings: Settings,
) -> None:
    with running(settings) as (process, address):
        got = exchange(settings, articles())
        metrics = urllib.request.urlopen(f"{address}/metrics", timeout=5).read().decode()  # noqa: S310
        live = json.load(urllib.request.urlopen(f"{address}/live", timeout=5))  # noqa: S310
        for path in ("/stats", "/router", "/tables"):
            with pytest.raises(urllib.error.HTTPError):
                urllib.request.urlopen(f"{address}{path}", timeout=5)  # noqa: S310
        assert stop(process) == 0
    assert live["live"] is True
    assert 'kabar_articles_total{outcome="enriched"} 2.0' in metrics
    assert 'kabar_articles_total{outcome="unsupported"} 1.0' in metrics
    events = sum(item.topic == topics.EVENTS for item in got)
    told = [line for line in metrics.splitlines() if line.startswith("kabar_events_total{")]
    assert sum(float(line.rsplit(" ", 1)[1]) for line in told) == events
    assert f'language_pack="{PackFiles.of(PACK).version()}"' in metrics
    assert "kabar_broker_up 1.0" in metrics
    for stage in ("read", "clean", "serialise", "deliver"):
        assert f'kabar_stage_seconds_count{{stage="{stage}"}} 3.0' in metrics
    for stage in ("entities", "events"):
        assert f'kabar_stage_seconds_count{{stage="{stage}"}} 2.0' in metrics
    assert "kabar_latency_seconds_count 3.0" in metrics
    with running(settings) as (process, _):
        again = exchange(settings, [])
        assert stop(process) == 0
    assert len(again) == len(got)


def test_only_the_offender_is_lost_when_extraction_hangs_crashes_or_raises(
    settings: Settings,
) -> None:
    """A stub pipeline misbehaves as the title says; every neighbour is enriched."""
    titles = ["satu", "hang", "dua", "crash", "tiga", "eat", "raise", "empat", "big", "lima"]
    records = [Sent(orjson.dumps({"title": title}), title.encode()) for title in titles]
    stub = {"KABAR_ENRICH": "tests.stream.stubs:enrich", "KABAR_TIME_LIMIT": "2"}
    with running(settings, **stub) as (process, _):
        got = exchange(settings, records)
        assert stop(process) == 0
    reasons = {
        (item.key or b"").decode(): item.header("kabar.errors.reason")
        for item in got
        if item.topic == topics.DLQ
    }
    assert reasons == {
        "hang": "extraction_timeout",
        "crash": "extractor_crashed",
        "eat": "extraction_memory",
        "raise": "extraction_failed",
        "big": "output_too_large",
    }
    enriched = [
        orjson.loads(item.value or b"")["title"] for item in got if item.topic == topics.ENRICHED
    ]
    assert sorted(enriched) == sorted(["satu", "dua", "tiga", "empat", "lima"])
