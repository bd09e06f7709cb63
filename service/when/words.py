"""The time words of a language pack."""

from dataclasses import dataclass
from typing import Any

from service.errors import PackError
from service.numbers import Numbers
from service.packs.files import PackFiles

FILE = "times.toml"
TABLES = ("months", "weekdays", "relative", "units", "hours", "zones", "quarters")
LISTS = (
    "past", "last", "ahead", "this", "that", "edges", "parts", "clock", "quarter", "to",
    "month", "year", "date", "era", "law", "planned",
    "counted", "vague", "one", "and",
)  # fmt: skip
UNITS = frozenset({"day", "week", "month", "year", "decade"})


@dataclass(frozen=True, slots=True)
class Words:
    """Tables and lists of `times.toml`, and the numbers of the language."""

    months: dict[str, int]
    weekdays: dict[str, int]
    relative: dict[tuple[str, ...], int]
    units: dict[str, str]
    hours: dict[str, tuple[int, int]]
    zones: dict[str, str]
    quarters: dict[str, int]
    lists: dict[str, frozenset[str]]
    numbers: Numbers

    @classmethod
    def load(cls, files: PackFiles) -> "Words":
        """Read `times.toml`; raises `PackError`."""
        data = files.toml(FILE, (*TABLES, "words"))
        path = files.folder / FILE
        if set(data["words"]) != set(LISTS):
            raise PackError(f"{path}: [words] must hold exactly {sorted(LISTS)}")
        _within(path, data["months"], 12)
        _within(path, data["weekdays"], 7)
        _within(path, data["quarters"], 4)
        if not UNITS.issuperset(data["units"].values()):
            raise PackError(f"{path}: [units] are {sorted(UNITS)}")
        return cls(
            months=data["months"],
            weekdays=data["weekdays"],
            relative={tuple(phrase.split()): days for phrase, days in data["relative"].items()},
            units=data["units"],
            hours={word: (low, high) for word, (low, high) in data["hours"].items()},
            zones=data["zones"],
            quarters=data["quarters"],
            lists={key: frozenset(words) for key, words in data["words"].items()},
            numbers=Numbers.load(files),
        )


def _within(path: Any, table: dict[str, int], most: int) -> None:
    for word, number in table.items():
        if not 1 <= number <= most:
            raise PackError(f"{path}: {word!r} is {number}, must be 1 to {most}")
