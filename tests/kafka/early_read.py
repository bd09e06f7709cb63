"""kabar whose worker reads, and throws away, what comes before its assignment is ready.

So it goes when a batch that was asked for under one assignment arrives under the next.
"""

from typing import Any

from faust.transport.consumer import Consumer

from service.cli import main

_seek = Consumer.perform_seek


async def _after_reading(self: Any) -> None:
    thread = self._thread
    fetcher = thread._consumer._fetcher  # noqa: SLF001
    read = await thread.call_thread(fetcher.fetched_records, self.assignment(), timeout=10.0)
    assert read
    await _seek(self)


Consumer.perform_seek = _after_reading  # type: ignore[method-assign]
main()
