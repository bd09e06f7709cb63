"""`kabar export` reads the events topic to its end, on a real broker."""

import asyncio
import json

import pytest

from service import clients
from service.settings import Settings
from tests.exports.events import Json, attack, meeting
from tests.kafka.test_clients import kabar

pytestmark = pytest.mark.kafka


async def send(settings: Settings, events: list[Json]) -> None:
    """Put `events` on the topic, keyed as the worker keys them."""
    async with clients.connected(clients.producer(settings), settings) as producer:
        for event in events:
            value, key = json.dumps(event).encode(), event["event_id"].encode()
            await producer.send_and_wait(settings.topic("events"), value, key=key)


def test_export_reads_the_events_topic_to_its_end_and_writes_each_event_once(
    settings: Settings,
) -> None:
    asyncio.run(send(settings, [attack(), meeting(), attack()]))
    done = kabar(settings, "export", "--format", "gdelt-tsv")
    assert done.returncode == 0, done.stderr.decode()
    codes = [row.split("\t")[26] for row in done.stdout.decode().splitlines()]
    assert sorted(codes) == ["042", "193"]
    assert b"2 written" in done.stderr


def test_export_of_an_empty_topic_ends_with_nothing_but_the_header(settings: Settings) -> None:
    done = kabar(settings, "export", "--format", "acled-csv", "--from", "topic")
    assert done.returncode == 0, done.stderr.decode()
    assert len(done.stdout.splitlines()) == 1
