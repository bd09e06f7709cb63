"""Faust's consumer with an end: its thread tells that it is over, however it got there.

When the consumer stops while fetching fails, aiokafka's `Fetcher.close` awaits a request that it has
just cancelled, and the cancellation leaves through the thread that runs the consumer. That thread
tells its end for every `Exception`, but a cancellation is none: the worker would wait for a thread
that is gone, until the grace is over.
"""

import asyncio
import logging

from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer

log = logging.getLogger(__name__)


class _Thread(AIOKafkaConsumerThread):
    """The thread that runs the aiokafka consumer."""

    def _start_thread(self) -> None:
        try:
            super()._start_thread()
        except asyncio.CancelledError:
            log.info("the consumer stopped while a request to the broker was failing")
            self.set_shutdown()


class EndingConsumer(Consumer):
    """The consumer of a worker; `app.transport.Consumer` is to be this one."""

    def _new_consumer_thread(self) -> AIOKafkaConsumerThread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)
