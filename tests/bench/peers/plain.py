"""A plain aiokafka loop, as one would write it with care: batches, processes, one batch behind.

A batch of up to 64 records is handed record by record to a pool of processes; when it is extracted it
is sent, confirmed and committed while the next one is extracted. It leaves out: time and memory limits
of an article, replacing a process that died (one bad article stops it for good), retries of what the
broker refused, bounds in bytes, a graceful end, rebalances (a batch in flight is done twice), metrics,
health, logs.
"""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from service.stream import topics
from service.stream.security import client_options
from tests.bench.peers.work import BATCH, Made, messages, settings, warm


async def main() -> None:
    """Read, extract, send, confirm, commit."""
    own = settings()
    options = client_options(own)
    consumer = AIOKafkaConsumer(
        own.topic(topics.RAW), **options, group_id=own.group, enable_auto_commit=False,
        auto_offset_reset="earliest",
    )  # fmt: skip
    producer = AIOKafkaProducer(**options, acks="all", linger_ms=5, max_batch_size=1_048_576)
    await consumer.start()
    await producer.start()
    loop = asyncio.get_running_loop()
    sending = asyncio.create_task(asyncio.sleep(0))
    with ProcessPoolExecutor(own.extractor_count(), initializer=warm) as pool:
        while True:
            found = await consumer.getmany(timeout_ms=1000, max_records=BATCH)
            records = [item for items in found.values() for item in items]
            made = await asyncio.gather(
                *(loop.run_in_executor(pool, messages, *_fields(item)) for item in records)
            )
            await sending
            ends = {part: items[-1].offset + 1 for part, items in found.items()}
            sending = asyncio.create_task(_finish(consumer, producer, made, ends))


def _fields(record: Any) -> tuple[Any, ...]:
    return (
        record.partition,
        record.offset,
        record.timestamp,
        record.key,
        record.value,
        record.headers,
    )


async def _finish(
    consumer: Any, producer: Any, made: list[list[Made]], ends: dict[TopicPartition, int]
) -> None:
    sent = [
        await producer.send(topic, value, key, headers=headers)
        for those in made
        for topic, key, value, headers in those
    ]
    for confirmation in sent:
        await confirmation
    if ends:
        await consumer.commit(ends)


if __name__ == "__main__":
    asyncio.run(main())
