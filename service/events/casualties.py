"""How many people an event hurt or took: counts told beside the words for it."""

import itertools

from service.events.cues import Cues
from service.events.parties import Candidate
from service.events.triggers import Trigger
from service.numbers import Number
from service.records import Casualties, Count, Time
from service.text.document import Document

# Tokens between a word such as "tewas" and the number that it belongs to.
AFTER, BEFORE = 5, 9
# Tokens from a number to the noun that it counts: "13 [prajurit] Garda Revolusi".
NOUN = 3
# Tokens between numbers that are told together: "46 tentara Armenia dan 31 tentara Azerbaijan".
APART = 4
# Which events a count of people belongs to.
HURTING: dict[str, frozenset[str]] = {
    "killed": frozenset({"ASSAULT", "PROTEST"}),
    "injured": frozenset({"ASSAULT", "PROTEST"}),
    "arrested": frozenset({"COERCE", "PROTEST"}),
}


def people(
    doc: Document, cues: Cues, numbers: list[Number], times: list[Time], candidates: list[Candidate]
) -> list[Number]:
    """Return the numbers of `doc` that may count people: no part of a date, people named after it."""
    heads = {candidate.first for candidate in candidates}
    return [
        number
        for number in numbers
        if (number.best is not None or number.min is not None)
        and not any(time.start <= doc.starts[number.core] < time.end for time in times)
        and _counts(doc, cues, number, heads)
    ]


def _counts(doc: Document, cues: Cues, number: Number, heads: set[int]) -> bool:
    if doc.lowers[number.core] == "seorang":
        return True
    if number.first and doc.lowers[number.first - 1] in cues.no_total:
        return False
    following = doc.lowers[number.last : number.last + NOUN]
    if following and following[0] in cues.units:
        return False
    hurt = cues.killed | cues.injured | cues.arrested
    return (
        not heads.isdisjoint(range(number.last, number.last + 2))
        or not cues.counted.isdisjoint(following)
        or not hurt.isdisjoint(following[:1])
        or (number.first > 0 and doc.lowers[number.first - 1] in hurt)
    )


def casualties(
    doc: Document,
    cues: Cues,
    trigger: Trigger,
    recipients: list[Candidate],
    numbers: list[Number],
    first: int,
    last: int,
) -> Casualties:
    """Return the people hurt or taken that tokens `first:last` tell, as far as the type does.

    A verb that hurts or takes counts its own recipients: the number before them, or one person.
    """
    kind = trigger.meaning.type
    words = {"killed": cues.killed, "injured": cues.injured, "arrested": cues.arrested}
    near = [n for n in numbers if first <= n.core < last]
    own = doc.lowers[trigger.first : trigger.last]
    told: dict[str, Count | None] = {}
    for name, types in HURTING.items():
        told[name] = None
        if kind in types:
            acts = any(w in words[name] or w.removesuffix("nya") in words[name] for w in own)
            told[name] = (_victims(recipients, near) if acts else None) or _count(
                doc, words[name], near, first, last
            )
    if kind == "ASSAULT" and trigger.meaning.voice != "noun" and not any(told.values()):
        harms = any(w.removesuffix("nya") in cues.harming for w in own)
        told["injured"] = _victims(recipients, near) if harms else None
    return Casualties(told["killed"], told["injured"], told["arrested"])


def _victims(recipients: list[Candidate], numbers: list[Number]) -> Count | None:
    """Return the number told before the victims; one named victim is one."""
    for victim in recipients:
        for number in numbers:
            if victim.lead <= number.core < victim.first:
                return count(number)
    names = {c.party.entity_id for c in recipients if c.kind == "person"}
    return Count(1, 1, 1) if len(names) == 1 else None


def _count(
    doc: Document, words: frozenset[str], numbers: list[Number], first: int, last: int
) -> Count | None:
    """Return the number nearest to a word of `words`, with those that go on from it: '46 … dan 31'."""
    best: tuple[int, int] | None = None
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
