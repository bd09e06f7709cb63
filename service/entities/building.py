"""From clusters to the records of entities: name, country, sector, roles, mentions, salience."""

from dataclasses import dataclass
from datetime import date

from service.entities.functions import Function
from service.entities.linking import Cluster
from service.entities.mentions import Entities, Mention
from service.entities.people import People, Person
from service.entities.placing import Placed
from service.ids import unlinked_entity_id
from service.records import Entity, Span
from service.text.document import Document

# Salience: being in the title, being in the first paragraph, and the share of mentions.
IN_TITLE, IN_LEAD, BY_MENTIONS = 0.4, 0.2, 0.4


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds the records of an article's entities."""

    people: People

    def build(
        self,
        doc: Document,
        clusters: list[Cluster],
        placed: list[Placed],
        told: list[list[Function]],
        day: date | None,
    ) -> Entities:
        """Return the records; `told` are the functions of each, `day` that of the offices."""
        title, lead = _openings(doc)
        most = max((len(cluster.places) for cluster in clusters), default=1)
        entities: list[Entity] = []
        places_of: list[tuple[int, int, int]] = []
        for number, cluster in enumerate(clusters):
            places = sorted(cluster.places)
            spans = _spans(doc, places)
            places_of += [(first, last, number) for first, last in places]
            in_lead = any(first in lead for first, _ in places)
            salience = IN_TITLE * (places[0][0] < title) + IN_LEAD * in_lead
            salience = round(salience + BY_MENTIONS * (len(places) / most), 3)
            functions = told[number]
            entities.append(
                self._entity(doc, cluster, placed[number], functions, day, spans, salience)
            )
        kinds = tuple(place.kind for place in placed)
        starts, ends = doc.starts, doc.ends
        mentions = [
            Mention(starts[first], ends[last - 1], first, last, number)
            for first, last, number in sorted(places_of)
        ]
        return Entities(tuple(entities), tuple(mentions), kinds)

    def _entity(
        self,
        doc: Document,
        cluster: Cluster,
        place: Placed,
        functions: list[Function],
        day: date | None,
        spans: tuple[Span, ...],
        salience: float,
    ) -> Entity:
        entity_id, country, sector = place.entity_id, place.country, place.sector
        if cluster.type == "PER":
            person = self._person(spans)
            sector, known = _standing(functions, person, day)
            country = known or country
            if person:
                entity_id = unlinked_entity_id("PER", person.name)
        return Entity(
            entity_id,
            cluster.type,
            _name(cluster, spans),
            country,
            sector,
            place.linked,
            None,
            place.geo,
            _roles(doc, functions) if functions else (),
            spans,
            salience,
        )

    def _person(self, spans: tuple[Span, ...]) -> Person | None:
        """Return the known person; a longer unknown name is someone else's ('Castro Lima')."""
        texts = {span.text for span in spans}
        longest = max(texts, key=_words_and_length) if len(texts) > 1 else spans[0].text
        return self.people.names.get(longest)


def _words_and_length(text: str) -> tuple[int, int, str]:
    return len(text.split()), len(text), text


def _length(text: str) -> tuple[int, str]:
    return len(text), text


def _standing(
    functions: list[Function], person: Person | None, day: date | None
) -> tuple[str | None, str | None]:
    """Return sector and country of a person: as the article tells, else as known on that day."""
    sector = next((function.sector for function in functions if function.sector), None)
    country = next((function.country for function in functions if function.country), None)
    if person:
        sector = sector or person.sector(day)
        country = person.country or country
    return sector, country


def _name(cluster: Cluster, spans: tuple[Span, ...]) -> str:
    """Return the usual name of what is linked or listed, else the longest in the article."""
    if cluster.hit and cluster.hit.body is None:
        return cluster.hit.entry.name
    texts = {span.text for span in spans}
    return max(texts, key=_length) if len(texts) > 1 else spans[0].text


def _roles(doc: Document, functions: list[Function]) -> tuple[Span, ...]:
    return _spans(doc, sorted({(function.first, function.last) for function in functions}))


def _spans(doc: Document, places: list[tuple[int, int]]) -> tuple[Span, ...]:
    text, starts, ends = doc.text, doc.starts, doc.ends
    return tuple(
        [
            Span(text[(start := starts[first]) : (end := ends[last - 1])], start, end)
            for first, last in places
        ]
    )


def _openings(doc: Document) -> tuple[int, range]:
    """Return the token after the title, and the tokens of the first paragraph after it."""
    title = 0
    for sentence in doc.sentences:
        if sentence.title:
            title = sentence.last
        elif sentence.paragraph > (title > 0):
            return title, range(title, sentence.first)
    return title, range(title, len(doc.words))
