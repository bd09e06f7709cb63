"""`kabar dlq` and `kabar replay` on a real broker: what is told, sent, left out and remembered."""

import asyncio
import signal
import subprocess
import sys
import time

import orjson
import pytest

from service.settings import Settings
from service.stream import topics
from tests.kafka.brokers import ROOT
from tests.kafka.test_clients import environment, kabar
from tests.kafka.worker import Got, Sent, collect, exchange, receive, running, send, stop

pytestmark = pytest.mark.kafka
STUB = {"KABAR_ENRICH": "tests.stream.stubs:enrich"}
BROKEN = Sent(b'{"title": "terpotong', b"kunci", (("x-origin", b"scraper"),))


def rejected(settings: Settings, number: int) -> None:
    """Put `number` raising articles and one broken record through a worker."""
    records = [
        Sent(orjson.dumps({"title": "raise", "article_id": f"r-{place}"}), b"r-%d" % place)
        for place in range(number)
    ]
    with running(settings, **STUB) as (process, _):
        exchange(settings, [*records, BROKEN])
        assert stop(process) == 0


def raw(settings: Settings) -> list[Got]:
    """Return what the raw topic holds."""
    return asyncio.run(collect(settings, topics.RAW))


def test_dlq_counts_reasons_and_shows_one_record_readably_or_as_it_was(settings: Settings) -> None:
    rejected(settings, 3)
    told = kabar(settings, "dlq").stdout.decode()
    assert "4 dead letters" in told
    rows = [line.split() for line in told.splitlines() if "extraction_failed" in line]
    assert [row[3] for row in rows] == ["3"]
    assert "1 dead letters" in kabar(settings, "dlq", "--reason", "not_json").stdout.decode()
    assert b"0 dead letters" in kabar(settings, "dlq", "--until", "2020-01-01").stdout
    shown = kabar(settings, "dlq", "--show", "0:3").stdout.decode()
    for part in ("not_json", "terpotong", "x-origin", "scraper", "kunci", "articles.raw"):
        assert part in shown
    assert kabar(settings, "dlq", "--show", "0:3", "--raw").stdout == BROKEN.value
    assert b"holds offsets 0 to 3" in kabar(settings, "dlq", "--show", "0:99").stderr


def test_a_dry_run_sends_nothing_and_remembers_nothing(settings: Settings) -> None:
    rejected(settings, 2)
    for _ in range(2):
        done = kabar(settings, "replay", "--dry-run", "--reason", "extraction_failed")
        assert done.returncode == 0, done.stderr.decode()
        assert b"2 would be sent" in done.stderr
    assert len(raw(settings)) == 3


def test_replay_sends_the_original_once_and_the_pipeline_that_was_mended_reads_it(
    settings: Settings,
) -> None:
    """The record comes back to its partition, bytes, key and headers as they were, with a count."""
    rejected(settings, 2)
    done = kabar(settings, "replay")
    assert done.returncode == 0, done.stderr.decode()
    assert b"3 sent" in done.stderr
    assert b"0 sent" in kabar(settings, "replay").stderr
    first, again = raw(settings)[:3], raw(settings)[3:]
    assert [(item.key, item.value) for item in first] == [(item.key, item.value) for item in again]
    assert again[2].headers == (*BROKEN.headers, ("kabar.attempts", b"1"))
    with running(settings) as (process, _):
        got = asyncio.run(receive(settings, 6))
        assert stop(process) == 0
    assert {item.key for item in got if item.topic == topics.ENRICHED} == {b"r-0", b"r-1"}


def test_what_always_fails_stops_coming_back_at_the_most_attempts(settings: Settings) -> None:
    rejected(settings, 0)
    counts = []
    for turn in range(2, 5):
        done = kabar(settings, "replay", "--max-attempts", "3", "--rate", "100")
        counts.append(done.stderr.decode())
        if b"1 sent" not in done.stderr:
            break
        with running(settings, **STUB) as (process, _):
            asyncio.run(receive(settings, turn))
            assert stop(process) == 0
    assert len(counts) == 3
    assert "1 left out: tried 3 times or more" in counts[-1]
    letters = asyncio.run(collect(settings, topics.DLQ))
    assert [letter.header("kabar.errors.attempts") for letter in letters] == ["1", "2", "3"]
    assert {letter.headers[0] for letter in letters} == set(BROKEN.headers)


def _heeds_interrupts() -> None:
    """Undo what a shell does to whatever it starts in the background, these tests too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("end", (signal.SIGINT, signal.SIGKILL))
def test_a_replay_that_is_interrupted_goes_on_and_leaves_nothing_out(
    settings: Settings, end: signal.Signals
) -> None:
    letters = [
        Sent(b"%d" % number, b"%d" % number, (("kabar.errors.reason", b"no_text"),))
        for number in range(600)
    ]
    asyncio.run(send(settings, letters, topics.DLQ))
    # Half a minute for all of them: looking for the first takes seconds on a busy machine.
    command = [sys.executable, "-m", "service", "replay", "--rate", "20"]
    process = subprocess.Popen(
        command,
        env=environment(settings),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        preexec_fn=_heeds_interrupts,  # noqa: PLW1509  # nothing runs beside it in this process
    )
    while not raw(settings):
        time.sleep(0.05)
    process.send_signal(end)
    told = process.communicate(timeout=30)[1]
    assert process.returncode == (130 if end == signal.SIGINT else -end), told
    before = len(raw(settings))
    assert 0 < before < 600
    done = kabar(settings, "replay")
    assert done.returncode == 0, done.stderr.decode()
    values = [int(item.value or b"") for item in raw(settings)]
    assert set(values) == set(range(600))
    assert len(values) <= 600 + 100


def test_a_reason_that_does_not_exist_is_refused_with_those_that_do(settings: Settings) -> None:
    done = kabar(settings, "replay", "--reason", "salah")
    assert done.returncode == 1
    assert b"extraction_failed" in done.stderr


def test_the_breaker_stops_the_worker_with_the_latest_uncommitted(settings: Settings) -> None:
    """Only what was dead-lettered before the limit is; a mended worker enriches all the rest."""
    records = [
        Sent(orjson.dumps({"title": "raise", "article_id": f"b-{number}"})) for number in range(300)
    ]
    breaker = {"KABAR_BREAKER_SHARE": "0.9", "KABAR_BREAKER_WINDOW": "20"}
    with running(settings, **STUB, **breaker) as (process, _):
        asyncio.run(send(settings, records))
        assert process.wait(60) == 1
    dead = asyncio.run(collect(settings, topics.DLQ))
    assert len(dead) < 20
    with running(settings) as (process, _):
        got = asyncio.run(receive(settings, 300))
        assert stop(process) == 0
    enriched = {item.key for item in got if item.topic == topics.ENRICHED}
    assert len(enriched) + len(dead) >= 300
