"""Expressions of time, resolved against the publication date in its own time zone.

A weekday is the latest one on or before publication; a day and month without a year is the nearest
past one; 'depan' and 'mendatang' turn both around, and so does a word of planning before a day and
month. A part of a year or month ('awal 2024') is told by the whole, a range by an interval
('2019/2024'), a clock time with the day told in its sentence, or alone ('T14:30+07:00').
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from service.packs.files import PackFiles
from service.records import Time
from service.text.document import Document
from service.when import days, spans
from service.when.page import Found, Page
from service.when.words import Words

Form = Callable[[Page, int], Found | None]
FIGURES: tuple[Form, ...] = (
    days.figures,
    days.day_of_month,
    days.months,
    spans.year,
    spans.decade,
)


@dataclass(frozen=True, slots=True)
class Times:
    """The time words of a language, and the forms that begin with each."""

    words: Words
    begins: dict[str, tuple[Form, ...]]
    anchors: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles) -> "Times":
        """Read `times.toml`; raises `PackError`."""
        words = Words.load(files)
        begins = _begins(words)
        return cls(words, begins, frozenset(begins))

    def find(self, doc: Document, published: datetime | None) -> list[Time]:
        """Return the times of `doc`, sorted by start; relative ones need `published`."""
        page = Page(doc, self.words, published.date() if published else None, {})
        found: list[Found] = []
        after = 0
        for at in sorted([*doc.where(self.anchors), *doc.digits]):
            if at < after:
                continue
            read = self._read(page, at)
            if read and read.first >= after:
                found.append(_on_day(doc, read, found))
                after = read.last
                _remember(page, read)
        return [_time(doc, read) for read in found]

    def _read(self, page: Page, at: int) -> Found | None:
        for form in self.begins.get(page.doc.lowers[at], FIGURES):
            try:
                found = form(page, at)
            except (ValueError, OverflowError):  # a day that no calendar has
                continue
            if found and _in_one_sentence(page.doc, found):
                return found
        return None


def _begins(words: Words) -> dict[str, tuple[Form, ...]]:
    begins: dict[str, tuple[Form, ...]] = {}
    tables: tuple[tuple[list[str], Form], ...] = (
        (list(words.weekdays), days.weekday),
        ([phrase[0] for phrase in words.relative], spans.relative),
        (list(words.months), days.month),
        (list(words.units), spans.unit),
        (sorted(words.lists["edges"]), spans.edge),
        (sorted(words.lists["quarter"]), spans.quarter),
        (sorted(words.lists["clock"]), spans.clock),
    )
    for table, form in tables:
        for word in dict.fromkeys(table):
            begins[word] = (*begins.get(word, ()), form)
    return begins


def _in_one_sentence(doc: Document, found: Found) -> bool:
    return doc.sentence_of[found.first] == doc.sentence_of[found.last - 1]


def _on_day(doc: Document, read: Found, found: list[Found]) -> Found:
    """Return a clock time with the day told last in its sentence, anything else as it is."""
    if not read.value.startswith("T"):
        return read
    sentence = doc.sentences[doc.sentence_of[read.first]]
    for other in reversed(found):
        if other.first < sentence.first:
            break
        if other.granularity == "day" and "/" not in other.value:
            return read._replace(value=other.value + read.value)
    return read


def _remember(page: Page, read: Found) -> None:
    """Keep the year of a month that was told with it."""
    if read.granularity in {"day", "month"} and "/" not in read.value:
        year, number = read.value.split("-")[:2]
        if year in page.doc.lowers[read.last - 1] or year == page.word(read.last - 2):
            page.told[int(number)] = int(year)


def _time(doc: Document, read: Found) -> Time:
    start, end = doc.starts[read.first], doc.ends[read.last - 1]
    return Time(doc.text[start:end], start, end, read.value, read.granularity)
