"""Quix Streams: one application a core, which extracts where it reads.

Its checkpoints flush the producer and then commit, once a second; a process that is given nothing more
to do than its partitions is its own pool. It leaves out time and memory limits of an article and a
process that outlives a crash, dead letters for what its own deserialisers refuse (bytes pass), and
its metrics are its own.
"""

from typing import Any

from quixstreams import Application, message_context
from quixstreams.models import Serializer, Topic

from service.stream import topics
from tests.bench.peers.work import Made, messages, settings, warm

own = settings()
app = Application(
    broker_address=own.broker,
    consumer_group=own.group,
    auto_offset_reset="earliest",
    commit_interval=own.commit_interval,
    processing_guarantee="at-least-once",
    auto_create_topics=False,
    producer_extra_config={"linger.ms": 5, "acks": "all"},
    loglevel="WARNING",
)


class Sent(Serializer):  # type: ignore[misc]  # quixstreams may not be installed
    """Takes the value out of what `extract` made."""

    def __call__(self, value: Any, ctx: Any) -> Any:
        """Return the bytes to send."""
        del ctx
        return value[2]


OUT = {
    own.topic(name): app.topic(own.topic(name), value_serializer=Sent(), key_serializer="bytes")
    for name in topics.OUTPUTS
}


def extract(value: bytes, key: Any, timestamp: int, headers: Any) -> list[Made]:
    """Return what goes out for a record."""
    place = message_context()
    return messages(place.partition, place.offset, timestamp, key, value, headers or ())


def topic_of(value: Made, *_: Any) -> Topic:
    """Return where a record goes."""
    return OUT[value[0]]


def main() -> None:
    """Run until the end of time."""
    warm()
    frame = app.dataframe(
        app.topic(own.topic(topics.RAW), value_deserializer="bytes", key_deserializer="bytes")
    )
    frame = frame.apply(extract, metadata=True, expand=True)
    frame = frame.set_headers(lambda value, *_: value[3])
    frame.to_topic(topic_of, key=lambda value: value[1])
    app.run()


if __name__ == "__main__":
    main()
