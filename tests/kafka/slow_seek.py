"""The stub pipeline in a worker whose assignments take long to get ready, as with a slow broker.

The worker loads the pipeline's module to check it, so its own consumer is the slow one.
"""

import asyncio

from faust.transport.consumer import Consumer

from tests.stream import stubs

SECONDS = 4.0
_seek = Consumer.perform_seek


async def _slowly(self: Consumer) -> None:
    await _seek(self)
    await asyncio.sleep(SECONDS)


Consumer.perform_seek = _slowly  # type: ignore[method-assign]
enrich = stubs.enrich
