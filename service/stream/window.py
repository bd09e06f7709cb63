"""The window of articles in flight: extracted side by side, delivered and acknowledged in order.

Records enter in offset order. The head of the window is delivered as soon as it is extracted,
together with every finished record right behind it; then each is acknowledged, in order. Nothing
is acknowledged before all of its outputs, or its dead letter, are confirmed.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from service import metrics, steps
from service.errors import OutputTooLarge, Undeliverable
from service.logs import About, about
from service.settings import Settings
from service.stream import topics
from service.stream.breaker import Breaker
from service.stream.delivery import Message, Send, deliver
from service.stream.headers import (
    REPLAYED,
    Headers,
    attempts_in,
    dead_letter_headers,
    original,
    output_headers,
    trace_context,
)
from service.stream.outcome import Outcome, Rejection
from service.stream.tally import Tally
from service.stream.trace import Origin, PassingOn, Trace, Traces

log = logging.getLogger(__name__)

# Characters of a dead letter's message that are logged; its headers have more.
TOLD_LENGTH = 200
# With more records than this in flight, articles are waiting anyway: delivery then waits this many
# seconds for those behind the head, since one request for ten articles costs the broker and us far less
# than ten requests. With fewer, an article is delivered at once.
GATHER_FROM, GATHER = 16, 0.015
Extract = Callable[[bytes | None], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Record:
    """An input record; `ack` tells the consumer that it is finished."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    ack: Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class _Flight:
    """A record with its extraction under way since `began` (monotonic seconds)."""

    record: Record
    trace: Trace
    extraction: asyncio.Task[Outcome]
    began: float


