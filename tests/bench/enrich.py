"""`make bench`: how fast `enrich` is on one core, by stage, and beside spaCy; a table and JSON.

    python -m tests.bench.enrich [DATA] [--json FILE]

Articles of 100, 300 and 1,000 words are joined from tests/gold. A rate is articles a second of CPU
time, all articles of a size read once; what is printed is the median of `REPEATS` such passes, in
which sizes, halves and spaCy take turns. Cold is the first pass of a fresh process. With DATA (the
folder of data/ner/idner-news-2k) and the `bench` extra, spaCy's recogniser is trained on the same
sentences and reads the clean texts of 300 words; it only finds names.
"""

import importlib.util
import json
import os
import platform
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Annotated, Any

import orjson
import typer

from service import __version__
from service.enrich import Reader, enrich, reader
from service.evaluation import gold, speed
from service.records import RawArticle

GOLD = Path("tests/gold")
SIZES = (100, 300, 1000)
MIDDLE = 300
REPEATS = 5
FLOORS = {
    "reading half, 300 words": 900,
    "whole enrich, 300 words": 600,
    "reading half : spaCy": 10,
}
STAGES = {
    "entities": ("annotator",),
    "quotes, times, quantities": ("quotes", "times", "numbers", "quantities"),
    "events": ("coder",),
}
STEPS = frozenset({"annotate", "find", "code"})


class Clocked:
    """A part of the reader whose steps add their CPU time, in seconds, to `spent`."""

    def __init__(self, part: Any) -> None:
        self.part = part
        self.spent = 0.0

    def __getattr__(self, name: str) -> Any:
        inner = getattr(self.part, name)
        return self._clocked(inner) if name in STEPS else inner

    def _clocked(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            began = process_time()
            result = step(*given)
            self.spent += process_time() - began
            return result

        return run


def main(
    data: Annotated[Path | None, typer.Argument(help="Folder with data/ner/idner-news-2k.")] = None,
    json_file: Annotated[Path, typer.Option("--json", help="Where the figures go.")] = Path(
        "build/bench.json"
    ),
    cold: Annotated[bool, typer.Option(help="Only the first pass, for a fresh process.")] = False,
) -> None:
    """Measure, print the table and write the figures."""
    if cold:
        typer.echo(json.dumps(first_pass()))
        return
    fresh = [_fresh() for _ in range(REPEATS)]
    figures = {name: median(run[name] for run in fresh) for name in fresh[0]}
    figures |= warm(_spacy(data))
    about = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"), "machine": _machine(), "cores": os.cpu_count(),
        "load": os.getloadavg()[0], "python": platform.python_version(), "kabar": __version__,
    }  # fmt: skip
    json_file.parent.mkdir(parents=True, exist_ok=True)
    json_file.write_text(
        json.dumps({"about": about, "figures": figures, "floors": FLOORS}, indent=1)
    )
    typer.echo(table(about, figures))
    if "spaCy NER only, 300 words" not in figures:
        typer.echo("spaCy was not measured: it needs DATA=… and pip install '.[bench,train]'")


def articles(words: int) -> list[RawArticle]:
    """Return the project's own articles, each filled up to `words` from the next ones."""
    told = [article for file in sorted(GOLD.glob("*.jsonl")) for article in gold.read(file)]
    return speed.articles_of(told, words)


def first_pass() -> dict[str, float]:
    """Return when this process was ready, and how it read every article for the first time."""
    reader()
    ready = perf_counter()
    return {
        "start to ready, s": ready,
        "whole enrich, 300 words, cold": _rate(articles(MIDDLE), enrich),
        "memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def warm(spacy: Callable[[str], object] | None) -> dict[str, float]:
    """Return the medians of all warm figures; every repeat measures each once."""
    runs: list[dict[str, float]] = []
    told = {size: articles(size) for size in SIZES}
    texts = [enrich(article).text for article in told[MIDDLE]]
    half = speed.reading_half()
    for _ in range(REPEATS + 1):  # the first warms up
        rates = {}
        for size, those in told.items():
            rates[f"reading half, {size} words"] = _rate(those, partial(enrich, knows=half))
            rates[f"whole enrich, {size} words"] = _rate(those, enrich)
        if spacy:
            rates["spaCy NER only, 300 words"] = _rate(texts, spacy)
            rates["reading half : spaCy"] = (
                rates["reading half, 300 words"] / rates["spaCy NER only, 300 words"]
            )
        runs.append(rates | stages(told[MIDDLE]))
    return {name: median(run[name] for run in runs[1:]) for name in runs[0]}


def stages(those: Sequence[RawArticle]) -> dict[str, float]:
    """Return the milliseconds an article spends in each stage; text is what no other has."""
    names = [name for parts in STAGES.values() for name in parts]
    clocks = {name: Clocked(getattr(reader(), name)) for name in names}
    parts: dict[str, Any] = dict(clocks)
    knows: Reader = replace(reader(), **parts)
    began = process_time()
    records = [enrich(article, knows) for article in those]
    whole = process_time() - began
    began = process_time()
    for record in records:
        orjson.dumps(record)
    spent = {"record to JSON": process_time() - began} | {
        stage: sum(clocks[name].spent for name in parts) for stage, parts in STAGES.items()
    }
    spent["text, fingerprints, record"] = whole - sum(spent[stage] for stage in STAGES)
    return {f"ms in {stage}": 1000 * seconds / len(those) for stage, seconds in spent.items()}


def table(about: dict[str, Any], figures: dict[str, float]) -> str:
    """Return the figures as a table, beside what is asked."""
    head = ", ".join(f"{name} {value}" for name, value in about.items())
    rows = [f"{name:42}{value:10.3g}" if value < 100 else f"{name:42}{value:10.0f}" for name, value in figures.items()]  # fmt: skip
    return "\n".join(
        [head, f"{'':42}{'figure':>10}{'at least':>10}"]
        + [
            row + (f"{FLOORS[name]:10}" if name in FLOORS else "")
            for row, name in zip(rows, figures, strict=True)
        ]
    )


def _rate(items: Sequence[Any], read: Callable[[Any], object]) -> float:
    began = process_time()
    for item in items:
        read(item)
    return len(items) / (process_time() - began)


def _fresh() -> dict[str, float]:
    """Return the first pass of a process of its own, which has the same clock."""
    command = [sys.executable, "-m", "tests.bench.enrich", "--cold"]
    began = perf_counter()
    done = subprocess.run(command, capture_output=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures | {"start to ready, s": figures["start to ready, s"] - began}


def _spacy(data: Path | None) -> Callable[[str], object] | None:
    if data is None or importlib.util.find_spec("spacy") is None:
        return None
    from tests.bench import spacy_ner

    read: Callable[[str], object] = spacy_ner.pipeline(
        data / "data/ner", spacy_ner.MODEL, spacy_ner.EPOCHS
    )
    return read


def _machine() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


if __name__ == "__main__":
    typer.run(main)
