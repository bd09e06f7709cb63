"""The closed lists: countries, seats of government, places and organisations, found in one pass."""

from dataclasses import dataclass, field
from functools import cached_property

import ahocorasick_rs

from service.entities.mentions import Kind
from service.ids import unlinked_entity_id
from service.packs.files import PackFiles, Row
from service.records import EntityType
from service.text.document import Document

COUNTRIES, PLACES, ORGANISATIONS = "countries.tsv", "places.tsv", "organisations.tsv"
KINDS: tuple[Kind, ...] = ("admin1", "city", "region", "water", "place")


@dataclass(frozen=True, slots=True)
class Entry:
    """One known entity; `kind` is country, seat, org or one of `KINDS`."""

    entity_id: str
    type: EntityType
    name: str
    country: str | None
    sector: str | None
    kind: Kind
    admin1: str | None = None

    @property
    def linked(self) -> bool:
        """Whether the id is that of a knowledge base."""
        return not self.entity_id.startswith("kabar:")


@dataclass(frozen=True, slots=True)
class Hit:
    """Tokens `first:last` name `entry`."""

    first: int
    last: int
    entry: Entry


@dataclass(frozen=True)
class Gazetteer:
    """All closed lists of a language: surface form → entry."""

    forms: dict[str, Entry] = field(repr=False)

    @classmethod
    def load(cls, files: PackFiles) -> "Gazetteer":
        """Read the three tables; raises `PackError` for a wrong row or a form told twice."""
        forms: dict[str, Entry] = {}
        for row in files.table(COUNTRIES, ("iso3", "name", "aliases", "seats")):
            _add_country(forms, row)
        for row in files.table(ORGANISATIONS, ("name", "country", "sector", "aliases")):
            _add_organisation(forms, row)
        for row in files.table(PLACES, ("name", "kind", "country", "aliases", "admin1")):
            _add_place(forms, row)
        return cls(forms)

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        kind = ahocorasick_rs.MatchKind.LeftmostLongest
        return ahocorasick_rs.AhoCorasick(list(self.forms), matchkind=kind)

    @cached_property
    def _entries(self) -> list[Entry]:
        return list(self.forms.values())

    @cached_property
    def _folded(self) -> dict[str, Entry]:
        return {form.casefold(): entry for form, entry in self.forms.items()}

    def find(self, doc: Document) -> list[Hit]:
        """Return the hits in `doc` that begin and end with a token, in order, longest first."""
        begins = {start: index for index, start in enumerate(doc.starts)}
        finishes = {end: index + 1 for index, end in enumerate(doc.ends)}
        hits = []
        for number, start, end in self._automaton.find_matches_as_indexes(doc.text):
            first, last = begins.get(start), finishes.get(end)
            if first is not None and last is not None:
                hits.append(Hit(first, last, self._entries[number]))
        return hits

    def lookup(self, name: str) -> Entry | None:
        """Return the entry called `name`, in any case; None if there is none."""
        return self._folded.get(name.casefold())


def _add_country(forms: dict[str, Entry], row: Row) -> None:
    code = row["iso3"]
    if len(code) != 3 or not code.isupper():
        raise row.error(f"iso3 {code!r} is not an ISO 3166-1 alpha-3 code")
    country = Entry(f"iso3166:{code}", "LOC", row["name"], code, "GOV", "country")
    _add(forms, row, country, (row["name"], *row.list("aliases")))
    for seat in row.list("seats"):
        name, *spellings = seat.split("=")
        entry = Entry(unlinked_entity_id("LOC", name), "LOC", name, code, "GOV", "seat")
        _add(forms, row, entry, [form for form in (name, *spellings) if form not in forms])


def _add_organisation(forms: dict[str, Entry], row: Row) -> None:
    name = row["name"]
    entry = Entry(
        unlinked_entity_id("ORG", name), "ORG", name, row["country"] or None, row["sector"], "org"
    )
    _add(forms, row, entry, (name, *row.list("aliases")))


def _add_place(forms: dict[str, Entry], row: Row) -> None:
    kind = next((kind for kind in KINDS if kind == row["kind"]), None)
    if kind is None:
        raise row.error(f"kind {row['kind']!r} must be one of {', '.join(KINDS)}")
    name = row["name"]
    entry = Entry(
        unlinked_entity_id("LOC", name), "LOC", name, row["country"] or None, None, kind,
        row["admin1"] or None,
    )  # fmt: skip
    # A country, capital or organisation of the same name goes before.
    _add(forms, row, entry, [form for form in (name, *row.list("aliases")) if form not in forms])


def _add(
    forms: dict[str, Entry], row: Row, entry: Entry, names: tuple[str, ...] | list[str]
) -> None:
    for name in names:
        if name in forms and forms[name] is not entry:
            raise row.error(f"{name!r} already names {forms[name].name!r}; remove one")
        forms[name] = entry
