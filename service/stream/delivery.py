"""Confirmed delivery: a record is delivered when the broker has acknowledged it, not before.

All sends of a batch are started, then all are awaited. What fails for a passing reason is sent
again with growing pauses, patiently but not for ever; then `Undeliverable` stops the worker, with the input
uncommitted.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from faust.exceptions import ProducerSendError

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


Send = Callable[[Message], Awaitable[Awaitable[Any]]]
"""Starts sending and returns the awaitable of the broker's confirmation."""


async def deliver(messages: Sequence[Message], send: Send, patience: float) -> None:
    """Return when every message is confirmed.

    Raises `OutputTooLarge` when the broker refuses a message for its size, `Undeliverable` when
    some are unconfirmed after `patience` seconds.
    """
    deadline = time.monotonic() + patience
    pause = FIRST_PAUSE
    pending = list(messages)
    while True:
        errors = await _attempt(pending, send)
        failed = [(message, error) for message, error in zip(pending, errors, strict=True) if error]
        if not failed:
            break
        _raise_permanent(failed)
        error = failed[0][1]
        if time.monotonic() + pause > deadline:
            raise Undeliverable(
                f"{len(failed)} of {len(messages)} records unconfirmed after {patience:g} s, "
                f"the first for {failed[0][0].topic}: {error!r}"
            ) from error
        log.warning("%d records not confirmed (%r); again in %.1f s", len(failed), error, pause)
        metrics.DELIVERY_RETRIES.inc(len(failed))
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
        pending = [message for message, _ in failed]
    for message in messages:
        metrics.OUTPUT_RECORDS.labels(message.topic).inc()
        metrics.OUTPUT_BYTES.labels(message.topic).inc(len(message.value or b""))


async def _attempt(messages: Sequence[Message], send: Send) -> list[Exception | None]:
    """Send all, then await all; return each message's error, or None."""
    started: list[Awaitable[Any] | Exception] = []
    for message in messages:
        try:
            started.append(await send(message))
        except (KafkaError, ProducerSendError) as error:
            started.append(error)
    return [await _confirmation(item) for item in started]


async def _confirmation(started: Awaitable[Any] | Exception) -> Exception | None:
    if isinstance(started, Exception):
        return started
    try:
        await started
    except KafkaError as error:
        return cast("Exception", error)
    return None


def _raise_permanent(failed: Sequence[tuple[Message, Exception]]) -> None:
    for message, error in failed:
        cause = error.__cause__ or error
        if isinstance(cause, MessageSizeTooLargeError):
            size = len(message.value or b"")
            raise OutputTooLarge(f"{message.topic} refuses a record of {size} bytes") from error
