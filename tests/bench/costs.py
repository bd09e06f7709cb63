"""Where a worker's CPU time goes: its main process sampled by py-spy, its extraction by its own clocks.

A sample counts for the innermost part of the list that has a frame in it; samples that wait are left
out. Shares are multiplied by the CPU time that the system counted for the process.
"""

import re
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from pathlib import Path

from service import steps

RATE = 200
# Part → pieces of the paths of its frames.
PARTS: dict[str, tuple[str, ...]] = {
    "produce": ("stream/sending", "stream/delivery", "stream/headers", "aiokafka/producer"),
    "consume": (
        "aiokafka/consumer", "faust/transport", "faust/streams", "faust/agents", "faust/channels",
        "faust/types/tuples", "stream/consumer", "stream/app",
    ),
    "sockets to extraction": ("stream/pool", "stream/frames", "stream/outcome"),
    "metrics": ("stream/tally", "prometheus_client", "stream/observe"),
    "window": ("stream/window", "stream/trace"),
}  # fmt: skip
LOOP = "event loop"
# Steps of the extraction process that the worker's metrics time, and what they are called here.
INSIDE = {
    steps.READ: "decode",
    steps.CLEAN: "clean",
    steps.ENTITIES: "entities, quotes, times",
    steps.EVENTS: "events",
    steps.SERIALISE: "serialise",
}
PY_SPY = Path(sys.executable).with_name("py-spy")
WAITING = re.compile(r"\b(select|_do_waitpid|_worker) \(")


def can_sample() -> bool:
    """Whether py-spy is here."""
    return PY_SPY.exists()


class Sampler:
    """Samples a process for some seconds; needs py-spy, of the bench extra."""

    def __init__(self, pid: int, seconds: float) -> None:
        self._out = Path(tempfile.mkdtemp(prefix="kabar-bench-")) / "stacks"
        command = [
            str(PY_SPY), "record", "--pid", str(pid), "--duration", str(max(1, round(seconds))),
            "--rate", str(RATE), "--format", "raw", "--output", str(self._out), "--nonblocking",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def shares(self) -> dict[str, float]:
        """Wait for the end; return part → share of the samples that did something."""
        self._process.wait()
        counts: Counter[str] = Counter()
        for line in self._out.read_text(encoding="utf-8").splitlines():
            stack, _, number = line.rpartition(" ")
            frames = stack.split(";")
            if not WAITING.search(frames[-1]):
                counts[part_of(frames)] += int(number)
        total = counts.total() or 1
        return {part: counts[part] / total for part in (*PARTS, LOOP)}


def part_of(frames: list[str]) -> str:
    """Return the part of a stack, outermost frame first."""
    for frame in reversed(frames):
        for part, pieces in PARTS.items():
            if any(piece in frame for piece in pieces):
                return part
    return LOOP


def inside(address: str) -> dict[str, float]:
    """Return step → its share of the time in extraction, from the worker's metrics."""
    page = urllib.request.urlopen(f"{address}/metrics", timeout=10).read().decode()  # noqa: S310
    seconds = {
        name: float(number)
        for name, number in re.findall(
            r'^kabar_stage_seconds_sum\{stage="(\w+)"\} (\S+)', page, re.MULTILINE
        )
        if name in INSIDE
    }
    total = sum(seconds.values()) or 1.0
    return {INSIDE[name]: value / total for name, value in seconds.items()}
