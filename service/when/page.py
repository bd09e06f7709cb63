"""What the forms of time read: a document from the day it was published, and what they find."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from service.text.document import Document
from service.when.words import Words

Granularity = Literal["decade", "year", "quarter", "month", "week", "day", "hour", "minute"]
YEAR, YEAR_LENGTH = re.compile(r"(?:19|20)\d\d"), 4
# Tokens before a day without a year in which a word of planning puts it ahead.
PLAN_REACH = 12


class Found(NamedTuple):
    """Tokens `first:last` tell the time `value`."""

    first: int
    last: int
    value: str
    granularity: Granularity


@dataclass(frozen=True, slots=True)
class Page:
    """A document with the day it was published, None if that is unknown.

    `told` holds the year last told with a month: '15 Oktober' after 'Oktober 2024' is of 2024.
    """

    doc: Document
    words: Words
    today: date | None
    told: dict[int, int]

    def word(self, at: int) -> str:
        """Return the lower-case word at `at`, empty outside the document."""
        return self.doc.lowers[at] if 0 <= at < len(self.doc.lowers) else ""

    def among(self, at: int, name: str) -> bool:
        """Whether the word at `at` is in word list `name`."""
        return self.word(at) in self.words.lists[name]

    def year_at(self, at: int) -> int | None:
        """Return the year that token `at` is, None if it is none."""
        word = self.word(at)
        return int(word) if len(word) == YEAR_LENGTH and YEAR.fullmatch(word) else None

    def day_at(self, at: int) -> int | None:
        """Return the day of a month that token `at` is, None if it is none."""
        word = self.word(at)
        return int(word) if word.isdecimal() and len(word) <= 2 and 1 <= int(word) <= 31 else None

    def is_planned(self, at: int) -> bool:
        """Whether a word of planning stands before token `at` in its sentence."""
        floor = max(self.doc.sentences[self.doc.sentence_of[at]].first, at - PLAN_REACH)
        return not self.words.lists["planned"].isdisjoint(self.doc.lowers[floor:at])

    def year_shift(self, at: int) -> tuple[int, int] | None:
        """Return (last token, years) of 'tahun lalu', 'tahun ini', 'tahun depan' at token `at`."""
        if self.words.units.get(self.word(at)) != "year":
            return None
        for name, years in (("past", -1), ("this", 0), ("ahead", 1)):
            if self.among(at + 1, name):
                return at + 2, years
        return None

    def part_end(self, at: int) -> int:
        """Return the token after a part of the day at token `at` ('malam', 'dini hari'), `at` if none."""
        if not self.among(at, "parts"):
            return at
        return at + 1 + (self.words.units.get(self.word(at + 1)) == "day")
