"""Bodies that every region or state has: 'Polda', 'Kejari', 'Kementerian', with what they are."""

from dataclasses import dataclass
from typing import NamedTuple

from service.entities.roles import SECTORS
from service.packs.files import PackFiles

FILE = "bodies.tsv"
COLUMNS = ("heads", "sector", "country", "lower")


class Body(NamedTuple):
    """A kind of body: its usual head, its sector, and the country if only one has such bodies.

    `lower`: also a name when written small before a country ("militer Iran").
    """

    words: list[str]
    name: str
    sector: str
    country: str | None
    lower: bool


@dataclass(frozen=True, slots=True)
class Bodies:
    """The heads of bodies' names, by first word, longest first."""

    starts: dict[str, list[Body]]
    begins: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles) -> "Bodies":
        """Read `bodies.tsv`; raises `PackError` for an unknown sector or a head told twice."""
        told: dict[str, Body] = {}
        for row in files.table(FILE, COLUMNS):
            if row["sector"] not in SECTORS:
                raise row.error(f"{row['sector']!r} is no PLOVER sector")
            if row["lower"] not in {"", "yes"}:
                raise row.error(f"lower is {row['lower']!r}, must be 'yes' or empty")
            for cell in row.list("heads"):
                head, _, usual = cell.partition("=")
                if head.lower() in told:
                    raise row.error(f"{head!r} is told twice; remove one")
                told[head.lower()] = Body(
                    head.lower().split(), usual or head, row["sector"], row["country"] or None,
                    row["lower"] == "yes",
                )  # fmt: skip
        starts: dict[str, list[Body]] = {}
        for body in sorted(told.values(), key=lambda body: (-len(body.words), body.words)):
            starts.setdefault(body.words[0], []).append(body)
        return cls(starts, frozenset(starts))

    def match(self, lowers: list[str], first: int, end: int) -> Body | None:
        """Return the body with the longest head at token `first`, before `end`."""
        begun = self.starts.get(lowers[first])
        if begun is None:
            return None
        for body in begun:
            last = first + len(body.words)
            if last <= end and lowers[first:last] == body.words:
                return body
        return None

    def within(self, lowers: list[str], first: int, end: int) -> Body | None:
        """Return the first body whose head stands in tokens `first:end`."""
        for at in range(first, end):
            if lowers[at] in self.begins:
                body = self.match(lowers, at, end)
                if body:
                    return body
        return None
