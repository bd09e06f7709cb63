"""Batches: each message once, to the partition that any Kafka client would choose, in order."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiokafka.errors import KafkaTimeoutError, UnknownTopicOrPartitionError
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.producer.message_accumulator import BatchBuilder

from service.stream.delivery import Batch, Message
from service.stream.sending import Batches, partition_of

PARTITIONS = [0, 1, 2, 3, 4, 5]


@dataclass
class Producer:
    """Takes batches of `size` bytes for the topics t and u; refuses those for `broken` partitions."""

    size: int = 1_048_576
    broken: frozenset[int] = frozenset()
    sent: list[tuple[str, int, int]] = field(default_factory=list)

    async def partitions_for(self, topic: str) -> set[int]:
        """Return the partitions of a topic that exists."""
        if topic not in {"t", "u"}:
            raise UnknownTopicOrPartitionError
        return set(PARTITIONS)

    def create_batch(self) -> BatchBuilder:
        """Return an empty batch."""
        return BatchBuilder(self.size, 0)

    async def send_batch(self, batch: BatchBuilder, topic: str, *, partition: int) -> Any:
        """Take a batch."""
        if partition in self.broken:
            raise KafkaTimeoutError
        assert batch.closed()
        self.sent.append((topic, partition, batch.record_count()))
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        future.set_result(None)
        return future


def send(producer: Any, messages: list[Message]) -> list[Batch]:
    return asyncio.run(Batches(lambda: producer)(messages))


def message(topic: str, key: str, size: int = 1) -> Message:
    return Message(topic, key.encode(), b"x" * size, [("h", b"1")])


def test_a_key_goes_where_other_clients_send_it() -> None:
    for key in (b"", b"a", b"iso3166:IDN", "kabar:per/é".encode(), bytes(range(256))):
        assert partition_of(key, PARTITIONS) == DefaultPartitioner()(key, PARTITIONS, PARTITIONS)
    assert partition_of(None, PARTITIONS) in PARTITIONS


def test_each_message_is_in_one_batch_and_those_of_a_partition_are_together_in_order() -> None:
    messages = [message(topic, f"k{number % 7}") for number in range(50) for topic in ("t", "u")]
    producer = Producer()
    batches = send(producer, messages)
    assert len(producer.sent) == len(batches) <= 2 * len(PARTITIONS)
    assert sum(count for _, _, count in producer.sent) == len(messages)
    taken = [item for batch in batches for item in batch.messages]
    assert sorted(map(id, taken)) == sorted(map(id, messages))
    for batch in batches:
        places = [next(n for n, m in enumerate(messages) if m is item) for item in batch.messages]
        assert places == sorted(places)
        assert len({(m.topic, partition_of(m.key, PARTITIONS)) for m in batch.messages}) == 1


def test_what_is_too_much_for_a_batch_goes_in_several_and_one_that_is_too_large_goes_alone() -> (
    None
):
    producer = Producer(size=1000)
    batches = send(producer, [message("t", "k", size) for size in (400, 400, 400, 5000, 10)])
    assert [len(batch.messages) for batch in batches] == [2, 1, 1, 1]
    assert [count for _, _, count in producer.sent] == [2, 1, 1, 1]


def test_what_cannot_be_sent_fails_with_its_messages_and_the_rest_is_under_way() -> None:
    messages = [message("t", f"k{number}") for number in range(30)]
    broken = partition_of(b"k0", PARTITIONS)
    batches = send(Producer(broken=frozenset({broken})), [*messages, message("missing", "k1")])
    failed = [batch for batch in batches if isinstance(batch.confirmation, Exception)]
    assert {type(batch.confirmation) for batch in failed} == {
        KafkaTimeoutError,
        UnknownTopicOrPartitionError,
    }
    lost = [item for batch in failed for item in batch.messages]
    assert {partition_of(item.key, PARTITIONS) for item in lost if item.topic == "t"} == {broken}
    assert sum(len(batch.messages) for batch in batches) == len(messages) + 1
