"""A worker that is killed in the middle: what it had not committed is read again, nothing is lost."""

import asyncio
import time

import orjson
import pytest

from service.settings import Settings
from service.stream import topics
from tests.kafka.worker import Sent, receive, running, send, stop

pytestmark = pytest.mark.kafka
ARTICLES = 300


def test_nothing_is_lost_when_a_worker_is_killed_and_another_takes_over(settings: Settings) -> None:
    """SIGKILL while records are in flight; the second worker finishes, duplicates are allowed."""
    records = [
        Sent(orjson.dumps({"title": f"Artikel {number}", "article_id": f"a-{number}"}))
        for number in range(ARTICLES)
    ]
    stub = {"KABAR_ENRICH": "tests.stream.stubs:enrich", "KABAR_SESSION_TIMEOUT": "6"}
    asyncio.run(send(settings, records))
    with running(settings, **stub) as (first, _):
        time.sleep(0.3)
        first.kill()
    with running(settings, **stub) as (second, _):
        got = asyncio.run(receive(settings, ARTICLES))
        assert stop(second) == 0
    enriched = {item.key for item in got if item.topic == topics.ENRICHED}
    assert enriched == {f"a-{number}".encode() for number in range(ARTICLES)}
    events = {item.key for item in got if item.topic == topics.EVENTS}
    assert len(events) == ARTICLES
