"""kabar whose worker's assignments take long to get ready, as with a slow broker."""

import asyncio

from faust.transport.consumer import Consumer

from service.cli import main

SECONDS = 4.0
_seek = Consumer.perform_seek


async def _slowly(self: Consumer) -> None:
    await _seek(self)
    await asyncio.sleep(SECONDS)


Consumer.perform_seek = _slowly  # type: ignore[method-assign]
main()
