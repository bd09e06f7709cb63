"""Nothing is lost, whatever happens: workers as processes, faults at random moments, a ledger.

`make test` runs every fault once in one go; `make faults` runs all of this. KABAR_FAULT_SEED repeats
a run; the seed is printed with each ledger.
"""

import asyncio
import logging
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from service import clients
from service.settings import Settings
from service.stream import topics
from service.stream.security import client_options
from tests.kafka import apache, ledger, report
from tests.kafka.brokers import has_java
from tests.kafka.faults import FAULTS, STUB, World, world
from tests.kafka.fleet import Fleet
from tests.kafka.load import Load
from tests.kafka.worker import prepared

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.timeout(420),
    pytest.mark.skipif(
        not has_java(), reason="needs an Apache Kafka that can be killed: Java, Maven"
    ),
]
SEED = int(os.environ.get("KABAR_FAULT_SEED") or random.randrange(1_000_000))
RATE = 150.0
SETTLE = 150.0
# How often a fault is injected in its test: the quick ones more.
TIMES = {"extraction process killed": 12, "network slow": 5, "broker restarted": 2}


@pytest.fixture(autouse=True)
def _quiet() -> None:
    """Clients that lose their broker say so at length; that is the point here."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[World]:
    """Return a world with two workers under load."""
    with world(tmp_path, SEED, RATE) as it:
        it.fleet.add(2)
        it.load.start()
        answered(it.settings, 50)
        yield it


def answered(settings: Settings, number: int, limit: float = 60.0) -> None:
    """Wait until the enriched topic holds `number` records."""

    async def wait() -> None:
        consumer = clients.consumer(settings, topics.ENRICHED, from_start=True)
        async with asyncio.timeout(limit), clients.connected(consumer, settings) as client:
            while sum((await client.end_offsets(client.assignment())).values()) < number:  # noqa: ASYNC110  # a broker has no event for it
                await asyncio.sleep(0.2)

    asyncio.run(wait())


def close(
    settings: Settings, fleet: Fleet, load: Load, name: str, faults: int, *, ordered: bool = True
) -> ledger.Ledger:
    """End the load, wait for the rest, end the workers; the ledger must balance.

    `name` says what was done, `faults` how often.
    """
    load.finish()
    fleet.send_all(signal.SIGCONT)
    ledger.settle(settings, SETTLE)
    codes = fleet.stop()
    result = ledger.balance(settings, load.sent)
    print(f"\n{name} (seed {SEED})", *result.lines(), sep="\n")  # noqa: T201  # the report
    report.rows.append(report.Row(name, faults, result))
    if not ordered:
        result.out_of_order = 0
    assert result.balances(), fleet.log.read_text(errors="replace")[-6000:]
    assert set(codes) == {0}, fleet.log.read_text(errors="replace")[-6000:]
    return result


def test_nothing_is_lost_when_every_fault_happens_once(made: World) -> None:
    """The short form of all that follows, in random order."""
    names = list(FAULTS)
    made.rng.shuffle(names)
    for name in names:
        made.inject(name)
        time.sleep(made.rng.uniform(0.5, 2))
    made.heal()
    assert made.injected.total() >= len(FAULTS) - 1
    print(", ".join(names))  # noqa: T201  # the report
    close(made.settings, made.fleet, made.load, "every kind once", made.injected.total())


def test_a_worker_leaves_at_once_while_the_broker_is_gone(tmp_path: Path) -> None:
    """Everything is committed; that every fetch fails does not keep it until the grace is over."""
    with world(tmp_path, SEED, RATE) as made:
        made.fleet.add(1)
        made.load.start(300)
        made.load.wait()
        ledger.settle(made.settings, SETTLE)
        (node,) = made.cluster.nodes
        node.end()
        time.sleep(2)
        begun = time.monotonic()
        assert made.fleet.stop() == [0]
        assert time.monotonic() - begun < made.settings.shutdown_grace / 2


@pytest.mark.faults
@pytest.mark.parametrize("name", FAULTS)
def test_nothing_is_lost_under_one_kind_of_fault(made: World, name: str) -> None:
    for _ in range(TIMES.get(name, 3)):
        made.inject(name)
        time.sleep(made.rng.uniform(0.5, 4))
    made.heal()
    close(made.settings, made.fleet, made.load, name, made.injected.total())


@pytest.mark.faults
@pytest.mark.parametrize("patience", (10.0, 90.0))
def test_nothing_is_lost_when_the_broker_is_gone_for_a_minute(
    tmp_path: Path, patience: float
) -> None:
    """Workers that give up and are restarted until it is back, and workers that wait for it."""
    with world(tmp_path, SEED, 50, delivery_timeout=patience) as made:
        made.fleet.add(2)
        made.load.start()
        answered(made.settings, 50)
        (node,) = made.cluster.nodes
        node.end()
        time.sleep(60)
        node.start()
        node.wait()
        close(made.settings, made.fleet, made.load, f"broker gone 60 s, patience {patience:g} s", 1)


@pytest.mark.faults
def test_nothing_is_lost_when_leaders_fail_over(tmp_path: Path) -> None:
    """Three brokers, three replicas, two needed: any one may die, and comes back."""
    rng = random.Random(SEED)
    kafka = apache.cluster(3, more={"min.insync.replicas": "2"})
    try:
        settings = prepared(kafka.address, **(STUB | {"replication": 3, "delivery_timeout": 30.0}))
        with Fleet(settings, tmp_path / "workers.log") as fleet:
            fleet.add(2)
            load = Load(settings, 100).start()
            answered(settings, 50)
            for _ in range(3):
                node = rng.choice(kafka.nodes)
                node.end(rng.choice((signal.SIGKILL, signal.SIGTERM)))
                time.sleep(rng.uniform(3, 10))
                node.start()
                node.wait()
                time.sleep(rng.uniform(2, 8))
            close(settings, fleet, load, "leader failover", 3)
    finally:
        kafka.stop()


@pytest.mark.faults
def test_all_work_that_was_not_committed_is_done_again_byte_for_byte(tmp_path: Path) -> None:
    """Commits are an hour away; all workers die; the new ones repeat everything, identically."""
    with world(tmp_path, SEED, 300, commit_interval=60.0) as made:
        made.fleet.add(2)
        made.load.start(3000)
        made.load.wait()
        answered(made.settings, 2000)
        made.fleet.send_all(signal.SIGKILL)
        answered(made.settings, 4500)
        time.sleep(2)
        made.fleet.send_all(signal.SIGTERM)
        result = close(made.settings, made.fleet, made.load, "restart, uncommitted", 1)
        assert result.repeats > 1000


@pytest.mark.faults
def test_nothing_passes_while_the_dead_letter_topic_cannot_be_written(made: World) -> None:
    """It takes nothing any more: workers stop rather than skip, and start when it takes again."""
    alter(made.settings, topics.DLQ, {"max.message.bytes": "10"})
    time.sleep(15)
    assert made.fleet.exits[1] > 0
    alter(made.settings, topics.DLQ, {})
    close(made.settings, made.fleet, made.load, "dead letters not writable", 1)


@pytest.mark.faults
def test_outputs_that_the_broker_finds_too_large_become_dead_letters(made: World) -> None:
    """Only those records: the limit of the topic is lowered under running workers.

    To find them, a batch is sent again record by record; what the broker had refused with them may
    so come after what was sent behind it.
    """
    made.load.finish()
    ledger.settle(made.settings, SETTLE)
    alter(made.settings, topics.ENRICHED, {"max.message.bytes": "1200"})
    made.load.start(1500)
    made.load.wait()
    name = "topic limit below the outputs"
    result = close(made.settings, made.fleet, made.load, name, 1, ordered=False)
    assert result.dead_letters["output_too_large"] > 100
    assert result.outputs[topics.ENRICHED] > 100


@pytest.mark.faults
def test_workers_that_wait_for_topics_begin_when_they_are_made(tmp_path: Path) -> None:
    with world(tmp_path, SEED, RATE) as made:
        asyncio.run(topics.delete(made.settings))
        time.sleep(1)
        made.fleet.add(2)
        time.sleep(12)
        assert made.fleet.exits[1] > 0
        asyncio.run(topics.create(made.settings))
        made.load.start(1000)
        made.load.wait()
        close(made.settings, made.fleet, made.load, "topics made late", 1)


@pytest.mark.faults
@pytest.mark.skipif(not shutil.which("cc"), reason="needs a C compiler, for a clock that is wrong")
def test_clocks_that_are_wrong_by_hours_lose_nothing(tmp_path: Path) -> None:
    """One worker lives five hours ahead, one five behind; articles are from now, long ago and soon."""
    clock = tmp_path / "skew.so"
    source = Path(__file__).with_name("skew.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", clock, source, "-ldl"], check=True)
    with world(tmp_path, SEED, RATE) as made:
        for skew in (18_000, -18_000):
            made.fleet.add(LD_PRELOAD=str(clock), KABAR_TEST_SKEW=str(skew))
        for stamped in (0, -200_000, 3000):
            made.load.timestamp_ms = int((time.time() + stamped) * 1000)
            made.load.start(700)
            answered(made.settings, 100)
            made.inject("worker killed")
            made.load.wait()
        moments = asyncio.run(stamps(made.settings))
        assert moments
        assert all(abs(moment / 1000 - time.time()) < 600 for moment in moments)
        assert made.fleet.exits[1] == 0
        close(made.settings, made.fleet, made.load, "clocks 5 h off, killed", made.injected.total())


@pytest.mark.faults
def test_memory_does_not_grow_with_the_articles(tmp_path: Path) -> None:
    """Resident memory after 50,000 articles is within a tenth of that after 5,000."""
    sizes = []
    with world(tmp_path, SEED, 3000) as made:
        made.fleet.add(1)
        for _ in range(10):
            made.load.start(5000)
            made.load.wait()
            ledger.settle(made.settings, 120)
            sizes.append(round(made.fleet.memory()[0] / 1_048_576, 1))
        print(f"MiB after each 5,000 articles: {sizes}")  # noqa: T201  # the report
        close(made.settings, made.fleet, made.load, "none, 50,000 articles", 0)
    assert sizes[-1] <= sizes[0] * 1.1


async def stamps(settings: Settings) -> list[int]:
    """Return the Kafka timestamps of the dead letters, in milliseconds."""
    consumer = clients.consumer(settings, topics.DLQ, from_start=True)
    async with clients.connected(consumer, settings) as client:
        found = await client.getmany(timeout_ms=5000)
    return [record.timestamp for records in found.values() for record in records]


def alter(settings: Settings, name: str, change: dict[str, str]) -> None:
    """Give topic `name` its planned settings with `change`."""
    plan = next(plan for plan in topics.plans(settings) if plan.name == settings.topic(name))
    resource = ConfigResource(ConfigResourceType.TOPIC, plan.name, plan.config | change)

    async def send() -> None:
        admin = AIOKafkaAdminClient(**client_options(settings))
        await admin.start()
        await admin.alter_configs([resource])
        await admin.close()

    asyncio.run(send())
