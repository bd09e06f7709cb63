"""Who can take part in an event: named entities, common-noun agents and pronouns of a sentence."""

from dataclasses import dataclass
from typing import NamedTuple

from service.entities.mentions import Entities, Mention
from service.entities.roles import Role, Roles
from service.events.cues import Cues
from service.packs.files import PackFiles
from service.records import Entity, Party
from service.text.document import Document, Sentence

# Tokens that a noun phrase may have before its head: "lebih dari dua puluh orang".
LONGEST_LEAD = 5


class Candidate(NamedTuple):
    """Tokens `first:last` may take part in an event.

    `lead` is where the noun phrase begins, with its numerals and determiners. `kind` is person,
    org, country, seat, place, common (a noun such as "polisi") or pronoun.
    """

    first: int
    last: int
    lead: int
    kind: str
    party: Party


@dataclass(frozen=True, slots=True)
class Parties:
    """What a language knows about noun phrases that act."""

    roles: Roles
    cues: Cues
    inflected: dict[str, Role]
    begins: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles, cues: Cues) -> "Parties":
        """Read the roles of the pack; raises `PackError`."""
        roles = Roles.load(files)
        begins = roles.begins | cues.pronouns
        inflected = _inflected(roles, begins)
        return cls(roles, cues, inflected, begins.union(inflected))

    def of(self, doc: Document, entities: Entities) -> list[Candidate]:
        """Return the candidates of `doc` in order; a role with its country or name is one."""
        mentions = {mention.first: mention for mention in entities.mentions}
        lowers = doc.lowers
        led = {at + 1 for at in doc.where(self.cues.leading)}
        found: list[Candidate] = []
        done = 0
        for at in sorted({*mentions, *doc.where(self.begins), *led}):
            if at < done:
                continue
            if at == len(lowers):
                break
            sentence = doc.sentences[doc.sentence_of[at]]
            mention = mentions.get(at)
            role = self.inflected.get(lowers[at])
            if role:
                role = role._replace(first=at, last=at + 1)
            else:
                role = self.roles.match(lowers, at, sentence.last)
            if mention and not (role and role.last > mention.last):
                found.append(self._named(doc, entities, sentence, at, mention))
            elif role and role.sector:
                found.append(self._role(doc, entities, sentence, role, mentions))
            elif lowers[at] in self.cues.pronouns:
                party = Party(doc.words[at], doc.starts[at], doc.ends[at], None, None, None, None)
                found.append(Candidate(at, at + 1, at, "pronoun", party))
            elif at in led and self._is_noun(doc, at):
                found.append(self._role(doc, entities, sentence, Role(at, at + 1, None), mentions))
            else:
                continue
            done = found[-1].last
        return found

    def _is_noun(self, doc: Document, at: int) -> bool:
        lower = doc.lowers[at]
        return (
            lower.isalpha()
            and lower not in self.cues.determiners
            and lower not in self.cues.function
        )

    def _role(
        self,
        doc: Document,
        entities: Entities,
        sentence: Sentence,
        role: Role,
        mentions: dict[int, Mention],
    ) -> Candidate:
        """Return 'polisi Iran' as one; of 'Menteri Luar Negeri Iran Abbas Araghchi' the person."""
        owner = mentions.get(role.last)
        country, sector = role.country, role.sector
        if owner and role.open:
            sector = entities.of(owner).sector or sector
        if owner and entities.of(owner).type != "PER":
            country = entities.of(owner).country or country
            person = mentions.get(owner.last)
            if person and entities.of(person).type == "PER":
                owner = person
        if owner and entities.of(owner).type == "PER":
            return self._named(doc, entities, sentence, role.first, owner, sector, country)
        last = owner.last if owner else role.last
        start, end = doc.starts[role.first], doc.ends[last - 1]
        party = Party(doc.text[start:end], start, end, None, None, country, sector)
        lead = self._lead(doc, sentence, role.first)
        return Candidate(role.first, last, lead, "common", party)

    def _named(
        self,
        doc: Document,
        entities: Entities,
        sentence: Sentence,
        begin: int,
        mention: Mention,
        sector: str | None = None,
        country: str | None = None,
    ) -> Candidate:
        entity = entities.of(mention)
        party = Party(
            doc.text[mention.start : mention.end], mention.start, mention.end, entity.entity_id,
            entity.name, entity.country or country, entity.sector or sector,
        )  # fmt: skip
        lead = self._lead(doc, sentence, begin)
        return Candidate(mention.first, mention.last, lead, kind_of(entities, mention), party)

    def _lead(self, doc: Document, sentence: Sentence, first: int) -> int:
        """Return where the phrase around the head at `first` begins: 'sedikitnya dua | orang'."""
        lead = first
        floor = max(sentence.first, first - LONGEST_LEAD)
        while lead > floor and (
            doc.lowers[lead - 1] in self.cues.determiners or doc.lowers[lead - 1][0].isdigit()
        ):
            lead -= 1
        return lead


def _inflected(roles: Roles, begins: frozenset[str]) -> dict[str, Role]:
    """Return the roles told in the plural or as somebody's: 'orang-orang', 'pasukannya'."""
    found: dict[str, Role] = {}
    for head in begins:
        for form in (f"{head}nya", f"{head}-{head}", f"{head}-{head}nya"):
            base = form.removesuffix("nya")
            half = len(base) // 2
            if base[half : half + 1] == "-" and base[:half] == base[half + 1 :]:
                base = base[:half]
            role = roles.match([base], 0, 1) if form not in begins else None
            if role and role.sector:
                found[form] = role
    return found


def kind_of(entities: Entities, mention: Mention) -> str:
    """Return person, org, country, seat or place."""
    entity: Entity = entities.of(mention)
    if entity.type != "LOC":
        return "person" if entity.type == "PER" else "org"
    kind = entities.kinds[mention.entity]
    return kind if kind in {"country", "seat"} else "place"
