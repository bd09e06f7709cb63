"""What the heartbeat sees: lag, assignment and progress, written to the metrics and to health."""

import logging
import time
from typing import Any, cast

import faust
from aiokafka import TopicPartition
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
    """Write one observation; called at least once a second on the event loop."""
    oldest = window.oldest_ms
    lag, committed, partitions = _positions(app, health, idle=oldest is None)
    metrics.LAG_SECONDS.set(max(0.0, time.time() - oldest / 1000) if oldest else 0.0)
    metrics.PARTITIONS.set(partitions)
    metrics.BROKER_UP.set(_is_connected(app))
    health.partitions = partitions
    health.extractors_ready = pool.ready
    health.producer_ready = _producer_is_up(app)
    health.beat(lag=lag, committed=committed, rebalancing=app.rebalancing)


def assignment(app: faust.App) -> set[TopicPartition]:
    """Return the partitions that the worker reads now."""
    try:
        return set(cast("Any", app.consumer).assignment())
    except (ConsumerNotStarted, AssertionError):
        return set()


def _positions(app: faust.App, health: Health, *, idle: bool) -> tuple[int, int, int]:
    """Return records behind, sum of committed offsets, number of partitions."""
    consumer: Any = app.consumer
    lag = committed = 0
    partitions = assignment(app)
    for tp in partitions:
        first, end = health.bounds.get(tp, (0, 0))
        end = max(consumer.highwater(tp) or 0, end)
        # Faust offers no getter for the committed offset. None: nothing was ever committed.
        position = max(consumer._committed_offset[tp] or 0, first)  # noqa: SLF001
        behind = max(0, end - position)
        if behind and idle and _read(consumer, tp, position) >= end:
            behind = 0
        metrics.LAG_RECORDS.labels(str(tp.partition)).set(behind)
        lag += behind
        committed += position
    return lag, committed, len(partitions)


def _read(consumer: Any, tp: TopicPartition, position: int) -> int:
    """Return up to which offset `tp` is read, when no record came since `position`; 0 when one did.

    The log holds more than records: a transaction leaves its end there, which is never committed.
    """
    state = consumer._thread._consumer._subscription.subscription.assignment.state_value(tp)  # noqa: SLF001
    latest = consumer._read_offset[tp] or 0  # noqa: SLF001
    return (state._position or 0) if latest <= position else 0  # noqa: SLF001


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
