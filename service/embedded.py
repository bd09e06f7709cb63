"""The in-memory Kafka-protocol broker that librdkafka carries: for a first look, not for real use.

It has no CreateTopics (a topic appears when it is first asked for), no durability and no limits.
"""

from types import TracebackType
from typing import Any, Self

from aiokafka import AIOKafkaProducer

from service.errors import KabarError


class EmbeddedBroker:
    """A running in-memory broker; use it with `with`, its `address` is host:port."""

    def __init__(self) -> None:
        try:
            from confluent_kafka.admin import AdminClient  # noqa: PLC0415  # optional extra
        except ImportError as error:
            raise KabarError(
                "the embedded broker needs the demo extra: pip install 'kabar[demo]', "
                "or set KABAR_BROKER to a Kafka of yours"
            ) from error
        self._owner: Any = AdminClient({"test.mock.num.brokers": 1, "log_level": 0})
        broker = next(iter(self._owner.list_topics(timeout=10).brokers.values()))
        self.address = f"{broker.host}:{broker.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._owner = None


async def touch_topics(address: str, names: list[str]) -> None:
    """Make topics appear on the broker at `address` by asking for them."""
    client = AIOKafkaProducer(bootstrap_servers=address)
    await client.start()
    try:
        for name in names:
            await client.partitions_for(name)
    finally:
        await client.stop()
