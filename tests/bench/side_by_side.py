"""kabar and what one would use instead, on the same broker with the same articles, taking turns.

A ratio is kabar's rate over the other's in the same round; what is told is the median over the rounds.
"""

from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.kafka import KABAR, Say, summary
from tests.bench.runs import Program, Run, World

PLAIN = Program("plain aiokafka loop", ("tests.bench.peers.plain",))
PASS = Program("bare Faust pass-through", ("tests.bench.peers.faust_pass",))


def programs(cores: int) -> tuple[Program, ...]:
    """Return all that take turns; each has `cores` processes to extract with."""
    return (
        KABAR,
        PLAIN,
        Program("FastStream", ("tests.bench.peers.fast_stream",)),
        Program("Quix Streams", ("tests.bench.peers.quix",), processes=cores),
        PASS,
    )


async def measure(
    address: str, cores: int, rounds: int, seconds: float, log: Path, say: Say
) -> dict[str, Any]:
    """Return figures by program, each with `ratio`: how many times its rate kabar has."""
    taken: dict[str, list[Run]] = {program.name: [] for program in programs(cores)}
    for number in range(rounds):
        for program in programs(cores):
            async with World(address, program, log) as world:
                run = await world.saturate(seconds)
            taken[program.name].append(run)
            say(f"round {number + 1}, {program.name}: {run.rate:.0f} articles/s")
    return {
        name: summary(those)
        | {
            "kabar to it": ratio(taken[KABAR.name], those),
            "by CPU": thrift(taken[KABAR.name], those),
        }
        for name, those in taken.items()
    }


def ratio(ours: list[Run], theirs: list[Run]) -> float:
    """Return the median over the rounds of our rate over theirs."""
    return median(a.rate / b.rate for a, b in zip(ours, theirs, strict=True))


def thrift(ours: list[Run], theirs: list[Run]) -> float:
    """Return the same in articles a second of CPU time, the broker's and the generator's too."""
    return median(
        (a.done / sum(a.cpu.values())) / (b.done / sum(b.cpu.values()))
        for a, b in zip(ours, theirs, strict=True)
    )
