"""Where events come from: JSON lines of events or enriched articles, or the events topic."""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from service import clients
from service.errors import KabarError
from service.exports.fields import Record
from service.settings import Settings
from service.stream import topics

# Milliseconds that a read waits for records before it looks whether the end is reached.
WAIT_MS = 500


class Found(NamedTuple):
    """An event and, when it came inside one, its enriched article."""

    event: Record
    article: Record | None


def lines(name: str) -> Iterator[tuple[str, bytes]]:
    """Yield (place, line) of file `name`, or of standard input for '-'; raises `KabarError`."""
    try:
        data = sys.stdin.buffer if name == "-" else Path(name).open("rb")  # noqa: SIM115  # below
    except OSError as error:
        raise KabarError(f"cannot read {name}: {error.strerror}") from error
    called = "standard input" if name == "-" else name
    with data:
        for number, line in enumerate(data, 1):
            if line.strip():
                yield f"{called}:{number}", line


async def values(settings: Settings, *, follow: bool) -> AsyncIterator[tuple[str, bytes]]:
    """Yield (place, value) of the events topic from its beginning.

    Ends where the topic ended when this began, or goes on for ever when `follow`. Raises
    `KabarError` when there is no broker.
    """
    consumer = clients.consumer(settings, topics.EVENTS, from_start=True)
    async with clients.connected(consumer, settings) as client:
        parts = await clients.assigned(client)
        ends = await client.end_offsets(parts)
        while follow or any([await client.position(part) < ends[part] for part in parts]):
            batches = await client.getmany(timeout_ms=WAIT_MS)
            for part, records in batches.items():
                for record in records:
                    if follow or record.offset < ends[part]:
                        yield f"{part.topic}[{part.partition}]@{record.offset}", record.value or b""


def events(place: str, line: bytes) -> Iterator[Found]:
    """Yield the events of one JSON record: an event, or an enriched article with its events.

    Raises `KabarError` that names `place` for anything else.
    """
    try:
        data: Any = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise KabarError(f"{place}: not JSON: {error}") from error
    if not isinstance(data, dict):
        raise KabarError(f"{place}: not an object, but {type(data).__name__}")
    if "event_id" in data:
        yield Found(data, None)
    elif "events" in data:
        for event in data["events"]:
            yield Found(event, data)
    else:
        raise KabarError(f"{place}: neither an event nor an enriched article")
