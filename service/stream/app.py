"""The Faust app: reads raw articles, fills the window, beats, serves metrics and health.

Faust gives consuming, rebalancing, committing and the web server. What may not be lost is decided
here: offsets are acknowledged by the window alone, and any error that escapes ends the process.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Any, cast

import faust
from mode import CrashingSupervisor, Service
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from service import metrics
from service.console.memory import Memory
from service.console.pages import Console
from service.settings import Settings
from service.stream import group, topics
from service.stream.assignor import remembering
from service.stream.consumer import LosslessConsumer
from service.stream.forks import Template
from service.stream.health import Health
from service.stream.observe import assignment, count_rebalances, observe
from service.stream.pool import Pool
from service.stream.security import faust_credentials
from service.stream.sending import Batches
from service.stream.tables import NoTables
from service.stream.trace import Traces
from service.stream.window import Record, Window

BEAT = 1.0
# Until the worker is ready, so that it is not told late.
FIRST_BEAT = 0.1
BATCH_BYTES = 1_048_576


def build(
    settings: Settings, health: Health, partitions: set[int], traces: Traces, template: Template
) -> faust.App:
    """Return the app with its agent, its service and its pages, which tell of `health`.

    `partitions` are those of the raw topic now; `template` forks the extraction processes.
    """
    known = {settings.topic(topics.RAW): partitions}
    options = _faust_options(settings) | {"PartitionAssignor": remembering(known)}
    app = faust.App(settings.group, **options)
    # An attribute of the class in Faust's types, which an instance may have of its own.
    cast("Any", app.transport).Consumer = LosslessConsumer
    pool = Pool(settings, template)
    memory = Memory(settings.console_events) if settings.console == "on" else None
    delivered = memory.add if memory else None
    window = Window(settings, pool.extract, _sender(app), traces, delivered)
    console = Console(settings, memory, pool.extract) if memory else None

    class Extraction(Service):
        """Runs the extraction processes, the window and the heartbeat beside the agent."""

        async def on_start(self) -> None:
            await app.maybe_start_producer()
            await pool.start()
            if console:
                console.loop = asyncio.get_running_loop()

        async def on_stop(self) -> None:
            await pool.stop()
            await asyncio.to_thread(traces.close)

        @Service.task
        async def _deliver(self) -> None:
            await window.run()

        @Service.task
        async def _beat(self) -> None:
            while not self.should_stop:
                pause = BEAT if health.ready()[0] else FIRST_BEAT
                due = time.monotonic() + pause
                await self.sleep(pause)
                metrics.LOOP_DELAY.set(max(0.0, time.monotonic() - due))
                observe(app, health, pool, window)

        @Service.task
        async def _ask(self) -> None:
            while not self.should_stop:
                await self.sleep(settings.stall_limit / group.LOOKS)
                await group.ask(settings, health, assignment(app))

    app.service(Extraction)
    count_rebalances(app)
    _read(app, settings, window)
    _serve(app, health)
    if console:
        cast("Any", app.web).web_app.add_routes(console.routes())
    metrics.LAST_SUCCESS.set_to_current_time()
    return app


def _faust_options(settings: Settings) -> dict[str, Any]:
    return {
        "broker": [f"kafka://{address}" for address in settings.brokers()],
        "broker_credentials": faust_credentials(settings),
        "broker_session_timeout": settings.session_timeout,
        "broker_heartbeat_interval": settings.session_timeout / 5,
        "broker_request_timeout": max(settings.request_timeout, settings.session_timeout + 5),
        "broker_commit_interval": settings.commit_interval,
        "broker_max_poll_interval": 900.0,
        "producer_request_timeout": settings.request_timeout,
        "producer_max_request_size": settings.max_record_bytes + topics.HEADER_ROOM,
        "producer_acks": -1,
        "producer_compression_type": None
        if settings.compression == "none"
        else settings.compression,
        # What the window sends to one partition goes as one batch, which the broker takes as a whole
        # or not at all: a failure in the middle cannot put later articles before earlier ones.
        "producer_max_batch_size": BATCH_BYTES,
        "key_serializer": "raw",
        "value_serializer": "raw",
        "store": "memory://",
        "datadir": Path(tempfile.gettempdir()) / "kabar-faust",
        "autodiscover": False,
        "agent_supervisor": CrashingSupervisor,
        "TableManager": NoTables,
        "topic_disable_leader": True,
        "topic_allow_declare": False,
        "stream_wait_empty": True,
        "stream_buffer_maxsize": settings.stream_buffer,
        "worker_redirect_stdouts": False,
        "web_in_thread": True,
        "web_bind": settings.web_host,
        "web_port": settings.web_port,
        "web_tables_enabled": False,
        "web_router_enabled": False,
        "web_stats_enabled": False,
        "web_graph_enabled": False,
    }


def _sender(app: faust.App) -> Batches:
    # Faust sends message by message; the client under it can send batches.
    return Batches(lambda: cast("Any", app.producer)._ensure_producer())  # noqa: SLF001


def _read(app: faust.App, settings: Settings, window: Window) -> None:
    """Register the agent: one reader, in order, that acknowledges nothing itself."""
    source = app.topic(settings.topic(topics.RAW), key_serializer="raw", value_serializer="raw")

    @app.agent(source, name="articles", concurrency=1)
    async def articles(stream: Any) -> None:
        unacknowledged = stream.noack()
        async for event in unacknowledged.events():
            await window.put(_record(unacknowledged, event))


def _record(stream: Any, event: Any) -> Record:
    message = event.message
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp_ms=int(message.timestamp * 1000),
        key=message.key,
        value=message.value,
        headers=list(message.headers or ()),
        ack=lambda: stream.ack(event),
    )


def _serve(app: faust.App, health: Health) -> None:
    """Register /metrics, /live and /ready; they run in the web server's thread."""

    @app.page("/metrics")
    async def metrics_page(view: Any, request: Any) -> Any:
        del request
        body = generate_latest(metrics.REGISTRY)
        return view.bytes(body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    @app.page("/live")
    async def live_page(view: Any, request: Any) -> Any:
        del request
        alive, why = health.live()
        return view.json({"live": alive} | why, status=200 if alive else 503)

    @app.page("/ready")
    async def ready_page(view: Any, request: Any) -> Any:
        del request
        ready, why = health.ready()
        return view.json({"ready": ready} | why, status=200 if ready else 503)
