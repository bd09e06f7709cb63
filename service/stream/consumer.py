"""Faust's consumer, mended where it loses records, where it stands still and where it does not end.

A worker without partitions that gets some reads them before the assignment is ready; then Faust sets
its place anew and empties the queues in which records were waiting. They are never seen, and when only
one is missing, Faust commits past it. And what a stream throws away it acknowledges.

A batch that was asked for under one assignment arrives under the next and is thrown away, after which
Faust sets its place anew: by the committed offset. But a partition of which nothing is committed yet
kept the place after that batch, and nobody saw it until a worker was started anew; and a batch that
arrived after the place was set would be gone too. So the place is set when no batch is on its way, and
without a committed offset it is the first record.

When the buffer before the agent is nearly full, Faust counts each partition as full of which a record
comes then. Soon that is all of them, and with no partition left to read it sleeps a second, though the
agent empties the buffer in a tenth of that. A buffer that is really full holds the reader up as it is.

When the consumer stops while fetching fails, aiokafka's `Fetcher.close` awaits a request that it has
just cancelled, and the cancellation leaves through the thread that runs the consumer. That thread
tells its end for every `Exception`, but a cancellation is none: the worker would wait for a thread
that is gone, until the grace is over.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer
from faust.types import TP

from service.errors import KabarError

log = logging.getLogger(__name__)


class _Thread(AIOKafkaConsumerThread):
    """The thread that runs the aiokafka consumer."""

    def _start_thread(self) -> None:
        try:
            super()._start_thread()
        except asyncio.CancelledError:
            log.info("the consumer stopped while a request to the broker was failing")
            self.set_shutdown()


class LosslessConsumer(Consumer):
    """The consumer of a worker; `app.transport.Consumer` is to be this one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._nothing_on_its_way = asyncio.Event()
        self._nothing_on_its_way.set()

    async def on_partitions_revoked(self, revoked: set[Any]) -> None:
        """Read nothing until the next assignment is ready, also where the last one was empty."""
        self.stop_flow()
        await super().on_partitions_revoked(revoked)

    async def _getmany(self, active_partitions: set[TP] | None, timeout: float) -> Any:  # noqa: ASYNC109  # Faust's
        self._nothing_on_its_way.clear()
        try:
            return await super()._getmany(active_partitions, timeout)
        finally:
            self._nothing_on_its_way.set()

    async def perform_seek(self) -> None:
        """Set the place of each partition anew, when what was asked for before has come."""
        await self._nothing_on_its_way.wait()
        await super().perform_seek()

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Set the place of each partition, also of one of which nothing is committed."""
        committed = await super().seek_to_committed()
        fresh = [tp for tp, offset in committed.items() if not offset]
        if fresh:
            await self._thread.seek_to_beginning(*fresh)
        return committed

    def on_buffer_full(self, tp: Any) -> None:
        """Go on reading `tp`: all partitions have one buffer, and one that is full is waited for."""

    def ack(self, message: Any) -> bool:
        """Acknowledge `message`; raises `KabarError` when no one was given it."""
        if not message.tracked:
            raise KabarError(
                f"record {message.offset} of {message.topic}, partition {message.partition}, was "
                "thrown away unseen: stopped, so that it is read again"
            )
        return bool(super().ack(message))

    def _new_consumer_thread(self) -> AIOKafkaConsumerThread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)
