"""What the heartbeat sees: lag, assignment and progress, written to the metrics and to health."""

import logging
import time
from typing import Any, cast

import faust
from faust.exceptions import ConsumerNotStarted, NotReady

from service import metrics
from service.stream.health import Health
from service.stream.pool import Pool
from service.stream.window import Window

log = logging.getLogger(__name__)


def count_rebalances(app: faust.App) -> None:
    """Count every assignment; a partition that is taken away loses its lag series."""

    async def assigned(_app: Any, *partitions: Any, **_: Any) -> None:
        metrics.REBALANCES.inc()
        metrics.LAG_RECORDS.clear()
        log.info("reading %d partitions", sum(map(len, partitions)))

    app.on_partitions_assigned.connect(cast("Any", assigned))


def observe(app: faust.App, health: Health, pool: Pool, window: Window) -> None:
    """Write one observation; called once a second on the event loop."""
    lag, committed, partitions = _positions(app)
    oldest = window.oldest_ms
    metrics.LAG_SECONDS.set(max(0.0, time.time() - oldest / 1000) if oldest else 0.0)
    metrics.PARTITIONS.set(partitions)
    metrics.BROKER_UP.set(_is_connected(app))
    health.partitions = partitions
    health.extractors_ready = pool.ready
    health.producer_ready = _producer_is_up(app)
    health.beat(lag=lag, committed=committed, rebalancing=app.rebalancing)


def _positions(app: faust.App) -> tuple[int, int, int]:
    """Return records behind, sum of committed offsets, number of partitions."""
    consumer: Any = app.consumer
    lag = committed = 0
    try:
        partitions = consumer.assignment()
    except (ConsumerNotStarted, AssertionError):
        return 0, 0, 0
    for tp in partitions:
        # Faust offers no getter for the committed offset. None: nothing was ever committed.
        position = consumer._committed_offset[tp] or 0  # noqa: SLF001
        behind = max(0, (consumer.highwater(tp) or 0) - position)
        metrics.LAG_RECORDS.labels(str(tp.partition)).set(behind)
        lag += behind
        committed += position
    return lag, committed, len(partitions)


def _is_connected(app: faust.App) -> bool:
    """Return whether a connection to a broker stands, of the consumer's or of the producer's."""
    consumer: Any = app.consumer
    producer: Any = app.producer
    # Neither Faust nor aiokafka tells this. Both may be None: not started, or stopped.
    reading = consumer._thread and consumer._thread._consumer  # noqa: SLF001
    clients = (reading and reading._client, producer._producer and producer._producer.client)  # noqa: SLF001
    # A copy: the consumer's thread adds connections.
    connections = [item for client in clients if client for item in list(client._conns.values())]  # noqa: SLF001
    return any(connection.connected() for connection in connections)


def _producer_is_up(app: faust.App) -> bool:
    try:
        return bool(app.producer.started)
    except NotReady:
        return False
