"""Kafka to Kafka: how many articles a second a worker takes, how late they come out, what they cost.

Starts, throughput, costs and latency are medians of rounds in which one and two workers, and the loads, take
turns; two workers share the cores. Latency is from an article's Kafka timestamp to the broker's time of
its last output, at shares of the throughput that was just measured: on a machine that others use, one
second of theirs is the 99th percentile of a short run, so what they used is told beside it.
A worker's start does not wait for other members: the broker's group.initial.rebalance.delay.ms is 0.
"""

import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import costs, runs
from tests.bench.runs import Program, Run, World

KABAR = Program("kabar", ("service", "worker"))
WORKERS = (1, 2)
LOADS = (0.5, 0.9)

Say = Callable[[str], None]


async def measure(
    address: str, cores: int, rounds: int, seconds: float, log: Path, say: Say
) -> dict[str, Any]:
    """Return figures by number of workers: rate, costs, memory, latency; and the start."""
    programs = {count: runs.of(KABAR, count, cores) for count in WORKERS}
    taken: dict[int, list[Run]] = {count: [] for count in WORKERS}
    for number in range(rounds):
        for count, program in programs.items():
            async with World(address, program, log) as world:
                run = await world.saturate(seconds)
            taken[count].append(run)
            say(f"round {number + 1}, {count} workers: {run.rate:.0f} articles/s")
    starts = [await start(address, log) for _ in range(rounds)]
    found: dict[str, Any] = {"start to ready, s": median(starts)}
    paced: dict[tuple[int, float], list[Run]] = defaultdict(list)
    for _ in range(rounds):
        for count, program in programs.items():
            for load in LOADS:
                rate = load * summary(taken[count])["articles/s"]
                async with World(address, program, log) as world:
                    run = await world.paced(rate, 2 * seconds)
                paced[count, load].append(run)
                say(f"{count} workers at {load:.0%}: {_told(run)}")
    for count in programs:
        latency = {f"{load:.0%}": _latency(paced[count, load]) for load in LOADS}
        found[f"workers {count}"] = summary(taken[count]) | {"latency": latency}
    if costs.can_sample():
        found["costs, ms an article"] = await _costs(address, programs[1], seconds, log)
    return found


def summary(taken: Sequence[Run]) -> dict[str, Any]:
    """Return the medians of `taken`, beside the single rates."""
    return {
        "articles/s": median(run.rate for run in taken),
        "articles/s, each": [round(run.rate, 1) for run in taken],
        "articles a CPU second": median(run.done / sum(run.cpu.values()) for run in taken),
        "CPU cores": median(sum(run.cpu.values()) / run.seconds for run in taken),
        "CPU ms an article": {who: median(run.cost(who) for run in taken) for who in taken[0].cpu},
        "memory, MB": {kind: median(run.memory[kind] for run in taken) for kind in taken[0].memory},
    }


def _latency(taken: Sequence[Run]) -> dict[str, Any]:
    """Return the medians of `taken`, beside the single 99th percentiles and what others used."""
    return {
        "sent/s": median(run.sent / run.seconds for run in taken),
        "done/s": median(run.rate for run in taken),
        "p50, ms": median(run.latency(0.5) for run in taken),
        "p99, ms": median(run.latency(0.99) for run in taken),
        "p99, ms, each": [round(run.latency(0.99)) for run in taken],
        "cores used by others, each": [round(run.others, 2) for run in taken],
        "outputs an article": median(run.outputs / max(1, run.sent) for run in taken),
    }


def _told(run: Run) -> str:
    return (
        f"p50 {run.latency(0.5):.0f} ms, p99 {run.latency(0.99):.0f} ms, "
        f"others used {run.others:.1f} cores"
    )


async def start(address: str, log: Path) -> float:
    """Return the seconds from a worker's start until it says that it is ready."""
    begun = time.monotonic()
    async with World(address, KABAR, log) as world:
        begun = world.started
        while not _ready(f"http://127.0.0.1:{world.ports[0]}/ready"):
            if time.monotonic() - begun > runs.START_LIMIT:
                raise RuntimeError("the worker did not become ready")
            time.sleep(0.02)  # noqa: ASYNC251  # nothing else is under way
    return time.monotonic() - begun


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310
            return True
    except (urllib.error.URLError, OSError):
        return False


async def _costs(address: str, program: Program, seconds: float, log: Path) -> dict[str, float]:
    """Return part → milliseconds of CPU time an article, of one saturated worker."""
    async with World(address, program, log) as world:
        await world.saturate(1.0)
        sampler = costs.Sampler(world.processes[0].pid, seconds)
        run = await world.saturate(seconds, warm=0)
        shares = sampler.shares()
        inside = costs.inside(f"http://127.0.0.1:{world.ports[0]}")
    main, extraction = run.cost("main process"), run.cost("extraction processes")
    return {part: share * main for part, share in shares.items()} | {
        f"extraction: {step}": share * extraction for step, share in inside.items()
    }
