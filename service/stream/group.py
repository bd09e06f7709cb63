"""What the broker says of the raw topic and of the group, asked beside the consumer.

A consumer that has stopped fetching believes that nothing is left to fetch, and a worker without
partitions cannot see whether it is a spare one or a forgotten one. So both are asked now and then,
over a connection of its own.
"""

import asyncio
import logging
from collections.abc import Collection

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.coordinator.protocol import ConsumerProtocol
from aiokafka.errors import KafkaError

from service import clients
from service.errors import KabarError
from service.settings import Settings
from service.stream import topics
from service.stream.health import Bounds, Health
from service.stream.security import client_options

log = logging.getLogger(__name__)

# How often within the stall limit the broker is asked.
LOOKS = 4


async def ask(settings: Settings, health: Health, assigned: Collection[TopicPartition]) -> None:
    """Write to `health` what the broker says now; a broker that does not answer says nothing."""
    spare = None
    try:
        if assigned:
            health.bounds = await bounds(settings, assigned)
        else:
            spare = await all_is_read(settings)
    except (KabarError, KafkaError, OSError) as error:
        log.debug("the broker was not asked: %s", error)
    # Not before: while it is asked, what it said last holds.
    health.spare = spare


async def bounds(
    settings: Settings, partitions: Collection[TopicPartition]
) -> dict[TopicPartition, Bounds]:
    """Return the offsets of the first record and behind the last, of each partition."""
    consumer = AIOKafkaConsumer(**client_options(settings))
    async with clients.connected(consumer, settings) as client:
        first, end = await asyncio.gather(
            client.beginning_offsets(partitions), client.end_offsets(partitions)
        )
    return {part: (first[part], end[part]) for part in partitions}


async def all_is_read(settings: Settings) -> bool:
    """Return whether every partition of the raw topic is some member's of the group."""
    wanted = set(await topics.partitions(settings, topics.RAW))
    members = await topics.members(settings)
    given = [ConsumerProtocol.ASSIGNMENT.decode(assigned) for assigned in members if assigned]
    return wanted <= {part for assignment in given for part in assignment.partitions()}
