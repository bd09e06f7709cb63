"""The coder: triggers to events, with their arguments and setting, each event once an article."""

from dataclasses import dataclass

from service.entities.mentions import Entities
from service.events import (
    arguments,
    casualties,
    confidence,
    coreference,
    features,
    modality,
    setting,
)
from service.events.clause import Clause, light_verb, relative
from service.events.contexts import Contexts
from service.events.contexts import Told as About
from service.events.cues import Cues
from service.events.demands import without_demands
from service.events.explain import Notes
from service.events.features import Row
from service.events.merge import Mention, merge
from service.events.model import EVENT, EventModel
from service.events.ontology import cameo, codes
from service.events.parties import Candidate, Parties
from service.events.reading import ArticleContext, Reading, Told, by_sentence
from service.events.tagger import TriggerTagger, together
from service.events.triggers import Lexicon, Meaning, Trigger
from service.events.words import Words
from service.ids import event_id
from service.numbers import Number
from service.packs.files import PackFiles
from service.records import Casualties, Event, EventType, Modality, Party, Quote, Span, Time
from service.text.document import Document, Sentence

# Planned meetings, aid and cooperation are promises (gold guidelines).
PROMISED = frozenset({"CONSULT", "AID", "COOPERATE"})
SPEECH_ACTS = frozenset({"ACCUSE", "REQUEST", "REJECT", "SUPPORT", "THREATEN", "AGREE"})
# Who is accused of force has not been told to have used it: "menuduh Daesh berada di balik serangan".
ACCUSED, FORCE = "ACCUSE", frozenset({"ASSAULT", "COERCE"})
# Who is deployed takes part, whoever ordered it: 'tentara dikerahkan ke perbatasan'.
MOVING = "MOBILIZE"
SPORT_WORDS = 3
# Who dies or is hurt in these is told by verbs of its own: 'serangan itu menewaskan dua orang'.
HURTING = frozenset({"ASSAULT", "PROTEST"})
# A long article (in sentences) to none of whose events the model gives this chance has none: of so
# many words some are always used in passing.
LONG, SURE = 6, 0.78


