"""Where and when: the place and the date that the text gives to an event."""

from bisect import bisect_left
from typing import Literal

from service.entities.mentions import Entities, Mention
from service.events.cues import Cues
from service.events.parties import Candidate
from service.events.triggers import Trigger
from service.records import EventDate, EventType, Location, Precision, Time
from service.text.document import Document

DATED: dict[str, Literal["year", "month", "day"]] = {
    "year": "year", "month": "month", "day": "day", "hour": "day", "minute": "day",
}  # fmt: skip
LENGTH = {"year": 4, "month": 7, "day": 10}
PRECISIONS: dict[str, Precision] = {
    "country": "country", "admin1": "admin1", "city": "city", "seat": "city",
}  # fmt: skip
# What happens somewhere. The other types are words, or rules: a place beside them is where they
# were spoken, or what they are about.
PLACED: frozenset[EventType] = frozenset(
    {"ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "CONSULT", "COOPERATE", "RETREAT"}
)
# What is done by speaking: the day of the speech is its day.
SPOKEN: frozenset[EventType] = frozenset(
    {"ACCUSE", "REQUEST", "REJECT", "SUPPORT", "THREATEN", "AGREE", "CONCEDE"}
)
# Sentences back in which the place of an event is looked for when its own tells none.
PLACE_REACH = 2
# Tokens between a verb of speaking and the date that belongs to it: "kata Kapolres X, Rabu (3/9)".
SPEECH_REACH = 14
# Places that speak.
STATES = frozenset({"country", "seat"})
# Tokens between an event and its date.
DATE_REACH = 20


class Dated:
    """A time of the text, its first token, and whether it dates what somebody said."""

    def __init__(self, time: Time, at: int, spoken: bool) -> None:
        self.time, self.at, self.spoken = time, at, spoken


def dated(doc: Document, cues: Cues, times: list[Time], triggers: list[Trigger]) -> list[Dated]:
    """Return the times that can date an event, in order."""
    taken = {at for trigger in triggers for at in range(trigger.first, trigger.last)}
    out = []
    for time in times:
        if time.granularity in DATED and "/" not in time.value and time.value[:4].isdigit():
            at = bisect_left(doc.starts, time.start)
            out.append(Dated(time, at, _is_spoken(doc, cues, at, taken)))
    return out


def _is_spoken(doc: Document, cues: Cues, at: int, triggers: set[int]) -> bool:
    """Whether the date at token `at` stands beside a verb of speaking, with no event between.

    'kata X, Jumat', but 'Jumat, X mengatakan': after a date only a verb that its subject goes before.
    """
    sentence = doc.sentences[doc.sentence_of[at]]
    before = range(at - 1, max(sentence.first, at - SPEECH_REACH) - 1, -1)
    after = range(at + 1, min(sentence.last, at + SPEECH_REACH))
    return _speaks(doc, cues, before, cues.speech, triggers) or _speaks(
        doc, cues, after, cues.stating, triggers
    )


def _speaks(
    doc: Document, cues: Cues, tokens: range, words: frozenset[str], triggers: set[int]
) -> bool:
    for near in tokens:
        lower = doc.lowers[near]
        if lower in words:
            return True
        if near in triggers or lower in cues.clause:
            return False
    return False


def _first(mention: Mention) -> int:
    return mention.first


def place(
    doc: Document,
    entities: Entities,
    places: dict[int, list[Mention]],
    trigger: Trigger,
    recipients: list[Candidate],
) -> Mention | None:
    """Return the place told for the event: in its sentence, else in those right before.

    `places` are those of the text that can be one, by sentence (`placed`). Null for what is done by
    words. A country that is attacked is where it was attacked.
    """
    if trigger.meaning.type not in PLACED:
        return None
    number = doc.sentence_of[trigger.first]
    told = places.get(number)
    if told:
        for mention in told:
            if mention.first >= trigger.last:
                return mention
        return told[-1]
    for party in recipients:
        at = bisect_left(entities.mentions, party.first, key=_first)
        if at < len(entities.mentions):
            mention = entities.mentions[at]
            if mention.first == party.first and entities.of(mention).type == "LOC":
                return mention
    for back in range(1, PLACE_REACH + 1):
        told = places.get(number - back)
        if told:
            return told[0]
    return None


def placed(doc: Document, entities: Entities, cues: Cues) -> dict[int, list[Mention]]:
    """Return the places that stand after 'di', 'ke' and the like, by sentence."""
    found: dict[int, list[Mention]] = {}
    for mention in entities.mentions:
        first = mention.first
        if first and doc.lowers[first - 1] in cues.at and entities.of(mention).type == "LOC":
            found.setdefault(doc.sentence_of[first], []).append(mention)
    return found


def location(doc: Document, entities: Entities, mention: Mention) -> Location:
    """Return the place as a record has it."""
    entity = entities.of(mention)
    geo = entity.geo
    return Location(
        doc.text[mention.start : mention.end], mention.start, mention.end, entity.name,
        entity.country, geo.geonames_id if geo else None, geo.admin1 if geo else None,
        geo.lat if geo else None, geo.lon if geo else None,
        PRECISIONS.get(entities.kinds[mention.entity], "place"),
    )  # fmt: skip


def spoke(doc: Document, entities: Entities, times: list[Dated]) -> dict[str, Dated]:
    """Return when each person or body is first told to have spoken, by entity id: 'kata X, Rabu (3/9)'."""
    found: dict[str, Dated] = {}
    said = [time for time in times if time.spoken]
    firsts = [mention.first for mention in entities.mentions] if said else []
    for time in said:
        earliest = max(doc.sentences[doc.sentence_of[time.at]].first, time.at - SPEECH_REACH)
        for place in range(bisect_left(firsts, time.at) - 1, -1, -1):
            if firsts[place] < earliest:
                break
            entity = entities.of(entities.mentions[place])
            if entity.type != "LOC" or entities.kinds[entities.mentions[place].entity] in STATES:
                found.setdefault(entity.entity_id, time)
                break
    return found


def event_date(
    trigger: Trigger,
    times: list[Dated],
    published: str | None,
    spoken: Dated | None,
    *,
    voiced: bool,
) -> EventDate | None:
    """Return the date told nearest to the trigger among the `times` of its sentence.

    That of the publication if there is none.
    A date beside a verb of speaking dates what is done by speaking when the speaker does it
    (`voiced`), there and in sentences without a date (`spoken`: when an actor of the event spoke);
    it dates nothing else.
    """
    speaks = voiced and trigger.meaning.type in SPOKEN
    best = spoken if speaks else None
    nearest = -1
    for time in times:
        if not speaks and (time.spoken or abs(time.at - trigger.first) > DATE_REACH):
            continue
        distance = min(abs(time.at - trigger.last), abs(time.at - trigger.first))
        if nearest < 0 or distance < nearest:
            best, nearest = time, distance
    if best is not None:
        precision = DATED[best.time.granularity]
        value = best.time.value[: LENGTH[precision]]
        return EventDate(value, precision, best.time.text, "text")
    if published is None:
        return None
    return EventDate(published[:10], "day", None, "published")
