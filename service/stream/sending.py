"""Sends messages as batches: one for each partition, with one confirmation.

A message that is sent by itself costs its own future, its own look at the metadata and its own walk
through the producer; an article gives some twenty. The broker takes a batch as a whole or not at all.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import DefaultPartitioner, murmur2

from service.stream.delivery import Batch, Message

# Keys whose hash is remembered: entities come again and again, and hashing in Python takes longer than
# all else that is done for a message here.
KEYS = 16_384
_hash = lru_cache(KEYS)(murmur2)


def partition_of(key: bytes | None, partitions: Sequence[int]) -> int:
    """Return the one of `partitions` (sorted) that Kafka's clients choose for `key`."""
    if key is None:
        return int(DefaultPartitioner()(None, partitions, partitions))
    return partitions[(int(_hash(key)) & 0x7FFFFFFF) % len(partitions)]


class Batches:
    """Starts sending; `producer` gives the started producer."""

    def __init__(self, producer: Callable[[], AIOKafkaProducer]) -> None:
        self._producer = producer

    async def __call__(self, messages: Sequence[Message]) -> list[Batch]:
        """Return what is under way, in batches; within a partition messages keep their order."""
        producer = self._producer()
        begun: list[Batch] = []
        for topic, those in _by(messages, lambda message: message.topic):
            try:
                partitions = sorted(await producer.partitions_for(topic))
            except KafkaError as error:
                begun.append(Batch(those, error))
                continue
            for partition, part in _by(those, partial(_place, partitions)):
                begun += await _send(producer, topic, partition, part)
        return begun


async def _send(
    producer: Any, topic: str, partition: int, messages: Sequence[Message]
) -> list[Batch]:
    """Start to send `messages`, in more than one batch where they are too many bytes for one."""
    begun: list[Batch] = []
    rest = list(messages)
    while rest:
        builder = producer.create_batch()
        taken = 0
        for message in rest:
            if not builder.append(
                timestamp=None, key=message.key, value=message.value, headers=message.headers
            ):
                break
            taken += 1
        # A closed batch does not linger.
        builder.close()
        try:
            confirmation = await producer.send_batch(builder, topic, partition=partition)
        except KafkaError as error:
            begun.append(Batch(rest, error))
            break
        begun.append(Batch(rest[:taken], confirmation))
        rest = rest[taken:]
    return begun


def _place(partitions: Sequence[int], message: Message) -> int:
    return partition_of(message.key, partitions)


def _by(messages: Sequence[Message], place: Callable[[Message], Any]) -> list[Any]:
    """Return (place, its messages in order) for each place, in order of appearance."""
    found: dict[Any, list[Message]] = {}
    for message in messages:
        found.setdefault(place(message), []).append(message)
    return list(found.items())