@dataclass(frozen=True, slots=True)
class Coder:
    """Finds the events of an article."""

    lexicon: Lexicon
    tagger: TriggerTagger
    cues: Cues
    parties: Parties
    model: EventModel
    contexts: Contexts
    words: Words

    @classmethod
    def load(cls, files: PackFiles) -> "Coder":
        """Read lexicon and cues of the pack, and the model; raises `PackError`."""
        cues = Cues.load(files)
        lexicon, model, contexts = Lexicon.load(files), EventModel.load(), Contexts.load(files)
        parties = Parties.load(files, cues)
        words = Words(cues, lexicon.forms, parties.begins, contexts.cues, model.by_topic)
        return cls(lexicon, TriggerTagger.load(), cues, parties, model, contexts, words)

    def models(self) -> dict[str, str]:
        """Return name → sha256 prefix of the models that code the events."""
        return {"events": self.model.sha256[:12], "triggers": self.tagger.tagger.sha256[:12]}

    def code(
        self,
        doc: Document,
        article: ArticleContext,
        entities: Entities,
        times: list[Time],
        numbers: list[Number],
        quotes: list[Quote],
        notes: Notes | None = None,
    ) -> list[Event]:
        """Return the events of `doc` in the order of their triggers; `notes` gathers the reasons."""
        known = self.words.of(doc)
        tagged = self.tagger.tag(doc)
        triggers = together(doc, self.lexicon, self.lexicon.find(doc, known.forms), tagged)
        # An article with a word of sport or more a sentence is about a game.
        if not triggers or known.sport >= max(SPORT_WORDS, len(doc.sentences)):
            return []
        candidates = self.parties.of(doc, entities, known.begins)
        reading = Reading(
            doc, article, entities, quotes, candidates, tagged, known,
            setting.dated(doc, self.cues, times, triggers),
            setting.placed(doc, entities, self.cues),
            casualties.people(doc, self.cues, numbers, times, candidates),
            notes,
        )  # fmt: skip
        mentions: list[Mention] = []
        firsts = [trigger.first for trigger in triggers]
        for number, near in by_sentence(doc, triggers, firsts).items():
            self._in_sentence(reading, number, near, mentions)
        surest = round(max([mention.confidence for mention in mentions], default=0.0), 3)
        if surest < SURE and len(doc.sentences) >= LONG:
            return []
        violent = {mention.sentence for mention in mentions if mention.type in HURTING}
        told = self.contexts.find(doc, known.cues)
        merged = merge(without_demands(mentions, self.cues))
        merged = [mention for mention in merged if confidence.stands(mention)]
        for mention in merged:
            if mention.type in HURTING and mention.hurt[0] is None and not mention.title:
                self._look_after(reading, mention, violent)
        return [self._event(reading, told, mention) for mention in merged]

    def _look_after(self, reading: Reading, mention: Mention, violent: set[int]) -> None:
        """Add the victims that the sentences after the mention tell, up to the next of `violent`."""
        doc = reading.doc
        after: list[int] = []
        for number in range(mention.sentence + 1, mention.sentence + 1 + casualties.AFTERMATH):
            if number in violent or number >= len(doc.sentences):
                break
            after.append(number)
        killed, injured, _ = casualties.aftermath(doc, self.cues, reading.people, after)
        mention.hurt = killed, injured or mention.hurt[1], mention.hurt[2]

    def _in_sentence(
        self, reading: Reading, number: int, near: list[Trigger], mentions: list[Mention]
    ) -> None:
        """Add to `mentions` what the triggers `near` of sentence `number` tell."""
        doc, model = reading.doc, self.model
        sentence = doc.sentences[number]
        tokens = reading.known.tokens
        clause = Clause(doc, self.cues, sentence, tokens)
        topics = {tokens[at] for at in reading.topics.get(number, ())}
        about = [word.topic for word in topics if word.topic is not None]
        sides = _sides(reading, reading.inside.get(number, []))
        before: dict[int, str] = {}
        earlier: Trigger | None = None
        for trigger in near:
            light = light_verb(clause, trigger)
            row = features.of_trigger(
                clause, trigger, light, reading.tagged.get(trigger.first), earlier
            )
            alleged = earlier is not None and earlier.meaning.type == ACCUSED
            earlier = trigger
            weights = model.told(row, about)
            if not model.may_be_event(weights):
                continue
            around = sides.get(reading.direct.at(doc.starts[trigger.first]), [])
            frame = arguments.fill(clause, model, trigger, light, near, around, before)
            before = frame.roles()
            peopled = features.of_parties(trigger, frame.actor, frame.recipient)
            chance = model.is_event(weights, peopled)
            if chance < EVENT:
                continue
            if alleged and trigger.meaning.type in FORCE:
                frame.actors = []
            if trigger.meaning.type == MOVING and not frame.actors:
                frame.actors, frame.recipients = frame.recipients, []
            floor, end = self._reach(doc, sentence, near, trigger)
            told = Told(clause, trigger, frame, around, chance, floor, end)
            mention = self._mention(reading, number, told)
            mentions.append(mention)
            if reading.notes is not None:
                self._note(reading, reading.notes, mention, told, row, peopled)

    def _note(
        self,
        reading: Reading,
        notes: Notes,
        mention: Mention,
        found: Told,
        row: Row,
        peopled: Row,
    ) -> None:
        """Note down why the mention tells what it tells."""
        doc, trigger = reading.doc, found.trigger
        reasons = self.model.reasons(features.TRIGGER, row)
        sentence = doc.sentences[mention.sentence]
        words = doc.lowers[sentence.first : sentence.last]
        for topic in sorted(self.model.topics.intersection(words)):
            reasons += self.model.reasons(features.TOPIC, [row[0], topic])
        reasons += self.model.reasons(features.PEOPLED, peopled)
        modal = modality.modality(doc, self.cues, sentence, trigger, found.floor)[1]
        known = event_id(reading.article.article_id, mention.type, mention.start, mention.end)
        tagged = reading.tagged.get(trigger.first)
        word = None if modal is None else doc.words[modal]
        notes.add(known, doc, mention, trigger, tagged, found.frame, word, reasons)

    def _points_back(self, doc: Document, trigger: Trigger) -> bool:
        """'serangan itu', 'serangannya': the noun of an event told before."""
        following = doc.lowers[trigger.last] if trigger.last < len(doc.lowers) else ""
        return trigger.meaning.voice == "noun" and following in self.cues.anaphoric

    def _mention(self, reading: Reading, number: int, found: Told) -> Mention:
        trigger, frame = found.trigger, found.frame
        doc, cues, published = reading.doc, self.cues, reading.article.published
        sentence = doc.sentences[number]
        told = modality.modality(doc, cues, sentence, trigger, found.floor)[0]
        kind, mode, code = self._codes(trigger.meaning, told)
        actors, by = self._actors(reading, sentence, found)
        voiced = False
        spoken: setting.Dated | None = None
        for party in actors:
            voiced = (
                voiced or party.entity_id in reading.speakers or party.entity_id in reading.spoke
            )
            spoken = spoken or reading.spoke.get(party.entity_id or "")
        when = setting.event_date(
            trigger,
            reading.dated.get(number, []),
            reading.article.published_at,
            spoken,
            voiced=voiced,
        )
        hurt = casualties.casualties(
            doc,
            cues,
            trigger,
            frame.recipients,
            reading.people.get(number, []),
            found.floor,
            found.end,
        )
        place = setting.place(doc, reading.entities, reading.places, trigger, frame.recipients)
        home = (reading.entities.of(place).country if place else None) or reading.home
        aside = (
            not actors
            and trigger.meaning.voice == "passive"
            and relative(found.clause, trigger) >= 0
        )
        return Mention(
            doc.starts[trigger.first], doc.ends[trigger.last - 1], number, sentence.title,
            self._points_back(doc, trigger), trigger.meaning.voice == "noun", kind, mode, code,
            coreference.once([coreference.at_home(party, home) for party in actors]),
            coreference.once(
                [coreference.at_home(self._party(reading, c), home) for c in frame.recipients]
            ),
            place, when, hurt, told, modality.is_background(doc, cues, sentence, when, published), by,
            found.chance, aside,
        )  # fmt: skip

    def _event(self, reading: Reading, told: About, mention: Mention) -> Event:
        """Return the record of what all mentions of an event tell."""
        doc, article, kind = reading.doc, reading.article, mention.type
        start, end, sentence = mention.start, mention.end, doc.sentences[mention.sentence]
        place, code = mention.place, codes()[kind, mention.mode]
        return Event(
            event_id=event_id(article.article_id, kind, start, end),
            article_id=article.article_id,
            url=article.url,
            source=article.source,
            published_at=article.published_at,
            language=article.language,
            type=kind,
            modes=(mention.mode,) if mention.mode else (),
            contexts=told.of(mention.sentence, kind, mention.mode, mention.cameo),
            cameo=mention.cameo,
            quad=code.quad,
            plover_score=code.score,
            goldstein=cameo(mention.cameo).goldstein,
            actors=tuple(mention.actors),
            recipients=tuple(mention.recipients),
            location=setting.location(doc, reading.entities, place) if place else None,
            date=mention.date,
            casualties=Casualties(*mention.hurt),
            modality=mention.modality,
            background=mention.background,
            attributed_to=mention.attributed_to,
            trigger=Span(doc.text[start:end], start, end),
            evidence=Span(doc.text[sentence.start : sentence.end], sentence.start, sentence.end),
            confidence=round(confidence.of(mention), 3),
            mentions=tuple(Span(doc.text[a:b], a, b) for a, b in mention.again),
        )

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
    ) -> tuple[list[Party], Party | None]:
        """Return the actors, and who reports the event if somebody else does.

        Who says a demand, a threat and the like in a quote does it.
        """
        doc, trigger, meaning = reading.doc, found.trigger, found.trigger.meaning
        actors = [self._party(reading, candidate) for candidate in found.frame.actors]
        quote = reading.said.at(doc.starts[trigger.first])
        by = None
        if quote is not None and quote.speaker is not None:
            by = coreference.as_party(doc, quote.speaker, reading.said, reading.candidates)
        if (
            by is not None
            and not actors
            and meaning.type in SPEECH_ACTS
            and meaning.voice != "passive"
        ):
            return [by], None
        if by is None:
            by = coreference.reporter(doc, self.cues, sentence, trigger, found.around)
        if by is not None:
            for party in actors:
                if by.start == party.start or (by.entity_id and by.entity_id == party.entity_id):
                    return actors, None
        return actors, by

    def _party(self, reading: Reading, candidate: Candidate) -> Party:
        if candidate.kind != "pronoun":
            return candidate.party(reading.doc)
        return coreference.resolve(
            reading.doc, self.cues, reading.candidates, reading.said, candidate
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


def _sides(reading: Reading, inside: list[Candidate]) -> dict[int, list[Candidate]]:
    """Return the candidates by the direct quote that they stand in, -1 outside of all."""
    found: dict[int, list[Candidate]] = {}
    for candidate in inside:
        found.setdefault(reading.direct.at(candidate.start), []).append(candidate)
    return found
