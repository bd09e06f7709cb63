"""Growth: time and memory against the length of one article, and of a worker against its backlog.

    python -m tests.bench.growth CHARACTERS

prints one article's CPU seconds and the memory it took beyond a warm process, which must be fresh for
that. The exponent is the slope of a line through the logarithms: 1 is linear. It is fitted from `FROM`
characters on, since what a short article costs is mostly not its length.
"""

import json
import math
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from service import garbage
from service.enrich import enrich
from service.records import RawArticle
from tests.bench.articles import MIDDLE, articles, peak_megabytes
from tests.bench.kafka import KABAR, Say
from tests.bench.runs import World

LENGTHS = (2_000, 8_000, 32_000, 125_000, 500_000, 1_000_000)
FROM = 8_000
BACKLOGS = (500, 1500, 4500)
REPEATS = 3
# MB that an article may take within the peak that its process had before: less is not seen.
HIDDEN = 1.0


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Return the slope of the least-squares line through (log size, log value)."""
    xs, ys = [math.log(size) for size in sizes], [math.log(max(value, 1e-9)) for value in values]
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    above = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return above / sum((x - x_mean) ** 2 for x in xs)


def article_of(characters: int) -> RawArticle:
    """Return an article with a body of that many characters, out of the gold articles."""
    bodies = [item.body or "" for item in articles(MIDDLE)]
    text = "\n".join(bodies * (characters // sum(map(len, bodies)) + 1))
    return replace(articles(MIDDLE)[0], body=text[:characters])


def once(characters: int) -> dict[str, float]:
    """Return the CPU seconds and MB that one article takes in this process, which is warm then."""
    for item in articles(MIDDLE):
        enrich(item)
    garbage.settle()  # as extraction processes do
    article = article_of(characters)
    before = peak_megabytes()
    begun = time.process_time()
    enrich(article)
    seconds = time.process_time() - begun
    return {"seconds": seconds, "MB": peak_megabytes() - before}


def lengths(say: Say) -> dict[str, Any]:
    """Return seconds and MB by length, medians of fresh processes, and their exponents."""
    rounds = []
    for number in range(REPEATS):
        rounds.append({size: _fresh(size) for size in LENGTHS})
        say(f"growth, round {number + 1} of {REPEATS}")
    found = {
        str(size): {
            what: median(those[size][what] for those in rounds) for what in ("seconds", "MB")
        }
        for size in LENGTHS
    }
    long = [size for size in LENGTHS if size >= FROM]
    seconds = [found[str(size)]["seconds"] for size in long]
    steps = [
        exponent(pair, values)
        for pair, values in zip(pairwise(long), pairwise(seconds), strict=True)
    ]
    return {
        "characters": found,
        "exponent of time": exponent(long, seconds),
        "steepest step": max(steps),
        # Shorter ones fit into what a warm process has free.
        "exponent of memory": exponent(
            LENGTHS[-3:], [max(found[str(n)]["MB"], HIDDEN) for n in LENGTHS[-3:]]
        ),
    }


def _fresh(characters: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.growth", str(characters)]
    done = subprocess.run(command, capture_output=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


async def backlogs(address: str, log: Path, say: Say) -> dict[str, Any]:
    """Return the seconds a worker takes for a backlog that waits for it, and its memory after."""
    found = {}
    for size in BACKLOGS:
        async with World(address, KABAR, log, waiting=size) as world:
            await world.reach(size // 10)
            begun, first = time.monotonic(), await world.done()
            await world.reach(size)
            seconds = time.monotonic() - begun
            rss = psutil.Process(world.processes[0].pid).memory_info().rss
        # Without the time of the start, as if all had been done at the rate of what was timed.
        found[str(size)] = {"seconds": seconds * size / (size - first), "MB": rss / 1e6}
        say(f"backlog of {size}: {found[str(size)]['seconds']:.1f} s")
    sizes = [float(size) for size in BACKLOGS]
    return {
        "articles": found,
        "exponent of time": exponent(sizes, [item["seconds"] for item in found.values()]),
        "exponent of memory": exponent(sizes, [item["MB"] for item in found.values()]),
    }


if __name__ == "__main__":
    print(json.dumps(once(int(sys.argv[1]))))  # noqa: T201  # read by the process that asked
