"""The template process: loads the pipeline once, and forks an extraction process at each request.

Loading takes seconds and most of the memory: a fork takes milliseconds, and shares with the template
what it does not change. Run by `service.stream.forks`, whose socket is standard input. A byte there
with a socket beside it asks for a process that serves that socket; the answers are frames: READY with
the version of the language pack, or FAILED with the reason; FORKED with the process id; ENDED with
process id and exit code. When the socket ends, it ends with all its processes: none outlives its worker.
"""

import argparse
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Sequence

from service import garbage
from service.errors import SettingsError
from service.stream import frames
from service.stream.extractor import (
    READY,
    WARM_UP,
    Enrich,
    Limits,
    load,
    require_room,
    serve,
)

FAILED, FORKED, ENDED = b"failed", b"forked", b"ended"


def main() -> None:
    """Load, then fork until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enrich", required=True)
    parser.add_argument("--max-input", type=int, required=True)
    parser.add_argument("--max-output", type=int, required=True)
    parser.add_argument("--time-limit", type=float, required=True)
    parser.add_argument("--memory-mb", type=int, required=True)
    options = parser.parse_args()
    control = socket.socket(fileno=os.dup(0))
    # Whatever prints, prints to standard error.
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        enrich = load(options.enrich)
        pack = enrich(WARM_UP).pipeline.language_pack
        garbage.settle()
        require_room(options.memory_mb, options.enrich)
    except SettingsError as error:
        _tell(control, [FAILED, str(error).encode()])
        sys.exit(1)
    _tell(control, [READY, pack.encode()])
    limits = Limits(options.max_input, options.max_output, options.time_limit, options.memory_mb)
    _fork_on_request(control, enrich, limits)


def _fork_on_request(control: socket.socket, enrich: Enrich, limits: Limits) -> None:
    woken, waker = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker)
    running: set[int] = set()
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        try:
            while True:
                for key, _ in selector.select():
                    if key.fd == woken:
                        os.read(woken, 4096)
                        _reap(control, running)
                    elif not _fork(control, running, enrich, limits):
                        return
        finally:
            # One that hangs would not see the end of its socket.
            for pid in running:
                os.kill(pid, signal.SIGKILL)


def _fork(control: socket.socket, running: set[int], enrich: Enrich, limits: Limits) -> bool:
    """Fork a process for the socket that has come; return False when the worker is gone."""
    try:
        asked, sockets, _, _ = socket.recv_fds(control, 1, 1)
    except ConnectionResetError:
        return False
    if not asked:
        return False
    with socket.socket(fileno=sockets[0]) as ours:
        pid = os.fork()
        if pid == 0:
            _be_extractor(control, ours, enrich, limits)
    running.add(pid)
    _tell(control, [FORKED, str(pid).encode()])
    return True


def _be_extractor(
    control: socket.socket, ours: socket.socket, enrich: Enrich, limits: Limits
) -> None:
    """Serve in the forked process and end it: nothing of the template's own may run in it."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        control.close()
        os.close(0)
        code = serve(ours.makefile("rb"), ours.makefile("wb"), enrich, limits)
    except BaseException:  # noqa: BLE001  # told, and the process ends
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _reap(control: socket.socket, running: set[int]) -> None:
    """Tell of every process that has ended."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        running.discard(pid)
        code = os.waitstatus_to_exitcode(status)
        _tell(control, [ENDED, str(pid).encode(), str(code).encode()])


def _tell(control: socket.socket, parts: Sequence[bytes]) -> None:
    """Send a frame; a worker that is gone needs none."""
    try:
        control.sendall(frames.encode(parts))
    except OSError:
        sys.exit(0)


if __name__ == "__main__":
    main()
