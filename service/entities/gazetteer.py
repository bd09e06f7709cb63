"""The closed lists: countries, seats of government, places and organisations, found by their words.

A body that every region has ('Polda', 'Kejari') makes a name with the place or body after it.
"""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from service.entities.bodies import Bodies, Body
from service.entities.mentions import Kind
from service.entities.roles import SECTORS
from service.ids import unlinked_entity_id
from service.packs.files import PackFiles, Row
from service.records import EntityType
from service.text.document import Document
from service.text.tokens import Tokenizer

COUNTRIES, SEATS, PLACES = "countries.tsv", "seats.tsv", "places.tsv"
ORGANISATIONS = "organisations.tsv"
KINDS: tuple[Kind, ...] = ("admin1", "city", "region", "water", "place")
# Shorter forms in capitals are acronyms: "PAN" is no shouted "Pan".
LEAST_SHOUTED = 5
ARTICLES = ("Al-", "al-", "Al ", "al ")
DIRECTIONS = frozenset({"utara", "selatan", "barat", "timur", "tengah", "tenggara"})
MAY_HAVE_PARTS = frozenset({"country", "admin1", "region", "seat", "city"})
# Places that make a name of a body written small: "kepolisian Kopenhagen".
NAMING = frozenset({"country", "seat", "city", "admin1"})
LONGEST_PLACE = 5
# Sectors of a part and its owner that differ: 'Fraksi Golkar', 'RS Polri'.
PARTS = frozenset({("LEG", "PTY"), ("PTY", "LEG"), ("MED", "COP"), ("MED", "MIL"), ("COP", "MIL")})
HOME = "IDN"
# Between a body and its place: "Polres Kota Bogor", "BPBD Kabupaten Boyolali".
DIVISIONS = frozenset(
    {"kota", "kabupaten", "kab.", "provinsi", "prov.", "kecamatan", "kec.", "kelas"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One known entity."""

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


class Hit:
    """Tokens `first:last` name `entry`; `body` if that is a head with a place."""

    def __init__(self, first: int, last: int, entry: Entry, body: Body | None = None) -> None:
        self.first = first
        self.last = last
        self.entry = entry
        self.body = body


class _Form:
    def __init__(self, words: list[str], lowers: list[str], entry: Entry) -> None:
        self.words = words
        self.lowers = lowers
        self.entry = entry


class _Begun(NamedTuple):
    """The forms that begin with a word: of this one alone, and longer ones by the second word."""

    alone: list[_Form]
    longer: dict[str, list[_Form]]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All closed lists of a language: surface form → entry.

    `starts[word]` are the forms that begin with this lower-case word, the longest first.
    """

    forms: dict[str, Entry] = field(repr=False)
    starts: dict[str, _Begun] = field(repr=False)
    begins: frozenset[str] = field(repr=False)
    folded: dict[str, Entry] = field(repr=False)
    bodies: Bodies = field(repr=False)

    @classmethod
    def load(cls, files: PackFiles) -> "Gazetteer":
        """Read the tables; raises `PackError` for a wrong row or a form told twice."""
        forms: dict[str, Entry] = {}
        for row in files.table(COUNTRIES, ("iso3", "name", "aliases")):
            _add_country(forms, row)
        for row in files.table(ORGANISATIONS, ("name", "country", "sector", "aliases")):
            _add_organisation(forms, row)
        for row in files.table(SEATS, ("name", "country", "sector", "aliases")):
            _add_seat(forms, row)
        for row in files.table(PLACES, ("name", "kind", "country", "aliases", "admin1")):
            _add_place(forms, row)
        tokenizer = Tokenizer.load(files)
        starts: dict[str, _Begun] = {}
        for name, entry in forms.items():
            doc = tokenizer.parse(None, [name])
            alone, longer = starts.setdefault(doc.lowers[0], _Begun([], {}))
            same = longer.setdefault(doc.lowers[1], []) if len(doc.lowers) > 1 else alone
            same.append(_Form(doc.words, doc.lowers, entry))
        for alone, longer in starts.values():
            for same in (alone, *longer.values()):
                same.sort(key=lambda form: (-len(form.words), form.words))
        folded = {form.casefold(): entry for form, entry in reversed(forms.items())}
        return cls(forms, starts, frozenset(starts), folded, Bodies.load(files))

    def find(self, doc: Document) -> list[Hit]:
        """Return the hits in `doc`, in order, never overlapping, the leftmost longest."""
        found: dict[int, Hit] = {}
        for word in doc.among(self.begins):
            alone, longer = self.starts[word]
            for at in doc.index[word]:
                form = (longer and _longest(doc, at, longer)) or _as_written(doc.words[at], alone)
                if form:
                    found[at] = Hit(at, at + len(form.words), form.entry)
        _join_chapters(found)
        self._join_directions(doc, found)
        self._compose(doc, found)
        return _apart(found)

    def lookup(self, name: str) -> Entry | None:
        """Return the entry called `name`, in any case; None if there is none."""
        return self.folded.get(name.casefold())

    def _join_directions(self, doc: Document, found: dict[int, Hit]) -> None:
        """Make 'Israel selatan', 'Rafah Barat' of a place and the direction right after it.

        Written small, the direction is only that, but for countries, whose parts news tells apart.
        """
        for after in doc.where(DIRECTIONS):
            for at in range(after - 1, max(after - LONGEST_PLACE, 0) - 1, -1):
                hit = found.get(at)
                parts = MAY_HAVE_PARTS if doc.words[after][0].isupper() else {"country"}
                if hit and hit.last == after and hit.entry.kind in parts:
                    name = f"{hit.entry.name} {doc.lowers[after]}"
                    part = replace(
                        hit.entry, entity_id=unlinked_entity_id("LOC", name), name=name,
                        sector=None, kind="region",
                    )  # fmt: skip
                    found[at] = Hit(at, after + 1, part)

    def _compose(self, doc: Document, found: dict[int, Hit]) -> None:
        """Add 'Polda Bali', 'Ditreskrimum Polda Bali', 'Kejaksaan Negeri (Kejari) Lembata'.

        From right to left, so that a body within a body is known when its owner is read.
        """
        for at in reversed(doc.where(self.bodies.begins)):
            end = doc.sentences[doc.sentence_of[at]].last
            body = self.bodies.match(doc.lowers, at, end)
            if body is None:
                continue
            small = doc.words[at][0].islower()
            owner = self._owner(doc, found, body, at + len(body.words), end)
            if owner is None or (small and not (body.lower and owner.entry.kind in NAMING)):
                continue
            known = found.get(at)
            if known and known.last >= owner.last:
                continue
            # "Radio ABC Australia": the country ends the name.
            end_of = found.get(owner.last)
            last = end_of.last if end_of and end_of.entry.kind == "country" else owner.last
            found[at] = Hit(at, last, _composed(body, owner.entry), body)

    def _owner(
        self, doc: Document, found: dict[int, Hit], body: Body, at: int, end: int
    ) -> Hit | None:
        """Return the place or body after a head, past a bracketed acronym and 'Kota' or 'Kabupaten'."""
        if at + 3 < end and doc.words[at] == "(" and doc.words[at + 2] == ")":
            at += 3
        if at < end and at not in found and doc.lowers[at] in DIVISIONS:
            at += 1
        owner = found.get(at)
        if owner is None or (owner.entry.type == "ORG" and not _owns(owner.entry, body)):
            return None
        return owner if owner.entry.kind != "water" else None


def _longest(doc: Document, at: int, longer: dict[str, list[_Form]]) -> _Form | None:
    """Return the longest form of several words at token `at`."""
    following = doc.lowers[at + 1 : at + 2]
    for form in longer.get(following[0], ()) if following else ():
        last = at + len(form.words)
        if doc.lowers[at:last] == form.lowers and _written(doc.words[at:last], form.words):
            return form
    return None


def _as_written(word: str, alone: list[_Form]) -> _Form | None:
    """Return the form of one word that `word` writes."""
    for form in alone:
        if word == form.words[0] or _written([word], form.words):
            return form
    return None


def _join_chapters(found: dict[int, Hit]) -> None:
    """Make 'Walhi Jawa Timur' of an Indonesian body and the region right after it."""
    for at, hit in found.items():
        region = found.get(hit.last)
        if region and hit.entry.country == HOME and _is_chapter(hit.entry, region.entry):
            name = f"{hit.entry.name} {region.entry.name}"
            chapter = replace(hit.entry, entity_id=unlinked_entity_id("ORG", name), name=name)
            found[at] = Hit(at, region.last, chapter)


def _is_chapter(body: Entry, region: Entry) -> bool:
    return body.type == "ORG" and region.country == HOME and region.kind in {"admin1", "city"}


def _owns(owner: Entry, part: Body) -> bool:
    """Whether `part` can be of another body: of its kind, or a party's group in a parliament."""
    return owner.sector == part.sector or (part.sector, owner.sector) in PARTS


def _composed(body: Body, owner: Entry) -> Entry:
    name = f"{body.name} {owner.name}"
    country = body.country or owner.country
    return Entry(unlinked_entity_id("ORG", name), "ORG", name, country, body.sector, "org")


def _apart(found: dict[int, Hit]) -> list[Hit]:
    hits: list[Hit] = []
    for at in sorted(found):
        if not hits or at >= hits[-1].last:
            hits.append(found[at])
    return hits


def _written(words: list[str], form: list[str]) -> bool:
    """Whether `words` write `form`: as listed, with capitals for small letters, or all in capitals."""
    if words == form:
        return True
    if form[0][0].isupper() and words[0][0].islower():
        return False
    if all(word.isupper() for word in words):
        return sum(map(len, words)) >= LEAST_SHOUTED
    return all(
        word == listed or (listed[0].islower() and word == listed[0].upper() + listed[1:])
        for word, listed in zip(words, form, strict=True)
    )


def _add_country(forms: dict[str, Entry], row: Row) -> None:
    code = row["iso3"]
    if len(code) != 3 or not code.isupper():
        raise row.error(f"iso3 {code!r} is not an ISO 3166-1 alpha-3 code")
    country = Entry(f"iso3166:{code}", "LOC", row["name"], code, "GOV", "country")
    _add(forms, row, country)


def _add_seat(forms: dict[str, Entry], row: Row) -> None:
    entity_id = unlinked_entity_id("LOC", row["name"])
    entry = Entry(entity_id, "LOC", row["name"], row["country"], _sector(row), "seat")
    _add(forms, row, entry, yields=True)


def _add_organisation(forms: dict[str, Entry], row: Row) -> None:
    entity_id = unlinked_entity_id("ORG", row["name"])
    entry = Entry(entity_id, "ORG", row["name"], row["country"] or None, _sector(row), "org")
    _add(forms, row, entry)


def _add_place(forms: dict[str, Entry], row: Row) -> None:
    kind = next((kind for kind in KINDS if kind == row["kind"]), None)
    if kind is None:
        raise row.error(f"kind {row['kind']!r} must be one of {', '.join(KINDS)}")
    entity_id = unlinked_entity_id("LOC", row["name"])
    country, admin1 = row["country"] or None, row["admin1"] or None
    entry = Entry(entity_id, "LOC", row["name"], country, None, kind, admin1)
    _add(forms, row, entry, yields=True)


def _sector(row: Row) -> str:
    if row["sector"] not in SECTORS:
        raise row.error(f"{row['sector']!r} is no PLOVER sector")
    return row["sector"]


def _add(forms: dict[str, Entry], row: Row, entry: Entry, *, yields: bool = False) -> None:
    """Enter all names of `entry`; one that `yields` leaves names that are taken (country, capital)."""
    for name in (row["name"], *row.list("aliases")):
        for spelling in _spellings(name):
            holder = forms.setdefault(spelling, entry)
            if holder is not entry and not yields and spelling == name:
                raise row.error(f"{name!r} already names {holder.name!r}; remove one")


def _spellings(name: str) -> list[str]:
    """Return `name` as listed and with the Arabic article written in the usual ways."""
    for article in ARTICLES:
        if name.startswith(article):
            rest = name[len(article) :]
            return [name, *(f"{other}{rest}" for other in ARTICLES if other != article)]
    return [name]
