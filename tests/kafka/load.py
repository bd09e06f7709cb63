"""A stream of articles with poison between them, sent while things go wrong."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from service.settings import Settings
from service.stream import topics
from service.stream.security import client_options
from tests.kafka.brokers import ROOT

# Every so many records one is poison; the rarer kinds cost a second or a process each.
POISON: tuple[tuple[int, bytes | None], ...] = (
    (50, b"bukan json"),
    (110, b'{"title": "terpotong'),
    (130, b"[]"),
    (170, b'{"title": 7}'),
    (190, b'{"title": ""}'),
    (230, None),
    (290, b'{"title": "raise"}'),
    (410, b'{"title": "big"}'),
    (1310, b'{"title": "crash"}'),
    (2990, b'{"title": "hang"}'),
    (3970, b'{"title": "eat"}'),
)
# Those that are poison to any pipeline; the rest are titles at which the stub misbehaves.
BAD_INPUT = POISON[:6]
IN_FLIGHT = 1000
SAMPLES = sorted((ROOT / "service" / "samples").glob("*.json"))


def value_of(number: int) -> bytes | None:
    """Return the value of record `number`: an article, or poison that fails in its own way."""
    for every, value in reversed(POISON):
        if number % every == every - 1:
            return value
    title = f"Artikel {number}: {'kata ' * (number % 60)}"
    return orjson.dumps({"title": title, "article_id": f"a-{number}"})


def real_value_of(number: int) -> bytes | None:
    """Return the value of record `number` for the real pipeline: a sample article, or bad input."""
    for every, value in reversed(BAD_INPUT):
        if number % every == every - 1:
            return value
    article = orjson.loads(SAMPLES[number % len(SAMPLES)].read_bytes())
    return orjson.dumps(article | {"article_id": f"a-{number}"})


@dataclass(slots=True)
class Load:
    """Sends records to the raw topic at `rate` a second, in a thread; `sent` fills as it goes.

    `sent` holds the keys that the broker confirmed. A record may get there twice.
    """

    settings: Settings
    rate: float
    value_of: Callable[[int], bytes | None] = value_of
    timestamp_ms: int | None = None
    sent: set[bytes] = field(default_factory=set)
    first: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _error: BaseException | None = None

    def start(self, total: int | None = None) -> "Load":
        """Begin to send `total` records, or without end."""
        self._over.clear()
        self._thread = threading.Thread(target=self._run, args=(total,), daemon=True)
        self._thread.start()
        return self

    def finish(self) -> None:
        """Send no more; return when all that was sent is confirmed."""
        self._over.set()
        self.wait()

    def wait(self) -> None:
        """Return when all are sent; raises what went wrong in the sender."""
        if self._thread:
            self._thread.join()
        if self._error:
            raise self._error

    def _run(self, total: int | None) -> None:
        try:
            asyncio.run(self._send(total))
        except BaseException as error:  # noqa: BLE001  # told by wait()
            self._error = error

    async def _send(self, total: int | None) -> None:
        # Not idempotent: aiokafka's sequence numbers do not survive a broker that was killed.
        producer = AIOKafkaProducer(**client_options(self.settings), acks="all")
        await producer.start()
        begun, number = time.monotonic(), self.first
        waiting: deque[tuple[bytes, int, Any]] = deque()
        while not self._over.is_set() and (total is None or number < self.first + total):
            ahead = (number - self.first) / self.rate - (time.monotonic() - begun)
            if ahead > 0:
                await asyncio.sleep(ahead)
            key = b"a-%d" % number
            waiting.append((key, number, await self._begin(producer, key, number)))
            number += 1
            while len(waiting) > IN_FLIGHT or (waiting and waiting[0][2].done()):
                await self._confirm(producer, *waiting.popleft())
        while waiting:
            await self._confirm(producer, *waiting.popleft())
        self.first = number
        await producer.stop()

    async def _begin(self, producer: Any, key: bytes, number: int) -> Any:
        while True:
            try:
                return await producer.send(
                    self.settings.topic(topics.RAW),
                    self.value_of(number),
                    key=key,
                    partition=number % self.settings.partitions,
                    timestamp_ms=self.timestamp_ms,
                )
            except KafkaError:
                await asyncio.sleep(0.5)

    async def _confirm(self, producer: Any, key: bytes, number: int, future: Any) -> None:
        while True:
            try:
                await future
            except KafkaError:
                future = await self._begin(producer, key, number)
            else:
                self.sent.add(key)
                return
