"""Names that the model missed: behind a role or a sure head, and further mentions of found ones."""

from typing import TYPE_CHECKING

from service.entities.cutting import type_of_head
from service.entities.reading import Form, Name, Reading, repeated

if TYPE_CHECKING:
    from service.records import EntityType

SHORTEST_PART = 3
# How far from the first word of a role the name may be, in tokens.
ROLE_REACH = 7


def whole_persons(reading: Reading, names: list[Name], taken: set[int]) -> list[Name]:
    """Return the names with persons' begun at the first of their capitals: 'Purbaya | Yudhi'."""
    whole: list[Name] = []
    for name in names:
        first = name.first
        if name.type == "PER" and name.hit is None:
            while first - 1 not in taken and reading.is_open(first - 1):
                first -= 1
                taken.add(first)
        whole.append(name if first == name.first else Name(first, name.last, name.type, None))
    return whole


def behind_roles(reading: Reading, taken: set[int]) -> list[Name]:
    """Return the persons told by the role before them: 'AKP Heri'.

    A run of capitals that goes on with a known word is a function: 'Wadir Penindakan Polri'.
    """
    doc = reading.doc
    found = []
    for before in doc.where(reading.knows.role_words):
        first = before + 1
        if first <= reading.title or first == len(doc.words) or first in taken:
            continue
        if not reading.is_open(first):
            continue
        end = doc.sentences[doc.sentence_of[first]].last
        last = first + 1
        while last < end and last not in taken and reading.is_open(last):
            last += 1
        goes_on = last < end and reading.is_capital(last)
        if not goes_on and _ends_role(reading, first):
            found.append(Name(first, last, "PER", None))
            taken.update(range(first, last))
    return found


def _ends_role(reading: Reading, first: int) -> bool:
    """Whether a role of one person ends right before token `first`."""
    doc, roles = reading.doc, reading.knows.roles
    start = doc.sentences[doc.sentence_of[first]].first
    if first == start or reading.says(first - 1, "collective"):
        return False
    return any(
        doc.lowers[at] in roles.begins
        and (role := roles.match(doc.lowers, at, first)) is not None
        and role.last == first
        for at in range(first - 1, max(start, first - ROLE_REACH) - 1, -1)
    )


def behind_heads(reading: Reading, names: list[Name], taken: set[int]) -> list[Name]:
    """Return the names with those that a sure head begins, whole: 'PT Maju Terus', 'Jalan Melati'."""
    doc = reading.doc
    begun = {name.first: i for i, name in enumerate(names)}
    whole = list(names)
    for at in doc.where(reading.knows.lists["sure_heads"]):
        known = begun.get(at)
        if at < reading.title or (at in taken and known is None) or not reading.is_capital(at):
            continue
        end = doc.sentences[doc.sentence_of[at]].last
        last = start = at + 1 if known is None else names[known].last
        while last < end and last not in taken and _is_named(reading, last):
            last += 1
        if last > start:
            name = Name(at, last, type_of_head(reading, at, last) or "ORG", None)
            if known is None:
                whole.append(name)
            else:
                whole[known] = name
            taken.update(range(at, last))
    return whole


def acronyms(reading: Reading, names: list[Name], taken: set[int]) -> list[Name]:
    """Return the acronyms beside a body in brackets, or in brackets beside one: 'IAF (Angkatan …)'."""
    words = reading.doc.words
    found: list[Name] = []
    for name in names if "(" in reading.doc.index else ():
        if name.type != "ORG":
            continue
        opened = (
            name.first > 1
            and words[name.first - 1] == "("
            and words[name.last : name.last + 1] == [")"]
        )
        follows = words[name.last : name.last + 1] == ["("] and words[
            name.last + 2 : name.last + 3
        ] == [")"]
        for told, at in ((opened, name.first - 2), (follows, name.last + 1)):
            if (
                told
                and at not in taken
                and words[at].isupper()
                and words[at].isalpha()
                and len(words[at]) > 1
            ):
                found.append(Name(at, at + 1, "ORG", None))
                taken.add(at)
    return found


def _is_named(reading: Reading, at: int) -> bool:
    return reading.is_capital(at) and not reading.says(at, "never")


def agree(reading: Reading, names: list[Name]) -> list[Name]:
    """Return the names, every open one with the type that it has most often in the article."""
    words = reading.doc.words
    types: dict[Form, list[EntityType]] = {}
    for name in names:
        if name.hit is None:
            types.setdefault(tuple(words[name.first : name.last]), []).append(name.type)
    best = {
        form: min(set(told), key=lambda kind: (-told.count(kind), kind))
        for form, told in types.items()
        if len(told) > 1 and len(set(told)) > 1
    }
    if not best:
        return names
    agreed: list[Name] = []
    for name in names:
        kind = None if name.hit else best.get(tuple(words[name.first : name.last]))
        agreed.append(Name(name.first, name.last, kind, None) if kind else name)
    return agreed


def repeats(reading: Reading, names: list[Name], taken: set[int]) -> list[Name]:
    """Return further mentions of the open names: in the title, where the model missed them.

    Of a person also the first or last name alone.
    """
    words = reading.doc.words
    forms: dict[Form, EntityType] = {}
    for name in names:
        if name.hit is None:
            form = tuple(words[name.first : name.last])
            forms.setdefault(form, name.type)
            for part in (form[-1], form[0]) if name.type == "PER" and len(form) > 1 else ():
                if len(part) >= SHORTEST_PART and not reading.knows.is_ordinary(part.lower()):
                    forms.setdefault((part,), "PER")
    return [
        Name(first, first + len(form), forms[form], None)
        for form, first in repeated(reading.doc, forms, taken)
    ]
