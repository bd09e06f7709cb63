"""The five topics: their names, and making and checking them through Kafka's admin API."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    IncompatibleBrokerVersion,
    KafkaError,
    TopicAlreadyExistsError,
    for_code,
)

from service.errors import KabarError, Unsupported
from service.settings import Settings
from service.stream import connect, permissions
from service.stream.security import client_options

RAW = "articles.raw"
ENRICHED = "articles.enriched"
EVENTS = "events"
ENTITIES = "entities"
DLQ = "articles.dlq"
ALL = (RAW, ENRICHED, EVENTS, ENTITIES, DLQ)
OUTPUTS = (ENRICHED, EVENTS, ENTITIES, DLQ)
# What aiokafka raises when a broker does not know a request.
NOT_SPOKEN = (IncompatibleBrokerVersion, NotImplementedError)
# Seconds for a new topic's partitions to get their leaders.
ELECTION = 10.0
HOUR_MS = 3_600_000
# Room for the headers that a dead letter has beyond its original record.
HEADER_ROOM = 65_536


@dataclass(frozen=True, slots=True)
class TopicPlan:
    """How one topic should be."""

    name: str
    partitions: int
    replication: int
    config: dict[str, str]


@dataclass(frozen=True, slots=True)
class TopicState:
    """How one topic is: `problems` is empty when it fits its plan."""

    plan: TopicPlan
    exists: bool
    problems: tuple[str, ...]


def plans(settings: Settings) -> list[TopicPlan]:
    """Return how each of the five topics should be, from the settings."""
    # The broker stamps what workers write: a stamp more than an hour ahead of its clock it would
    # refuse, and retention would go by a worker's clock that is wrong.
    stamps = {RAW: "CreateTime"}
    limits = {
        RAW: settings.max_record_bytes,
        DLQ: settings.max_record_bytes + HEADER_ROOM,
    }
    return [
        TopicPlan(
            name=settings.topic(name),
            partitions=settings.partitions,
            replication=settings.replication,
            config={
                "cleanup.policy": "delete",
                "retention.ms": str(_retention_hours(name, settings) * HOUR_MS),
                "max.message.bytes": str(limits.get(name, settings.max_output_bytes + HEADER_ROOM)),
                "message.timestamp.type": stamps.get(name, "LogAppendTime"),
            },
        )
        for name in ALL
    ]


def _retention_hours(name: str, settings: Settings) -> int:
    return settings.dlq_retention_hours if name == DLQ else settings.retention_hours


async def create(settings: Settings) -> list[tuple[str, bool]]:
    """Create the missing topics; return (name, whether it was created) of each.

    Raises `KabarError` when the broker cannot be reached or refuses.
    """
    async with _admin(settings) as admin:
        made = [(plan.name, await _create_one(admin, plan)) for plan in plans(settings)]
        await _wait_for_leaders(admin, [name for name, _ in made])
        return made


async def _wait_for_leaders(admin: AIOKafkaAdminClient, names: list[str]) -> None:
    """Return when every partition can be used, or after `ELECTION` seconds: `check` tells then."""
    deadline = time.monotonic() + ELECTION
    while time.monotonic() < deadline:
        found = await admin.describe_topics(names)
        parts = [item for topic in found for item in topic["partitions"]]
        if all(topic["partitions"] for topic in found) and all(
            item["leader"] >= 0 and item["isr"] for item in parts
        ):
            return
        await asyncio.sleep(0.1)


async def _create_one(admin: AIOKafkaAdminClient, plan: TopicPlan) -> bool:
    topic = NewTopic(
        name=plan.name,
        num_partitions=plan.partitions,
        replication_factor=plan.replication,
        topic_configs=plan.config,
    )
    try:
        response = await admin.create_topics([topic])
    except TopicAlreadyExistsError:
        return False
    for _name, code, *rest in response.topic_errors:
        error = for_code(code)
        if error is TopicAlreadyExistsError:
            return False
        if code:
            reason = rest[0] if rest and rest[0] else error.description
            raise KabarError(f"topic {plan.name} was not created: {reason}")
    return True


async def delete(settings: Settings) -> None:
    """Delete the five topics of `settings`; those that do not exist are no error."""
    async with _admin(settings) as admin:
        await admin.delete_topics([plan.name for plan in plans(settings)])


async def check(settings: Settings) -> list[TopicState]:
    """Return how each topic is, beside how it should be; raises `KabarError` without a broker."""
    async with _admin(settings) as admin:
        wanted = plans(settings)
        present = set(await admin.list_topics())
        found = {}
        if present & {plan.name for plan in wanted}:
            names = [plan.name for plan in wanted if plan.name in present]
            found = {item["topic"]: item for item in await admin.describe_topics(names)}
        states = []
        for plan in wanted:
            if plan.name not in found:
                states.append(TopicState(plan, exists=False, problems=("does not exist",)))
                continue
            config = await _config(admin, plan.name)
            states.append(
                TopicState(
                    plan, exists=True, problems=tuple(_problems(plan, found[plan.name], config))
                )
            )
        return states


async def unfit(settings: Settings) -> list[str]:
    """Return what keeps a worker from starting, a sentence each; raises `KabarError` if unreachable.

    That is more than `check` tells: also what we may not read or write, and what cannot be written
    now for lack of replicas. Brokers that cannot describe topics (the embedded one) are only asked
    whether the topics exist.
    """
    if gone := await missing(settings):
        return [f"no topic {name}" for name in gone]
    try:
        states = await check(settings)
        async with _admin(settings) as admin:
            names = [settings.topic(name) for name in OUTPUTS]
            return [
                *(f"{state.plan.name} {text}" for state in states for text in state.problems),
                *await permissions.lacking(admin, [settings.topic(RAW)], names),
            ]
    except Unsupported:
        return []


async def missing(settings: Settings) -> list[str]:
    """Return the full names of the topics that do not exist; raises `KabarError` if unreachable."""
    async with _admin(settings) as admin:
        present = set(await admin.list_topics())
        return [plan.name for plan in plans(settings) if plan.name not in present]


async def partitions(settings: Settings, name: str) -> list[TopicPartition]:
    """Return the partitions of topic `name` (without prefix); raises `KabarError` if missing."""
    topic = settings.topic(name)
    async with _admin(settings) as admin:
        (found,) = await admin.describe_topics([topic])
    if found["error_code"]:
        raise KabarError(f"no topic {topic} at {settings.broker}: is KABAR_TOPIC_PREFIX right?")
    numbers = sorted(item["partition"] for item in found["partitions"])
    return [TopicPartition(topic, number) for number in numbers]


async def members(settings: Settings) -> list[bytes]:
    """Return what each member of the workers' group is assigned, as the group protocol has it."""
    async with _admin(settings) as admin:
        (answer,) = await admin.describe_consumer_groups([settings.group])
    (group,) = answer.groups
    return [member[-1] for member in group[5]]


