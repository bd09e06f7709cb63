"""The ceiling: Faust that passes each raw record on to the enriched topic, and does nothing else.

It extracts nothing and gives one record an article; a record is acknowledged before it is confirmed,
so it loses some when it is killed. No worker on Faust is faster than this.
"""

import tempfile
from typing import Any

import faust

from service.stream import topics
from tests.bench.peers.work import settings

own = settings()
app = faust.App(
    own.group,
    broker=[f"kafka://{address}" for address in own.brokers()],
    store="memory://",
    datadir=tempfile.mkdtemp(prefix="kabar-bench-"),
    key_serializer="raw",
    value_serializer="raw",
    topic_disable_leader=True,
    topic_allow_declare=False,
    web_enabled=False,
    producer_acks=-1,
    producer_linger=0.005,
    producer_max_batch_size=1_048_576,
)
source = app.topic(own.topic(topics.RAW), key_serializer="raw", value_serializer="raw")
out = app.topic(own.topic(topics.ENRICHED), key_serializer="raw", value_serializer="raw")


@app.agent(source)
async def passing(stream: Any) -> None:
    """Send each record on."""
    async for event in stream.events():
        await out.send(key=event.key, value=event.value)


if __name__ == "__main__":
    app.worker_init()
    worker = faust.Worker(app, loglevel="WARNING")
    worker.execute_from_commandline()
