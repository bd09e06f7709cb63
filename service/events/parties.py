"""Who can take part in an event: named entities, common-noun agents and pronouns of a sentence."""

from dataclasses import dataclass

from service.entities.mentions import Entities, Mention
from service.entities.roles import Role, Roles
from service.events.cues import Cues
from service.packs.files import PackFiles
from service.records import Entity, Party
from service.text.document import Document, Sentence

# Tokens that a noun phrase may have before its head: "lebih dari dua puluh orang".
LONGEST_LEAD = 5


class Candidate:
    """Tokens `first:last` may take part in an event; characters `start:end` name it.

    `lead` is where the noun phrase begins, with its numerals and determiners. `kind` is person,
    org, country, seat, place, common (a noun such as "polisi") or pronoun. `entity` is who is
    named; `country` and `sector` are what text and entity tell of it.
    """

    def __init__(
        self,
        first: int,
        last: int,
        lead: int,
        kind: str,
        start: int,
        end: int,
        entity: Entity | None = None,
        country: str | None = None,
        sector: str | None = None,
    ) -> None:
        self.first, self.last, self.lead, self.kind = first, last, lead, kind
        self.start, self.end = start, end
        self.entity, self.country, self.sector = entity, country, sector

    def party(self, doc: Document) -> Party:
        """Return it as a record has it."""
        who = self.entity
        return Party(
            doc.text[self.start : self.end], self.start, self.end, who.entity_id if who else None,
            who.name if who else None, self.country, self.sector,
        )  # fmt: skip


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

    def of(
        self, doc: Document, entities: Entities, places: list[int] | None = None
    ) -> list[Candidate]:
        """Return the candidates of `doc` in order; a role with its country or name is one.

        `places` are the tokens whose words are in `begins`, if known.
        """
        if places is None:
            places = doc.where(self.begins)
        mentions = {mention.first: mention for mention in entities.mentions}
        lowers = doc.lowers
        begun = set(places)
        led = {at + 1 for at in doc.where(self.cues.leading)}
        found: list[Candidate] = []
        done = 0
        for at in sorted(led.union(mentions, begun)):
            if at < done or at == len(lowers):
                continue
            sentence = doc.sentences[doc.sentence_of[at]]
            candidate = self._at(doc, entities, sentence, mentions, at, at in begun, at in led)
            if candidate is not None:
                found.append(candidate)
                done = candidate.last
        return found

    def _at(
        self,
        doc: Document,
        entities: Entities,
        sentence: Sentence,
        mentions: dict[int, Mention],
        at: int,
        begun: bool,
        led: bool,
    ) -> Candidate | None:
        """Return the candidate whose head begins at token `at`.

        `begun`: its word is in `begins`; `led`: a leading word stands before.
        """
        lower, mention = doc.lowers[at], mentions.get(at)
        role: Role | None = None
        if begun:
            known = self.inflected.get(lower)
            if known is not None:
                role = Role(at, at + 1, known.sector, known.open, known.country, known.others)
            else:
                role = self.roles.match(doc.lowers, at, sentence.last)
        if mention is not None and (role is None or role.last <= mention.last):
            return self._named(doc, entities, sentence, at, mention)
        if role is not None and role.sector:
            return self._role(doc, entities, sentence, role, mentions)
        if lower in self.cues.pronouns:
            return Candidate(at, at + 1, at, "pronoun", doc.starts[at], doc.ends[at])
        if led and self._is_noun(lower):
            return self._role(doc, entities, sentence, Role(at, at + 1, None), mentions)
        return None

    def _is_noun(self, lower: str) -> bool:
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
        first, last, country, sector = role.first, role.last, role.country, role.sector
        owner = mentions.get(last)
        if owner is not None:
            entity = entities.of(owner)
            if role.open:
                sector = entity.sector or sector
            if entity.type != "PER":
                country = entity.country or country
                person = mentions.get(owner.last)
                if person is not None and entities.of(person).type == "PER":
                    owner, entity = person, entities.of(person)
            if entity.type == "PER":
                return self._named(doc, entities, sentence, first, owner, sector, country)
            last = owner.last
        for at in range(first + 1, last if country is None else first):
            within = mentions.get(at)
            if within is not None and entities.of(within).type != "PER":
                country = entities.of(within).country
        lead = self._lead(doc, sentence, first)
        return Candidate(
            first,
            last,
            lead,
            "common",
            doc.starts[first],
            doc.ends[last - 1],
            None,
            country,
            sector,
        )

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
        return Candidate(
            mention.first, mention.last, self._lead(doc, sentence, begin), kind_of(entities, mention),
            mention.start, mention.end, entity, entity.country or country, entity.sector or sector,
        )  # fmt: skip

    def _lead(self, doc: Document, sentence: Sentence, first: int) -> int:
        """Return where the phrase around the head at `first` begins: 'sedikitnya dua | orang'."""
        lowers, lead = doc.lowers, first
        floor = max(sentence.first, first - LONGEST_LEAD)
        while lead > floor and (
            lowers[lead - 1] in self.cues.determiners
            or lowers[lead - 1] in self.cues.groups
            or lowers[lead - 1][0].isdigit()
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
