"""The coder: triggers to events, with their arguments and setting, each event once an article."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from service.entities.mentions import Entities
from service.entities.mentions import Mention as Place
from service.events import arguments, casualties, coreference, features, modality, setting
from service.events.arguments import Frame
from service.events.clause import Clause, light_verb
from service.events.cues import Cues
from service.events.explain import Notes
from service.events.features import Look
from service.events.merge import Mention, merge
from service.events.model import EVENT, EventModel
from service.events.ontology import cameo, codes
from service.events.parties import Candidate, Parties
from service.events.tagger import Tagged, TriggerTagger, together
from service.events.triggers import Lexicon, Meaning, Trigger
from service.ids import event_id
from service.numbers import Number, Numbers
from service.packs.files import PackFiles
from service.records import Event, EventType, Modality, Party, Quote, Span, Time
from service.text.document import Document, Sentence

# Planned meetings, aid and cooperation are promises (gold guidelines).
PROMISED = frozenset({"CONSULT", "AID", "COOPERATE"})
SPEECH_ACTS = frozenset({"ACCUSE", "REQUEST", "REJECT", "SUPPORT", "THREATEN", "AGREE"})
# Who is accused of force has not been told to have used it: "menuduh Daesh berada di balik serangan".
ACCUSED, FORCE = "ACCUSE", frozenset({"ASSAULT", "COERCE"})
SPORT_WORDS = 3
# Who dies or is hurt in these is told by verbs of its own: 'serangan itu menewaskan dua orang'.
HURTING = frozenset({"ASSAULT", "PROTEST"})
# A long article (in sentences) of which no event is surer than this has none: of so many words
# some are always used in passing.
LONG, SURE = 6, 0.8


class ArticleContext(NamedTuple):
    """What an event repeats of its article."""

    article_id: str
    url: str | None
    source: str | None
    published_at: str | None
    published: datetime | None
    language: str


class Reading(NamedTuple):
    """All that was read out of an article before its events."""

    doc: Document
    article: ArticleContext
    entities: Entities
    times: list[Time]
    quotes: list[Quote]
    candidates: list[Candidate]
    tagged: dict[int, Tagged]
    dated: list[setting.Dated]
    places: dict[int, list[Place]]
    people: list[Number]
    speakers: frozenset[str]
    notes: Notes | None


class Told(NamedTuple):
    """A trigger that tells an event, who takes part, and what spoke for it."""

    trigger: Trigger
    frame: Frame
    around: list[Candidate]
    chance: float
    looks: list[Look]


@dataclass(frozen=True, slots=True)
class Coder:
    """Finds the events of an article."""

    lexicon: Lexicon
    tagger: TriggerTagger
    cues: Cues
    parties: Parties
    numbers: Numbers
    model: EventModel

    @classmethod
    def load(cls, files: PackFiles) -> "Coder":
        """Read lexicon and cues of the pack, and the model; raises `PackError`."""
        cues = Cues.load(files)
        return cls(
            Lexicon.load(files),
            TriggerTagger.load(),
            cues,
            Parties.load(files, cues),
            Numbers.load(files),
            EventModel.load(),
        )

    def models(self) -> dict[str, str]:
        """Return name → sha256 prefix of the models that code the events."""
        return {"events": self.model.sha256[:12], "triggers": self.tagger.tagger.sha256[:12]}

    def code(
        self,
        doc: Document,
        article: ArticleContext,
        entities: Entities,
        times: list[Time],
        quotes: list[Quote],
        notes: Notes | None = None,
    ) -> list[Event]:
        """Return the events of `doc` in the order of their triggers; `notes` gathers the reasons."""
        tagged = self.tagger.tag(doc)
        triggers = together(doc, self.lexicon, list(self.lexicon.find(doc)), tagged)
        if not triggers or self._is_sport(doc):
            return []
        candidates = self.parties.of(doc, entities)
        reading = Reading(
            doc, article, entities, times, quotes, candidates, tagged,
            setting.dated(doc, self.cues, times, triggers),
            setting.placed(doc, entities, self.cues),
            casualties.people(doc, self.cues, self.numbers.find(doc), times, candidates),
            frozenset(q.speaker.entity_id for q in quotes if q.speaker and q.speaker.entity_id),
            notes,
        )  # fmt: skip
        mentions: list[Mention] = []
        for index, near in self._by_sentence(doc, triggers):
            mentions += self._in_sentence(reading, doc.sentences[index], near)
        surest = max((mention.event.confidence for mention in mentions), default=0.0)
        if surest < SURE and len(doc.sentences) >= LONG:
            return []
        return merge(mentions)

    def _is_sport(self, doc: Document) -> bool:
        """Whether the article is about a game: a word of sport or more a sentence."""
        words = len(doc.where(self.cues.sport))
        return words >= max(SPORT_WORDS, len(doc.sentences))

    def _by_sentence(
        self, doc: Document, triggers: list[Trigger]
    ) -> list[tuple[int, list[Trigger]]]:
        found: dict[int, list[Trigger]] = {}
        for trigger in triggers:
            found.setdefault(doc.sentence_of[trigger.first], []).append(trigger)
        return list(found.items())

    def _in_sentence(
        self, reading: Reading, sentence: Sentence, near: list[Trigger]
    ) -> Iterator[Mention]:
        doc = reading.doc
        clause = Clause(doc, self.cues, sentence)
        topics = self.topics(doc, sentence)
        inside = [c for c in reading.candidates if sentence.first <= c.first < sentence.last]
        before: dict[int, str] = {}
        last: Trigger | None = None
        for trigger in near:
            light = light_verb(clause, trigger)
            tagged = reading.tagged.get(trigger.first)
            looks = features.of_trigger(clause, trigger, light, topics, tagged, last)
            alleged = last is not None and last.meaning.type == ACCUSED
            last = trigger
            weights = self.model.told(looks)
            if not self.model.may_be_event(weights):
                continue
            around = _on_side(reading, trigger, inside)
            scored = arguments.score(clause, self.model, trigger, light, near, around, before)
            frame = arguments.fill(scored)
            before = arguments.roles(frame)
            peopled = features.of_parties(trigger, frame.actor, frame.recipient)
            looks.append(peopled)
            chance = self.model.is_event(weights + self.model.weight(peopled))
            if chance >= EVENT:
                reach = self._reach(doc, sentence, near, trigger)
                if alleged and trigger.meaning.type in FORCE:
                    frame = frame._replace(actors=[])
                told = Told(trigger, frame, around, chance, looks)
                event = self._record(reading, sentence, told, reach)
                yield Mention(event, sentence.title, self._points_back(doc, trigger))

    def _points_back(self, doc: Document, trigger: Trigger) -> bool:
        """'serangan itu', 'serangannya': the noun of an event told before."""
        following = doc.lowers[trigger.last] if trigger.last < len(doc.lowers) else ""
        return trigger.meaning.voice == "noun" and following in self.cues.anaphoric

    def topics(self, doc: Document, sentence: Sentence) -> list[str]:
        """Return the words of the sentence whose subject the model knows."""
        return sorted(self.model.topics.intersection(doc.lowers[sentence.first : sentence.last]))

    def _record(
        self, reading: Reading, sentence: Sentence, found: Told, reach: tuple[int, int]
    ) -> Event:
        trigger, frame = found.trigger, found.frame
        doc, article = reading.doc, reading.article
        told, modal = modality.modality(doc, self.cues, sentence, trigger, reach[0])
        kind, mode, code = self._codes(trigger.meaning, told)
        start, end = doc.starts[trigger.first], doc.ends[trigger.last - 1]
        actors, by = self._actors(reading, sentence, found)
        voiced = any(p.entity_id in reading.speakers for p in actors if p.entity_id)
        when = setting.event_date(
            sentence, trigger, reading.dated, article.published_at, voiced=voiced
        )
        event = Event(
            event_id=event_id(article.article_id, kind, start, end),
            article_id=article.article_id,
            url=article.url,
            source=article.source,
            published_at=article.published_at,
            language=article.language,
            type=kind,
            modes=(mode,) if mode else (),
            contexts=(),
            cameo=code,
            quad=codes()[kind, mode].quad,
            plover_score=codes()[kind, mode].score,
            goldstein=cameo(code).goldstein,
            actors=actors,
            recipients=tuple(self._resolved(reading, c).party for c in frame.recipients),
            location=setting.location(
                doc, reading.entities, reading.places, trigger, frame.recipients
            ),
            date=when,
            casualties=casualties.casualties(
                doc, self.cues, trigger, frame.recipients, reading.people, *reach
            ),
            modality=told,
            background=modality.is_background(doc, self.cues, sentence, when, article.published),
            attributed_to=by,
            trigger=Span(doc.text[start:end], start, end),
            evidence=Span(doc.text[sentence.start : sentence.end], sentence.start, sentence.end),
            confidence=round(found.chance, 3),
            mentions=(),
        )
        if reading.notes is not None:
            weights = [(look, self.model.weight(look)) for look in found.looks]
            word = None if modal is None else doc.words[modal]
            reading.notes.add(
                event, trigger, reading.tagged.get(trigger.first), frame, word, weights
            )
        return event

    @staticmethod
    def _codes(meaning: Meaning, told: Modality) -> tuple[EventType, str, str]:
        """Return type, mode and CAMEO code; what is planned of `PROMISED` is promised."""
        if told == "future" and meaning.type in PROMISED:
            return "AGREE", "", codes()["AGREE", ""].cameo
        return (
            meaning.type,
            meaning.mode,
            meaning.cameo or codes()[meaning.type, meaning.mode].cameo,
        )

    def _actors(
        self, reading: Reading, sentence: Sentence, found: Told
    ) -> tuple[tuple[Party, ...], Party | None]:
        """Return the actors, and who reports the event if somebody else does.

        Who says a demand, a threat and the like in a quote does it.
        """
        doc, trigger, meaning = reading.doc, found.trigger, found.trigger.meaning
        actors = tuple(self._resolved(reading, c).party for c in found.frame.actors)
        quote = coreference.quote_at(reading.quotes, doc.starts[trigger.first])
        by = None
        if quote and quote.speaker:
            by = coreference.as_party(quote.speaker, reading.entities, reading.candidates)
        if not actors and by and meaning.type in SPEECH_ACTS and meaning.voice != "passive":
            return (by,), None
        if by is None:
            by = coreference.reporter(doc, self.cues, sentence, trigger, found.around)
        own = by is not None and any(
            by.start == p.start or (by.entity_id and by.entity_id == p.entity_id) for p in actors
        )
        return actors, None if own else by

    def _resolved(self, reading: Reading, candidate: Candidate) -> Candidate:
        if candidate.kind != "pronoun":
            return candidate
        return coreference.resolve(
            reading.doc, reading.entities, self.cues, reading.candidates, reading.quotes, candidate
        )

    def _reach(
        self, doc: Document, sentence: Sentence, near: list[Trigger], trigger: Trigger
    ) -> tuple[int, int]:
        """Return the tokens from the trigger before to the one after: what is told of this one.

        A verb such as 'menewaskan' after a noun goes on with it: 'serangan itu menewaskan dua orang'.
        """
        first, last = sentence.first, sentence.last
        hurts = trigger.meaning.type in HURTING
        for other in near:
            if other is trigger or (hurts and self._is_result(doc.lowers[other.first])):
                continue
            if other.last <= trigger.first:
                first = other.last
            elif other.first >= trigger.last:
                return first, other.first
        return first, last

    def _is_result(self, lower: str) -> bool:
        return lower in self.cues.killed or lower in self.cues.injured


def _on_side(reading: Reading, trigger: Trigger, inside: list[Candidate]) -> list[Candidate]:
    """Return the candidates on the trigger's side of the quotation marks."""
    quotes = [quote for quote in reading.quotes if quote.kind == "direct"]
    if not quotes:
        return inside
    side = coreference.quote_at(quotes, reading.doc.starts[trigger.first])
    return [c for c in inside if coreference.quote_at(quotes, c.party.start) is side]
