"""`kabar produce` and `kabar tail`: putting articles on the raw topic, following any topic."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from service import ids, raw, view
from service.errors import KabarError, Rejected
from service.settings import Settings
from service.stream import connect, topics
from service.stream.security import client_options

# Sends that may be waiting for the broker's confirmation.
PIPELINE = 500
# Looks, and seconds between them, until a broker has told a consumer its partitions.
ASSIGNED, PAUSE = 100, 0.1


@asynccontextmanager
async def connected(client: Any, settings: Settings) -> AsyncIterator[Any]:
    """Start `client` and stop it at the end; raises `KabarError` when there is no broker."""
    try:
        await connect.start(client, settings)
        yield client
    finally:
        await client.stop()


def producer(settings: Settings) -> AIOKafkaProducer:
    """Return an unstarted producer that waits for all replicas."""
    return AIOKafkaProducer(
        **client_options(settings), acks="all", max_request_size=settings.max_record_bytes
    )


def consumer(settings: Settings, *names: str, from_start: bool) -> AIOKafkaConsumer:
    """Return an unstarted consumer, in no group, of the topics `names` (without prefix)."""
    return AIOKafkaConsumer(
        *(settings.topic(name) for name in names),
        **client_options(settings),
        auto_offset_reset="earliest" if from_start else "latest",
        max_partition_fetch_bytes=settings.max_record_bytes,
    )


async def assigned(client: AIOKafkaConsumer) -> frozenset[TopicPartition]:
    """Return the partitions of a started consumer in no group, once the broker has told them.

    Right after the start it may know none yet; reading then would find nothing. Gives up, with
    none, after `ASSIGNED` tries.
    """
    for _ in range(ASSIGNED):
        if client.assignment():
            break
        await asyncio.sleep(PAUSE)
    return frozenset(client.assignment())


def key_of(value: bytes, settings: Settings) -> bytes | None:
    """Return the key of a raw article: its id; None when it is not an article."""
    try:
        return ids.article_id(raw.parse(value, settings.max_record_bytes)).encode()
    except Rejected:
        return None


async def produce(settings: Settings, lines: list[bytes]) -> None:
    """Send each of `lines` to the raw topic, as it is.

    Lines that are no articles are sent too (they become dead letters) and counted on standard
    error. Raises `KabarError` when the broker does not take a record.
    """
    keys = [key_of(line, settings) for line in lines]
    topic = settings.topic(topics.RAW)
    console = Console(stderr=True)
    async with connected(producer(settings), settings) as client:
        with progress(console) as bar:
            task = bar.add_task(f"to {topic}", total=len(lines))
            for begin in range(0, len(lines), PIPELINE):
                batch = zip(
                    keys[begin : begin + PIPELINE], lines[begin : begin + PIPELINE], strict=True
                )
                await _send(client, topic, list(batch))
                bar.update(task, completed=min(begin + PIPELINE, len(lines)))
    unreadable = keys.count(None)
    console.print(f"sent {len(lines)} records to {topic}", highlight=False)
    if unreadable:
        console.print(f"{unreadable} of them are no articles: look in {settings.topic(topics.DLQ)}")


async def _send(client: Any, topic: str, batch: list[tuple[bytes | None, bytes]]) -> None:
    try:
        futures = [await client.send(topic, line, key=key) for key, line in batch]
        for future in futures:
            await future
    except KafkaError as error:
        raise KabarError(f"{topic} did not take a record: {error}") from error


def progress(console: Console) -> Progress:
    """Return a progress bar for records."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console)


async def tail(settings: Settings, topic: str, *, from_start: bool, count: int, raw: bool) -> None:
    """Print each record of `topic` as it arrives, until `count` are printed or the end of time.

    Raises `KabarError` for an unknown topic.
    """
    name = topic.removeprefix(settings.topic_prefix)
    if name not in topics.ALL:
        raise KabarError(f"unknown topic {topic!r}; one of: {', '.join(topics.ALL)}")
    console = Console()
    seen = 0
    async with connected(consumer(settings, name, from_start=from_start), settings) as client:
        async for record in client:
            if raw:
                sys.stdout.buffer.write((record.value or b"") + b"\n")
                sys.stdout.buffer.flush()
            else:
                console.print(view.line(name, _decode(record.value), dict(record.headers)))
            seen += 1
            if seen == count:
                return


def _decode(value: bytes | None) -> dict[str, Any]:
    """Return the record as an object; dead letters and raw articles may be anything."""
    try:
        data = orjson.loads(value or b"null")
    except orjson.JSONDecodeError:
        data = (value or b"").decode("utf-8", "replace")
    return data if isinstance(data, dict) else {"title": data}
