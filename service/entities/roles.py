"""Titles and functions: who someone is, and which PLOVER sector that makes them."""

from collections.abc import Iterator
from dataclasses import dataclass

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


class Role:
    """Tokens `first:last` tell a role; `sector` is None for a title that tells none.

    `open` roles ("ketua", "juru bicara") are of the body named after them; their own sector is only
    for want of a better one. `country` is that of a role which only one country has ("kapolres").
    `others`: right before a name it is not that person's own ("pengacara X", "pemerintahan X").
    """

    def __init__(
        self,
        first: int,
        last: int,
        sector: str | None,
        is_open: bool = False,
        country: str | None = None,
        others: bool = False,
    ) -> None:
        self.first = first
        self.last = last
        self.sector = sector
        self.open = is_open
        self.country = country
        self.others = others


class _Meaning:
    """What a sequence of words tells; the fields are those of `Role`."""

    def __init__(
        self, words: list[str], sector: str | None, is_open: bool, country: str | None, others: bool
    ) -> None:
        self.words = words
        self.sector = sector
        self.open = is_open
        self.country = country
        self.others = others


class _Begun:
    """The roles that begin with a word: of this one alone, and longer ones by the second word."""

    def __init__(self) -> None:
        self.alone: list[_Meaning] = []
        self.longer: dict[str, list[_Meaning]] = {}

    def at(self, lowers: list[str], first: int, end: int) -> _Meaning | None:
        """Return the longest of them that stands at token `first`, before `end`."""
        if self.longer and first + 1 < end:
            longer = self.longer.get(lowers[first + 1])
            if longer is not None:
                for meaning in longer:
                    last = first + len(meaning.words)
                    if last <= end and lowers[first:last] == meaning.words:
                        return meaning
        return self.alone[0] if self.alone else None


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of a language, as word sequences in lower case.

    `begins` holds every word that a role can begin with: callers look those up in the document's
    index instead of asking `match` at every token. `ends` holds every word that one can end with.
    """

    starts: dict[str, _Begun]
    modifiers: frozenset[str]
    former: frozenset[str]
    begins: frozenset[str]
    ends: frozenset[str]

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
            if odd := sorted(roles.difference(told)):
                raise PackError(f"{path}: {key} names {odd}, which no sector or title holds")
        starts: dict[str, _Begun] = {}
        for role in sorted(told, key=lambda role: (-len(role.split()), role)):
            words = role.split()
            country = "IDN" if role in marked["indonesian"] else None
            is_open, others = role in marked["open"], role in marked["others"]
            meaning = _Meaning(words, told[role], is_open, country, others)
            begun = starts.setdefault(words[0], _Begun())
            longer = begun.longer.setdefault(words[1], []) if len(words) > 1 else begun.alone
            longer.append(meaning)
        modifiers, former = frozenset(data["modifiers"]), frozenset(data["former"])
        ends = frozenset(role.split()[-1] for role in told)
        return cls(starts, modifiers, former, modifiers.union(starts), ends)

    def meanings(self) -> Iterator[_Meaning]:
        """Yield every role."""
        for begun in self.starts.values():
            yield from begun.alone
            for told in begun.longer.values():
                yield from told

    def words(self) -> set[str]:
        """Return every word of every role."""
        return {word for role in self.meanings() for word in role.words}

    def match(self, lowers: list[str], first: int, end: int) -> Role | None:
        """Return the longest role that begins at token `first`, before `end`; None if none.

        Modifiers may come before the head ("plt kepala dinas"); "mantan" makes it of the elite.
        """
        former = False
        for start in range(first, end):
            word = lowers[start]
            begun = self.starts.get(word)
            meaning = begun.at(lowers, start, end) if begun else None
            if meaning:
                sector, is_open = meaning.sector, meaning.open
                if former and sector:
                    sector, is_open = FORMER_SECTOR, False
                last = start + len(meaning.words)
                return Role(first, last, sector, is_open, meaning.country, meaning.others)
            if word not in self.modifiers:
                return None
            former = former or word in self.former
        return None
