"""What a real worker's metrics say while its broker goes and comes."""

import asyncio
import time
import urllib.request

import orjson
import pytest

from tests.kafka import apache
from tests.kafka.brokers import has_java
from tests.kafka.worker import Sent, prepared, receive, running, send

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.skipif(not has_java(), reason="needs an Apache Kafka that can be killed"),
]
STUB = {"KABAR_ENRICH": "tests.stream.stubs:enrich"}


def scraped(address: str) -> dict[str, float]:
    """Return series → value, as Prometheus would see them."""
    page = urllib.request.urlopen(f"{address}/metrics", timeout=5).read().decode()  # noqa: S310
    samples = (line.rsplit(" ", 1) for line in page.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in samples}


def until(address: str, series: str, value: float, limit: float = 30.0) -> dict[str, float]:
    """Scrape until `series` has `value`; return that scrape."""
    deadline = time.monotonic() + limit
    while (seen := scraped(address)).get(series) != value:
        assert time.monotonic() < deadline, f"{series} is {seen.get(series)}"
        time.sleep(0.2)
    return seen


def test_the_broker_is_seen_to_go_and_to_come_back() -> None:
    kafka = apache.cluster()
    try:
        settings = prepared(kafka.address)
        with running(settings, **STUB) as (_, address):
            now = int(time.time() * 1000)
            asyncio.run(send(settings, [Sent(orjson.dumps({"title": "satu"}), timestamp_ms=now)]))
            asyncio.run(receive(settings, 1))
            seen = until(address, "kabar_broker_up", 1)
            assert seen["kabar_latency_seconds_sum"] < 60
            assert time.time() - seen["kabar_last_success_timestamp_seconds"] < 60
            assert seen["kabar_window_fullness_ratio"] == 0
            assert seen['kabar_consumer_lag_records{partition="0"}'] == 0
            kafka.nodes[0].end()
            until(address, "kabar_broker_up", 0)
            kafka.nodes[0].start()
            kafka.nodes[0].wait()
            until(address, "kabar_broker_up", 1)
    finally:
        kafka.stop()
