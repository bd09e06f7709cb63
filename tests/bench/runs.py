"""One run of one program between the raw topic and the output topics, as its environment sees it.

Whoever measures is the load generator too. A program is saturated when `BACKLOG` articles always wait
for it, and paced when articles come at random moments (Poisson, one seed) at a mean rate. Articles
done are counted by the end offsets of the enriched and dead-letter topics, of which each article gives
one record; the time of an output is the broker's (LogAppendTime), so a program cannot tell its own
latency. CPU time is that of the program's processes, the broker's and the generator's: on a machine
that others use too, it tells more than the clock.
"""

import asyncio
import random
import subprocess
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import orjson
import psutil
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from service.settings import Settings
from service.stream import topics
from service.stream.security import client_options
from tests.bench.articles import Feed
from tests.kafka.brokers import ROOT, die_with_parent, free_ports
from tests.kafka.worker import worker_environment

BACKLOG = 1000
WARM = 500
TICK = 0.05
PARTITIONS = 6
START_LIMIT = 90.0
DRAIN_LIMIT = 60.0
DONE = (topics.ENRICHED, topics.DLQ)


@dataclass(frozen=True, slots=True)
class Program:
    """What is measured: `processes` of `python -m module`, told KABAR_* settings."""

    name: str
    arguments: tuple[str, ...]
    processes: int = 1
    extractors: int = 2


