"""Who can be an actor or recipient: named entities and common-noun agents, with their sector."""

from typing import NamedTuple

from service.entities.mentions import Entities, Mention
from service.entities.roles import Roles
from service.records import Entity, Party
from service.text.document import Document, Sentence

# Countries, seats of government and organisations act; other places do not.
NOT_ACTING = frozenset({"admin1", "city", "region", "water", "place"})


class Candidate(NamedTuple):
    """Tokens `first:last` may take part; `place` tells a country or city that may be a location."""

    first: int
    last: int
    party: Party
    place: bool


def candidates(
    doc: Document, entities: Entities, roles: Roles, sentence: Sentence
) -> list[Candidate]:
    """Return the candidates of `sentence` in order; a role with its country or name is one."""
    mentions = {m.first: m for m in entities.mentions if sentence.first <= m.first < sentence.last}
    found: list[Candidate] = []
    at = sentence.first
    while at < sentence.last:
        role = roles.match(doc.lowers, at, sentence.last)
        mention = mentions.get(at)
        if mention and not (role and role.last > mention.last):
            found.append(_named(doc, entities.of(mention), mention, mention))
            at = mention.last
        elif role and role.sector:
            owner = mentions.get(role.last)
            person = mentions.get(owner.last) if owner else None
            if owner and entities.of(owner).type == "PER":
                found.append(_named(doc, entities.of(owner), owner, owner, role.sector))
                at = owner.last
            elif owner and person and entities.of(person).type == "PER":
                country = entities.of(owner).country
                found.append(_named(doc, entities.of(person), person, person, role.sector, country))
                at = person.last
            else:
                last = owner.last if owner else role.last
                country = entities.of(owner).country if owner else None
                found.append(_common(doc, at, last, role.sector, country))
                at = last
        else:
            at += 1
    return found


def _named(
    doc: Document,
    entity: Entity,
    first: Mention,
    last: Mention,
    sector: str | None = None,
    country: str | None = None,
) -> Candidate:
    start, end = first.start, last.end
    party = Party(
        doc.text[start:end], start, end, entity.entity_id, entity.name,
        entity.country or country, entity.sector or sector,
    )  # fmt: skip
    return Candidate(first.first, last.last, party, entity.type == "LOC")


def _common(doc: Document, first: int, last: int, sector: str, country: str | None) -> Candidate:
    start, end = doc.starts[first], doc.ends[last - 1]
    party = Party(doc.text[start:end], start, end, None, None, country, sector)
    return Candidate(first, last, party, place=False)
