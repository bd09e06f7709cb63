"""The worker's side of the template process: starts it, asks it for processes, hears of their ends."""

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from contextlib import suppress

from service import __version__, metrics
from service.errors import KabarError
from service.settings import Settings
from service.stream import frames
from service.stream.template import ENDED, FAILED, FORKED

log = logging.getLogger(__name__)

# Loading the language pack and one warm-up article; generous, for slow disks and busy machines.
START_LIMIT = 60.0
# A process whose socket has ended is about to end.
EXIT_LIMIT = 2.0
# Bytes that may wait in the socket of an extraction process: most answers come in one piece.
ROOM = 1 << 20
# Threads would be lost in a fork, and one article has no work for them.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
LOST = "the template of the extraction processes has ended"
CLOSED = "the template of the extraction processes has been closed"


class Fork:
    """A forked process and the socket to it. `ended` becomes its exit code, None if nobody knows."""

    def __init__(
        self, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.pid, self.reader, self.writer = pid, reader, writer
        self.ended: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()

    def kill(self) -> None:
        """End the process at once."""
        self.close()
        if not self.ended.done():
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Close the socket: the process ends when it has answered."""
        self.writer.close()


class Template:
    """The template process; started again when it has ended."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._loaded = False
        self._listening: asyncio.Task[None] | None = None
        self._asked: deque[asyncio.Future[int]] = deque()
        self._forks: dict[int, Fork] = {}
        # Processes that ended before whoever asked for them knew their ids.
        self._early: dict[int, int] = {}
        self._start = asyncio.Lock()

    def launch(self) -> None:
        """Start the process; it loads while the worker does other things."""
        self._loaded = False
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  # our own module
                _command(self._settings),
                stdin=theirs.fileno(),
                env=os.environ | ONE_THREAD,
                start_new_session=True,
            )

    def load(self) -> None:
        """Wait until the launched process is warm; raises `KabarError` when it does not get so."""
        process, control = self._process, self._control
        if process is None or control is None:
            raise KabarError(CLOSED)
        control.settimeout(START_LIMIT)
        try:
            with control.makefile("rb") as source:
                answer = frames.read(source)
        except OSError:
            answer = None
        control.setblocking(False)
        if answer is None:
            code = _wait(process)
            raise KabarError(
                f"the template of the extraction processes did not start (exit code {code}); "
                "its message is above"
            )
        said = (answer[1] or b"").decode()
        if answer[0] == FAILED:
            _wait(process)
            raise KabarError(said)
        metrics.BUILD_INFO.labels(__version__, said).set(1)
        self._loaded = True

    async def fork(self) -> Fork:
        """Return a new extraction process; raises `KabarError` when there is no template."""
        async with self._start:
            if self._listening is None or self._listening.done():
                await self._connect()
        control = self._control
        if control is None:
            raise KabarError(CLOSED)
        ours, theirs = socket.socketpair()
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM)
        reader, writer = await asyncio.open_connection(sock=ours, limit=ROOM)
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        try:
            with theirs:
                socket.send_fds(control, [b"+"], [theirs.fileno()])
            self._asked.append(answer)
            fork = Fork(await answer, reader, writer)
        except OSError as error:
            writer.close()
            raise KabarError(LOST) from error
        except BaseException:
            writer.close()
            raise
        self._forks[fork.pid] = fork
        if fork.pid in self._early:
            self._end(fork.pid, self._early.pop(fork.pid))
        elif self._listening is None or self._listening.done():
            self._lose()
        return fork

    async def close(self) -> None:
        """End the process."""
        if self._listening:
            self._listening.cancel()
            await asyncio.wait([self._listening])
        if self._control:
            # Someone may be waiting for its answer in a thread, who would not see a mere close.
            with suppress(OSError):
                self._control.shutdown(socket.SHUT_RDWR)
            self._control.close()
            self._control = None
        if self._process:
            await asyncio.to_thread(_wait, self._process)

    async def _connect(self) -> None:
        """Wait until the process is warm: the one that was launched, or a new one if that has ended."""
        if self._process is None or self._listening or self._process.poll() is not None:
            if self._process:
                await asyncio.to_thread(_wait, self._process)
            self.launch()
        if not self._loaded:
            await asyncio.to_thread(self.load)
        if self._control is None:
            raise KabarError(CLOSED)
        reader, writer = await asyncio.open_connection(sock=self._control)
        self._listening = asyncio.create_task(self._listen(reader, writer))

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hear what the process tells, until it ends."""
        try:
            while True:
                kind, *told = await frames.receive(reader)
                pid, *code = (int(part or b"0") for part in told)
                if kind == FORKED:
                    self._early.pop(pid, None)
                    answer = self._asked.popleft()
                    # Whoever asked may have been cancelled: the process ends with its socket.
                    if not answer.done():
                        answer.set_result(pid)
                elif kind == ENDED:
                    self._end(pid, code[0])
        except (OSError, asyncio.IncompleteReadError):
            log.warning("%s; the next process that is needed starts it again", LOST)
        finally:
            writer.close()
            self._lose()

    def _end(self, pid: int, code: int) -> None:
        fork = self._forks.pop(pid, None)
        if fork is None:
            self._early[pid] = code
        elif not fork.ended.done():
            fork.ended.set_result(code)

    def _lose(self) -> None:
        """Let go of the processes: nobody tells of their ends any more."""
        for answer in self._asked:
            if not answer.done():
                answer.set_exception(KabarError(LOST))
        self._asked.clear()
        for fork in self._forks.values():
            if not fork.ended.done():
                fork.ended.set_result(None)
        self._forks.clear()
        self._early.clear()


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Return the exit code of a process that is about to end; one that does not is killed."""
    try:
        return process.wait(EXIT_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _command(settings: Settings) -> list[str]:
    limits = {
        "--enrich": settings.enrich,
        "--max-input": settings.max_input_bytes,
        "--max-output": settings.max_output_bytes,
        "--time-limit": settings.time_limit,
        "--memory-mb": settings.extractor_memory_mb,
    }
    flags = [str(part) for pair in limits.items() for part in pair]
    return [sys.executable, "-m", "service.stream.template", *flags]
