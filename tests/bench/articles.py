"""The articles that all benchmarks read: those of tests/gold, as raw records with ids of their own."""

import re
from pathlib import Path

import orjson

from service.evaluation import gold, speed
from service.records import RawArticle

GOLD = Path("tests/gold")
MIDDLE = 300


def articles(words: int) -> list[RawArticle]:
    """Return the project's own articles, each filled up to `words` from the next ones."""
    told = [article for file in sorted(GOLD.glob("*.jsonl")) for article in gold.read(file)]
    return speed.articles_of(told, words)


def peak_megabytes() -> float:
    """Return the most memory this process has had; `ru_maxrss` would begin at its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    assert found
    return int(found[1]) / 1024


class Feed:
    """Raw records without end: the articles of 300 words in turn, each with a number as its id."""

    def __init__(self) -> None:
        self._forms = [
            orjson.dumps(
                {
                    "article_id": "NUMBER", "title": item.title, "body": item.body,
                    "published_at": item.published_at, "source": f"outlet-{place % 10}",
                }
            )
            for place, item in enumerate(articles(MIDDLE))
        ]  # fmt: skip

    def value(self, number: int) -> bytes:
        """Return record `number`."""
        return self._forms[number % len(self._forms)].replace(b"NUMBER", b"%d" % number, 1)
