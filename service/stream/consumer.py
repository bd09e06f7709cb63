"""Faust's consumer, mended where it loses records, where it stands still and where it does not end.

A worker without partitions that gets some reads them before the assignment is ready; then Faust sets
its place anew and empties the queues in which records were waiting. They are never seen, and when only
one is missing, Faust commits past it. And what a stream throws away it acknowledges.

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
from typing import Any

from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer

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

    async def on_partitions_revoked(self, revoked: set[Any]) -> None:
        """Read nothing until the next assignment is ready, also where the last one was empty."""
        self.stop_flow()
        await super().on_partitions_revoked(revoked)

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
