"""Titles and functions: who someone is, and which PLOVER sector that makes them."""

from dataclasses import dataclass
from typing import NamedTuple

from service.errors import PackError
from service.packs.files import PackFiles

FILE = "roles.toml"
SECTORS = frozenset(
    [
        "GOV",
        "MIL",
        "COP",
        "JUD",
        "LEG",
        "PTY",
        "REB",
        "SPY",
        "UAF",
        "UNK",
        "AGR",
        "BUS",
        "CRM",
        "CVL",
        "EDU",
        "ELI",
        "JRN",
        "LAB",
        "MED",
        "REF",
        "OPP",
        "PRM",
        "REL",
        "SOC",
        "IGO",
        "NGO",
        "ISM",
        "IMG",
        "MNC",
    ]
)


class Role(NamedTuple):
    """Tokens `first:last` tell a role; `sector` is None for a title that tells none."""

    first: int
    last: int
    sector: str | None


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of a language, as word sequences in lower case."""

    sectors: dict[tuple[str, ...], str | None]
    modifiers: frozenset[str]
    former: frozenset[str]
    longest: dict[str, int]

    @classmethod
    def load(cls, files: PackFiles) -> "Roles":
        """Read `roles.toml`; raises `PackError` for an unknown sector or a role told twice."""
        data = files.toml(FILE, ("titles", "modifiers", "former", "sectors"))
        sectors: dict[tuple[str, ...], str | None] = {
            tuple(title.split()): None for title in data["titles"]
        }
        for sector, roles in data["sectors"].items():
            if sector not in SECTORS:
                raise PackError(f"{files.folder / FILE}: {sector!r} is no PLOVER sector")
            for role in roles:
                words = tuple(role.split())
                if words in sectors:
                    raise PackError(f"{files.folder / FILE}: {role!r} is told twice; remove one")
                sectors[words] = sector
        longest: dict[str, int] = {}
        for words in sectors:
            longest[words[0]] = max(longest.get(words[0], 0), len(words))
        return cls(sectors, frozenset(data["modifiers"]), frozenset(data["former"]), longest)

    def match(self, lowers: list[str], first: int, end: int) -> Role | None:
        """Return the longest role that begins at token `first`, before `end`; None if none.

        Modifiers may come before the head ("plt kepala dinas"); "mantan" makes it of the elite.
        """
        start = first
        while start < end:
            found = self._longest(lowers, start, end)
            if found:
                sector = self.sectors[found]
                if not self.former.isdisjoint(lowers[first:start]):
                    sector = "ELI"
                return Role(first, start + len(found), sector)
            if lowers[start] not in self.modifiers:
                return None
            start += 1
        return None

    def _longest(self, lowers: list[str], start: int, end: int) -> tuple[str, ...] | None:
        for size in range(min(self.longest.get(lowers[start], 0), end - start), 0, -1):
            words = tuple(lowers[start : start + size])
            if words in self.sectors:
                return words
        return None
