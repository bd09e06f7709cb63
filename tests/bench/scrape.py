"""What a scrape a second costs a worker under full load: pairs of windows, with and without.

`make observe SCRAPE_COST=1` runs it. A backlog is laid into a real Kafka, one worker with a process
a core works it off, and windows with and without scraping follow each other in the order ABBA, so
that what else the machine does falls on both. Nothing is scraped in the windows without: articles
are counted by the end of the topic of enriched articles. Ends with 1 when the cost is 2 % or more.
On a busy machine throughputs scatter by more than that; then the CPU that scraping takes decides.
"""

import argparse
import asyncio
import math
import os
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import psutil

from service import clients, demo
from service.settings import Settings
from service.stream import topics
from tests.kafka import brokers
from tests.kafka.worker import prepared, running, stop

say = partial(print, flush=True)
LIMIT = 0.02
EVERY = 1.0
WARM = 8.0
# As many outlets as a worker names, so that the page is as long as it gets.
OUTLETS = 50
# Articles a second and core that the backlog is laid out for; it must not run dry.
FASTEST = 800


@dataclass(frozen=True, slots=True)
class Window:
    """Some seconds of work: articles a second, and CPU seconds an article.

    `own` is the CPU of the worker's own process, which serves the page; `cpu` is that of all.
    """

    rate: float
    own: float
    cpu: float


async def measure(settings: Settings, address: str, worker: int, pairs: int, seconds: float) -> int:
    """Print the pairs and the cost; return the exit code."""
    tree = [psutil.Process(worker), *psutil.Process(worker).children(recursive=True)]
    consumer = clients.consumer(settings, topics.ENRICHED, from_start=False)
    without, with_ = [], []
    say(f"{'pair':>6}{'without':>10}{'with':>10}   articles a second")
    async with clients.connected(consumer, settings) as reader:
        await clients.assigned(reader)
        await asyncio.sleep(WARM)
        for pair in range(pairs):
            order = (False, True) if pair % 2 == 0 else (True, False)
            found = {
                scraped: await _window(reader, tree, seconds, address if scraped else None)
                for scraped in order
            }
            without.append(found[False])
            with_.append(found[True])
            say(f"{pair + 1:>6}{found[False].rate:>10.1f}{found[True].rate:>10.1f}")
    size, took = _scrape(address)
    say(f"\na page has {size} bytes and takes {took * 1000:.1f} ms")
    rates = [b.rate / a.rate - 1 for a, b in zip(without, with_, strict=True)]
    spent = [(b.own - a.own) / a.cpu for a, b in zip(without, with_, strict=True)]
    say(f"throughput with a scrape each second:       {_told(rates)}")
    say(f"CPU it takes, of all that an article takes: {_told(spent)}")
    sure = _error(rates) <= LIMIT
    lost = -statistics.mean(rates) if sure else statistics.mean(spent)
    if not sure:
        say("the throughputs differ too much from pair to pair; CPU, which bounds them, decides")
    say(f"the cost is {'under' if lost < LIMIT else 'NOT UNDER'} {LIMIT:.0%}")
    return 0 if lost < LIMIT else 1


async def _window(
    reader: Any, tree: Sequence[psutil.Process], seconds: float, scraped: str | None
) -> Window:
    """Return what was done in `seconds`, with a scrape of the address `scraped` each second."""
    done, own, spent, begun = await _done(reader), _cpu(tree[:1]), _cpu(tree), time.monotonic()
    due = begun
    while (due := due + EVERY) <= begun + seconds:
        if scraped:
            await asyncio.to_thread(_scrape, scraped)
        await asyncio.sleep(due - time.monotonic())
    articles = await _done(reader) - done
    passed = time.monotonic() - begun
    if not articles:
        raise RuntimeError("nothing was delivered: the backlog is dry, or the worker stands still")
    own, spent = _cpu(tree[:1]) - own, _cpu(tree) - spent
    return Window(articles / passed, own / articles, spent / articles)


async def _done(reader: Any) -> int:
    return sum((await reader.end_offsets(reader.assignment())).values())


def _cpu(tree: Sequence[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in tree)


def _scrape(address: str) -> tuple[int, float]:
    """Fetch the page as Prometheus does; return its bytes and the seconds it took."""
    begun = time.monotonic()
    request = urllib.request.Request(  # noqa: S310  # http, our own
        f"{address}/metrics", headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        size = len(answer.read())
    return size, time.monotonic() - begun


def _told(changes: Sequence[float]) -> str:
    """Return median, and mean with its margin, of relative `changes`."""
    mean = statistics.mean(changes)
    return f"median {statistics.median(changes):+.2%}, mean {mean:+.2%} ± {_error(changes):.2%}"


def _error(changes: Sequence[float]) -> float:
    """Return twice the standard error of the mean: a margin of 95 %."""
    return 2 * statistics.stdev(changes) / math.sqrt(len(changes))


async def _fill(settings: Settings, number: int) -> None:
    """Lay `number` articles into the raw topic: the samples again and again, of many outlets."""
    samples = [orjson.loads(value) for value in demo.samples()]
    values = [
        orjson.dumps(sample | {"source": f"outlet-{outlet}.example"})
        for outlet in range(OUTLETS)
        for sample in samples
    ]
    await clients.produce(settings, [values[place % len(values)] for place in range(number)])


def main() -> int:
    """Read the options and run; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=5.0, help="of a window")
    options = parser.parse_args()
    cores = os.cpu_count() or 1
    needed = (2 * options.pairs * options.seconds + 2 * WARM) * FASTEST * cores
    broker = brokers.start()
    say(f"kafka: {broker.kind} {broker.version}; {cores} cores, as many extraction processes")
    try:
        settings = prepared(broker.address, partitions=4, extractors=cores)
        asyncio.run(_fill(settings, int(needed)))
        with (
            tempfile.TemporaryDirectory(prefix="kabar-scrape-") as folder,
            (Path(folder) / "worker.log").open("wb") as log,
            running(settings, log) as (process, address),
        ):
            code = asyncio.run(
                measure(settings, address, process.pid, options.pairs, options.seconds)
            )
            stop(process)
        return code
    finally:
        broker.stop()


if __name__ == "__main__":
    sys.exit(main())
