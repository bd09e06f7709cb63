"""How an event is told: as done, not done, to come, or only possible; and whether it is history."""

from bisect import bisect_left
from datetime import date, datetime
from typing import Final

from service.events.cues import Cues
from service.events.triggers import Trigger
from service.records import EventDate, Modality
from service.text.document import Document, Sentence

# Tokens before a trigger in which a modal word governs it.
REACH = 4
NOWHERE: Final[list[int]] = []
# An event dated this many days before publication is told as background (gold guidelines).
BACKGROUND_DAYS = 30


def modality(
    doc: Document, cues: Cues, sentence: Sentence, trigger: Trigger, floor: int
) -> tuple[Modality, int | None]:
    """Return how the trigger is told and the token that says so.

    A modal word governs the trigger from up to `REACH` tokens before, after token `floor` (the end
    of the trigger before); a condition at the start of the sentence governs all of it.
    """
    for at in range(trigger.first - 1, max(sentence.first, floor, trigger.first - REACH) - 1, -1):
        lower = doc.lowers[at]
        if lower in cues.stops:
            break
        if lower in cues.negated:
            return "negated", at
        if lower in cues.hypothetical:
            return "hypothetical", at
        if lower in cues.future:
            return "future", at
    if doc.lowers[sentence.first] in cues.conditions:
        return "hypothetical", sentence.first
    return "asserted", None


def is_background(
    doc: Document,
    cues: Cues,
    sentence: Sentence,
    when: EventDate | None,
    published: datetime | None,
) -> bool:
    """Whether the event is dated well before publication, or its sentence says that it is past."""
    if when is not None and when.source == "text" and published is not None:
        parts = [int(part) for part in when.value.split("-")]
        if when.precision == "year":
            return parts[0] < published.year
        day = parts[2] if len(parts) > 2 else 28
        return (published.date() - date(parts[0], parts[1], day)).days > BACKGROUND_DAYS
    for word in cues.past:
        places = doc.index.get(word, NOWHERE)
        number = bisect_left(places, sentence.first)
        if number < len(places) and places[number] < sentence.last:
            return True
    return False
