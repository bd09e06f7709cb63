"""The grammar of numbers: '2.500', 'dua puluh lima', '1,2 juta', 'puluhan ribu', '10-15'.

One place knows how a number is told; quantities say what it counts, events how many it hurt.
"""

import re
from dataclasses import dataclass
from typing import Any

from service.errors import PackError
from service.packs.files import PackFiles
from service.text.document import Document, Sentence

FILE = "numbers.toml"
KEYS = (
    "between", "to", "more", "teen", "suffix",
    "digits", "wholes", "powers", "scales", "fractions", "rough", "limits",
)  # fmt: skip
# '1.250.000' and '1,250,000' are whole; '1,5' and '7.4' have a fraction.
GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,6})?|\d{1,3}(?:,\d{3}){2,}")
LONGEST_PLAIN = 15
PLAIN = re.compile(r"\d{1,15}(?:[.,]\d{1,6})?")
LONGEST_TOKEN = 24
LONGEST_LIMIT = 3


class Number:
    """Tokens `first:last` tell a number, with the limit before it ('sedikitnya').

    `core` is the token after the limit. `best` is the one value the text tells, None when it tells
    only a range; `min` and `max` are the bounds the text sets, None where it sets none. So
    '3' is 3, 3, 3 (min, best, max), 'sedikitnya 10' is 10, 10, None, 'hampir 10' None, 10, 10,
    'sekitar 10' None, 10, None, and 'puluhan' 20, None, 99.
    """

    def __init__(
        self,
        first: int,
        core: int,
        last: int,
        low: float | None,
        best: float | None,
        high: float | None,
    ) -> None:
        self.first = first
        self.core = core
        self.last = last
        self.min = low
        self.best = best
        self.max = high


class _Value:
    """A number without a limit: `min`, `best`, `max` as in `Number`, and the scale it is told in."""

    def __init__(
        self, last: int, low: float, best: float | None, high: float, scale: float
    ) -> None:
        self.last = last
        self.min = low
        self.best = best
        self.max = high
        self.scale = scale


