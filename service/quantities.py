"""Numbers with what they count: people, money, percent, and rough numbers with their range."""

import re
from dataclasses import dataclass
from typing import Any

from service.packs.files import PackFiles
from service.records import Quantity
from service.text.document import Document

FILE = "quantities.toml"
KEYS = ("rough", "scales", "limits", "people", "money")
NUMBERS = {
    "seorang": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8,
    "sembilan": 9, "sepuluh": 10, "sebelas": 11,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantities:
    """The number words of a language, compiled into one pattern."""

    pattern: re.Pattern[str]
    words: dict[str, Any]

    @classmethod
    def load(cls, files: PackFiles) -> "Quantities":
        """Read `quantities.toml`; raises `PackError`."""
        words = files.toml(FILE, KEYS)
        return cls(re.compile(_pattern(words), re.IGNORECASE), words)

    def find(self, doc: Document) -> list[Quantity]:
        """Return the quantities of `doc`, sorted by start."""
        return [self._quantity(match) for match in self.pattern.finditer(doc.text)]

    def _quantity(self, match: re.Match[str]) -> Quantity:
        rough = self.words["rough"].get((match["rough"] or "").lower())
        scale = self.words["scales"].get((match["scale"] or match["scale2"] or "").lower(), 1)
        low: float | None
        high: float | None
        if rough:
            value, low, high = None, float(rough[0]) * scale, float(rough[1]) * scale
        else:
            value = _number(match["number"] or match["money"]) * scale
            limit = self.words["limits"].get((match["limit"] or "").lower())
            low = None if limit == "max" else value
            high = None if limit == "min" else value
        return Quantity(
            match.group(), match.start(), match.end(), value, low, high, self._unit(match)
        )

    def _unit(self, match: re.Match[str]) -> str | None:
        if match["currency"]:
            unit: str = self.words["money"][match["currency"].lower()]
            return unit
        if match["percent"]:
            return "percent"
        return "person" if match["people"] or (match["number"] or "").lower() == "seorang" else None


def _number(text: str) -> float:
    lower = text.lower()
    if lower in NUMBERS:
        return float(NUMBERS[lower])
    return float(lower.replace(".", "").replace(",", "."))


def _pattern(words: dict[str, Any]) -> str:
    def either(items: Any) -> str:
        return "|".join(re.escape(item) for item in sorted(items, key=len, reverse=True))

    digits = r"\d{1,3}(?:\.\d{3}){1,4}(?:,\d{1,3})?|\d{1,12}(?:,\d{1,3})?"
    scale = either(words["scales"])
    people = either(words["people"]["words"])
    return (
        rf"\b(?:(?P<limit>{either(words['limits'])}) )?(?:"
        rf"(?P<currency>{either(words['money'])})\.? ?(?P<money>{digits})(?: (?P<scale2>{scale})\b)?"
        rf"|(?:(?P<rough>{either(words['rough'])})|(?P<number>{digits}|{either(NUMBERS)}))"
        rf"(?: (?P<scale>{scale})\b)?"
        rf"(?:(?P<percent> ?%| persen\b)| (?P<people>{people})\b|(?<=seorang)\b))"
    )
