"""Scrapers compress as they like: the worker reads every codec of Kafka."""

import asyncio
from dataclasses import replace

import orjson
import pytest
from aiokafka import AIOKafkaProducer

from service import clients
from service.settings import Settings
from service.stream import topics
from service.stream.security import client_options
from tests.kafka.brokers import Broker
from tests.kafka.worker import receive, running

CODECS = ("gzip", "snappy", "lz4", "zstd")


async def send_compressed(settings: Settings, codec: str) -> None:
    """Put one article on the raw topic, in a batch that is compressed with `codec`."""
    value = orjson.dumps({"title": f"Presiden bertemu menteri {codec} " + "kata " * 200})
    producer = AIOKafkaProducer(**client_options(settings), compression_type=codec)
    async with clients.connected(producer, settings):
        await producer.send_and_wait(settings.topic(topics.RAW), value, key=codec.encode())


@pytest.mark.kafka
@pytest.mark.parametrize("codec", CODECS)
def test_outputs_arrive_in_every_codec(settings: Settings, broker: Broker, codec: str) -> None:
    told = replace(settings, compression=codec, extractors=1)
    with running(told):
        asyncio.run(send_compressed(told, "gzip"))
        got = asyncio.run(receive(told, 1))
    assert [item.topic for item in got if item.topic == topics.ENRICHED], broker.kind


@pytest.mark.kafka
def test_articles_are_read_in_every_codec_of_kafka(settings: Settings, broker: Broker) -> None:
    """Each gives its enriched record: without the codec's library the worker would stop for good."""
    with running(settings, KABAR_EXTRACTORS="1"):
        for codec in CODECS:
            asyncio.run(send_compressed(settings, codec))
        got = asyncio.run(receive(settings, len(CODECS)))
    titles = [
        orjson.loads(item.value or b"")["title"] for item in got if item.topic == topics.ENRICHED
    ]
    assert sorted(title.split()[3] for title in titles) == sorted(CODECS), broker.kind
