"""The coder: triggers to events, with their arguments and details, each event once an article."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from service.entities.mentions import Entities
from service.entities.roles import Roles
from service.events import details
from service.events.arguments import Cues, Frame, frame
from service.events.ontology import codes
from service.events.parties import Candidate, candidates
from service.events.triggers import Lexicon, Meaning, Trigger
from service.ids import event_id
from service.packs.files import PackFiles
from service.records import Event, Party, Quote, Span, Time
from service.text.document import Document

# Planned meetings, aid and cooperation are promises (gold guidelines).
PROMISED = frozenset({"CONSULT", "AID", "COOPERATE"})
SPEECH_ACTS = frozenset({"ACCUSE", "REQUEST", "REJECT", "SUPPORT", "THREATEN", "AGREE"})
SPORT_WORDS = 3
# Tokens between a noun and the verb that goes on with it: "serangan itu telah menewaskan".
CONTINUATION = 3
# Confidence: a start, and what each filled part of the frame adds.
BASE, PER_ROLE, VERBAL, DETAIL = 0.35, 0.2, 0.1, 0.05


class ArticleContext(NamedTuple):
    """What an event repeats of its article."""

    article_id: str
    url: str | None
    source: str | None
    published_at: str | None
    published: datetime | None
    language: str


@dataclass(frozen=True, slots=True)
class Coder:
    """Finds the events of an article."""

    lexicon: Lexicon
    cues: Cues
    roles: Roles

    @classmethod
    def load(cls, files: PackFiles) -> "Coder":
        """Read lexicon and cues of the pack; raises `PackError`."""
        cues = Cues.load(files)
        return cls(Lexicon.load(files), cues, Roles.load(files))

    def code(
        self,
        doc: Document,
        article: ArticleContext,
        entities: Entities,
        times: list[Time],
        quotes: list[Quote],
    ) -> list[Event]:
        """Return the events of `doc` in the order of their triggers."""
        if len(self.cues.words["sport"].intersection(doc.lowers)) >= SPORT_WORDS:
            return []
        around: dict[int, list[Candidate]] = {}
        events: list[Event] = []
        triggers = list(self.lexicon.find(doc))
        for number, trigger in enumerate(triggers):
            before = triggers[number - 1] if number else None
            if _continues(before, trigger) or self._is_purpose(doc, trigger):
                continue
            index = doc.sentence_of[trigger.first]
            if index not in around:
                around[index] = candidates(doc, entities, self.roles, doc.sentences[index])
            found = self._frame(
                doc, trigger, triggers[number + 1 : number + 2], around[index], quotes
            )
            bare = not found.actors and not found.recipients
            if bare and (trigger.meaning.voice, trigger.meaning.type) != ("noun", "CONSULT"):
                continue
            reach = _reach(doc, triggers, number)
            event = self._event(doc, article, entities, times, quotes, trigger, reach, found)
            if not _is_only_named(event, trigger):
                _merge(events, event)
        return events

    def _frame(
        self,
        doc: Document,
        trigger: Trigger,
        following: list[Trigger],
        around: list[Candidate],
        quotes: list[Quote],
    ) -> Frame:
        """Return who did it to whom; 'serangan … menewaskan X' has its recipient from the verb."""
        sentence = doc.sentences[doc.sentence_of[trigger.first]]
        around = _on_one_side(doc, trigger, around, quotes)
        filled = frame(doc, self.cues, sentence, trigger, around)
        for verb in following:
            if _continues(trigger, verb) and not filled.recipients:
                hurt = frame(doc, self.cues, sentence, verb, around).recipients
                filled = Frame(filled.actors, hurt)
        return _with_speaker(filled, trigger, doc, quotes)

    def _is_purpose(self, doc: Document, trigger: Trigger) -> bool:
        """'untuk menyerang': what something is for is not told as happening."""
        before = doc.lowers[trigger.first - 1] if trigger.first else ""
        return trigger.meaning.voice == "active" and before in self.cues.words["purpose"]

    def _event(
        self,
        doc: Document,
        article: ArticleContext,
        entities: Entities,
        times: list[Time],
        quotes: list[Quote],
        trigger: Trigger,
        reach: tuple[int, int],
        filled: Frame,
    ) -> Event:
        sentence = doc.sentences[doc.sentence_of[trigger.first]]
        told = details.modality(doc, self.cues, sentence, trigger, reach[0])
        meaning = trigger.meaning
        if told == "future" and meaning.type in PROMISED:
            meaning = Meaning("AGREE", "", meaning.voice)
        start, end = doc.starts[trigger.first], doc.ends[trigger.last - 1]
        when = details.event_date(sentence, start, times, quotes, article.published_at)
        code = codes()[meaning.type, meaning.mode]
        hurt = details.casualties(doc, self.cues, sentence, meaning.type, *reach)
        where = details.location(doc, entities, self.cues, sentence, trigger)
        return Event(
            event_id=event_id(article.article_id, meaning.type, start, end),
            article_id=article.article_id,
            url=article.url,
            source=article.source,
            published_at=article.published_at,
            language=article.language,
            type=meaning.type,
            modes=(meaning.mode,) if meaning.mode else (),
            contexts=(),
            cameo=code.cameo,
            quad=code.quad,
            plover_score=code.score,
            goldstein=code.goldstein,
            actors=tuple(candidate.party for candidate in filled.actors),
            recipients=tuple(candidate.party for candidate in filled.recipients),
            location=where,
            date=when,
            casualties=hurt,
            modality=told,
            background=details.is_background(when, article.published),
            attributed_to=None,
            trigger=Span(doc.text[start:end], start, end),
            evidence=Span(doc.text[sentence.start : sentence.end], sentence.start, sentence.end),
            confidence=_confidence(filled, meaning, where is not None),
        )


def _continues(before: Trigger | None, trigger: Trigger) -> bool:
    """Whether a verb goes on with the event that the noun right before it has named."""
    return (
        before is not None
        and before.meaning.type == trigger.meaning.type
        and before.meaning.voice == "noun"
        and trigger.meaning.voice == "active"
        and trigger.first - before.last <= CONTINUATION
    )


def _reach(doc: Document, triggers: list[Trigger], number: int) -> tuple[int, int]:
    """Return the tokens between the triggers before and after: what is told of this one."""
    trigger = triggers[number]
    sentence = doc.sentences[doc.sentence_of[trigger.first]]
    before = [other.last for other in triggers[:number] if other.first >= sentence.first]
    after = [
        other.first
        for other in triggers[number + 1 :]
        if other.first < sentence.last and not _continues(trigger, other)
    ]
    return (before[-1] if before else sentence.first, after[0] if after else sentence.last)


def _is_only_named(event: Event, trigger: Trigger) -> bool:
    """A noun without an actor, a date or a victim names a kind of event, not one that happened."""
    dated = event.date is not None and event.date.source == "text"
    hurt = event.casualties.killed or event.casualties.injured or event.casualties.arrested
    return trigger.meaning.voice == "noun" and not (event.actors or dated or hurt or event.location)


def _on_one_side(
    doc: Document, trigger: Trigger, around: list[Candidate], quotes: list[Quote]
) -> list[Candidate]:
    """Keep the candidates in the same direct quote as the trigger, or outside of all like it."""

    def quote_at(start: int) -> int:
        return next(
            (q.start for q in quotes if q.kind == "direct" and q.start <= start < q.end), -1
        )

    side = quote_at(doc.starts[trigger.first])
    return [candidate for candidate in around if quote_at(candidate.party.start) == side]


def _with_speaker(filled: Frame, trigger: Trigger, doc: Document, quotes: list[Quote]) -> Frame:
    """Make the speaker the actor of an act that the quote itself carries."""
    if filled.actors or trigger.meaning.type not in SPEECH_ACTS:
        return filled
    at = doc.starts[trigger.first]
    for quote in quotes:
        if quote.start <= at < quote.end and quote.speaker:
            who = quote.speaker
            party = Party(who.text, who.start, who.end, who.entity_id, who.name, None, None)
            return Frame([Candidate(trigger.first, trigger.first, party, False)], filled.recipients)
    return filled


def _confidence(filled: Frame, meaning: Meaning, placed: bool) -> float:
    verbal = meaning.voice != "noun"
    value = BASE + PER_ROLE * (bool(filled.actors) + bool(filled.recipients)) + VERBAL * verbal
    return round(value + DETAIL * placed, 2)


def _merge(events: list[Event], event: Event) -> None:
    """Add `event`, or join it to an earlier mention of the same event: the richer one stays."""
    for number, other in enumerate(events):
        if _same(other, event):
            rich, poor = (event, other) if _richness(event) > _richness(other) else (other, event)
            events[number] = replace(
                rich,
                actors=rich.actors or poor.actors,
                recipients=rich.recipients or poor.recipients,
                location=rich.location or poor.location,
            )
            return
    events.append(event)


def _same(one: Event, other: Event) -> bool:
    if one.type != other.type or one.modality != other.modality:
        return False
    dates = {date.value for date in (one.date, other.date) if date and date.source == "text"}
    if len(dates) > 1:
        return False
    # A headline, and a second word in the same sentence, tell the event again in part.
    told = all(event.actors or event.recipients for event in (one, other))
    partly = told and (one.evidence.start == 0 or one.evidence == other.evidence)
    return _compatible(one.actors, other.actors, partly) and _compatible(
        one.recipients, other.recipients, partly
    )


def _compatible(some: tuple[Party, ...], others: tuple[Party, ...], partly: bool) -> bool:
    if not some or not others:
        return partly or bool(some) == bool(others)
    return not _names(some).isdisjoint(_names(others))


def _names(parties: tuple[Party, ...]) -> set[str]:
    return {(party.name or party.text).casefold() for party in parties}


def _richness(event: Event) -> int:
    dated = event.date is not None and event.date.source == "text"
    told = (event.actors, event.recipients, event.location, dated, event.casualties.killed)
    return sum(map(bool, told))
