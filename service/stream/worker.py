"""Running the app as a process: checks first, then Faust's worker, with a bounded end.

Exit codes: 0 after SIGTERM or SIGINT with everything acknowledged; 1 after an error that must not
pass (the input stays uncommitted); 70 when the shutdown grace ran out.
"""

import asyncio
import logging
import os
import signal
import sys
import threading
from typing import NoReturn

import faust

from service import logs
from service.errors import KabarError
from service.settings import Settings
from service.stream import app, topics, trace
from service.stream.forks import Template
from service.stream.health import Health

log = logging.getLogger(__name__)

EXIT_FORCED = 70


class Worker(faust.Worker):
    """Faust's worker, that ends within the grace whatever hangs."""

    def __init__(self, app: faust.App, grace: float, health: Health) -> None:
        super().__init__(app, override_logging=False, redirect_stdouts=False, quiet=True)
        self.spinner = None
        self._grace = grace
        self._health = health

    def _schedule_shutdown(self, signal: signal.Signals) -> None:
        """Say that no more is taken in, then stop: work in flight is finished or handed back."""
        self._health.stopping = True
        log.info("%s: finishing what is in flight, within %g s", signal.name, self._grace)
        _end_after(self._grace)
        super()._schedule_shutdown(signal)

    def on_worker_shutdown(self) -> None:
        """Start the clock of the grace when the worker ends for any other reason."""
        _end_after(self._grace)
        super().on_worker_shutdown()


def run(settings: Settings, template: Template) -> NoReturn:
    """Run the worker until a signal or an error ends it; raises `KabarError` before it starts.

    `template` has been launched. The group is joined when it has loaded: until then other workers keep
    their partitions.
    """
    # Until Faust has handlers of its own: nothing is in flight yet.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    logs.configure(settings.log_level, settings.log_format)
    traces = trace.traces(settings)
    asyncio.run(_require_topics(settings))
    partitions = {part.partition for part in asyncio.run(topics.partitions(settings, topics.RAW))}
    log.info(
        "reading %s from %s with %d extraction processes; http://%s:%d/metrics, /live, /ready",
        settings.topic(topics.RAW),
        settings.broker,
        settings.extractor_count(),
        settings.web_host,
        settings.web_port,
    )
    template.load()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    health = Health(settings.stall_limit)
    built = app.build(settings, health, partitions, traces, template)
    Worker(built, settings.shutdown_grace, health).execute_from_commandline()


async def _require_topics(settings: Settings) -> None:
    """Refuse to start on topics that would lose or refuse records later."""
    problems = await topics.unfit(settings)
    if problems:
        raise KabarError(
            f"{'; '.join(problems)}. `kabar topics create` makes what is missing; change the topics "
            "or the KABAR_* settings where they do not agree"
        )


def _end_after(grace: float) -> None:
    """End the process in `grace` seconds: a broker that never answers must not keep it."""
    timer = threading.Timer(grace, os._exit, [EXIT_FORCED])
    timer.daemon = True
    timer.start()
