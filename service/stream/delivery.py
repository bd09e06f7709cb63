"""Confirmed delivery: a record is delivered when the broker has acknowledged it, not before.

All sends of a batch are started, then all are awaited. What fails for a passing reason is sent
again with growing pauses, patiently but not for ever; then `Undeliverable` stops the worker, with the input
uncommitted.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from service import metrics
from service.errors import OutputTooLarge, Undeliverable
from service.stream.headers import Headers

log = logging.getLogger(__name__)

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class Message:
    """A record on its way to a topic (full name)."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages that are confirmed, or fail, together; `confirmation` may be the failure itself."""

    messages: Sequence[Message]
    confirmation: Awaitable[Any] | Exception


Send = Callable[[Sequence[Message]], Awaitable[Sequence[Batch]]]
"""Starts sending and returns what is under way; each message is in one batch."""


async def deliver(messages: Sequence[Message], send: Send, patience: float) -> None:
    """Return when every message is confirmed.

    Raises `OutputTooLarge` when the broker refuses a message for its size, `Undeliverable` when
    some are unconfirmed after `patience` seconds.
    """
    deadline = time.monotonic() + patience
    pause = FIRST_PAUSE
    pending = messages
    while failed := await _attempt(pending, send):
        _raise_permanent(failed)
        message, error = failed[0]
        if time.monotonic() + pause > deadline:
            raise Undeliverable(
                f"{len(failed)} of {len(messages)} records unconfirmed after {patience:g} s, "
                f"the first for {message.topic}: {error!r}"
            ) from error
        log.warning("%d records not confirmed (%r); again in %.1f s", len(failed), error, pause)
        metrics.DELIVERY_RETRIES.inc(len(failed))
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
        pending = [message for message, _ in failed]
    _count(messages)


def _count(messages: Sequence[Message]) -> None:
    records: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for message in messages:
        records[message.topic] += 1
        sizes[message.topic] += len(message.value or b"")
    for topic, number in records.items():
        metrics.OUTPUT_RECORDS.labels(topic).inc(number)
        metrics.OUTPUT_BYTES.labels(topic).inc(sizes[topic])


async def _attempt(messages: Sequence[Message], send: Send) -> list[tuple[Message, Exception]]:
    """Send all, then await all; return those that failed, with their errors."""
    failed: list[tuple[Message, Exception]] = []
    for batch in await send(messages):
        error = await _error(batch.confirmation)
        if error:
            failed += [(message, error) for message in batch.messages]
    return failed


async def _error(confirmation: Awaitable[Any] | Exception) -> Exception | None:
    if isinstance(confirmation, Exception):
        return confirmation
    try:
        await confirmation
    except KafkaError as error:
        return cast("Exception", error)
    return None


def _raise_permanent(failed: Sequence[tuple[Message, Exception]]) -> None:
    for message, error in failed:
        if isinstance(error, MessageSizeTooLargeError):
            size = len(message.value or b"")
            raise OutputTooLarge(f"{message.topic} refuses a record of {size} bytes") from error
