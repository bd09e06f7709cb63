"""Names that the model missed: behind a role or a sure head, and further mentions of found ones."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from service.entities.cutting import type_of_head
from service.entities.reading import Name, Reading

if TYPE_CHECKING:
    from service.records import EntityType

SHORTEST_PART = 3


def whole_persons(reading: Reading, names: list[Name]) -> list[Name]:
    """Return the names with persons' begun at the first of their capitals: 'Purbaya | Yudhi'."""
    whole: list[Name] = []
    for name in names:
        first = name.first
        if name.type == "PER" and name.hit is None:
            free = whole[-1].last if whole else reading.title
            while first > free and reading.is_open(first - 1):
                first -= 1
        whole.append(name._replace(first=first))
    return whole


def behind_roles(reading: Reading, names: list[Name]) -> list[Name]:
    """Return the persons told by the role before them: 'AKP Heri'.

    A run of capitals that goes on with a known word is a function: 'Wadir Penindakan Polri'.
    """
    doc, knows = reading.doc, reading.knows
    taken = _tokens(names)
    found = []
    for at in doc.where(knows.roles.begins):
        end = doc.sentences[doc.sentence_of[at]].last
        role = knows.roles.match(doc.lowers, at, end) if at >= reading.title else None
        if role is None or reading.says(role.last - 1, "collective"):
            continue
        last = role.last
        while last < end and last not in taken and reading.is_open(last):
            last += 1
        if last > role.last and not (last < end and reading.is_capital(last)):
            found.append(Name(role.last, last, "PER", None))
            taken.update(range(role.last, last))
    return found


def behind_heads(reading: Reading, names: list[Name]) -> list[Name]:
    """Return the names with those that a sure head begins, whole: 'PT Maju Terus', 'Jalan Melati'."""
    doc = reading.doc
    taken = _tokens(names)
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


def acronyms(reading: Reading, names: list[Name]) -> list[Name]:
    """Return the acronyms beside a body in brackets, or in brackets beside one: 'IAF (Angkatan …)'."""
    words = reading.doc.words
    taken = _tokens(names)
    found = []
    for name in names:
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
    types: dict[tuple[str, ...], Counter[EntityType]] = {}
    for name in names:
        if name.hit is None:
            types.setdefault(_form(reading, name), Counter())[name.type] += 1
    best = {
        form: min(counts, key=lambda kind: (-counts[kind], kind))
        for form, counts in types.items()
        if len(counts) > 1
    }
    return [
        name._replace(type=best.get(_form(reading, name), name.type)) if name.hit is None else name
        for name in names
    ]


def repeats(reading: Reading, names: list[Name]) -> list[Name]:
    """Return further mentions of the open names: in the title, where the model missed them.

    Of a person also the first or last name alone.
    """
    doc = reading.doc
    taken = _tokens(names)
    forms: dict[tuple[str, ...], EntityType] = {}
    for name in names:
        if name.hit is None:
            form = _form(reading, name)
            forms.setdefault(form, name.type)
            for part in (form[-1], form[0]) if name.type == "PER" else ():
                if len(part) >= SHORTEST_PART and not reading.knows.is_ordinary(part.lower()):
                    forms.setdefault((part,), "PER")
    found = []
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        for first in doc.index[form[0].lower()]:
            last = first + len(form)
            if tuple(doc.words[first:last]) == form and taken.isdisjoint(range(first, last)):
                found.append(Name(first, last, forms[form], None))
                taken.update(range(first, last))
    return found


def _form(reading: Reading, name: Name) -> tuple[str, ...]:
    return tuple(reading.doc.words[name.first : name.last])


def _tokens(names: Iterable[Name]) -> set[int]:
    return {at for name in names for at in range(name.first, name.last)}
