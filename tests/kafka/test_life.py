"""The beginning and the end of a worker: what it refuses to start on, and how it leaves."""

import asyncio
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import replace

import orjson
import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions

from service.settings import Settings
from service.stream import topics
from service.stream.security import client_options
from tests.kafka.brokers import ROOT, Broker
from tests.kafka.worker import Sent, collect, receive, running, send, stop, worker_environment

pytestmark = pytest.mark.kafka
STUB = {"KABAR_ENRICH": "tests.stream.stubs:enrich"}


def refused(settings: Settings, limit: float = 30, **overrides: str) -> str:
    """Return what a worker that must not start says; it must say so within `limit` seconds."""
    command = [sys.executable, "-m", "service", "worker"]
    environment = worker_environment(settings) | overrides
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, timeout=limit, check=False
    )
    told = " ".join(done.stderr.decode().split())
    assert done.returncode == 1, told
    assert "Traceback" not in told
    return told


def test_a_worker_refuses_topics_that_are_missing_or_do_not_fit(
    settings: Settings, broker: Broker
) -> None:
    if broker.kind == "embedded":
        pytest.skip("the embedded broker makes a topic up when it is asked for")
    assert "no topic lain.articles.raw" in refused(replace(settings, topic_prefix="lain."))
    assert "has 1 partitions, wants 3" in refused(replace(settings, partitions=3))
    assert "max.message.bytes is" in refused(replace(settings, max_record_bytes=20_000_000))


def test_a_wrong_address_is_told_within_ten_seconds(settings: Settings) -> None:
    """Nobody listens, or somebody listens and never answers."""
    started = time.monotonic()
    assert "is KABAR_BROKER right?" in refused(replace(settings, broker="localhost:1"), 15)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        begun = time.monotonic()
        told = refused(replace(settings, broker=address), 20)
    assert "no answer in 8 s" in told
    # The limit is for the connection; the interpreter's own start comes on top.
    assert time.monotonic() - begun < 10 + (begun - started)


def test_after_sigterm_ready_goes_false_first_and_work_in_flight_is_finished(
    settings: Settings,
) -> None:
    """A slow article is in flight: it is answered, committed, and not done again."""
    records = [Sent(orjson.dumps({"title": f"slow {number}"})) for number in range(4)]
    with running(settings, **STUB, KABAR_WINDOW="2") as (process, address):
        asyncio.run(send(settings, records))
        time.sleep(0.5)
        process.terminate()
        answers = []
        while process.poll() is None:
            answers.append(_ready(address))
            time.sleep(0.05)
        assert process.returncode == 0
    assert False in answers
    assert True not in answers[answers.index(False) :]
    before = [item.key for item in asyncio.run(collect(settings, topics.ENRICHED))]
    assert len(before) in {1, 2, 3}
    with running(settings, **STUB) as (process, _):
        got = asyncio.run(receive(settings, 4))
        assert stop(process) == 0
    enriched = [item.key for item in got if item.topic == topics.ENRICHED]
    assert len(enriched) == len(set(enriched)) == 4


def test_work_that_does_not_finish_in_the_grace_is_handed_back(settings: Settings) -> None:
    """The process ends by itself when the grace is over; the record is read again, once mended."""
    hang = {"KABAR_TIME_LIMIT": "5", "KABAR_SHUTDOWN_GRACE": "5.5", "KABAR_SESSION_TIMEOUT": "6"}
    titles = ["hang", "hang", "hang", "satu"]
    records = [
        Sent(orjson.dumps({"title": title, "article_id": f"{title}-{number}"}))
        for number, title in enumerate(titles)
    ]
    with running(settings, **STUB, **hang, KABAR_EXTRACTORS="1") as (process, _):
        asyncio.run(send(settings, records))
        time.sleep(1)
        process.terminate()
        assert process.wait(8) == 70
    with running(settings) as (process, _):
        got = asyncio.run(receive(settings, 4))
        assert stop(process) == 0
    done = {item.key for item in got if item.topic == topics.ENRICHED}
    assert b"satu-3" in done


def _ready(address: str) -> bool | None:
    try:
        with urllib.request.urlopen(f"{address}/ready", timeout=2) as answer:  # noqa: S310
            return bool(json.load(answer)["ready"])
    except urllib.error.HTTPError:
        return False
    except OSError:
        return None


def test_more_partitions_than_planned_are_no_problem(settings: Settings, broker: Broker) -> None:
    if broker.kind == "embedded":
        pytest.skip("the embedded broker cannot add partitions")

    async def add() -> None:
        admin = AIOKafkaAdminClient(**client_options(settings))
        await admin.start()
        await admin.create_partitions({settings.topic(topics.RAW): NewPartitions(3)})
        await admin.close()

    asyncio.run(add())
    with running(settings, **STUB) as (process, _):
        assert stop(process) == 0
