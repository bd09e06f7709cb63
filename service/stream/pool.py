"""The pool of extraction processes: hands each record to an idle one, replaces hung and dead ones.

Only a record that a process had taken when it hung or died is rejected; every other record goes to
another process.
"""

import asyncio
import logging
from contextvars import Context

from service import metrics
from service.errors import (
    ExtractionOutOfMemory,
    ExtractionTimeout,
    ExtractorCrashed,
    KabarError,
    Rejected,
)
from service.settings import Settings
from service.stream import frames
from service.stream.extractor import OUT_OF_MEMORY, READY, TAKEN
from service.stream.forks import EXIT_LIMIT, Fork, Template
from service.stream.outcome import Outcome, Rejection, from_parts

log = logging.getLogger(__name__)

# A fork is ready in milliseconds; generous, for busy machines.
START_LIMIT = 30.0
START_TRIES = 3
# Processes that may end before they have taken a record, until it is rejected all the same: one that
# does not fit into their memory is never taken.
TAKE_TRIES = 3
# What a process can be lost by, and the metric's label for it.
LOST: dict[type[Rejected], str] = {
    ExtractionTimeout: "timeout",
    ExtractionOutOfMemory: "memory",
    ExtractorCrashed: "crash",
}
# The label of a process that was lost before it had taken a record.
IDLE = "idle"


class Extractor:
    """One extraction process and the socket to it.

    `busy` while a record is being handed to it or extracted; `taken` once it has told that it holds
    the latest record.
    """

    def __init__(self, process: Fork, time_limit: float) -> None:
        self._process = process
        self._time_limit = time_limit
        self.busy = False
        self.taken = False

    @classmethod
    async def start(cls, template: Template, time_limit: float) -> "Extractor":
        """Fork a process and wait until it serves; raises `KabarError` when it does not."""
        extractor = cls(await template.fork(), time_limit)
        try:
            first = await asyncio.wait_for(extractor._receive(), START_LIMIT)
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            code = await extractor._end()  # our own class
            raise KabarError(
                f"an extraction process did not start (exit code {code}); its message is above"
            ) from error
        if first != [READY]:
            await extractor.kill()
            raise KabarError(f"the extraction process began with {first!r}")
        return extractor

    @property
    def ended(self) -> bool:
        """Whether it has ended, or nobody would tell if it did."""
        return self._process.ended.done()

    async def extract(self, value: bytes | None) -> Outcome:
        """Return the outcome for `value`; raises one of `LOST` when the process is lost."""
        self.busy, self.taken = True, False
        try:
            async with asyncio.timeout(self._time_limit):
                return await self._exchange(value)
        except TimeoutError:
            await self.kill()
            raise ExtractionTimeout(f"no result within {self._time_limit:g} s") from None
        except (asyncio.IncompleteReadError, OSError) as error:
            code = await self._end()
            if code == OUT_OF_MEMORY:
                raise ExtractionOutOfMemory("the memory limit was reached") from error
            raise ExtractorCrashed(f"the extraction process ended with code {code}") from error
        finally:
            self.busy = False

    async def _exchange(self, value: bytes | None) -> Outcome:
        self._process.writer.write(frames.encode([value]))
        await self._process.writer.drain()
        self.taken = await self._receive() == [TAKEN]
        return from_parts(await self._receive())

    async def _receive(self) -> list[bytes | None]:
        return await frames.receive(self._process.reader)

    async def _end(self) -> int | None:
        """Return the exit code of a process whose socket has ended."""
        try:
            # Wait first: who is killed after its own end still has its own exit code.
            return await asyncio.wait_for(self.wait(), EXIT_LIMIT)
        except TimeoutError:
            await self.kill()
            return await self.wait()

    async def wait(self) -> int | None:
        """Return the exit code when the process has ended; None when nobody knows it."""
        return await asyncio.shield(self._process.ended)

    async def kill(self) -> None:
        """End the process at once and wait for its end."""
        self._process.kill()
        await self.wait()

    def close(self) -> None:
        """Let the process end by itself."""
        self._process.close()