@dataclass(frozen=True, slots=True)
class Numbers:
    """The number words of a language."""

    digits: dict[str, float]
    wholes: dict[str, float]
    powers: dict[str, float]
    scales: dict[str, float]
    fractions: dict[str, float]
    rough: dict[str, tuple[float, float]]
    limits: dict[tuple[str, ...], str]
    limit_ends: frozenset[str]
    to: frozenset[str]
    between: tuple[str, str]
    more: frozenset[str]
    teen: str
    suffix: str
    starts: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles) -> "Numbers":
        """Read `numbers.toml`; raises `PackError`."""
        data = files.toml(FILE, KEYS)
        for key in ("digits", "wholes", "powers", "scales", "fractions"):
            _check(files, key, data[key])
        limits = {
            tuple(phrase.split()): kind
            for kind, words in data["limits"].items()
            for phrase in words
        }
        if set(data["limits"]) != {"min", "max", "about"} or len(data["between"]) != 2:
            raise PackError(f"{files.folder / FILE}: limits are min, max, about; between has two")
        rough = {word: (float(low), float(high)) for word, (low, high) in data["rough"].items()}
        return cls(
            digits=data["digits"],
            wholes=data["wholes"],
            powers=data["powers"],
            scales=data["scales"],
            fractions=data["fractions"],
            rough=rough,
            limits=limits,
            limit_ends=frozenset(words[-1] for words in limits),
            to=frozenset(data["to"]),
            between=(data["between"][0], data["between"][1]),
            more=frozenset(data["more"]),
            teen=data["teen"],
            suffix=data["suffix"],
            starts=frozenset([*data["digits"], *data["wholes"], *data["fractions"], *rough]),
        )

    def find(self, doc: Document) -> list[Number]:
        """Return all numbers of `doc` in order; none overlaps another."""
        found: list[Number] = []
        after = 0
        for at in sorted([*doc.where(self.starts), *doc.digits]):
            if at < after:
                continue
            number = self.at(doc, at)
            if number:
                found.append(number)
                after = number.last
        return found

    def at(self, doc: Document, core: int) -> Number | None:
        """Return the number whose first token (after any limit) is `core`, None if there is none.

        Stays in the sentence of `core`. To read numbers backwards from a word, take them from
        `find`: the token before it may be the middle of one ('dua puluh *lima* orang').
        """
        sentence = doc.sentences[doc.sentence_of[core]]
        value = self._value(doc.lowers, core, sentence.last)
        if value is None:
            return None
        value = self._range(doc.lowers, core, sentence, value) or value
        last = value.last
        if last < sentence.last and doc.lowers[last] in self.more:
            return Number(core, core, last + 1, value.min, value.best, None)
        number = Number(core, core, last, value.min, value.best, value.max)
        return self.limit(doc, number, core)

    def limit(self, doc: Document, number: Number, before: int) -> Number:
        """Return `number` with the limit that ends right before token `before`, if there is one."""
        if before == 0 or doc.lowers[before - 1] not in self.limit_ends:
            return number
        floor = doc.sentences[doc.sentence_of[before]].first
        for size in range(min(LONGEST_LIMIT, before - floor), 0, -1):
            kind = self.limits.get(tuple(doc.lowers[before - size : before]))
            if kind:
                low = number.min if kind == "min" or number.best is None else None
                high = number.max if kind == "max" or number.best is None else None
                return Number(before - size, number.core, number.last, low, number.best, high)
        return number

    def _range(
        self, lowers: list[str], core: int, sentence: Sentence, low: _Value
    ) -> _Value | None:
        """Return the range that `low` begins: '10-15', 'dua hingga tiga', 'antara 10 dan 20'."""
        joint = low.last
        if joint + 1 >= sentence.last or low.best is None:
            return None
        between, conjunction = self.between
        framed = (
            core > sentence.first and lowers[core - 1] == between and lowers[joint] == conjunction
        )
        if lowers[joint] not in self.to and not framed:
            return None
        high = self._value(lowers, joint + 1, sentence.last)
        if high is None or high.best is None:
            return None
        least = low.best
        if low.scale == 1 and least * high.scale < high.best:
            least *= high.scale
        return _Value(high.last, least, None, high.best, 1) if least < high.best else None

    def _value(self, lowers: list[str], at: int, end: int) -> _Value | None:
        word = lowers[at]
        if word in self.rough:
            low, high = self.rough[word]
            last, scale = self._scale(lowers, at + 1, end)
            return _Value(last, low * scale, None, high * scale, scale)
        if "0" <= word[0] <= "9":
            return self._figures(lowers, at, end)
        told = self._words(lowers, at, end)
        return told and self._repeated(lowers, told, end)

    def _figures(self, lowers: list[str], at: int, end: int) -> _Value | None:
        """Return a number in figures with its scale: '2.500', '1,2 juta', '20-an'."""
        word = lowers[at]
        base = word.removesuffix(self.suffix)
        value = parse_figures(base)
        if value is None:
            return None
        if base != word:
            size = len(base) - len(base.rstrip("0"))
            return _Value(at + 1, value, None, value + 10**size - 1, 1)
        last, scale = self._scale(lowers, at + 1, end)
        return self._repeated(lowers, _exact(last, value, scale), end)

    def _scale(self, lowers: list[str], at: int, end: int) -> tuple[int, float]:
        scale = 1.0
        while at < end and lowers[at] in self.scales:
            scale *= self.scales[lowers[at]]
            at += 1
        return at, scale

    def _words(self, lowers: list[str], at: int, end: int) -> _Value | None:
        """Return a number in words from token `at`: 'dua ratus tiga puluh lima ribu'."""
        total, group, digit, scale = 0.0, 0.0, None, 1.0
        start = at
        while at < end:
            word = lowers[at]
            if digit is None and word in self.digits:
                digit = self.digits[word]
            elif digit is None and word in self.wholes and not 0 < group <= self.wholes[word]:
                group += self.wholes[word]
            elif word in self.powers and digit:
                group, digit = group + digit * self.powers[word], None
            elif word == self.teen and digit:
                group, digit = group + 10 + digit, None
            elif word in self.fractions and (digit is not None or self._scaled(lowers, at, end)):
                group, digit = group + (digit or 0) + self.fractions[word], None
            elif word in self.scales and (digit or group):
                scale = self.scales[word]
                total, group, digit = total + (group + (digit or 0)) * scale, 0.0, None
            else:
                break
            at += 1
        value = total + group + (digit or 0)
        return _Value(at, value, value, value, scale) if at > start else None

    def _scaled(self, lowers: list[str], at: int, end: int) -> bool:
        return at + 1 < end and lowers[at + 1] in self.scales

    def _repeated(self, lowers: list[str], told: _Value, end: int) -> _Value:
        """Take in a number told again: 'dua (2)', '3 (tiga)', '1 satu'."""
        at = told.last
        bracket = at < end and lowers[at] == "("
        first = at + bracket
        if first >= end or not (bracket or lowers[first] in self.starts):
            return told
        inner = self._words(lowers, first, end) or self._bare(lowers[first], first)
        if inner is None or inner.best != told.best:
            return told
        if bracket and lowers[inner.last : inner.last + 1] != [")"]:
            return told
        return _Value(inner.last + bracket, told.min, told.best, told.max, told.scale)

    @staticmethod
    def _bare(word: str, at: int) -> _Value | None:
        value = parse_figures(word)
        return None if value is None else _exact(at + 1, value, 1)


def parse_figures(word: str) -> float | None:
    """Return the value of '2.500', '1,2' or '1,250,000'; None when it is a date or a clock time."""
    if len(word) > LONGEST_TOKEN:
        return None
    if word.isdecimal():
        return float(word) if len(word) <= LONGEST_PLAIN else None
    if GROUPED.fullmatch(word):
        whole = word.replace(".", "") if "." in word else word.replace(",", "")
        return float(whole.replace(",", "."))
    return float(word.replace(",", ".")) if PLAIN.fullmatch(word) else None


def _exact(last: int, value: float, scale: float) -> _Value:
    value = round(value * scale, 3) if scale > 1 else value
    return _Value(last, value, value, value, scale)


def _check(files: PackFiles, key: str, table: Any) -> None:
    for word, value in table.items():
        if not isinstance(value, int | float) or word != word.lower():
            raise PackError(
                f"{files.folder / FILE}: [{key}] {word!r} is a lower-case word and a number"
            )
