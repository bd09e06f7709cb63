"""What is told about an event: modality, casualties, place and date."""

from datetime import date, datetime
from typing import Literal

from service.entities.mentions import Entities
from service.events.arguments import Cues
from service.events.triggers import Trigger
from service.records import (
    Casualties,
    Count,
    Entity,
    EventDate,
    EventType,
    Location,
    Modality,
    Precision,
    Quote,
    Time,
)
from service.text.document import Document, Sentence

# Tokens before a trigger in which a modal word governs it.
MODAL_REACH = 3
NEAR = 4
# An event dated this many days before publication is told as background (gold guidelines).
BACKGROUND_DAYS = 30
CONDITIONS = frozenset({"jika", "apabila", "bila", "kalau"})
# Which events a count of people belongs to.
HURTING: dict[str, frozenset[str]] = {
    "killed": frozenset({"ASSAULT", "PROTEST"}),
    "injured": frozenset({"ASSAULT", "PROTEST"}),
    "arrested": frozenset({"COERCE", "PROTEST"}),
}
NUMBERS = {
    "seorang": 1, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7,
    "delapan": 8, "sembilan": 9, "sepuluh": 10, "sebelas": 11,
}  # fmt: skip
DATED: dict[str, Literal["year", "month", "day"]] = {"year": "year", "month": "month", "day": "day"}


def modality(
    doc: Document, cues: Cues, sentence: Sentence, trigger: Trigger, floor: int
) -> Modality:
    """Return how the trigger is told, by the words right before it and after token `floor`."""
    near = doc.lowers[max(sentence.first, floor, trigger.first - MODAL_REACH) : trigger.first]
    kinds: tuple[Modality, ...] = ("negated", "hypothetical", "future")
    for kind in kinds:
        if not cues.words[kind].isdisjoint(near):
            return kind
    return "hypothetical" if doc.lowers[sentence.first] in CONDITIONS else "asserted"


def casualties(
    doc: Document, cues: Cues, sentence: Sentence, kind: EventType, first: int, last: int
) -> Casualties:
    """Return the people hurt or taken that tokens `first:last` tell, as far as events of `kind` do."""
    told = {
        name: _count(doc, cues, sentence, name, first, last) if kind in HURTING[name] else None
        for name in HURTING
    }
    return Casualties(told["killed"], told["injured"], told["arrested"])


def _count(
    doc: Document, cues: Cues, sentence: Sentence, kind: str, first: int, last: int
) -> Count | None:
    for at in range(first, last):
        if doc.lowers[at] not in cues.casualties[kind]:
            continue
        for number_at in _around(sentence, at):
            number = _number(doc, number_at)
            if number is None:
                continue
            following = doc.lowers[number_at + 1 : number_at + 4]
            counted = not cues.casualties["people"].isdisjoint(following)
            if counted or number_at + 1 == at or doc.lowers[number_at] == "seorang":
                return Count(number, number, number)
    return None


def _around(sentence: Sentence, at: int) -> list[int]:
    after = range(at + 1, min(sentence.last, at + 1 + NEAR))
    before = range(at - 1, max(sentence.first - 1, at - 2 - NEAR), -1)
    return [*after, *before]


def _number(doc: Document, at: int) -> int | None:
    word = doc.lowers[at]
    if word in NUMBERS:
        return NUMBERS[word]
    digits = word.replace(".", "")
    return int(digits) if digits.isdecimal() and len(digits) < 8 else None


def location(
    doc: Document, entities: Entities, cues: Cues, sentence: Sentence, trigger: Trigger
) -> Location | None:
    """Return the place told in the sentence with 'di' or 'ke', the nearest after the trigger."""
    places = [
        m
        for m in entities.mentions
        if sentence.first <= m.first < sentence.last
        and entities.of(m).type == "LOC"
        and not cues.words["at"].isdisjoint(doc.lowers[max(sentence.first, m.first - 1) : m.first])
        and doc.lowers[m.first - 1] != "dari"
    ]
    if not places:
        return None
    after = [m for m in places if m.first >= trigger.last]
    best = after[0] if after else places[-1]
    entity = entities.of(best)
    text = doc.text[best.start : best.end]
    return Location(
        text, best.start, best.end, entity.name, entity.country, None, None, None, None,
        _precision(entity),
    )  # fmt: skip


def _precision(entity: Entity) -> Precision:
    return "country" if entity.entity_id.startswith("iso3166:") else "city"


def event_date(
    sentence: Sentence, at: int, times: list[Time], quotes: list[Quote], published: str | None
) -> EventDate | None:
    """Return the date told nearest to character `at` in the sentence, else the publication's.

    A date beside the verb of a quotation dates the speech, not the event.
    """
    told = [
        time
        for time in times
        if sentence.start <= time.start < sentence.end
        and time.granularity in DATED
        and "/" not in time.value
        and not any(q.cue and sentence.start <= q.cue.start < time.start for q in quotes)
    ]
    if told:
        time = min(told, key=lambda time: abs(time.start - at))
        return EventDate(time.value, DATED[time.granularity], time.text, "text")
    if published is None:
        return None
    return EventDate(published[:10], "day", None, "published")


def is_background(when: EventDate | None, published: datetime | None) -> bool:
    """Whether the event is dated well before publication."""
    if when is None or when.source == "published" or published is None:
        return False
    parts = [int(part) for part in when.value.split("-")]
    if when.precision == "year":
        return parts[0] < published.year
    day = parts[2] if len(parts) > 2 else 28
    return (published.date() - date(parts[0], parts[1], day)).days > BACKGROUND_DAYS