async def _config(admin: AIOKafkaAdminClient, name: str) -> dict[str, str]:
    resource = ConfigResource(ConfigResourceType.TOPIC, name)
    responses = await admin.describe_configs([resource])
    return {
        entry[0]: entry[1]
        for response in responses
        for found in response.resources
        for entry in found[4]
    }


def _problems(plan: TopicPlan, topic: dict[str, Any], config: dict[str, str]) -> list[str]:
    """Too few partitions or too small a limit is a problem; more than planned is not."""
    problems = []
    partitions = len(topic["partitions"])
    if partitions < plan.partitions:
        problems.append(f"has {partitions} partitions, wants {plan.partitions}")
    replicas = min(len(item["replicas"]) for item in topic["partitions"])
    if replicas < plan.replication:
        problems.append(f"has {replicas} replicas, wants {plan.replication}")
    limit = int(config.get("max.message.bytes", plan.config["max.message.bytes"]))
    if limit < int(plan.config["max.message.bytes"]):
        problems.append(f"max.message.bytes is {limit}, wants {plan.config['max.message.bytes']}")
    needed = int(config.get("min.insync.replicas", 1))
    problems += [
        f"partition {item['partition']} cannot be written now: "
        f"{len(item['isr'])} replicas in sync, min.insync.replicas is {needed}"
        for item in topic["partitions"]
        if len(item["isr"]) < min(needed, len(item["replicas"])) or item["leader"] < 0
    ]
    if "compact" in config.get("cleanup.policy", "delete"):
        problems.append("cleanup.policy compacts: records with equal keys would be lost")
    return problems


@asynccontextmanager
async def _admin(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(**client_options(settings))
    try:
        await connect.start(admin, settings)
        yield admin
    except NOT_SPOKEN as error:
        raise Unsupported(f"broker {settings.broker}: {error}") from error
    except KafkaError as error:
        raise KabarError(f"broker {settings.broker}: {error}") from error
    finally:
        await admin.close()
