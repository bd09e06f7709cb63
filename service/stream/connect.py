"""Starting a Kafka client: it connects in seconds, or a clear error says why not."""

import asyncio
from typing import Any

from aiokafka.errors import KafkaError

from service.errors import KabarError
from service.settings import Settings

# Seconds for all bootstrap servers together; a broker that answers does so in well under one.
LIMIT = 8.0


async def start(client: Any, settings: Settings) -> None:
    """Start `client` (any aiokafka client); raises `KabarError` when no broker lets it in."""
    hint = "is KABAR_BROKER right? KABAR_SECURITY_PROTOCOL too?"
    try:
        async with asyncio.timeout(LIMIT):
            await client.start()
    except TimeoutError:
        raise KabarError(f"broker {settings.broker}: no answer in {LIMIT:g} s; {hint}") from None
    except (KafkaError, OSError) as error:
        raise KabarError(f"broker {settings.broker}: {error}; {hint}") from error