@dataclass(slots=True)
class Run:
    """What one run showed; seconds, bytes, articles; `cpu` is seconds by who spent them.

    `others`: cores that were taken by everyone else on the machine, and by its host.
    """

    seconds: float = 0.0
    done: int = 0
    sent: int = 0
    cpu: dict[str, float] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    others: float = 0.0
    latencies: list[float] = field(default_factory=list)
    outputs: int = 0

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.done / self.seconds

    def cost(self, who: str) -> float:
        """Milliseconds of CPU time an article."""
        return 1000 * self.cpu.get(who, 0.0) / max(1, self.done)

    def latency(self, share: float) -> float:
        """Return the quantile `share` of the latencies, in milliseconds; 0 when none was taken."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class World:
    """A broker's five topics, made for one run, and the processes that work on them.

    `waiting` articles are there before the processes; `more` are settings of theirs.
    """

    def __init__(
        self, address: str, program: Program, log: Path, *, waiting: int = 0, **more: Any
    ) -> None:
        prefix = f"bench-{uuid.uuid4().hex[:8]}."
        own = {
            "topic_prefix": prefix,
            "group": f"{prefix}group",
            "partitions": PARTITIONS,
            "extractors": program.extractors,
            "log_level": "WARNING",
        }
        self.settings = Settings.from_env({}, broker=address, **(own | more))
        self._program = program
        self._log = log
        self._feed = Feed()
        self._number = 0
        self._waiting = waiting
        self._last: Any = None
        self.processes: list[subprocess.Popen[bytes]] = []
        self.ports: list[int] = []
        self.started = 0.0

    async def __aenter__(self) -> Self:
        await self._make_topics()
        options = client_options(self.settings)
        self._producer = AIOKafkaProducer(**options, acks="all")
        self._watcher = AIOKafkaConsumer(**options)
        await self._producer.start()
        await self._watcher.start()
        await self.send(self._waiting)
        if self._last:
            await self._last
        self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop()
        await self._producer.stop()
        await self._watcher.stop()
        await topics.delete(self.settings)

    async def _make_topics(self) -> None:
        """Create the topics as kabar plans them, but outputs have the broker's time."""
        admin = AIOKafkaAdminClient(**client_options(self.settings))
        await admin.start()
        raw = self.settings.topic(topics.RAW)
        await admin.create_topics(
            [
                NewTopic(
                    plan.name,
                    plan.partitions,
                    plan.replication,
                    topic_configs=plan.config
                    | ({} if plan.name == raw else {"message.timestamp.type": "LogAppendTime"}),
                )
                for plan in topics.plans(self.settings)
            ]
        )
        await admin.close()

    def start(self) -> None:
        """Start the program's processes, at `started` (monotonic seconds)."""
        self.started = time.monotonic()
        self.ports = free_ports(self._program.processes)
        for port in self.ports:
            environment = worker_environment(self.settings) | {"KABAR_WEB_PORT": str(port)}
            with self._log.open("ab") as log:
                self.processes.append(
                    subprocess.Popen(
                        [sys.executable, "-m", *self._program.arguments],
                        env=environment, cwd=ROOT, stdout=log, stderr=log,
                        preexec_fn=die_with_parent,  # noqa: PLW1509  # nothing but a system call
                    )
                )  # fmt: skip

    def stop(self) -> None:
        """End the processes and their children, at once."""
        for process in self.processes:
            with suppress(psutil.NoSuchProcess):
                for child in psutil.Process(process.pid).children(recursive=True):
                    with suppress(psutil.NoSuchProcess):
                        child.kill()
            process.kill()
            process.wait()
        self.processes = []

    async def done(self) -> int:
        """Return how many articles have come out."""
        parts = [
            TopicPartition(self.settings.topic(name), number)
            for name in DONE
            for number in range(PARTITIONS)
        ]
        return sum((await self._watcher.end_offsets(parts)).values())

    async def send(self, count: int) -> None:
        """Send `count` articles, round the partitions, without waiting for the broker."""
        topic = self.settings.topic(topics.RAW)
        for number in range(self._number, self._number + count):
            key = b"%d" % number
            partition = number % PARTITIONS
            self._last = await self._producer.send(
                topic, self._feed.value(number), key=key, partition=partition
            )
        self._number += count

    async def saturate(self, seconds: float, warm: int = WARM) -> Run:
        """Return a run of `seconds` in which articles always wait, after `warm` are done."""
        await self._feed_until(warm, START_LIMIT)
        meter = Meter(self)
        begun, first, sent = time.monotonic(), await self.done(), self._number
        while time.monotonic() - begun < seconds:
            await self._top_up()
        run = meter.stop()
        run.seconds, run.done = time.monotonic() - begun, await self.done() - first
        run.sent = self._number - sent
        return run

    async def reach(self, count: int) -> None:
        """Return when `count` articles are done, out of those that wait."""
        deadline = time.monotonic() + START_LIMIT + count / 10
        while await self.done() < count:
            self._check(deadline)
            await asyncio.sleep(TICK)

    async def _feed_until(self, count: int, limit: float) -> None:
        deadline = time.monotonic() + limit
        while await self.done() < count:
            self._check(deadline)
            await self._top_up()

    async def _top_up(self) -> None:
        waiting = self._number - await self.done()
        await self.send(max(0, BACKLOG - waiting))
        await asyncio.sleep(TICK)

    async def paced(self, rate: float, seconds: float) -> Run:
        """Return a run at `rate` articles a second, with latencies, once the program is warm."""
        await self._feed_until(WARM, START_LIMIT)
        await self._drain()
        meter = Meter(self)
        first = self._number
        begun = due = time.monotonic()
        rng = random.Random(7)
        while due - begun < seconds:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            while due <= time.monotonic():
                await self.send(1)
                due += rng.expovariate(rate)
        run = meter.stop()
        run.seconds = time.monotonic() - begun
        run.sent = self._number - first
        run.done = await self.done() - first
        await self._drain()
        run.latencies, run.outputs = await self._read_latencies(first)
        return run

    async def _drain(self) -> None:
        """Wait until all that was sent is done, and a little for the last outputs."""
        if self._last:
            await self._last
        deadline = time.monotonic() + DRAIN_LIMIT
        while await self.done() < self._number:
            self._check(deadline)
            await asyncio.sleep(TICK)
        await asyncio.sleep(4 * TICK)

    def _check(self, deadline: float) -> None:
        if time.monotonic() > deadline or any(item.poll() is not None for item in self.processes):
            end = self._log.read_text(errors="replace")[-2000:] if self._log.is_file() else ""
            raise RuntimeError(f"{self._program.name} does not go on; its log ends:\n{end}")

    async def _read_latencies(self, first: int) -> tuple[list[float], int]:
        """Return seconds from each article's raw timestamp to its last output, and the outputs."""
        began = {
            int(record.key): record.timestamp
            async for _, record in self._records(topics.RAW)
            if int(record.key) >= first
        }
        ended: dict[int, int] = defaultdict(int)
        outputs = 0
        async for name, record in self._records(*topics.OUTPUTS):
            number = _number_of(name, record)
            if number in began:
                outputs += 1
                ended[number] = max(ended[number], record.timestamp)
        return [(ended[number] - moment) / 1000 for number, moment in began.items()], outputs

    async def _records(self, *names: str) -> Any:
        parts = [
            TopicPartition(self.settings.topic(name), number)
            for name in names
            for number in range(PARTITIONS)
        ]
        reader = AIOKafkaConsumer(
            **client_options(self.settings), max_partition_fetch_bytes=8_000_000
        )
        await reader.start()
        reader.assign(parts)
        await reader.seek_to_beginning(*parts)
        ends = await reader.end_offsets(parts)
        while any([await reader.position(part) < end for part, end in ends.items()]):
            for part, records in (await reader.getmany(timeout_ms=500)).items():
                name = part.topic.removeprefix(self.settings.topic_prefix)
                for record in records:
                    yield name, record
        await reader.stop()


