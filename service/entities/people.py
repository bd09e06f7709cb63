"""Persons known by name: which office they held on a day, when news names them without it."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from service.entities.roles import FORMER_SECTOR, SECTORS
from service.packs.files import PackFiles, Row
from service.text.document import Document

FILE = "people.tsv"
COLUMNS = ("name", "aliases", "country", "sector", "office", "from", "to")


class Term(NamedTuple):
    """An office from `begin` to `end`, both included; None: not known, or still held."""

    sector: str
    begin: date | None
    end: date | None


@dataclass(slots=True)
class Person:
    """One known person with all terms, in order."""

    name: str
    country: str | None
    terms: list[Term]

    def sector(self, day: date | None) -> str | None:
        """Return the sector on `day`: of the office held, the elite after it, None before it.

        Without a day the latest office counts.
        """
        if day is None:
            return self.terms[-1].sector
        begun = [term for term in self.terms if term.begin is None or term.begin <= day]
        held = [term for term in begun if term.end is None or day <= term.end]
        if held:
            return held[-1].sector
        return FORMER_SECTOR if begun else None


@dataclass(frozen=True, slots=True)
class People:
    """The known persons by every name; `starts`: the names' words by the first, in lower case."""

    names: dict[str, Person]
    starts: dict[str, list[list[str]]]
    begins: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles) -> "People":
        """Read `people.tsv`; raises `PackError` for a wrong row or a name told twice."""
        names: dict[str, Person] = {}
        for row in files.table(FILE, COLUMNS):
            if row["sector"] not in SECTORS:
                raise row.error(f"{row['sector']!r} is no PLOVER sector")
            person = names.get(row["name"])
            if person is None or person.name != row["name"]:
                person = Person(row["name"], row["country"] or None, [])
            for name in (row["name"], *row.list("aliases")):
                if names.setdefault(name, person) is not person:
                    raise row.error(f"{name!r} already names {names[name].name!r}; remove one")
            person.terms.append(Term(row["sector"], _day(row, "from"), _day(row, "to")))
        starts: dict[str, list[list[str]]] = {}
        for name in sorted(names, key=lambda name: (-len(name.split()), name)):
            starts.setdefault(name.split()[0].lower(), []).append(name.split())
        return cls(names, starts, frozenset(starts))

    def find(self, doc: Document) -> list[tuple[int, int]]:
        """Return the token spans of known names, the longest at each token, in order."""
        found = []
        for word in doc.among(self.begins):
            for at in doc.index[word]:
                for words in self.starts[word]:
                    if doc.words[at : at + len(words)] == words:
                        found.append((at, at + len(words)))
                        break
        return sorted(found)


def _day(row: Row, column: str) -> date | None:
    try:
        return date.fromisoformat(row[column]) if row[column] else None
    except ValueError:
        raise row.error(f"{column} is {row[column]!r}, must be YYYY-MM-DD or empty") from None
