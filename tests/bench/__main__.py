"""`make bench`: how fast kabar is, alone, on Kafka, beside others, and as articles grow.

    python -m tests.bench [--part enrich|kafka|peers|growth] [--rounds 5] [--seconds 8] [--data FOLDER]

Tells a table and writes build/bench.json; with --write and all parts, the README's section, its chart
and tests/bench/results.json too. The machine may be busy with other things: figures are medians of
interleaved rounds, ratios are taken within a round, and CPU time is told beside the clock's.
"""

import asyncio
import json
import os
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from tests.bench import enrich, growth, kafka, report, side_by_side
from tests.bench.runs import World
from tests.kafka import brokers

PARTS = ("enrich", "kafka", "peers", "growth")
OUT = Path("build/bench.json")


def main(
    part: Annotated[
        str, typer.Option(help="One of enrich, kafka, peers, growth; empty: all.")
    ] = "",
    rounds: Annotated[int, typer.Option(help="Interleaved rounds.")] = 5,
    seconds: Annotated[float, typer.Option(help="Seconds of each measurement.")] = 8.0,
    data: Annotated[Path | None, typer.Option(help="Folder with data/ner/idner-news-2k.")] = None,
    write: Annotated[bool, typer.Option(help="Write the README's section.")] = False,
) -> None:
    """Measure, print the table and write the figures."""
    parts = (part,) if part else PARTS
    if unknown := set(parts) - set(PARTS):
        raise typer.BadParameter(f"{', '.join(unknown)} is none of {', '.join(PARTS)}")
    broker = brokers.start() if set(parts) - {"enrich"} else None
    results: dict[str, Any] = {"about": report.about(broker.version if broker else "none")}
    try:
        if "enrich" in parts:
            results["enrich"] = enrich.figures(data)
        if broker:
            with tempfile.TemporaryDirectory(prefix="kabar-bench-") as folder:
                log = Path(folder) / "log"
                asyncio.run(on_kafka(results, parts, broker.address, rounds, seconds, log))
    finally:
        if broker:
            broker.stop()
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(results, indent=1))
    typer.echo("\n".join(f"{name}: {value}" for name, value in results["about"].items()))
    typer.echo(report.table(results))
    if write and parts == PARTS:
        report.write(results)


async def on_kafka(
    results: dict[str, Any],
    parts: tuple[str, ...],
    address: str,
    rounds: int,
    seconds: float,
    log: Path,
) -> None:
    """Add to `results` what the broker at `address` is needed for."""
    cores = os.cpu_count() or 1
    # A broker that has just started is slow: its code is not compiled yet.
    async with World(address, kafka.KABAR, log) as world:
        await world.saturate(seconds)
    if "kafka" in parts:
        results["kafka"] = await kafka.measure(address, cores, rounds, seconds, log, say)
    if "peers" in parts:
        results["peers"] = await side_by_side.measure(address, cores, rounds, seconds, log, say)
    if "growth" in parts:
        results["growth"] = {
            "length": growth.lengths(say),
            "backlog": await growth.backlogs(address, log, say),
        }


def say(line: str) -> None:
    """Tell how far it is."""
    typer.echo(line, err=True)


if __name__ == "__main__":
    typer.run(main)
