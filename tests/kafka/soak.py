"""A soak: articles under load with faults at intervals, then the ledger.

`make soak MINUTES=15 SEED=7` runs it; without a seed one is drawn and printed. The pipeline is a stub
that hangs, crashes, eats memory and raises when an article tells it to, at a rate that the real one
would need more cores for; the worker and the extraction processes are the real ones. `REAL=1` takes
the real pipeline instead, on the sample articles between bad input.
"""

import argparse
import asyncio
import logging
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from aiokafka import AIOKafkaConsumer

from service import clients
from service.errors import KabarError
from service.stream.security import client_options
from tests.kafka import ledger
from tests.kafka.faults import WEIGHTS, World, world
from tests.kafka.load import real_value_of

WORKERS = 3
START = 12.0
SETTLE = 300.0
EVERY = 15.0
MEGABYTE = 1_048_576

# The settings that the stub's are too small for.
REAL = {"enrich": "service.enrich:enrich", "extractor_memory_mb": 1024, "time_limit": 10.0}

Say = Callable[[str], None]


def run(minutes: float, seed: int, rate: float, say: Say, *, real: bool) -> ledger.Ledger:
    """Run a soak of `minutes`, telling what happens; return the ledger."""
    overrides: dict[str, object] = REAL if real else {}
    say(f"seed {seed}, {minutes:g} minutes, {rate:g} articles a second, {WORKERS} workers, faults:")
    with (
        tempfile.TemporaryDirectory(prefix="kabar-soak-") as folder,
        world(Path(folder), seed, rate, **overrides) as made,
    ):
        if real:
            made.load.value_of = real_value_of
        made.fleet.add(WORKERS)
        made.load.start()
        time.sleep(START)
        _disturb(made, minutes * 60, say)
        made.load.finish()
        made.heal()
        say(f"load over after {len(made.load.sent)} articles; waiting for the rest")
        seconds = ledger.settle(made.settings, SETTLE)
        say(f"lag was 0 again after {seconds:.0f} s")
        codes = made.fleet.stop()
        result = ledger.balance(made.settings, made.load.sent)
        ends = ", ".join(f"{count} with {code}" for code, count in sorted(made.fleet.exits.items()))
        say(f"\nfaults injected      {made.injected.total()}")
        for name, count in made.injected.most_common():
            say(f"  {name:<27}{count}")
        say(f"workers restarted    {made.fleet.exits.total()} ({ends or 'none'})")
        say(f"exit codes at end    {codes}")
        for line in result.lines():
            say(line)
    return result


def _disturb(made: World, seconds: float, say: Say) -> None:
    """Inject faults at random moments for `seconds`; tell the state every `EVERY` seconds."""
    begun = told = time.monotonic()
    names, weights = list(WEIGHTS), list(WEIGHTS.values())
    say("  seconds  faults     sent      lag  MiB of each worker")
    while (passed := time.monotonic() - begun) < seconds:
        made.inject(made.rng.choices(names, weights)[0])
        time.sleep(made.rng.uniform(0.3, 3.0))
        if time.monotonic() - told > EVERY:
            told = time.monotonic()
            sizes = " ".join(f"{size / MEGABYTE:.0f}" for size in made.fleet.memory())
            say(
                f"{passed:9.0f} {made.injected.total():7} {len(made.load.sent):8} "
                f"{_lag(made):>8}  {sizes}"
            )


def _lag(made: World) -> str:
    """Return the lag now; '?' while the broker does not answer."""

    async def ask() -> int:
        consumer = AIOKafkaConsumer(**client_options(made.settings), group_id=made.settings.group)
        async with asyncio.timeout(5), clients.connected(consumer, made.settings):
            return await ledger.lag(consumer, made.settings)

    try:
        return str(asyncio.run(ask()))
    except (KabarError, TimeoutError):
        return "?"


def main() -> None:
    """Read the options, run, and exit 1 when the ledger does not balance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--rate", type=float, help="articles a second; 130, 15 if real")
    parser.add_argument("--real", action="store_true", help="the real pipeline, not the stub")
    options = parser.parse_args()
    rate = options.rate or (15.0 if options.real else 130.0)
    # Clients that lose their broker say so at length; that is the point here.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    say: Say = lambda line: print(line, flush=True)  # noqa: E731, T201  # a report
    say(f"{now}  python -m tests.kafka.soak --minutes {options.minutes:g} --seed {options.seed} "
        f"--rate {rate:g}{' --real' if options.real else ''}")  # fmt: skip
    result = run(options.minutes, options.seed, rate, say, real=options.real)
    say("the ledger balances" if result.balances() else "THE LEDGER DOES NOT BALANCE")
    sys.exit(0 if result.balances() else 1)


if __name__ == "__main__":
    main()