class Pool:
    """A fixed number of warm extraction processes."""

    def __init__(self, settings: Settings, template: Template) -> None:
        self._time_limit = settings.time_limit
        self._size = settings.extractor_count()
        self._template = template
        # None tells whoever waits that no process will come.
        self._idle: asyncio.Queue[Extractor | None] = asyncio.Queue()
        self._all: list[Extractor] = []
        self._watches: set[asyncio.Task[None]] = set()

    @property
    def ready(self) -> bool:
        """Whether all processes are warm."""
        return len(self._all) == self._size

    async def start(self) -> None:
        """Start all processes; raises `KabarError` when one does not come."""
        for extractor in await asyncio.gather(*(self._start() for _ in range(self._size))):
            self._add(extractor)

    async def extract(self, value: bytes | None) -> Outcome:
        """Return the outcome for `value`, in whatever time the pool needs to get to it.

        Raises `KabarError`, for every caller from then on, when a lost process cannot be replaced.
        """
        tries = 0
        while True:
            extractor = await self._next()
            tries += 1
            try:
                outcome = await extractor.extract(value)
            except tuple(LOST) as error:
                to_blame = extractor.taken or tries == TAKE_TRIES
                await self._replace(extractor, LOST[type(error)] if to_blame else IDLE, str(error))
                if to_blame:
                    name = type(error).__name__
                    return Outcome(rejection=Rejection(error.reason, name, str(error)))
            except asyncio.CancelledError:
                # The socket may hold half an answer: this process cannot be used again.
                self._remove(extractor)
                await extractor.kill()
                raise
            else:
                if extractor.ended:
                    await self._replace(extractor, IDLE, "its template has ended")
                else:
                    self._idle.put_nowait(extractor)
                return outcome

    async def _start(self) -> Extractor:
        return await Extractor.start(self._template, self._time_limit)

    async def _next(self) -> Extractor:
        """Return an idle process, waiting for one; raises `KabarError` when none will come."""
        while True:
            extractor = await self._idle.get()
            if extractor is None:
                self._idle.put_nowait(None)
                raise KabarError("extraction processes do not start any more; the reason is above")
            if extractor in self._all:
                return extractor

    async def _watch(self, extractor: Extractor) -> None:
        """Replace `extractor` when it ends while it is idle; whoever uses it sees it otherwise."""
        code = await extractor.wait()
        if extractor in self._all and not extractor.busy:
            await self._replace(extractor, IDLE, f"ended with code {code} while idle")

    async def _replace(self, lost: Extractor, cause: str, why: str) -> None:
        """Start a process in place of `lost`; one that is itself killed is tried again."""
        log.warning("extraction process replaced (%s): %s", cause, why)
        metrics.EXTRACTOR_RESTARTS.labels(cause).inc()
        self._remove(lost)
        lost.close()
        for _ in range(START_TRIES):
            try:
                self._add(await self._start())
            except KabarError as error:
                log.warning("%s", error)
            else:
                return
        self._idle.put_nowait(None)

    async def stop(self) -> None:
        """End all processes."""
        for watch in self._watches:
            watch.cancel()
        for extractor in list(self._all):
            self._remove(extractor)
            await extractor.kill()
        await self._template.close()

    def _add(self, extractor: Extractor) -> None:
        self._all.append(extractor)
        self._idle.put_nowait(extractor)
        metrics.EXTRACTORS_READY.set(len(self._all))
        # In a context of its own: its lines tell of no record, whichever made this start necessary.
        watch = asyncio.create_task(self._watch(extractor), context=Context())
        self._watches.add(watch)
        watch.add_done_callback(self._watches.discard)

    def _remove(self, extractor: Extractor) -> None:
        self._all.remove(extractor)
        metrics.EXTRACTORS_READY.set(len(self._all))
