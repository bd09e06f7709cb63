"""A TCP proxy on loopback that can cut, stall and slow what passes between worker and broker."""

import asyncio
import contextlib
import threading
from concurrent.futures import Future
from typing import Self


class Proxy(threading.Thread):
    """Forwards `port` to `target` while `mode` is 'open'.

    'cut' closes what is connected and whatever connects; 'stall' takes connections and bytes but
    passes nothing on. `delay` is waited before each piece that is passed on, in seconds.
    """

    def __init__(self, port: int, target: int) -> None:
        super().__init__(daemon=True)
        self.mode = "open"
        self.delay = 0.0
        self._port = port
        self._behind = target
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop: Future[asyncio.AbstractEventLoop] = Future()

    def __enter__(self) -> Self:
        self.start()
        self._loop.result(10)
        return self

    def __exit__(self, *_: object) -> None:
        loop = self._loop.result()
        loop.call_soon_threadsafe(loop.stop)
        self.join(10)

    def run(self) -> None:
        """Serve until the block ends."""
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(asyncio.start_server(self._serve, "localhost", self._port))
        self._loop.set_result(loop)
        loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0.1))
        loop.close()

    def cut(self) -> None:
        """Close every connection, and refuse new ones, until `open`."""
        self.mode = "cut"
        self._loop.result().call_soon_threadsafe(self._drop)

    def open(self) -> None:
        """Let everything pass at once again; what was stalled is dropped, as after a real stall."""
        stalled = self.mode == "stall"
        self.mode, self.delay = "open", 0.0
        if stalled:
            self._loop.result().call_soon_threadsafe(self._drop)

    def _drop(self) -> None:
        for writer in list(self._writers):
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.mode == "cut":
            writer.close()
            return
        try:
            there, back = await asyncio.open_connection("localhost", self._behind)
        except OSError:
            writer.close()
            return
        self._writers |= {writer, back}
        try:
            ways = [self._pass(reader, back), self._pass(there, writer)]
            await asyncio.gather(*ways, return_exceptions=True)
        except asyncio.CancelledError:
            # The end of the proxy; asyncio's streams would print it as an error.
            return
        finally:
            self._writers -= {writer, back}

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while piece := await source.read(65_536):
                if self.delay:
                    await asyncio.sleep(self.delay)
                if self.mode != "stall":
                    sink.write(piece)
                    await sink.drain()
        sink.close()
