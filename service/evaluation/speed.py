"""How fast kabar reads: articles a second of CPU time on one core, of 300 words, warm."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from statistics import median
from time import process_time
from typing import Any

from service import garbage
from service.enrich import Reader, enrich, reader
from service.evaluation.gold import GoldArticle
from service.records import RawArticle

WORDS = 300
ROUNDS = 5


class _NoEvents:
    """Stands in for the event coder, so that the reading half is timed alone."""

    def models(self) -> dict[str, str]:
        """Return no model."""
        return {}

    def code(self, *_: object) -> list[object]:
        """Find nothing."""
        return []


@dataclass(frozen=True, slots=True)
class Speed:
    """Articles a second: the median over the articles, each at its best of several rounds."""

    reading: float
    whole: float


def measure(articles: Sequence[GoldArticle]) -> Speed:
    """Time articles of 300 words made from the paragraphs of `articles`."""
    texts = articles_of(articles)
    reader()
    garbage.settle()
    return Speed(_rate(texts, reading_half()), _rate(texts, reader()))


def reading_half() -> Reader:
    """Return a reader that does all but find events."""
    silent: Any = _NoEvents()
    return replace(reader(), coder=silent)


def articles_of(articles: Sequence[GoldArticle], size: int = WORDS) -> list[RawArticle]:
    """Return articles of `size` words, one that begins with each of `articles`."""
    return [_article(articles, at, size) for at in range(len(articles))]


def _article(articles: Sequence[GoldArticle], first: int, size: int) -> RawArticle:
    """Return an article that begins with article `first` and goes on with the next to `size` words."""
    paragraphs: list[str] = []
    left = size
    for article in islice(cycle(articles), first, None):
        for paragraph in article.raw["body"].split("\n"):
            words = paragraph.split(" ")[:left]
            paragraphs.append(" ".join(words))
            left -= len(paragraph.split())
            if left <= 0:
                raw = articles[first].raw
                # Cut anywhere, it still ends as articles do.
                body = "\n".join(paragraphs).rstrip(".") + "."
                return RawArticle(raw["title"], body, published_at=raw["published_at"])
    raise AssertionError  # the articles go round until the words are there


def _rate(articles: Sequence[RawArticle], knows: Reader) -> float:
    best = [float("inf")] * len(articles)
    for _ in range(ROUNDS):
        for at, article in enumerate(articles):
            began = process_time()
            enrich(article, knows)
            best[at] = min(best[at], process_time() - began)
    return 1 / median(best)
