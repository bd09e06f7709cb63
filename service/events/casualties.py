"""How many people an event hurt or took: counts told beside the words for it."""

import itertools
from typing import Final

from service.events.cues import Cues
from service.events.parties import Candidate
from service.events.triggers import Trigger
from service.numbers import Number
from service.records import Count, Time
from service.text.document import Document

# How many were killed, injured and arrested.
Hurt = tuple[Count | None, Count | None, Count | None]
NONE: Final[Hurt] = (None, None, None)
# Tokens between a word such as "tewas" and the number that it belongs to.
AFTER, BEFORE = 5, 9
# Tokens from a number to the noun that it counts: "13 [prajurit] Garda Revolusi".
NOUN = 3
# Tokens between numbers that are told together: "46 tentara Armenia dan 31 tentara Azerbaijan".
APART = 4
# Which events a count of people belongs to.
HURTING = frozenset({"ASSAULT", "PROTEST"})
TAKING = frozenset({"COERCE", "PROTEST"})


def people(
    doc: Document, cues: Cues, numbers: list[Number], times: list[Time], candidates: list[Candidate]
) -> list[Number]:
    """Return the numbers of `doc` that may count people: no part of a date, people named after it."""
    heads = {candidate.first for candidate in candidates}
    return [
        number
        for number in numbers
        if (number.best is not None or number.min is not None)
        and _counts(doc, cues, number, heads)
        and not any(time.start <= doc.starts[number.core] < time.end for time in times)
    ]


def _counts(doc: Document, cues: Cues, number: Number, heads: set[int]) -> bool:
    lowers, first, last = doc.lowers, number.first, number.last
    if lowers[number.core] == "seorang":
        return True
    if first and lowers[first - 1] in cues.no_total:
        return False
    following = lowers[last : last + NOUN]
    if following and following[0] in cues.units:
        return False
    return (
        last in heads
        or last + 1 in heads
        or not cues.counted.isdisjoint(following)
        or (len(following) > 0 and following[0] in cues.hurt)
        or (first > 0 and lowers[first - 1] in cues.hurt)
    )


def casualties(
    doc: Document,
    cues: Cues,
    trigger: Trigger,
    recipients: list[Candidate],
    numbers: list[Number],
    first: int,
    last: int,
) -> Hurt:
    """Return the people hurt or taken that tokens `first:last` tell, as far as the type does.

    A verb that hurts or takes counts its own recipients: the number before them, or one person.
    """
    kind = trigger.meaning.type
    if kind not in HURTING and kind not in TAKING:
        return NONE
    near = [n for n in numbers if first <= n.core < last]
    own = set(doc.lowers[trigger.first : trigger.last])
    own |= {word.removesuffix("nya") for word in own}
    killed = injured = arrested = None
    if kind in HURTING:
        killed = _told(doc, cues.killed, own, recipients, near, first, last)
        injured = _told(doc, cues.injured, own, recipients, near, first, last)
    if kind in TAKING:
        arrested = _told(doc, cues.arrested, own, recipients, near, first, last)
    if (
        kind == "ASSAULT" and trigger.meaning.voice != "noun" and killed is None and injured is None
        and not cues.harming.isdisjoint(own)
    ):  # fmt: skip
        injured = _victims(recipients, near)
    return killed, injured, arrested


def _told(
    doc: Document,
    words: frozenset[str],
    own: set[str],
    recipients: list[Candidate],
    near: list[Number],
    first: int,
    last: int,
) -> Count | None:
    """Return the count that a word of `words` tells: the trigger's `own` word of its victims."""
    victims = None if words.isdisjoint(own) else _victims(recipients, near)
    return victims or _count(doc, words, near, first, last)


def _victims(recipients: list[Candidate], numbers: list[Number]) -> Count | None:
    """Return the number told before the victims; one named victim is one."""
    for victim in recipients:
        for number in numbers:
            if victim.lead <= number.core < victim.first:
                return count(number)
    names = {c.entity.entity_id for c in recipients if c.kind == "person" and c.entity}
    return Count(1, 1, 1) if len(names) == 1 else None


def _count(
    doc: Document, words: frozenset[str], numbers: list[Number], first: int, last: int
) -> Count | None:
    """Return the number nearest to a word of `words`, with those that go on from it: '46 … dan 31'."""
    best: tuple[int, int] | None = None
    if not numbers:
        return None
    for at in range(first, last):
        if doc.lowers[at] not in words:
            continue
        for place, number in enumerate(numbers):
            distance = number.first - at if number.first > at else at - number.last + 1
            reach = AFTER if number.first > at else BEFORE
            if distance <= reach and (best is None or distance < best[0]):
                best = (distance, place)
    if best is None:
        return None
    total = count(numbers[best[1]])
    for one, other in itertools.pairwise(numbers[best[1] :]):
        between = doc.lowers[one.last : other.first]
        if len(between) > APART or "dan" not in between[-1:]:
            break
        more = count(other)
        total = Count(
            *(
                a + b if a is not None and b is not None else None
                for a, b in ((total.min, more.min), (total.best, more.best), (total.max, more.max))
            )
        )
    return total


def count(number: Number) -> Count:
    """Return a number of people in whole ones."""
    low, mid, high = (None if v is None else int(v) for v in (number.min, number.best, number.max))
    return Count(low, mid, high)
