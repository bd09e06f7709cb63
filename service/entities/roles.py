"""Titles and functions: who someone is, and which PLOVER sector that makes them."""

from dataclasses import dataclass
from typing import NamedTuple

from service.errors import PackError
from service.packs.files import PackFiles

FILE = "roles.toml"
KEYS = ("titles", "modifiers", "former", "open", "indonesian", "others", "sectors")
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
FORMER_SECTOR = "ELI"


class Role(NamedTuple):
    """Tokens `first:last` tell a role; `sector` is None for a title that tells none.

    `open` roles ("ketua", "juru bicara") are of the body named after them; their own sector is only
    for want of a better one. `country` is that of a role which only one country has ("kapolres").
    `others`: right before a name it is not that person's own ("pengacara X", "pemerintahan X").
    """

    first: int
    last: int
    sector: str | None
    open: bool = False
    country: str | None = None
    others: bool = False


class _Meaning(NamedTuple):
    words: list[str]
    sector: str | None
    open: bool
    country: str | None
    others: bool


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of a language, as word sequences in lower case.

    `begins` holds every word that a role can begin with: callers look those up in the document's
    index instead of asking `match` at every token.
    """

    starts: dict[str, list[_Meaning]]
    modifiers: frozenset[str]
    former: frozenset[str]
    begins: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles) -> "Roles":
        """Read `roles.toml`; raises `PackError` for an unknown sector or a role told twice."""
        data = files.toml(FILE, KEYS)
        path = files.folder / FILE
        told: dict[str, str | None] = dict.fromkeys(data["titles"])
        for sector, roles in data["sectors"].items():
            if sector not in SECTORS:
                raise PackError(f"{path}: {sector!r} is no PLOVER sector")
            for role in roles:
                if role in told:
                    raise PackError(f"{path}: {role!r} is told twice; remove one")
                told[role] = sector
        marked = {key: frozenset(data[key]) for key in ("open", "indonesian", "others")}
        for key, roles in marked.items():
            if odd := sorted(roles - told.keys()):
                raise PackError(f"{path}: {key} names {odd}, which no sector or title holds")
        starts: dict[str, list[_Meaning]] = {}
        for role in sorted(told, key=lambda role: (-len(role.split()), role)):
            words = role.split()
            country = "IDN" if role in marked["indonesian"] else None
            is_open, others = role in marked["open"], role in marked["others"]
            meaning = _Meaning(words, told[role], is_open, country, others)
            starts.setdefault(words[0], []).append(meaning)
        modifiers = frozenset(data["modifiers"])
        return cls(starts, modifiers, frozenset(data["former"]), modifiers | starts.keys())

    def words(self) -> set[str]:
        """Return every word of every role."""
        return {word for told in self.starts.values() for role in told for word in role.words}

    def match(self, lowers: list[str], first: int, end: int) -> Role | None:
        """Return the longest role that begins at token `first`, before `end`; None if none.

        Modifiers may come before the head ("plt kepala dinas"); "mantan" makes it of the elite.
        """
        former = False
        for start in range(first, end):
            word = lowers[start]
            for words, sector, is_open, country, others in self.starts.get(word, ()):
                last = start + len(words)
                if last <= end and (last == start + 1 or lowers[start:last] == words):
                    if former and sector:
                        return Role(
                            first, last, FORMER_SECTOR, open=False, country=country, others=others
                        )
                    return Role(first, last, sector, is_open, country, others)
            if word not in self.modifiers:
                return None
            former = former or word in self.former
        return None
