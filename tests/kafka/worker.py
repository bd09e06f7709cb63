"""A worker as a separate process, and the records that come out of it."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cache
from typing import IO, Any

import orjson
import psutil
from jsonschema import Draft202012Validator

from service import clients, schema
from service.settings import PREFIX, Settings
from service.stream import topics
from tests.kafka.brokers import ROOT

START_LIMIT = 60.0
SCHEMA_OF = {
    topics.ENRICHED: "enriched-article.v1",
    topics.EVENTS: "event.v1",
    topics.ENTITIES: "entity-mention.v1",
}


def extractors(worker: int) -> list[psutil.Process]:
    """Return the extraction processes of the worker: the children of its template."""
    return [
        child for template in psutil.Process(worker).children() for child in template.children()
    ]


@dataclass(frozen=True, slots=True)
class Sent:
    """A record for the raw topic; the timestamp is fixed so that outputs repeat."""

    value: bytes | None
    key: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
    timestamp_ms: int = 1_760_000_000_000


@dataclass(frozen=True, slots=True)
class Got:
    """A record that came out."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]

    def header(self, name: str) -> str:
        """Return the text of header `name`."""
        return dict(self.headers)[name].decode()


def prepared(address: str, **overrides: Any) -> Settings:
    """Return settings with topics of their own, which exist, on the broker at `address`."""
    prefix = f"test-{uuid.uuid4().hex[:8]}."
    own = {"broker": address, "topic_prefix": prefix, "group": f"{prefix}group"}
    settings = Settings.from_env({}, **(own | overrides))
    asyncio.run(topics.create(settings))
    return settings


@contextmanager
def running(
    settings: Settings,
    log: IO[bytes] | None = None,
    /,
    until: str = "/ready",
    module: str = "service",
    **overrides: str,
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run `kabar worker`, its lines to `log`, until the block ends; yield process, web address.

    The block begins when the page `until` answers that all is well. `module` stands in for
    kabar: it changes something and runs it.
    """
    port = _free_port()
    environment = worker_environment(settings) | {"KABAR_WEB_PORT": str(port)} | overrides
    process = subprocess.Popen(
        [sys.executable, "-m", module, "worker"], env=environment, cwd=ROOT, stderr=log
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(f"{address}{until}", process)
        yield process, address
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def worker_environment(settings: Settings) -> dict[str, str]:
    """Return the environment that gives a process exactly `settings`."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    own = {
        PREFIX + item.name.upper(): str(getattr(settings, item.name)) for item in fields(settings)
    }
    return others | own | {"PYTHONPATH": str(ROOT)}


def stop(process: subprocess.Popen[bytes]) -> int:
    """End the worker gracefully; return its exit code."""
    process.send_signal(signal.SIGTERM)
    return process.wait(timeout=60)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the worker did not become ready; exit code {process.poll()}")


async def send(settings: Settings, records: list[Sent], topic: str = topics.RAW) -> None:
    """Put `records` on `topic` (without prefix), in order, on one partition."""
    async with clients.connected(clients.producer(settings), settings) as producer:
        sent = [
            await producer.send(
                settings.topic(topic),
                record.value,
                key=record.key,
                partition=0,
                timestamp_ms=record.timestamp_ms,
                headers=list(record.headers),
            )
            for record in records
        ]
        for confirmation in sent:
            await confirmation


async def collect(settings: Settings, *names: str) -> list[Got]:
    """Return all that the topics `names` (without prefix) hold now, in order of partition, offset."""
    found = []
    async with clients.connected(clients.consumer(settings, *names, from_start=True), settings) as (
        reader
    ):
        ends = await reader.end_offsets(await clients.assigned(reader))
        while any([await reader.position(part) < end for part, end in ends.items()]):
            batch = await reader.getmany(timeout_ms=200)
            found += [item for items in batch.values() for item in items]
    found.sort(key=lambda item: (item.topic, item.partition, item.offset))
    return [_got(settings, item) for item in found]


async def receive(settings: Settings, outcomes: int, limit: float = 60.0) -> list[Got]:
    """Return all output records once `outcomes` articles have theirs and nothing more comes."""
    consumer = clients.consumer(settings, *topics.OUTPUTS, from_start=True)
    got: list[Got] = []
    deadline = time.monotonic() + limit
    async with clients.connected(consumer, settings) as reader:
        quiet = 0
        while quiet < 3:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{_finished(got)} of {outcomes} articles came out")
            batch = await reader.getmany(timeout_ms=500)
            got += [_got(settings, item) for items in batch.values() for item in items]
            quiet = quiet + 1 if not batch and _finished(got) >= outcomes else 0
    return got


def exchange(settings: Settings, records: list[Sent]) -> list[Got]:
    """Send `records` and return what comes out of a worker that must be running."""
    asyncio.run(send(settings, records))
    return asyncio.run(receive(settings, len(records)))


def _finished(got: list[Got]) -> int:
    return sum(item.topic in {topics.ENRICHED, topics.DLQ} for item in got)


@cache
def _validator(name: str) -> Draft202012Validator:
    return schema.validator(SCHEMA_OF[name])


def _got(settings: Settings, record: Any) -> Got:
    """Return the record; what the worker writes is valid by its schema, in every test."""
    name = record.topic.removeprefix(settings.topic_prefix)
    if name in SCHEMA_OF:
        _validator(name).validate(orjson.loads(record.value))
    return Got(name, record.key, record.value, tuple(record.headers))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
