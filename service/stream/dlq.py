"""`kabar dlq`: the dead letters by reason, and one of them readably."""

import sys
from dataclasses import dataclass

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from service import clients
from service.errors import KabarError
from service.settings import Settings
from service.stream import dead_letters, topics
from service.stream.dead_letters import DeadLetter, Wanted
from service.stream.headers import original, rfc3339
from service.stream.security import client_options

# Of a record that is shown: this many characters of its value.
VALUE_LIMIT = 4000
MESSAGE_WIDTH = 60


@dataclass(slots=True)
class Sum:
    """The dead letters of one reason."""

    latest: DeadLetter
    first_ms: int
    count: int = 0
    attempts: int = 0

    def add(self, letter: DeadLetter) -> None:
        """Count `letter`."""
        self.count += 1
        self.attempts = max(self.attempts, letter.attempts)
        self.first_ms = min(self.first_ms, letter.timestamp_ms)
        if letter.timestamp_ms >= self.latest.timestamp_ms:
            self.latest = letter


async def count(settings: Settings, wanted: Wanted) -> dict[str, Sum]:
    """Return reason → its dead letters, the most frequent first; raises `KabarError`."""
    sums: dict[str, Sum] = {}
    parts = await topics.partitions(settings, topics.DLQ)
    async with clients.connected(_consumer(settings), settings) as client:
        client.assign(parts)
        ends = await client.end_offsets(parts)
        for part, first in (await client.beginning_offsets(parts)).items():
            client.seek(part, first)
        async for letters in dead_letters.batches(client, ends):
            for letter in filter(wanted.fits, letters):
                found = sums.setdefault(letter.reason, Sum(letter, letter.timestamp_ms))
                found.add(letter)
    return dict(sorted(sums.items(), key=lambda item: (-item[1].count, item[0])))


async def one(settings: Settings, place: str) -> DeadLetter:
    """Return the dead letter at `place`, partition:offset; raises `KabarError` if none is there."""
    numbers = place.split(":")
    if len(numbers) != 2 or not all(number.isdecimal() for number in numbers):
        raise KabarError(f"{place!r} is no place: give partition:offset, as `kabar dlq` shows it")
    partition, offset = map(int, numbers)
    part = TopicPartition(settings.topic(topics.DLQ), partition)
    if part not in await topics.partitions(settings, topics.DLQ):
        raise KabarError(f"{part.topic} has no partition {partition}")
    async with clients.connected(_consumer(settings), settings) as client:
        client.assign([part])
        first = (await client.beginning_offsets([part]))[part]
        end = (await client.end_offsets([part]))[part]
        if not first <= offset < end:
            raise KabarError(f"partition {partition} holds offsets {first} to {end - 1}")
        client.seek(part, offset)
        async for letters in dead_letters.batches(client, {part: end}, 1):
            return letters[0]
    raise KabarError(f"nothing at {place}")


def _consumer(settings: Settings) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        **client_options(settings),
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=settings.max_record_bytes,
    )


def table(sums: dict[str, Sum]) -> Table:
    """Return one row a reason, with the place of its latest dead letter."""
    shown = Table()
    shown.add_column("reason", style="bold red", no_wrap=True)
    for column in ("count", "attempts"):
        shown.add_column(column, justify="right")
    for column in ("first", "latest", "at"):
        shown.add_column(column, no_wrap=True)
    shown.add_column("message of the latest", overflow="fold")
    for reason, found in sums.items():
        message = found.latest.header("__connect.errors.exception.message")
        shown.add_row(
            escape(reason),
            str(found.count),
            str(found.attempts),
            _time(found.first_ms),
            _time(found.latest.timestamp_ms),
            f"{found.latest.partition}:{found.latest.offset}",
            Text(message[:MESSAGE_WIDTH]),
        )
    return shown


def letter_view(letter: DeadLetter) -> Panel:
    """Return a reading view: why, from where, original headers, and the beginning of the value."""
    told = Table.grid(padding=(0, 2))
    told.add_column(style="dim", no_wrap=True)
    told.add_column(overflow="fold")
    error = letter.header("__connect.errors.exception.class.name")
    origin = [
        letter.header(f"__connect.errors.{name}") for name in ("topic", "partition", "offset")
    ]
    rows = {
        "reason": letter.reason,
        "error": f"{error}: {letter.header('__connect.errors.exception.message')}",
        "from": "{} partition {} offset {}".format(*origin),
        "at": rfc3339(letter.timestamp_ms),
        "attempts": str(letter.attempts),
        "version": letter.header("kabar.version"),
        "key": _text(letter.key, 200),
        "size": "null" if letter.value is None else f"{len(letter.value):,} bytes",
    }
    rows |= {f"header {name}": _text(value, 200) for name, value in original(letter.headers)}
    for name, value in rows.items():
        told.add_row(name, Text(value))
    parts: list[Table | Text] = [told, Text("\n" + _text(_pretty(letter.value), VALUE_LIMIT))]
    if trace := letter.header("__connect.errors.exception.stacktrace"):
        parts.append(Text("\n" + trace, style="dim"))
    return Panel(Group(*parts), title=f"dead letter {letter.partition}:{letter.offset}")


def show(letter: DeadLetter, *, raw: bool) -> None:
    """Print `letter` readably, or its original bytes alone."""
    if raw:
        sys.stdout.buffer.write(letter.value or b"")
        sys.stdout.buffer.flush()
    else:
        Console().print(letter_view(letter))


def _pretty(value: bytes | None) -> bytes | None:
    try:
        return orjson.dumps(orjson.loads(value or b""), option=orjson.OPT_INDENT_2)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return value


def _text(value: bytes | None, limit: int) -> str:
    """Return `value` for the eye: no control characters, cut at `limit`."""
    if value is None:
        return "null"
    text = value[: limit * 4].decode("utf-8", "replace")
    shown = "".join(char if char.isprintable() or char == "\n" else "�" for char in text[:limit])
    return shown + (" …" if len(text) > limit else "")


def _time(moment_ms: int) -> str:
    return rfc3339(moment_ms)[:19].replace("T", " ")
