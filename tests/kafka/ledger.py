"""The ledger: what went in against what came out, record by record."""

import asyncio
import hashlib
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from service import clients
from service.settings import Settings
from service.stream import topics
from service.stream.security import client_options


@dataclass(slots=True)
class Ledger:
    """Sums over all output topics; each of the last five must be 0."""

    records_in: int = 0
    outputs: Counter[str] = field(default_factory=Counter)
    dead_letters: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    lost: int = 0
    unknown: int = 0
    incomplete: int = 0
    differing_repeats: int = 0
    out_of_order: int = 0
    lost_keys: list[str] = field(default_factory=list)

    def balances(self) -> bool:
        """Whether nothing is lost, unknown, incomplete, different or out of order."""
        return not (
            self.lost
            or self.unknown
            or self.incomplete
            or self.differing_repeats
            or self.out_of_order
        )

    def lines(self) -> list[str]:
        """Return the ledger for the eye."""
        dead = ", ".join(f"{count} {reason}" for reason, count in self.dead_letters.most_common())
        outputs = ", ".join(f"{count} {name}" for name, count in sorted(self.outputs.items()))
        return [
            f"records in           {self.records_in}",
            f"records out          {self.outputs.total()} ({outputs})",
            f"dead letters         {self.dead_letters.total()} ({dead or 'none'})",
            f"repeats, identical   {self.repeats}",
            f"lost                 {self.lost} {' '.join(self.lost_keys[:5])}".rstrip(),
            f"never sent           {self.unknown}",
            f"incomplete sets      {self.incomplete}",
            f"repeats that differ  {self.differing_repeats}",
            f"out of order         {self.out_of_order}",
        ]


def settle(settings: Settings, limit: float) -> float:
    """Wait until the group has committed all of the raw topic; return the seconds it took.

    Raises `TimeoutError` after `limit` seconds.
    """
    return asyncio.run(_settle(settings, limit))


async def _settle(settings: Settings, limit: float) -> float:
    begun = time.monotonic()
    consumer = AIOKafkaConsumer(
        **client_options(settings), group_id=settings.group, enable_auto_commit=False
    )
    async with clients.connected(consumer, settings):
        while (behind := await lag(consumer, settings)) > 0:
            if time.monotonic() - begun > limit:
                raise TimeoutError(f"{behind} records are not committed after {limit:g} s")
            await asyncio.sleep(0.5)
    return time.monotonic() - begun


async def lag(consumer: AIOKafkaConsumer, settings: Settings) -> int:
    """Return how many raw records the group of `consumer` has not committed."""
    name = settings.topic(topics.RAW)
    parts = [TopicPartition(name, number) for number in range(settings.partitions)]
    if not consumer.assignment():
        consumer.assign(parts)
    ends = await consumer.end_offsets(parts)
    return sum([end - (await consumer.committed(part) or 0) for part, end in ends.items()])


def balance(settings: Settings, sent: AbstractSet[bytes]) -> Ledger:
    """Read every topic and hold the outputs against the raw records; `sent` must be among them."""
    return asyncio.run(_balance(settings, sent))


async def _balance(settings: Settings, sent: AbstractSet[bytes]) -> Ledger:
    places: dict[bytes, tuple[int, int]] = {}
    async for _, record in _all(settings, topics.RAW):
        places.setdefault(record.key, (record.partition, record.offset))
    reader = _Reader(places)
    async for name, record in _all(settings, *topics.OUTPUTS):
        reader.take(name, record)
    result = reader.sum()
    result.lost += len(sent - places.keys())
    return result


async def _all(settings: Settings, *names: str) -> AsyncIterator[tuple[str, Any]]:
    """Yield (topic without prefix, record) of all that the topics `names` hold now."""
    consumer = clients.consumer(settings, *names, from_start=True)
    async with clients.connected(consumer, settings) as client:
        ends = await client.end_offsets(client.assignment())
        while any([await client.position(part) < end for part, end in ends.items()]):
            for part, records in (await client.getmany(timeout_ms=500)).items():
                name = part.topic.removeprefix(settings.topic_prefix)
                for record in records:
                    yield name, record


class _Reader:
    """Takes in output records; keeps digests, not values."""

    def __init__(self, sent: Mapping[bytes, tuple[int, int]]) -> None:
        self._sent = sent
        self._ledger = Ledger(records_in=len(sent))
        self._digests: dict[tuple[str, bytes], bytes] = {}
        self._answered: dict[str, set[bytes]] = {topics.ENRICHED: set(), topics.DLQ: set()}
        self._late: set[bytes] = set()
        self._wanted: dict[bytes, set[tuple[str, bytes]]] = {}
        # (output topic, its partition, raw partition) → the highest raw offset that came out.
        self._highest: dict[tuple[str, int, int], int] = defaultdict(lambda: -1)

    def take(self, name: str, record: Any) -> None:
        """Count one output record of topic `name`."""
        ledger = self._ledger
        value = record.value or b""
        key = (name, record.key or b"")
        if name == topics.ENTITIES:
            key = (name, key[1] + b"/" + orjson.loads(value)["article_id"].encode())
        ledger.outputs[name] += 1
        digest = hashlib.sha256(value).digest()
        known = self._digests.setdefault(key, digest)
        if known != digest:
            ledger.differing_repeats += 1
        if name == topics.DLQ:
            ledger.dead_letters[dict(record.headers)["kabar.errors.reason"].decode()] += 1
        if name in {topics.ENRICHED, topics.DLQ}:
            self._answer(name, record, value)

    def _answer(self, name: str, record: Any, value: bytes) -> None:
        key = record.key
        if key not in self._sent:
            self._ledger.unknown += 1
            return
        raw_partition, offset = self._sent[key]
        place = (name, record.partition, raw_partition)
        if any(key in answered for answered in self._answered.values()):
            self._ledger.repeats += 1
        if key not in self._answered[name] and offset < self._highest[place]:
            self._late.add(key)
        self._highest[place] = max(offset, self._highest[place])
        self._answered[name].add(key)
        if name == topics.ENRICHED:
            article = orjson.loads(value)
            self._wanted[key] = {
                *((topics.EVENTS, event["event_id"].encode()) for event in article["events"]),
                *(
                    (topics.ENTITIES, entity["entity_id"].encode() + b"/" + key)
                    for entity in article["entities"]
                ),
            }

    def sum(self) -> Ledger:
        """Return the ledger after the last record."""
        enriched, dead = self._answered[topics.ENRICHED], self._answered[topics.DLQ]
        missing = [key for key in self._sent if key not in enriched and key not in dead]
        self._ledger.lost = len(missing)
        # A record whose process was killed is a dead letter, and may be enriched when it is read
        # again, or the other way round: its first answer was in time.
        self._ledger.out_of_order = len(self._late - (enriched & dead))
        self._ledger.lost_keys = [key.decode() for key in missing]
        self._ledger.incomplete = sum(
            any(part not in self._digests for part in wanted) for wanted in self._wanted.values()
        )
        return self._ledger
