"""What `make bench` tells: one table for the eye and the README, JSON, and a chart."""

import json
import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil

from service import __version__
from tests.kafka import brokers

README = Path("README.md")
RESULTS = Path("tests/bench/results.json")
CHART = Path("tests/bench/speed.svg")
BEGIN, END = "<!-- make bench WRITE=1 -->", "<!-- end of make bench -->"
VERSIONS = ("faust-streaming", "aiokafka", "orjson", "faststream", "quixstreams", "spacy")
# Figure → what issue and README ask of it, at least (≥) or at most (≤).
ASKED = {
    "enrich, 300 words, warm, articles/s a core": ("≥", 800.0),
    "enrich, 300 words, first pass": ("≥", 500.0),
    "reading half to spaCy's recogniser alone, times": ("≥", 10.0),
    "Kafka to Kafka, 1 worker, articles/s": ("≥", 400.0),
    "kabar to plain aiokafka loop, times": ("≥", 1.0),
    "1 worker at 50% load, p99, ms": ("≤", 150.0),
    "worker, start to ready, s": ("≤", 3.0),
    "worker and 2 extraction processes, memory (PSS), MB": ("≤", 500.0),
    "time against length of an article, exponent": ("≤", 1.1),
}


def about(broker: str) -> dict[str, Any]:
    """Return on what and when it was measured."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": _machine(),
        "cores": os.cpu_count(),
        "load before": round(os.getloadavg()[0], 1),
        "memory, GB": round(psutil.virtual_memory().total / 1e9),
        "python": platform.python_version(),
        "kabar": __version__,
        "Kafka": broker,
        **{name: found for name in VERSIONS if (found := _version(name))},
    }


def kafka_version() -> str:
    """Return the version of the broker that the benchmarks start."""
    return brokers.VERSION


def figures(results: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield (name, figure) of all that is in the table, in order."""
    if alone := results.get("enrich"):
        for words in (100, 300, 1000):
            yield f"enrich, {words} words, warm, articles/s a core", alone[f"whole enrich, {words} words"]  # fmt: skip
        yield "enrich, 300 words, first pass", alone["whole enrich, 300 words, cold"]
        yield "enrich, start, s", alone["start to ready, s"]
        yield "enrich, memory, MB", alone["memory, MB"]
        if "reading half : spaCy" in alone:
            yield "reading half to spaCy's recogniser alone, times", alone["reading half : spaCy"]
    if stream := results.get("kafka"):
        yield from _stream(stream)
    for name, found in results.get("peers", {}).items():
        if name != "kabar":
            yield f"{name}, articles/s", found["articles/s"]
            yield f"kabar to {name}, times", found["kabar to it"]
            yield f"kabar to {name}, times, by CPU time", found["by CPU"]
    if growth := results.get("growth"):
        yield "time against length of an article, exponent", growth["length"]["exponent of time"]
        yield "memory against length, exponent", growth["length"]["exponent of memory"]
        yield "1 MB article, s", growth["length"]["characters"]["1000000"]["seconds"]
        yield "time against backlog, exponent", growth["backlog"]["exponent of time"]
        yield "memory against backlog, exponent", growth["backlog"]["exponent of memory"]


def _stream(stream: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for count in (1, 2):
        found = stream[f"workers {count}"]
        name = f"{count} worker" + ("s" if count > 1 else "")
        yield f"Kafka to Kafka, {name}, articles/s", found["articles/s"]
        yield f"{name}, articles a CPU second, broker's too", found["articles a CPU second"]
        for load, told in found["latency"].items():
            yield f"{name} at {load} load, p50, ms", told["p50, ms"]
            yield f"{name} at {load} load, p99, ms", told["p99, ms"]
    one = stream["workers 1"]
    for who, cost in one["CPU ms an article"].items():
        yield f"CPU ms an article: {who}", cost
    for part, cost in stream.get("costs, ms an article", {}).items():
        yield f"CPU ms an article in {part}", cost
    yield "worker, start to ready, s", stream["start to ready, s"]
    yield "worker and 2 extraction processes, memory (PSS), MB", one["memory, MB"]["PSS"]
    yield "worker and 2 extraction processes, memory (RSS), MB", one["memory, MB"]["RSS"]


def table(results: dict[str, Any]) -> str:
    """Return the figures as a Markdown table, beside what is asked."""
    rows = ["| figure | measured | asked |", "|---|---|---|"]
    for name, value in figures(results):
        sign, limit = ASKED.get(name, ("", 0.0))
        met = not sign or (value >= limit if sign == "≥" else value <= limit)
        asked = f"{sign} {limit:g}{'' if met else ' (missed)'}" if sign else ""
        rows.append(f"| {name} | {_short(value)} | {asked} |")
    return "\n".join(rows)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def write(results: dict[str, Any]) -> None:
    """Write the JSON, the chart and the section of the README that tells of them."""
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draw(results, CHART)
    told = ", ".join(f"{name} {value}" for name, value in results["about"].items())
    section = f"{BEGIN}\n![Articles a second, Kafka to Kafka]({CHART})\n\n{told}\n\n{table(results)}\n{END}"
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(before + section + after, encoding="utf-8")


def draw(results: dict[str, Any], path: Path) -> None:
    """Write the chart: articles a second of each program, single rounds as dots."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "kabar"
    from matplotlib import pyplot as plt

    shown = {name: item for name, item in results["peers"].items() if "Faust" not in name}
    figure, axes = plt.subplots(figsize=(7, 0.6 + 0.5 * len(shown)))
    for place, (name, found) in enumerate(reversed(shown.items())):
        axes.barh(place, found["articles/s"], color="#1f77b4" if name == "kabar" else "#b0b7bf")
        axes.plot(found["articles/s, each"], [place] * len(found["articles/s, each"]), "k.", ms=4)
    axes.set_yticks(range(len(shown)), list(reversed(shown)))
    axes.set_xlabel("articles a second, Kafka to Kafka (bar: median, dots: rounds)")
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def _machine() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
