"""FastStream: a batch subscriber with manual acknowledgement, extraction in a pool of processes.

Each batch of up to 64 records is extracted, published without waiting record by record, confirmed as a
whole and then acknowledged. It leaves out what the plain loop leaves out, and the next batch waits
until the one before is committed.
"""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from faststream import AckPolicy, FastStream
from faststream.kafka import KafkaBroker, KafkaMessage

from service.stream import topics
from tests.bench.peers.work import BATCH, messages, settings, warm

own = settings()
broker = KafkaBroker(own.brokers(), acks="all", linger_ms=5, max_batch_size=1_048_576, logger=None)
app = FastStream(broker)
pool = ProcessPoolExecutor(own.extractor_count(), initializer=warm)


def raw(message: Any) -> Any:
    """Return the bytes as they are: FastStream would guess what they hold."""
    return message.body


@broker.subscriber(  # type: ignore[untyped-decorator]  # faststream may not be installed
    own.topic(topics.RAW),
    group_id=own.group,
    auto_offset_reset="earliest",
    batch=True,
    max_records=BATCH,
    ack_policy=AckPolicy.MANUAL,
    decoder=raw,
)
async def read(_: Any, message: KafkaMessage) -> None:
    """Extract a batch, publish what it gives, acknowledge it."""
    loop = asyncio.get_running_loop()
    made = await asyncio.gather(
        *(
            loop.run_in_executor(
                pool, messages, item.partition, item.offset, item.timestamp, item.key, item.value,
                item.headers,
            )
            for item in message.raw_message
        )
    )  # fmt: skip
    sent = [
        await broker.publish(
            value, topic, key=key, no_confirm=True,
            headers={name: text.decode() for name, text in headers},
        )
        for those in made
        for topic, key, value, headers in those
    ]  # fmt: skip
    for confirmation in sent:
        await confirmation
    await message.ack()


if __name__ == "__main__":
    asyncio.run(app.run())
