"""How fast `enrich` is on one core, by stage, and beside spaCy.

    python -m tests.bench.enrich

prints the first pass of this process, which must be fresh for that.

Articles of 100, 300 and 1,000 words are joined from tests/gold. A rate is articles a second of CPU
time, all articles of a size read once; what is told is the median of `REPEATS` such passes, in
which sizes, halves and spaCy take turns. Cold is the first pass of a fresh process. With the folder of
data/ner/idner-news-2k and the `bench` extra, spaCy's recogniser is trained on the same
sentences and reads the clean texts of 300 words; it only finds names.
"""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import orjson

from service import garbage
from service.enrich import Reader, enrich, reader
from service.evaluation import speed
from service.records import RawArticle
from tests.bench.articles import MIDDLE, articles, peak_megabytes

SIZES = (100, 300, 1000)
REPEATS = 5
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


def figures(data: Path | None) -> dict[str, float]:
    """Return the medians of all figures; spaCy's only with `data` and the bench extra."""
    fresh = [_fresh() for _ in range(REPEATS)]
    return {name: median(run[name] for run in fresh) for name in fresh[0]} | warm(_spacy(data))


def first_pass() -> dict[str, float]:
    """Return when this process was ready, and how it read every article for the first time."""
    reader()
    garbage.settle()
    ready = perf_counter()
    return {
        "start to ready, s": ready,
        "whole enrich, 300 words, cold": _rate(articles(MIDDLE), enrich),
        "memory, MB": peak_megabytes(),
    }


def warm(spacy: Callable[[str], object] | None) -> dict[str, float]:
    """Return the medians of all warm figures; every repeat measures each once."""
    runs: list[dict[str, float]] = []
    told = {size: articles(size) for size in SIZES}
    texts = [enrich(article).text for article in told[MIDDLE]]
    half = speed.reading_half()
    garbage.settle()
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


def _rate(items: Sequence[Any], read: Callable[[Any], object]) -> float:
    began = process_time()
    for item in items:
        read(item)
    return len(items) / (process_time() - began)


def _fresh() -> dict[str, float]:
    """Return the first pass of a process of its own, which has the same clock."""
    command = [sys.executable, "-m", "tests.bench.enrich"]
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


if __name__ == "__main__":
    print(json.dumps(first_pass()))  # noqa: T201  # read by the process that asked