class Window:
    """At most `settings.window` records, and `window_bytes` of them, between reading and ack.

    A slow broker or slow extraction fills the window; then `put` waits, Faust's buffer fills and
    fetching pauses: consumption slows, memory does not grow. `delivered` is told each finished outcome;
    an error in it is logged and stops nothing.
    """

    def __init__(
        self,
        settings: Settings,
        extract: Extract,
        send: Send,
        traces: Traces | None = None,
        delivered: Callable[[Outcome], None] | None = None,
    ) -> None:
        self._settings = settings
        self._traces = traces or PassingOn()
        self._extract = extract
        self._send = send
        self._delivered = delivered
        self._breaker = Breaker(settings)
        self._tally = Tally(settings)
        self._count = 0
        self._bytes = 0
        self._freed = asyncio.Event()
        self._flights: deque[_Flight] = deque()
        self._arrived = asyncio.Event()
        self._oldest_ms: int | None = None
        self.acknowledged = 0

    @property
    def oldest_ms(self) -> int | None:
        """Kafka timestamp of the oldest unfinished record, in milliseconds; None when idle."""
        return self._oldest_ms

    async def put(self, record: Record) -> None:
        """Take `record` in, waiting for room; records must come in the order of their offsets."""
        size = len(record.value or b"")
        while not self._has_room(size):
            self._freed.clear()
            await self._freed.wait()
        self._count += 1
        self._bytes += size
        self._tell_fullness()
        metrics.INPUT_BYTES.observe(size)
        trace = self._traces(_origin(record))
        # The task keeps what its lines tell of.
        with about(About(record.partition, record.offset, trace.trace_id)):
            extraction = asyncio.ensure_future(self._extract(record.value))
        self._flights.append(_Flight(record, trace, extraction, time.monotonic()))
        self._arrived.set()

    def _has_room(self, size: int) -> bool:
        fits = self._bytes + size <= self._settings.window_bytes
        return self._count < self._settings.window and (fits or not self._count)

    def _tell_fullness(self) -> None:
        metrics.IN_FLIGHT.set(self._count)
        by_count = self._count / self._settings.window
        metrics.FULLNESS.set(max(by_count, self._bytes / self._settings.window_bytes))

    async def run(self) -> None:
        """Deliver and acknowledge for ever; raises `Undeliverable` or `TooManyFailures`."""
        while True:
            await self._wait_for_head()
            if len(self._flights) > GATHER_FROM:
                await asyncio.sleep(GATHER)
            batch = []
            while self._flights and self._flights[0].extraction.done():
                batch.append(self._flights.popleft())
            await self._finish(batch)

    async def _wait_for_head(self) -> None:
        while not self._flights:
            self._oldest_ms = None
            self._arrived.clear()
            await self._arrived.wait()
        head = self._flights[0]
        self._oldest_ms = head.record.timestamp_ms
        await asyncio.wait([head.extraction])

    async def _finish(self, batch: list[_Flight]) -> None:
        outcomes = [flight.extraction.result() for flight in batch]
        self._breaker.check([outcome.rejection is not None for outcome in outcomes])
        metrics.BATCH_RECORDS.observe(len(batch))
        began = time.monotonic()
        pairs = list(zip(batch, outcomes, strict=True))
        try:
            messages = [message for pair in pairs for message in self._messages(*pair)]
            await deliver(messages, self._send, self._settings.delivery_timeout)
        except OutputTooLarge:
            # Some record of the batch does not fit: find it by delivering one by one. Those that
            # were delivered already are delivered again, which at-least-once allows.
            outcomes = [await self._deliver_one(flight, outcome) for flight, outcome in pairs]
        delivering = time.monotonic() - began
        for flight, outcome in zip(batch, outcomes, strict=True):
            await flight.record.ack()
            self.acknowledged += 1
            self._count -= 1
            self._bytes -= len(flight.record.value or b"")
            self._freed.set()
            metrics.RECORD_SECONDS.observe(time.monotonic() - flight.began)
            self._tally.finished(outcome, flight.record.timestamp_ms, delivering)
            flight.trace.end(outcome)
            self._show(outcome)
            _tell(flight, outcome)
        self._tell_fullness()

    def _show(self, outcome: Outcome) -> None:
        if self._delivered:
            try:
                self._delivered(outcome)
            except Exception:
                log.exception("what was delivered could not be shown; delivery goes on")

    async def _deliver_one(self, flight: _Flight, outcome: Outcome) -> Outcome:
        patience = self._settings.delivery_timeout
        try:
            await deliver(self._messages(flight, outcome), self._send, patience)
        except OutputTooLarge as error:
            if outcome.rejection:
                raise Undeliverable(f"{error}: raise its max.message.bytes") from error
            name = type(error).__name__
            rejection = Rejection(error.reason, name, str(error), stage=steps.DELIVER)
            return await self._deliver_one(
                flight, replace(outcome, outputs=(), rejection=rejection)
            )
        return outcome

    def _messages(self, flight: _Flight, outcome: Outcome) -> list[Message]:
        """Return what goes out for a record: its outputs, or its one dead letter."""
        record = flight.record
        context = flight.trace.produce(outcome)
        if outcome.rejection:
            extra = dead_letter_headers(
                outcome.rejection,
                record.topic,
                record.partition,
                record.offset,
                attempts=attempts_in(record.headers, REPLAYED) + 1,
                moment_ms=int(time.time() * 1000),
            )
            topic = self._settings.topic(topics.DLQ)
            return [Message(topic, record.key, record.value, [*original(record.headers), *extra])]
        return [
            Message(
                self._settings.topic(output.topic),
                output.key,
                output.value,
                output_headers(output, context, record.timestamp_ms),
            )
            for output in outcome.outputs
        ]


def _origin(record: Record) -> Origin:
    seed = b"%d/%d/%b" % (record.partition, record.offset, record.value or b"")
    context = trace_context(record.headers, seed)
    started = context[0] not in record.headers
    return Origin(record.topic, record.partition, record.offset, context, started)


def _tell(flight: _Flight, outcome: Outcome) -> None:
    """Write a line for a dead letter, and at DEBUG one for every record."""
    level = logging.WARNING if outcome.rejection else logging.DEBUG
    if not log.isEnabledFor(level):
        return
    record, why = flight.record, outcome.rejection
    with about(About(record.partition, record.offset, flight.trace.trace_id, outcome.article_id)):
        if why:
            # A message may repeat the article's own words: one line of them, no more.
            message = " ".join(why.message.split())[:TOLD_LENGTH]
            log.warning("dead letter (%s, %s): %s", why.reason, why.error, message)
        else:
            log.debug("delivered %d records", len(outcome.outputs))
