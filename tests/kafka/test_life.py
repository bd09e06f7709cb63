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
from typing import Any

import orjson
import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, RecordsToDelete

from service.settings import Settings
from service.stream import group, topics
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


def test_a_spare_worker_lives_as_long_as_all_is_read(settings: Settings, broker: Broker) -> None:
    """One partition, two workers: one has nothing to do, and that is well."""
    if broker.kind == "embedded":
        pytest.skip("the embedded broker cannot describe a group")
    quick = {"KABAR_TIME_LIMIT": "1", "KABAR_DELIVERY_TIMEOUT": "10", "KABAR_STALL_LIMIT": "11"}
    with (
        running(settings, **STUB, **quick) as (first, one),
        running(settings, until="/live", **STUB, **quick) as (second, other),
    ):
        deadline = time.monotonic() + 25
        seen = set()
        while time.monotonic() < deadline:
            pages = [_page(f"{address}/live") for address in (one, other)]
            assert all(page["live"] for page in pages), pages
            seen.add(sum(page["partitions"] for page in pages))
            time.sleep(0.5)
        assert 1 in seen
        assert asyncio.run(group.all_is_read(settings))
        assert stop(first) == stop(second) == 0
    assert not asyncio.run(group.all_is_read(settings))


def test_what_retention_has_removed_is_no_lag(settings: Settings, broker: Broker) -> None:
    """A new group on a topic whose records are gone has nothing to do."""
    if broker.kind == "embedded":
        pytest.skip("the embedded broker cannot remove records")
    asyncio.run(send(settings, [Sent(b"satu")] * 5))
    raw = TopicPartition(settings.topic(topics.RAW), 0)

    async def remove() -> None:
        admin = AIOKafkaAdminClient(**client_options(settings))
        await admin.start()
        await admin.delete_records({raw: RecordsToDelete(before_offset=5)})
        await admin.close()

    asyncio.run(remove())
    assert asyncio.run(group.bounds(settings, [raw])) == {raw: (5, 5)}
    quick = {"KABAR_TIME_LIMIT": "1", "KABAR_DELIVERY_TIMEOUT": "10", "KABAR_STALL_LIMIT": "11"}
    with running(settings, **STUB, **quick) as (process, address):
        time.sleep(14)
        assert _page(f"{address}/live")["lag"] == 0
        assert stop(process) == 0


def test_the_end_of_a_transaction_is_no_lag(settings: Settings, broker: Broker) -> None:
    """A scraper that writes in transactions leaves offsets behind that hold no record."""
    if broker.kind == "embedded":
        pytest.skip("the embedded broker's transactions are not Kafka's")

    async def write() -> None:
        client = AIOKafkaProducer(**client_options(settings), transactional_id=settings.group)
        await client.start()
        for number in range(3):
            async with client.transaction():
                for _ in range(3):
                    value = orjson.dumps({"title": f"Artikel {number}"})
                    await client.send_and_wait(settings.topic(topics.RAW), value)
        await client.stop()

    with running(settings, **STUB) as (process, address):
        asyncio.run(write())
        asyncio.run(receive(settings, 9))
        deadline = time.monotonic() + 20
        while _page(f"{address}/live")["lag"] > 0:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert stop(process) == 0
    with running(settings, **STUB) as (process, address):
        time.sleep(2)
        assert _page(f"{address}/live")["lag"] == 0
        assert stop(process) == 0


def _page(url: str) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        return dict(json.load(error))


def _ready(address: str) -> bool | None:
    try:
        with urllib.request.urlopen(f"{address}/ready", timeout=2) as answer:  # noqa: S310
            return bool(json.load(answer)["ready"])
    except urllib.error.HTTPError:
        return False
    except OSError:
        return None


def test_what_comes_while_a_spare_worker_takes_over_is_not_thrown_away(settings: Settings) -> None:
    """Faust would empty its queues when the assignment is ready, and commit past what was in them."""
    names = [f"slow {number}" for number in range(8)]
    records = [Sent(orjson.dumps({"title": name, "article_id": name})) for name in names]
    slow = STUB | {"KABAR_WINDOW": "1"}
    with (
        running(settings, **STUB) as (first, _),
        running(settings, None, "/live", "tests.kafka.slow_seek", **slow) as (second, _),
    ):
        time.sleep(5)
        assert stop(first) == 0
        asyncio.run(send(settings, records))
        got = asyncio.run(receive(settings, len(records)))
        assert stop(second) == 0
    done = [item.key for item in got if item.topic == topics.ENRICHED]
    assert done == [name.encode() for name in names]


def test_what_was_read_too_early_is_read_again_though_nothing_is_committed(
    settings: Settings,
) -> None:
    """Its place would be the end of what was thrown away: committed offsets alone set it anew."""
    names = [f"early {number}" for number in range(8)]
    now = int(time.time() * 1000)  # the broker deletes what is older than it may be
    records = [
        Sent(orjson.dumps({"title": name, "article_id": name}), timestamp_ms=now) for name in names
    ]
    asyncio.run(send(settings, records))
    with running(settings, module="tests.kafka.early_read", **STUB) as (process, _):
        got = asyncio.run(receive(settings, len(names)))
        assert stop(process) == 0
    done = [item.key for item in got if item.topic == topics.ENRICHED]
    assert done == [name.encode() for name in names]


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


def test_a_pipeline_that_does_not_load_is_told(settings: Settings) -> None:
    """A name that is not there, and one that needs more memory than it may take."""
    told = refused(settings, KABAR_ENRICH="tests.stream.stubs:nothing")
    assert "has no attribute 'nothing'; give module:name" in told
    told = refused(settings, KABAR_EXTRACTOR_MEMORY_MB="128")
    assert "KABAR_EXTRACTOR_MEMORY_MB=128 is too little" in told


def test_a_worker_that_is_stopped_while_it_loads_ends_well(settings: Settings) -> None:
    """It says what it will read before it waits for the pipeline."""
    command = [sys.executable, "-m", "service", "worker"]
    environment = worker_environment(settings)
    with subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE) as process:
        assert process.stderr
        while line := process.stderr.readline():
            if b"extraction processes" in line:
                break
        process.terminate()
        assert process.wait(10) == 0
