"""`make quality`: every figure the project promises, in one report, with what was asked of it.

    python -m service.evaluation.quality [DATA] [--write FILE]

DATA is a folder with annotated articles and sentences that are not part of the project
(`gold/dev.jsonl`, `gold/seed.jsonl`, `data/ner/idner-news-2k/test.txt`,
`data/news/PANL-BPPT-INT-ID-150Kw.txt`); what it lacks is reported as not measured.
"""

import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from service import __version__
from service.enrich import reader
from service.evaluation import gold, names, report, run, speed
from service.evaluation.score import Scores

OWN = Path("tests/gold")
DEV, SEED = Path("gold/dev.jsonl"), Path("gold/seed.jsonl")
IDNER = Path("data/ner/idner-news-2k/test.txt")
PANL = Path("data/news/PANL-BPPT-INT-ID-150Kw.txt")
SURE = 0.8
"""Confidence from which events are promised to be right as often as `RELIABLE`."""
RELIABLE = 0.8

HEAD = """# Quality

Written by `make quality DATA=…`; do not edit. What each figure means: `kabar evaluate --help` and
`tests/gold/README.md`. "dev" is a set of real articles that is not part of the project, "own" the
articles of `tests/gold`; speed is measured on articles made from the latter. Figures of matched events are shares of the events that were found with
the right type.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what it is, what is asked (at least, or at most), dev and own values."""

    name: str
    floor: float | None
    dev: float | None
    own: float | None = None
    at_most: bool = False
    digits: int = 3

    def line(self) -> str:
        """Return the row of the table; the verdict is about dev."""
        asked = "" if self.floor is None else f"{self._show(self.floor)}"
        bound = ("at most " if self.at_most else "") + asked
        own = "" if self.own is None else self._show(self.own)
        measured = "not measured here" if self.dev is None else self._show(self.dev)
        return f"| {self.name} | {bound} | {measured} | {self._verdict()} | {own} |"

    def _show(self, value: float) -> str:
        return f"{value:.{self.digits}f}"

    def _verdict(self) -> str:
        if self.dev is None or self.floor is None:
            return ""
        held = self.dev <= self.floor if self.at_most else self.dev >= self.floor
        return "reached" if held else "**missed**"


def main(
    data: Annotated[Path | None, typer.Argument(help="Folder of data that may be absent.")] = None,
    write: Annotated[Path | None, typer.Option(help="Also write the report there.")] = None,
) -> None:
    """Print the quality report."""
    text = "\n".join(lines(data)) + "\n"
    typer.echo(text)
    if write:
        write.write_text(text, encoding="utf-8")


def lines(data: Path | None) -> list[str]:
    """Return the report, Markdown; figures that need an absent file are not measured."""
    own_files = sorted(OWN.glob("*.jsonl"))
    own = run.evaluate(own_files)
    dev, seed = (_scores(data, file) for file in (DEV, SEED))
    rate = speed.measure([article for file in own_files for article in gold.read(file)])
    when = datetime.now(UTC).date().isoformat()
    command = f"make quality{' DATA=…' if data else ''}"
    head = f"{when}, kabar {__version__}, Python {platform.python_version()}, `{command}`."
    return [
        HEAD, head, "",
        *_table("Reading", [*_names(data), *_reading(dev, own), *_speed(rate.reading, 900, "reading half")]),
        *_table("Events", [*_events(dev, own), *_seed(seed), *_speed(rate.whole, 600, "whole `enrich`")]),
        *_block("Own articles", own), *(_block("dev", dev) if dev else []),
    ]  # fmt: skip


def _scores(data: Path | None, file: Path) -> Scores | None:
    there = data and (data / file).is_file()
    return run.evaluate([data / file]) if data and there else None


def _table(title: str, rows: list[Row]) -> list[str]:
    head = ["| figure | at least | dev | | own |", "|---|---|---|---|---|"]
    return [f"## {title}", "", *head, *(row.line() for row in rows), ""]


def _block(title: str, scores: Scores) -> list[str]:
    return [f"## {title} in full", "", "```", *report.lines(scores), "```", ""]


def _f1(scores: Scores | None, name: str) -> float | None:
    return scores.tallies[name].f1 if scores else None


def _share(scores: Scores | None, name: str) -> float | None:
    return scores.shares[name].value if scores else None


def _names(data: Path | None) -> list[Row]:
    """The recogniser on sentences annotated by others."""
    model = plain = convention = untagged = None
    if data and (data / IDNER).is_file():
        model = names.model_f1(reader(), data / IDNER)
        plain, convention = (tally.f1 for tally in names.f1(reader(), data / IDNER))
    if data and (data / PANL).is_file():
        untagged = names.untagged_countries(reader(), data / PANL).value
    return [
        Row("recogniser F1, idner-news-2k test, exact spans", 0.89, model),
        Row("entity step F1 there, by our own rules", None, plain),
        Row("the same, foreign countries as places", None, convention),
        Row("foreign countries left untagged in PANL-INT", 0.01, untagged, at_most=True),
    ]


def _reading(dev: Scores | None, own: Scores) -> list[Row]:
    f1s = (("entities", 0.85), ("quotes", 0.92), ("quotes direct", None))
    shares = (
        ("speaker", 0.88), ("speaker direct", None), ("clutter", 1.0), ("sentences", 1.0),
        ("dateline", 1.0), ("related", 1.0),
    )  # fmt: skip
    return [Row(f"{name}, F1", floor, _f1(dev, name), _f1(own, name)) for name, floor in f1s] + [
        Row(f"{name}, share right", floor, _share(dev, name), _share(own, name))
        for name, floor in shares
    ]


def _events(dev: Scores | None, own: Scores) -> list[Row]:
    f1s = (("events", 0.65), ("who-did-what-to-whom", 0.50))
    shares = (
        ("modality", 0.92), ("date", 0.80), ("location", 0.75), ("count", 0.90), ("actor", None),
        ("recipient", None), ("background", None), ("mode", None), ("clean negatives", 0.80),
    )  # fmt: skip
    return [
        *(Row(f"{name}, F1", floor, _f1(dev, name), _f1(own, name)) for name, floor in f1s),
        *(Row(name, floor, _share(dev, name), _share(own, name)) for name, floor in shares),
        Row(f"events of confidence {SURE} and more, right", RELIABLE, _sure(dev), _sure(own)),
    ]


def _sure(scores: Scores | None) -> float | None:
    """Return how many of the events of high confidence have the right type and sentence."""
    bands = [band for low, band in scores.bands.items() if low >= SURE] if scores else []
    events = sum(band.events for band in bands)
    return sum(band.right for band in bands) / events if events else None


def _seed(seed: Scores | None) -> list[Row]:
    return [
        Row("seed article: events, F1", 0.8, _f1(seed, "events")),
        Row("seed article: its three quotes, F1", 1.0, _f1(seed, "quotes direct")),
        Row("seed article: clutter removed", 1.0, _share(seed, "clutter")),
    ]


def _speed(rate: float, floor: float, name: str) -> list[Row]:
    return [Row(f"{name}, 300 words, one core, articles/s", floor, rate, digits=0)]


if __name__ == "__main__":
    typer.run(main)
