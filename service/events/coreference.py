"""Who a pronoun or a speaker inside a quote stands for."""

from bisect import bisect_left, bisect_right

from service.entities.mentions import Entities
from service.events.cues import Cues
from service.events.parties import Candidate
from service.events.triggers import Trigger
from service.records import Entity, Party, Quote, Speaker
from service.text.document import Document, Sentence
from service.text.stretches import Stretches

# Sentences back in which an antecedent is looked for.
REACH = 3
# Tokens between a verb of speaking and who speaks.
REPORTER = 2
# Who is of no one country unless the text tells it.
STATELESS = frozenset({"IGO", "NGO", "IMG", "ISM", "MNC", "UNK"})
GROUPS = frozenset({"org", "common"})


class Said:
    """The quotes of an article, found by character, and its entities by id."""

    def __init__(self, quotes: list[Quote], entities: Entities) -> None:
        self.quotes = quotes
        self.held = Stretches([(quote.start, quote.end) for quote in quotes])
        self.entities: dict[str, Entity] = {}
        for entity in entities.entities if quotes else ():
            self.entities.setdefault(entity.entity_id, entity)

    def at(self, start: int) -> Quote | None:
        """Return the quote that holds character `start`."""
        number = self.held.at(start)
        return self.quotes[number] if number >= 0 else None


def _start(candidate: Candidate) -> int:
    return candidate.start


def _first(candidate: Candidate) -> int:
    return candidate.first


def as_party(doc: Document, speaker: Speaker, said: Said, candidates: list[Candidate]) -> Party:
    """Return the speaker of a quote as a party, with the country and sector told where he is named."""
    number = bisect_right(candidates, speaker.start, key=_start) - 1
    if number >= 0 and speaker.start < candidates[number].end:
        return candidates[number].party(doc)
    entity = said.entities.get(speaker.entity_id or "")
    if entity is not None:
        return Party(
            speaker.text, speaker.start, speaker.end, entity.entity_id, entity.name,
            entity.country, entity.sector,
        )  # fmt: skip
    return Party(
        speaker.text, speaker.start, speaker.end, speaker.entity_id, speaker.name, None, None
    )


def resolve(
    doc: Document, cues: Cues, candidates: list[Candidate], said: Said, pronoun: Candidate
) -> Party:
    """Return `pronoun` as a party that carries what its antecedent is, if there is one."""
    word = doc.lowers[pronoun.first]
    quote = said.at(pronoun.start) if word in cues.inside_quote else None
    if quote and quote.speaker:
        who = as_party(doc, quote.speaker, said, candidates)
    else:
        found = _antecedent(doc, cues, candidates, pronoun, word)
        if found is None:
            return pronoun.party(doc)
        who = found.party(doc)
    return Party(
        doc.text[pronoun.start : pronoun.end], pronoun.start, pronoun.end, who.entity_id,
        who.name or who.text, who.country, who.sector,
    )  # fmt: skip


def _antecedent(
    doc: Document, cues: Cues, candidates: list[Candidate], pronoun: Candidate, word: str
) -> Candidate | None:
    """Return the last person for 'dia', the last group for 'mereka', subjects of a sentence first."""
    earliest = doc.sentence_of[pronoun.first] - REACH
    plural = word in cues.plural
    best: Candidate | None = None
    best_sentence = -1
    for number in range(bisect_left(candidates, pronoun.first, key=_first) - 1, -1, -1):
        candidate = candidates[number]
        sentence = doc.sentence_of[candidate.first]
        if sentence < earliest or (best and sentence < best_sentence):
            break
        fits = candidate.kind in GROUPS if plural else candidate.kind == "person"
        if fits and (best is None or not _governed(doc, cues, candidate)):
            best, best_sentence = candidate, sentence
    return best


def _governed(doc: Document, cues: Cues, candidate: Candidate) -> bool:
    """Whether a preposition or another function word stands before the phrase: it is no subject."""
    return candidate.lead > 0 and doc.lowers[candidate.lead - 1] in cues.function


def reporter(
    doc: Document,
    cues: Cues,
    sentence: Sentence,
    trigger: Trigger,
    around: list[Candidate],
) -> Party | None:
    """Return who reports the event by a verb of speaking of its sentence.

    'X mengatakan … [trigger]': the candidate right before the verb; '[trigger] …, kata X': the one
    right after it.
    """
    for at in range(sentence.first, sentence.last):
        if doc.lowers[at] not in cues.reporting:
            continue
        if at < trigger.first:
            before = [c for c in around if c.last <= at and at - c.last <= REPORTER]
            return before[-1].party(doc) if before else None
        after = [c for c in around if c.lead > at and c.lead - at <= REPORTER]
        return after[0].party(doc) if after else None
    return None


def home(entities: Entities) -> str | None:
    """Return the country the article is most about, by salience: of its places, else of all it names."""
    places = [entity for entity in entities.entities if entity.type == "LOC"]
    for named in (places, entities.entities):
        sums: dict[str, float] = {}
        for entity in named:
            if entity.country:
                sums[entity.country] = sums.get(entity.country, 0.0) + entity.salience
        if sums:
            return max(sums, key=lambda country: sums[country])
    return None


def at_home(party: Party, country: str | None) -> Party:
    """Return a party of no told country as one of `country`, where the event is: 'polisi', 'warga'."""
    if party.country or country is None or party.sector is None or party.sector in STATELESS:
        return party
    return Party(
        party.text, party.start, party.end, party.entity_id, party.name, country, party.sector
    )


def once(parties: list[Party]) -> list[Party]:
    """Return the parties without those named before: 'ISIS, yang juga disebut Daesh'."""
    named: set[str] = set()
    out: list[Party] = []
    for party in parties:
        if party.entity_id is None or party.entity_id not in named:
            out.append(party)
        if party.entity_id is not None:
            named.add(party.entity_id)
    return out
