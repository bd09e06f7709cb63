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
        """Return the longest role that begins at token `first`, before `end`; None if none."""
        start = first
        while start < end and lowers[start] in self.modifiers:
            start += 1
        if start >= end:
            return None
        for size in range(self.longest.get(lowers[start], 0), 0, -1):
            words = tuple(lowers[start : start + size])
            if start + size <= end and words in self.sectors:
                sector = self.sectors[words]
                if any(word in self.former for word in lowers[first:start]):
                    sector = "ELI"
                return Role(first, start + size, sector)
        return None
