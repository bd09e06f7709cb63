"""How many people an event hurt or took: counts told beside the words for it."""

from functools import reduce
from typing import Final

from service.events.cues import Cues
from service.events.parties import Candidate
from service.events.triggers import Trigger
from service.numbers import Number
from service.records import Count, Time
from service.text.document import Document
from service.text.stretches import Stretches

# How many were killed, injured and arrested.
Hurt = tuple[Count | None, Count | None, Count | None]
NONE: Final[Hurt] = (None, None, None)
# Tokens between a word such as "tewas" and the number that it belongs to.
AFTER, BEFORE = 5, 14
# Tokens from a number to the noun that it counts: "13 [prajurit] Garda Revolusi".
NOUN = 3
# Tokens between numbers that are told together: "46 tentara Armenia dan 31 tentara Azerbaijan".
APART = 4
# Who can be counted: 'dua tanker Yunani' are no people.
PEOPLE = frozenset({"common", "person", "org"})
# What a number is farther off by for each 'dan' or other harm between: "dua tewas dan tujuh luka".
OTHER = 6
# Sentences after that of an event in which its victims are looked for.
AFTERMATH = 2
# Tokens after "tidak ada" in which "korban" or "yang tewas" says that nobody was hurt, and tokens after
# that which say how.
SPARED, HOW = 6, 5
# Which events a count of people belongs to.
HURTING = frozenset({"ASSAULT", "PROTEST"})
TAKING = frozenset({"COERCE", "PROTEST"})


def people(
    doc: Document, cues: Cues, numbers: list[Number], times: list[Time], candidates: list[Candidate]
) -> list[Number]:
    """Return the numbers of `doc` that may count people: no part of a date, people named after it."""
    heads = {candidate.first for candidate in candidates if candidate.kind in PEOPLE}
    dates = Stretches([(time.start, time.end) for time in times])
    return [
        number
        for number in numbers
        if (number.best is not None or number.min is not None)
        and _counts(doc, cues, number, heads)
        and dates.at(doc.starts[number.core]) < 0
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

    `numbers` are those of people in the sentence.

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
        killed = _told(doc, cues, cues.killed, own, recipients, near, first, last)
        injured = _told(doc, cues, cues.injured, own, recipients, near, first, last)
        killed, injured = _spared(doc, cues, killed, injured, first, last)
    if kind in TAKING:
        arrested = _told(doc, cues, cues.arrested, own, recipients, near, first, last)
    if (
        kind == "ASSAULT" and trigger.meaning.voice != "noun" and killed is None and injured is None
        and not cues.harming.isdisjoint(own)
    ):  # fmt: skip
        injured = _victims(recipients, near)
    return killed, injured, arrested


def _told(
    doc: Document,
    cues: Cues,
    words: frozenset[str],
    own: set[str],
    recipients: list[Candidate],
    near: list[Number],
    first: int,
    last: int,
) -> Count | None:
    """Return the count that a word of `words` tells: the trigger's `own` word of its victims."""
    acts = not (words - cues.counted).isdisjoint(own)
    victims = _victims(recipients, near) if acts else None
    return victims or _count(doc, cues, words, near, first, last)


def aftermath(
    doc: Document, cues: Cues, people: dict[int, list[Number]], sentences: list[int]
) -> Hurt:
    """Return the dead and injured that `sentences` tell, which tell no violence of their own.

    'Tentara terlibat baku tembak. Dua prajurit tewas dan tujuh lainnya luka.' 'Tidak ada korban jiwa.'
    `people` are the numbers of people by sentence.
    """
    killed = injured = None
    for place in sentences:
        near = people.get(place, [])
        first, last = doc.sentences[place].first, doc.sentences[place].last
        killed = killed or _count(doc, cues, cues.killed, near, first, last)
        injured = injured or _count(doc, cues, cues.injured, near, first, last)
        killed, injured = _spared(doc, cues, killed, injured, first, last)
    return killed, injured, None


def _spared(
    doc: Document, cues: Cues, killed: Count | None, injured: Count | None, first: int, last: int
) -> tuple[Count | None, Count | None]:
    """Return the counts, none for whom tokens `first:last` say that nobody was hurt so.

    'tidak ada korban jiwa', 'tak ada yang terluka', 'tanpa korban'.
    """
    lowers = doc.lowers
    for at in doc.where(cues.nobody_ends):
        said = {lowers[at], " ".join(lowers[at - 1 : at + 1])}
        if not first <= at < last or cues.nobody.isdisjoint(said):
            continue
        near = range(at + 1, min(at + 1 + SPARED, last))
        who = next((place for place in near if lowers[place] in cues.sufferers), last)
        if who == last:
            continue
        how = lowers[who + 1 : min(who + 1 + HOW, last)]
        dead = not (cues.killed - cues.sufferers).isdisjoint(how)
        hurt = not cues.injured.isdisjoint(how)
        if lowers[who] in cues.counted and not dead and not hurt:
            dead = hurt = True
        if killed is None and dead:
            killed = Count(0, 0, 0)
        if injured is None and hurt:
            injured = Count(0, 0, 0)
    return killed, injured


def _victims(recipients: list[Candidate], numbers: list[Number]) -> Count | None:
    """Return the number told before the victims; one named victim is one."""
    for victim in recipients:
        for number in numbers:
            if victim.lead <= number.core < victim.first:
                return count(number)
    names = {c.entity.entity_id for c in recipients if c.kind == "person" and c.entity}
    return Count(1, 1, 1) if len(names) == 1 else None


def _count(
    doc: Document,
    cues: Cues,
    words: frozenset[str],
    numbers: list[Number],
    first: int,
    last: int,
) -> Count | None:
    """Return the number nearest to a word of `words`, with those that go on from it: '46 … dan 31'."""
    best: tuple[int, int] | None = None
    if not numbers:
        return None
    for at in range(first, last):
        if doc.lowers[at] not in words:
            continue
        for place, number in enumerate(numbers):
            after = number.first > at
            distance = number.first - at if after else at - number.last + 1
            if distance > (AFTER if after else BEFORE):
                continue
            between = doc.lowers[at + 1 : number.first] if after else doc.lowers[number.last : at]
            hurt = cues.killed | cues.injured
            distance += OTHER * sum(w == "dan" or (w in hurt and w not in words) for w in between)
            if best is None or distance < best[0]:
                best = (distance, place)
    if best is None:
        return None
    first_place = last_place = best[1]
    while first_place and _goes_on(doc, cues, *numbers[first_place - 1 : first_place + 1]):
        first_place -= 1
    while last_place + 1 < len(numbers) and _goes_on(
        doc, cues, *numbers[last_place : last_place + 2]
    ):
        last_place += 1
    return reduce(_sum, map(count, numbers[first_place : last_place + 1]))


def _goes_on(doc: Document, cues: Cues, one: Number, other: Number) -> bool:
    """Whether two numbers count one harm: 'dua nelayan dan seorang polisi', not 'dua tewas dan satu'."""
    between = doc.lowers[one.last : other.first]
    hurt = cues.killed | cues.injured
    return len(between) <= APART and between[-1:] == ["dan"] and hurt.isdisjoint(between)


def _sum(one: Count, other: Count) -> Count:
    pairs = ((one.min, other.min), (one.best, other.best), (one.max, other.max))
    return Count(*(None if a is None or b is None else a + b for a, b in pairs))


def count(number: Number) -> Count:
    """Return a number of people in whole ones."""
    low, mid, high = (None if v is None else int(v) for v in (number.min, number.best, number.max))
    return Count(low, mid, high)
