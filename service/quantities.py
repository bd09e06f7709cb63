"""Quantities: numbers with what they count, money, percent, persons or things."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from service.numbers import Number, Numbers
from service.packs.files import PackFiles
from service.records import Quantity, Time
from service.text.document import Document

FILE = "quantities.toml"
LISTS = ("people", "states", "others", "classifiers", "percent", "more", "labels", "functions")
PERSON, PERCENT = "person", "percent"
LONGEST_CURRENCY = 3
# Before figures without a space they belong to a longer number or code ("ke-3.400").
MARKS = frozenset(".,:/-–")
# Figures that are rather a year than a count of things ("Piala Dunia 2026 zona Asia").
YEAR = re.compile(r"(?:19|20)\d\d")


class _Counted:
    """The unit of a number, and the token after the last one that tells it."""

    def __init__(self, unit: str, last: int) -> None:
        self.unit = unit
        self.last = last


@dataclass(frozen=True, slots=True)
class Quantities:
    """What numbers count in a language."""

    numbers: Numbers
    lists: dict[str, frozenset[str]]
    before: dict[tuple[str, ...], str]
    after: dict[tuple[str, ...], str]
    signs: frozenset[str]
    names: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles) -> "Quantities":
        """Read `quantities.toml`; raises `PackError`."""
        data = files.toml(FILE, (*LISTS, "before", "after"))
        before = {tuple(phrase.split()): code for phrase, code in data["before"].items()}
        after = {tuple(phrase.split()): code for phrase, code in data["after"].items()}
        return cls(
            numbers=Numbers.load(files),
            lists={name: frozenset(data[name]) for name in LISTS},
            before=before,
            after=after,
            signs=frozenset(words[-1] for words in before),
            names=frozenset(words[0] for words in after),
        )

    def find(
        self, doc: Document, times: Sequence[Time], numbers: Sequence[Number]
    ) -> list[Quantity]:
        """Return the quantities that the `numbers` of `doc` tell outside its `times`, by start.

        A number that counts nothing that is told ('Pasal 2', 'dua di antaranya') is none, and a
        number does not count the next one.
        """
        starts = [time.start for time in times]
        found: list[Quantity] = []
        for number in numbers:
            index = bisect_right(starts, doc.starts[number.core]) - 1
            if index >= 0 and doc.starts[number.core] < times[index].end:
                continue
            quantity = self._quantity(doc, number)
            if quantity and found and quantity.start < found[-1].end:
                found.pop()
            if quantity:
                found.append(quantity)
        return found

    def _quantity(self, doc: Document, number: Number) -> Quantity | None:
        begin = self._currency_start(doc, number.core)
        if begin < number.core:
            unit = self.before[tuple(doc.lowers[begin : number.core])]
            money = Number(begin, number.core, number.last, number.min, number.best, number.max)
            money = self.numbers.limit(doc, money, begin)
            return _record(doc, money, number.last, unit)
        if number.first > 0 and self._is_named(doc, number.first):
            return None
        counted = self._counted(doc, number)
        if counted is None:
            return None
        last = counted.last
        if last < len(doc.words) and last > number.last and doc.lowers[last] in self.lists["more"]:
            number = Number(number.first, number.core, number.last, number.min, number.best, None)
            last += 1
        return _record(doc, number, last, counted.unit)

    def _is_named(self, doc: Document, first: int) -> bool:
        """Whether the number at token `first` names or goes on with what stands before it."""
        glued = doc.ends[first - 1] == doc.starts[first] and doc.words[first - 1] in MARKS
        return glued or doc.lowers[first - 1] in self.lists["labels"]

    def _currency_start(self, doc: Document, core: int) -> int:
        """Return the first token of the currency that ends before `core`, `core` if there is none."""
        if core == 0 or doc.lowers[core - 1] not in self.signs:
            return core
        for size in range(min(LONGEST_CURRENCY, core), 0, -1):
            if tuple(doc.lowers[core - size : core]) in self.before:
                return core - size
        return core

    def _counted(self, doc: Document, number: Number) -> _Counted | None:
        at = number.last
        end = doc.sentences[doc.sentence_of[number.core]].last
        if doc.lowers[number.core] == "seorang":
            person = at < end and self._is_person(doc.lowers[at])
            return _Counted(PERSON, at + person)
        if at >= end:
            return None
        word = doc.lowers[at]
        if word in self.lists["percent"]:
            return _Counted(PERCENT, at + 1)
        for size in range(min(LONGEST_CURRENCY, end - at) if word in self.names else 0, 0, -1):
            code = self.after.get(tuple(doc.lowers[at : at + size]))
            if code:
                return _Counted(code, at + size)
        state = at + (word in self.lists["others"])
        if state < end and doc.lowers[state] in self.lists["states"]:
            return _Counted(PERSON, at)
        return self._noun(doc, at, end)

    def _noun(self, doc: Document, at: int, end: int) -> _Counted | None:
        word = doc.lowers[at]
        if self._is_person(word):
            return _Counted(PERSON, at + 1)
        if word in self.lists["classifiers"] and at + 1 < end and self._is_noun(doc, at + 1):
            inner = doc.lowers[at + 1]
            return _Counted(PERSON if self._is_person(inner) else inner, at + 2)
        is_noun = self._is_noun(doc, at) and not YEAR.fullmatch(doc.lowers[at - 1])
        return _Counted(word, at + 1) if is_noun else None

    def _is_person(self, word: str) -> bool:
        """'pendukung', and with whose it is: 'pendukungnya'."""
        return word in self.lists["people"] or word.removesuffix("nya") in self.lists["people"]

    def _is_noun(self, doc: Document, at: int) -> bool:
        """Whether the token may be a common noun: a word in lower case, no function word or number."""
        word = doc.words[at]
        plain = len(word) > 1 and word.islower() and word.replace("-", "").isalpha()
        return plain and word not in self.lists["functions"] and word not in self.numbers.starts


def _record(doc: Document, number: Number, last: int, unit: str) -> Quantity:
    start, end = doc.starts[number.first], doc.ends[last - 1]
    text = doc.text[start:end]
    return Quantity(text, start, end, number.best, number.min, number.max, unit)
