"""`kabar evaluate`: enrich or read the records of gold files, score them, print the report."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.progress import track

from service import raw
from service.enrich import enrich
from service.errors import GoldError
from service.evaluation import gold, report
from service.evaluation.gold import GoldArticle
from service.evaluation.matching import Record
from service.evaluation.score import Scores, score


def run(files: Sequence[Path], enriched: Path | None, *, misses: int, as_json: bool) -> None:
    """Print the figures of gold `files` together; `GoldError` names file:line of a bad row."""
    scores = evaluate(files, enriched)
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(scores.as_json(), option=orjson.OPT_APPEND_NEWLINE))
    else:
        sys.stdout.write("\n".join(report.lines(scores, misses)) + "\n")


def evaluate(files: Sequence[Path], enriched: Path | None = None) -> Scores:
    """Return the scores of the articles of `files`, enriched now or read from `enriched`."""
    articles = [article for file in files for article in gold.read(file)]
    _one_each(articles)
    return score(articles, read_records(enriched) if enriched else _enriched(articles))


def _one_each(articles: Sequence[GoldArticle]) -> None:
    seen: set[str] = set()
    for article in articles:
        if article.article_id in seen:
            raise GoldError(f"article_id {article.article_id!r} stands twice in the gold files")
        seen.add(article.article_id)


def read_records(file: Path) -> dict[str, Record]:
    """Return article_id → enriched record of a file of JSON lines."""
    records: dict[str, Record] = {}
    for number, row in gold.rows(file):
        if not isinstance(row, dict) or "article_id" not in row:
            raise GoldError(f"{file}:{number}: not an enriched record: it has no article_id")
        records[row["article_id"]] = row
    return records


def _enriched(articles: Sequence[GoldArticle]) -> dict[str, Record]:
    console = Console(stderr=True)
    steps = track(
        articles, "reading", console=console, transient=True, disable=not console.is_terminal
    )
    return {article.article_id: record(article.raw) for article in steps}


def record(article: dict[str, Any]) -> Record:
    """Enrich a raw article; return the record as its consumers read it."""
    parsed: Record = orjson.loads(orjson.dumps(enrich(raw.from_object(article))))
    return parsed
