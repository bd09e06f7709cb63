"""What the coder has in hand while it codes an article."""

from datetime import datetime
from typing import NamedTuple, TypeVar

from service.entities.mentions import Entities, Mention
from service.events import coreference, setting
from service.events.arguments import Frame
from service.events.clause import Clause
from service.events.explain import Notes
from service.events.parties import Candidate
from service.events.tagger import Tagged
from service.events.triggers import Trigger
from service.events.words import Known
from service.numbers import Number
from service.records import Quote
from service.text.document import Document
from service.text.stretches import Stretches

T = TypeVar("T")


class ArticleContext(NamedTuple):
    """What an event repeats of its article."""

    article_id: str
    url: str | None
    source: str | None
    published_at: str | None
    published: datetime | None
    language: str


class Reading:
    """All that was read out of an article before its events."""

    def __init__(
        self,
        doc: Document,
        article: ArticleContext,
        entities: Entities,
        quotes: list[Quote],
        candidates: list[Candidate],
        tagged: dict[int, Tagged],
        known: Known,
        dated: list[setting.Dated],
        places: dict[int, list[Mention]],
        people: list[Number],
        notes: Notes | None,
    ) -> None:
        self.doc, self.article, self.entities = doc, article, entities
        self.said, self.candidates = coreference.Said(quotes, entities), candidates
        self.tagged, self.known = tagged, known
        self.places = places
        self.notes = notes
        # By sentence: to look through all of them for each one would take the square of a long text.
        self.inside = by_sentence(doc, candidates, [candidate.first for candidate in candidates])
        self.topics = by_sentence(doc, known.topics, known.topics)
        self.dated = by_sentence(doc, dated, [time.at for time in dated])
        self.people = by_sentence(doc, people, [number.core for number in people])
        self.home = coreference.home(entities)
        self.spoke = setting.spoke(doc, entities, dated)
        self.direct = Stretches([(q.start, q.end) for q in quotes if q.kind == "direct"])
        self.speakers = {
            q.speaker.entity_id for q in quotes if q.speaker is not None and q.speaker.entity_id
        }


def by_sentence(doc: Document, items: list[T], tokens: list[int]) -> dict[int, list[T]]:
    """Return the number of each sentence that one of `tokens` is in, with the items at those."""
    found: dict[int, list[T]] = {}
    last = -1
    group: list[T] = []
    for number, at in enumerate(tokens):
        sentence = doc.sentence_of[at]
        if sentence != last:
            group, last = found.setdefault(sentence, []), sentence
        group.append(items[number])
    return found


class Told:
    """A trigger of a clause that tells an event, who takes part, and how likely that is.

    `around` are the candidates on its side of quotation marks; tokens `floor:end` tell of it alone.
    """

    def __init__(
        self,
        clause: Clause,
        trigger: Trigger,
        frame: Frame,
        around: list[Candidate],
        chance: float,
        floor: int,
        end: int,
    ) -> None:
        self.clause, self.trigger, self.frame, self.around = clause, trigger, frame, around
        self.chance = chance
        self.floor, self.end = floor, end