def _number_of(name: str, record: Any) -> int:
    if name in DONE:
        return int(record.key)
    return int(orjson.loads(record.value)["article_id"])


class Meter:
    """CPU time between two moments, by who spent it, and the memory at the end."""

    def __init__(self, world: World) -> None:
        self._tops = [psutil.Process(item.pid) for item in world.processes]
        self._broker = broker_processes()
        self._begun = self._spent()
        self._at, self._machine = time.monotonic(), _machine_seconds()

    def _spent(self) -> dict[str, float]:
        children = [child for top in self._tops for child in top.children(recursive=True)]
        return {
            "main process": _cpu(self._tops),
            "extraction processes": _cpu(children),
            "broker": _cpu(self._broker),
            "load generator": _cpu([psutil.Process()]),
        }

    def stop(self) -> Run:
        """Return a run with what was spent since the start."""
        spent = self._spent()
        ours = sum(spent.values()) - sum(self._begun.values())
        everyones, seconds = _machine_seconds() - self._machine, time.monotonic() - self._at
        everyone = [*self._tops, *(c for top in self._tops for c in top.children(recursive=True))]
        sizes = [item.memory_full_info() for item in everyone]
        return Run(
            cpu={who: seconds - self._begun[who] for who, seconds in spent.items()},
            memory={
                "PSS": sum(size.pss for size in sizes) / 1e6,
                "RSS": sum(size.rss for size in sizes) / 1e6,
            },
            others=max(0.0, everyones - ours) / seconds,
        )


def broker_processes() -> list[psutil.Process]:
    """Return the broker's processes, where it is a child of this one."""
    return [item for item in psutil.Process().children() if "java" in item.name()]


def _machine_seconds() -> float:
    """Return the CPU seconds that were not idle since the machine started, stolen ones too."""
    times = psutil.cpu_times()
    # Linux counts a guest's time as its user's too.
    guest = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)
    idle = times.idle + getattr(times, "iowait", 0.0)
    return float(sum(times) - guest - idle)


def _cpu(processes: Sequence[psutil.Process]) -> float:
    total = 0.0
    for item in processes:
        with suppress(psutil.NoSuchProcess):
            times = item.cpu_times()
            total += times.user + times.system
    return total


def of(program: Program, processes: int, cores: int) -> Program:
    """Return `program` as `processes` processes that share `cores` for extraction."""
    return replace(program, processes=processes, extractors=max(1, cores // processes))
