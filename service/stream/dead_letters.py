"""Dead letters read back: one as a value, which of them are wanted, and the topic to its end."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from service.errors import REJECTIONS, KabarError
from service.stream.headers import ATTEMPTS, Headers, attempts_in

# Milliseconds that a read waits for records before it looks whether the end is reached.
WAIT_MS = 500


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A record of the dead-letter topic; `partition` and `offset` are its place there."""

    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: Headers

    @classmethod
    def of(cls, record: Any) -> "DeadLetter":
        """Return the dead letter in a consumed record."""
        return cls(
            record.partition,
            record.offset,
            record.timestamp,
            record.key,
            record.value,
            list(record.headers),
        )

    def header(self, name: str) -> str:
        """Return the text of the last header `name`; empty when there is none."""
        found = [value for header, value in self.headers if header == name]
        return (found[-1] or b"").decode("utf-8", "replace") if found else ""

    @property
    def reason(self) -> str:
        """Why it was rejected, as in service.errors; 'unknown' when nothing tells."""
        return self.header("kabar.errors.reason") or "unknown"

    @property
    def attempts(self) -> int:
        """How often it was tried; 1 when nothing tells."""
        return max(1, attempts_in(self.headers, ATTEMPTS))

    @property
    def source_partition(self) -> int | None:
        """The partition of the raw topic it came from; None when nothing tells."""
        text = self.header("__connect.errors.partition")
        return int(text) if text.isdecimal() and len(text) < 10 else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dead letters: empty or None means any. Partitions are those of the raw topic."""

    reasons: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    partitions: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Raise `KabarError` for a reason that does not exist."""
        if unknown := sorted(self.reasons - set(REJECTIONS) - {"unknown"}):
            known = ", ".join(sorted(REJECTIONS))
            raise KabarError(f"no such reason: {', '.join(unknown)}; there are {known}")

    def fits(self, letter: DeadLetter) -> bool:
        """Whether `letter` is one of these; its time is when it was dead-lettered."""
        return (
            (not self.reasons or letter.reason in self.reasons)
            and (not self.partitions or letter.source_partition in self.partitions)
            and (self.since is None or letter.timestamp_ms >= self.since.timestamp() * 1000)
            and (self.until is None or letter.timestamp_ms < self.until.timestamp() * 1000)
        )

    def name(self) -> str:
        """Return a short name of this choice: equal choices have equal names."""
        parts = (sorted(self.reasons), sorted(self.partitions), self.since, self.until)
        if not any(parts):
            return "all"
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]


async def batches(
    client: AIOKafkaConsumer, ends: dict[TopicPartition, int], most: int | None = None
) -> AsyncIterator[list[DeadLetter]]:
    """Yield dead letters, at most `most` at once, from where `client` is to the offsets `ends`.

    The assigned partitions must be those of `ends`. What comes in after `ends` were taken is left
    for the next time, so reading ends even while the worker goes on.
    """
    while any([await client.position(part) < end for part, end in ends.items()]):
        found = await client.getmany(timeout_ms=WAIT_MS, max_records=most)
        letters = [
            DeadLetter.of(record)
            for part, records in found.items()
            for record in records
            if record.offset < ends[part]
        ]
        if letters:
            yield letters
