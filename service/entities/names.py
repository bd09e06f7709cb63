"""Names: what the model tags and what the closed lists know, made one, the same all through an article."""

from dataclasses import dataclass

from service.entities import missed
from service.entities.cutting import cut, type_of_head
from service.entities.gazetteer import Hit
from service.entities.reading import Name, NameWords, Reading, tokens_of
from service.entities.recogniser import Recogniser
from service.entities.roles import Roles
from service.packs.files import PackFiles
from service.text.document import Document

__all__ = ["Name", "NameFinder"]

ROMAN = frozenset("IVXL")


@dataclass(frozen=True, slots=True)
class NameFinder:
    """Finds the names of an article."""

    knows: NameWords
    recogniser: Recogniser

    @classmethod
    def load(cls, files: PackFiles, roles: Roles) -> "NameFinder":
        """Read the word lists and the model; raises `PackError` and `ModelError`."""
        return cls(NameWords.load(files, roles), Recogniser.load())

    def find(self, doc: Document, hits: list[Hit]) -> list[Name]:
        """Return the names of the article, in order, never overlapping."""
        reading = Reading(self.knows, doc, hits)
        names = [
            name
            for span in self.recogniser.find(doc)
            if span.first >= reading.title
            for name in cut(reading, span)
        ]
        names = _grown(reading, _in_order(_with_hits(reading, names)))
        taken = tokens_of(names)
        names = missed.whole_persons(reading, names, taken)
        names += missed.behind_roles(reading, taken)
        names = missed.behind_heads(reading, names, taken)
        names += missed.acronyms(reading, names, taken)
        names = missed.agree(reading, names)
        return _in_order(names + missed.repeats(reading, names, taken))

    def is_ordinary(self, lower: str) -> bool:
        """Whether a capital on this word at the start of a sentence says nothing."""
        return self.knows.is_ordinary(lower)


def _in_order(names: list[Name]) -> list[Name]:
    return sorted(names, key=lambda name: name.first)


def _with_hits(reading: Reading, tagged: list[Name]) -> list[Name]:
    """Return tagged names and hits as one list without overlaps; the longer one stands."""
    same = {(name.first, name.last): i for i, name in enumerate(tagged)}
    over = {at: i for i, name in enumerate(tagged) for at in range(name.first, name.last)}
    known: list[Name] = []
    replaced: set[int] = set()
    for hit in reading.hits:
        number = same.get((hit.first, hit.last))
        if number is not None:
            replaced.add(number)
            known.append(Name(hit.first, hit.last, hit.entry.type, hit))
            continue
        under = {over[at] for at in range(hit.first, hit.last) if at in over}
        inside = all(hit.first <= tagged[i].first and tagged[i].last <= hit.last for i in under)
        if inside and (under or not _is_doubtful(reading, hit)):
            replaced |= under
            known.append(Name(hit.first, hit.last, hit.entry.type, hit))
    return known + [name for i, name in enumerate(tagged) if i not in replaced]


def _is_doubtful(reading: Reading, hit: Hit) -> bool:
    """One ordinary word with the capital of its sentence or of the title ('Antara lain …')."""
    return (
        hit.last == hit.first + 1
        and (hit.first < reading.title or reading.opens(hit.first))
        and not reading.doc.words[hit.first].isupper()
        and reading.doc.lowers[hit.first] in reading.knows.common
    )


def _grown(reading: Reading, names: list[Name]) -> list[Name]:
    """Join a body with what it is of: 'Dinas Sosial | Banda', 'Komisi III | DPR'."""
    grown: list[Name] = []
    for told in names:
        first = _head_before(reading, told, grown[-1].last if grown else reading.title)
        name = told
        if first < told.first:
            name = Name(first, told.last, type_of_head(reading, first, told.last) or "ORG", None)
        if name.type == "PER" or not grown:
            grown.append(name)
            continue
        if len(grown) > 1 and reading.is_bracketed(grown[-2].last, name.first):
            grown.pop()
        before = grown[-1]
        if before.type == "ORG" and _goes_on(reading, before, name.first):
            grown[-1] = Name(before.first, name.last, "ORG", None)
        else:
            grown.append(name)
    return grown


def _goes_on(reading: Reading, body: Name, first: int) -> bool:
    """Whether the name of a body goes on with the name that begins at token `first`."""
    return (body.last == first or reading.is_bracketed(body.last, first)) and reading.says(
        body.first, "org_heads"
    )


def _head_before(reading: Reading, name: Name, free: int) -> int:
    """Return where a name begins that a capitalised head, and its number, leads: 'Komisi III'."""
    at = name.first - 1
    if at < free or not reading.is_capital(at):
        return name.first
    if at > free and ROMAN.issuperset(reading.doc.words[at]):
        at -= 1
    leads = reading.says(at, "sure_heads") or (name.type != "PER" and reading.says(at, "org_heads"))
    if not leads or not reading.is_capital(at):
        return name.first
    return name.first if name.hit and reading.says(at, "generic_heads") else at
