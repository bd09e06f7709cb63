"""Expressions of time, resolved against the publication date in its own time zone.

A weekday is the latest one on or before publication; a day and month without a year is the nearest
past one; 'depan' and 'mendatang' turn both around.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from service.packs.files import PackFiles
from service.records import Time
from service.text.document import Document

FILE = "times.toml"
Granularity = Literal["year", "month", "day"]


@dataclass(frozen=True, slots=True)
class Times:
    """The time words of a language, compiled into one pattern."""

    pattern: re.Pattern[str]
    words: dict[str, Any]

    @classmethod
    def load(cls, files: PackFiles) -> "Times":
        """Read `times.toml`; raises `PackError`."""
        keys = ("months", "weekdays", "relative", "units", "numbers", "past", "ahead")
        words = files.toml(FILE, keys)
        return cls(re.compile(_pattern(words), re.IGNORECASE), words)

    def find(self, doc: Document, published: datetime | None) -> list[Time]:
        """Return the times of `doc`, sorted by start; relative ones need `published`."""
        today = published.date() if published else None
        found = []
        for match in self.pattern.finditer(doc.text):
            resolved = self._resolve(match, today)
            if resolved:
                value, granularity = resolved
                found.append(Time(match.group(), match.start(), match.end(), value, granularity))
        return found

    def _resolve(self, match: re.Match[str], today: date | None) -> tuple[str, Granularity] | None:
        kind = match.lastgroup
        try:
            if kind == "numeric":
                return _iso(int(match["y1"]), int(match["m1"]), int(match["d1"])), "day"
            if kind == "written":
                return self._written(match, today)
            if kind == "month":
                return (
                    f"{int(match['y3']):04}-{self.words['months'][match['mon3'].lower()]:02}",
                    "month",
                )
            if kind == "year":
                return match["y4"], "year"
            return self._relative(match, today) if today else None
        except (ValueError, OverflowError):
            return None

    def _written(self, match: re.Match[str], today: date | None) -> tuple[str, Granularity] | None:
        month, day = self.words["months"][match["mon2"].lower()], int(match["d2"])
        if match["y2"]:
            return _iso(int(match["y2"]), month, day), "day"
        if today is None:
            return None
        ahead = self._is_ahead(match)
        year = today.year
        if day > monthrange(2024, month)[1]:
            return None
        if ahead and (month, day) < (today.month, today.day):
            year += 1
        elif not ahead and (month, day) > (today.month, today.day):
            year -= 1
        return _iso(year, month, day), "day"

    def _relative(self, match: re.Match[str], today: date) -> tuple[str, Granularity] | None:
        sign = 1 if self._is_ahead(match) else -1
        if match["weekday"]:
            wanted = self.words["weekdays"][match["weekday"].lower()]
            back = (today.isoweekday() - wanted) % 7
            days = (7 - back) % 7 or 7 if sign > 0 else -back
            return (today + timedelta(days=days)).isoformat(), "day"
        if match["rel"]:
            days = self.words["relative"][match["rel"].lower()]
            return (today + timedelta(days=days)).isoformat(), "day"
        if match["unit"]:
            number = self._number(match["count"])
            days = sign * number * self.words["units"][match["unit"].lower()]
            return (today + timedelta(days=days)).isoformat(), "day"
        number = self._number(match["count2"])
        if match["unit2"].lower() == "tahun":
            return f"{today.year + sign * number:04}", "year"
        months = today.year * 12 + today.month - 1 + sign * number
        return f"{months // 12:04}-{months % 12 + 1:02}", "month"

    def _number(self, text: str | None) -> int:
        if not text:
            return 1
        number: int = self.words["numbers"].get(text.lower(), 0) or int(text)
        return number

    def _is_ahead(self, match: re.Match[str]) -> bool:
        return match.group().split()[-1].lower() in self.words["ahead"]["words"]


def _iso(year: int, month: int, day: int) -> str:
    return date(year, month, day).isoformat()


def _pattern(words: dict[str, Any]) -> str:
    def either(items: Any) -> str:
        return "|".join(re.escape(item) for item in sorted(items, key=len, reverse=True))

    months, days = either(words["months"]), either(words["weekdays"])
    number = rf"\d{{1,3}}|{either(words['numbers'])}"
    direction = either([*words["past"]["words"], *words["ahead"]["words"]])
    weekday = rf"(?:{days})"
    return (
        rf"(?P<numeric>\b(?:{weekday},? ?)?\(?(?P<d1>\d{{1,2}})[/](?P<m1>\d{{1,2}})[/](?P<y1>(?:19|20)\d\d)\b\)?)"
        rf"|(?P<written>\b(?P<d2>\d{{1,2}}) (?P<mon2>{months})\b\.?(?: (?P<y2>(?:19|20)\d\d)\b)?(?: (?:{direction})\b)?)"
        rf"|(?P<month>\b(?P<mon3>{months}) (?P<y3>(?:19|20)\d\d)\b)"
        rf"|(?P<year>(?<=\btahun )(?P<y4>(?:19|20)\d\d)\b)"
        rf"|(?P<relative>\b(?:"
        rf"(?P<rel>{either(words['relative'])})"
        rf"|(?:(?P<count>{number}) )?(?P<unit>{either(words['units'])}) (?:yang )?(?:{direction})"
        rf"|(?:(?P<count2>{number}) )?(?P<unit2>bulan|tahun) (?:yang )?(?:{direction})"
        rf"|(?:hari )?(?P<weekday>{days})(?: (?:malam|pagi|siang|sore|dini hari))?(?: (?:{direction}))?"
        rf")\b)"
    )
