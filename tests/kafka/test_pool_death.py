"""A worker whose extraction processes die as soon as they start ends, instead of standing still."""

import asyncio
import contextlib
import time

import orjson
import psutil
import pytest

from service.settings import Settings
from tests.kafka.worker import Sent, running, send

pytestmark = pytest.mark.kafka


def test_a_worker_that_cannot_replace_its_processes_ends(settings: Settings) -> None:
    records = [Sent(orjson.dumps({"title": f"slow {number}"})) for number in range(200)]
    stub = {"KABAR_ENRICH": "tests.stream.stubs:enrich", "KABAR_EXTRACTORS": "1"}
    with running(settings, **stub) as (process, _):
        asyncio.run(send(settings, records))
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(psutil.Error):
                for child in psutil.Process(process.pid).children():
                    child.kill()
            time.sleep(0.02)
        assert process.poll() == 1
