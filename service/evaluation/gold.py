"""Gold files: annotated articles, one a line, read and checked against their own text."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from jsonschema import Draft202012Validator

from service.errors import GoldError, KabarError
from service.events import ontology

SCHEMA = Path(__file__).parent / "gold.schema.json"

Json = dict[str, Any]
Parties = tuple[Json, ...]
"""Actors or recipients, each with `text` and, where known, `name`, `country`, `sector`."""


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """A named entity of the article."""

    name: str
    type: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """A direct quote without its marks."""

    text: str
    speaker: str | None


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """A PLOVER event of the article; `date` is as exact as the text, `counts` of people."""

    type: str
    modes: tuple[str, ...]
    actors: Parties
    recipients: Parties
    location: Json | None
    date: str | None
    counts: dict[str, int | None]
    modality: str
    background: bool
    evidence: str
    trigger: str


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An annotated article: the raw article, and what a reader of it should find."""

    raw: Json
    dateline: Json | None
    boilerplate: tuple[str, ...]
    related: tuple[str, ...]
    entities: tuple[GoldEntity, ...]
    quotes: tuple[GoldQuote, ...]
    events: tuple[GoldEvent, ...]

    @property
    def article_id(self) -> str:
        """The id that pairs this article with its enriched record."""
        return str(self.raw["article_id"])


COUNTS = ("killed", "injured", "arrested")


def read(file: Path) -> list[GoldArticle]:
    """Return the articles of a gold file; raises `GoldError` naming file:line of a bad row."""
    articles = [_article(f"{file}:{number}", row) for number, row in rows(file)]
    if not articles:
        raise GoldError(f"{file}: no annotated article in it")
    return articles


def rows(file: Path) -> Iterator[tuple[int, object]]:
    """Yield (line number, parsed value) of JSON lines; raises `KabarError` when unreadable."""
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError as error:
        raise KabarError(f"cannot read {file}: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield number, orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise GoldError(f"{file}:{number}: not JSON: {error}") from error


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(orjson.loads(SCHEMA.read_bytes()))


def _article(place: str, row: Any) -> GoldArticle:
    wrong = min(_validator().iter_errors(row), key=lambda error: error.json_path, default=None)
    if wrong:
        raise GoldError(f"{place}: {wrong.json_path}: {wrong.message}")
    raw, gold = row["article"], row["gold"]
    article = GoldArticle(
        raw,
        gold["dateline"],
        tuple(gold["boilerplate"]),
        tuple(gold["related"]),
        tuple(
            GoldEntity(item["name"], item["type"], tuple(item.get("aliases", ())))
            for item in gold["entities"]
        ),
        tuple(GoldQuote(item["text"], item["speaker"]) for item in gold["quotes"]),
        tuple(_event(item) for item in gold["events"]),
    )
    problem = next(_disagreements(article), None)
    if problem:
        raise GoldError(f"{place}: {problem}")
    return article


def _event(item: Json) -> GoldEvent:
    return GoldEvent(
        item["type"],
        tuple(item["modes"]),
        tuple(item["actors"]),
        tuple(item["recipients"]),
        item["location"],
        (item["date"] or {}).get("value"),
        {kind: item[kind] for kind in COUNTS},
        item["modality"],
        item["background"],
        item["evidence"],
        item["trigger"],
    )


def _disagreements(article: GoldArticle) -> Iterator[str]:
    """Yield where an annotation is not in the text or not in the ontology."""
    body = article.raw["body"]
    whole = f"{article.raw['title']}\n{body}"
    forms = [form for entity in article.entities for form in (entity.name, *entity.aliases)]
    for name, place, text, parts in (
        ("boilerplate", "the body", body, article.boilerplate),
        ("entity", "the text", whole, forms),
        ("quote", "the body", body, [quote.text for quote in article.quotes]),
        ("evidence", "the text", whole, [event.evidence for event in article.events]),
    ):
        for part in parts:
            if part not in text:
                yield f"{name} is not in {place}: {part[:60]!r}"
    for event in article.events:
        if event.trigger not in event.evidence:
            yield f"trigger {event.trigger!r} is not in its evidence {event.evidence[:60]!r}"
        for mode in ("", *event.modes):
            if (event.type, mode) not in ontology.codes():
                yield f"{event.type} {mode}".rstrip() + " is no PLOVER type and mode"
