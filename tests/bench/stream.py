"""The figures of deploy/scaling.md: articles through one worker on a real Kafka, from topic to topic.

    python -m tests.bench.stream [--articles 3000] [--extractors 2] [--codec zstd]

Articles of 300 words (tests.bench.articles) are sent first, then a worker reads them. CPU time is what
its processes used, so that the figures hold on a machine that does other things too; bytes are those
of the broker's log files, with keys, headers and batches, for one replica.
"""

import asyncio
import json
import os
import re
import time
import urllib.request
from pathlib import Path
from typing import Annotated, Any

import psutil
import typer

from service import clients
from service.settings import Settings
from service.stream import topics
from tests.bench.articles import MIDDLE, articles
from tests.kafka import apache
from tests.kafka.worker import extractors, prepared, running

MIB = 1024 * 1024
APART = 17


def main(
    number: Annotated[int, typer.Option("--articles", help="How many articles.")] = 3000,
    extractors: Annotated[int, typer.Option(help="Extraction processes of the worker.")] = 2,
    codec: Annotated[str, typer.Option(help="KABAR_COMPRESSION of the worker.")] = "none",
) -> None:
    """Measure and print one JSON object."""
    kafka = apache.cluster()
    try:
        settings = prepared(kafka.address, extractors=extractors, compression=codec)
        asyncio.run(clients.produce(settings, _values(number)))
        figures = _through_worker(settings, number)
        figures |= {
            f"bytes an article on {name}": round(_size(kafka.folder, settings.topic(name)) / number)
            for name in topics.ALL
        }
    finally:
        kafka.stop()
    typer.echo(json.dumps(figures, indent=1))


def _values(number: int) -> list[bytes]:
    """Return that many raw articles, each with an id of its own.

    Neighbours among the texts share paragraphs, which would compress too well: they are kept apart.
    """
    texts = articles(MIDDLE)
    return [
        json.dumps(
            {
                "article_id": f"bench-{place}",
                "title": text.title,
                "body": text.body,
                "url": f"https://example.org/berita/{place}",
                "source": "example.org",
                "language": "id",
                "published_at": str(text.published_at),
            },
            ensure_ascii=False,
        ).encode()
        for place in range(number)
        for text in [texts[place * APART % len(texts)]]
    ]


def _through_worker(settings: Settings, number: int) -> dict[str, Any]:
    """Return rate, CPU and memory of a worker that finishes `number` waiting articles."""
    with running(settings) as (process, address):
        worker = psutil.Process(process.pid)
        extraction = extractors(process.pid)
        at, done = time.monotonic(), _finished(address)
        before = [_cpu(one) for one in (worker, *extraction)]
        while (finished := _finished(address)) < number:
            time.sleep(0.2)
        seconds = time.monotonic() - at
        used = [_cpu(one) - was for one, was in zip((worker, *extraction), before, strict=True)]
        return {
            "articles": finished - done,
            "load of the machine before": round(os.getloadavg()[2], 1),
            "articles/s by the clock": round((finished - done) / seconds),
            "CPU ms an article, worker": round(1000 * used[0] / (finished - done), 2),
            "CPU ms an article, extraction": round(1000 * sum(used[1:]) / (finished - done), 2),
            "MiB, all together": round(
                sum(_pss(one) for one in (worker, *worker.children(recursive=True))) / MIB
            ),
        }


def _finished(address: str) -> int:
    with urllib.request.urlopen(f"{address}/metrics", timeout=5) as page:  # noqa: S310  # our worker
        counts = re.findall(
            r"^kabar_articles_total\{.*\} (\S+)$", page.read().decode(), re.MULTILINE
        )
    return int(sum(map(float, counts)))


def _pss(process: psutil.Process) -> int:
    """Return the bytes of a process, of what it shares with others its part."""
    return int(process.memory_full_info().pss)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _size(folder: Path, topic: str) -> int:
    """Return the bytes of all partitions of `topic` in Kafka's data folders."""
    return sum(file.stat().st_size for file in folder.rglob(f"{topic}-*/*.log"))


if __name__ == "__main__":
    typer.run(main)
