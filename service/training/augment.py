"""More sentences from the annotated ones: other names in place of theirs, and headline capitals.

A recogniser that has seen two thousand names learns them by heart; one that has seen each sentence
with other names learns what stands around a name.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.crf.model import spans
from service.entities.gazetteer import Gazetteer
from service.training.crf import Sentence
from service.training.names import Names

# How often a name is replaced, a person's name is Indonesian, a single name is a family name, and
# three words hold a particle.
REPLACED, INDONESIAN, FAMILY, WITH_PARTICLE = 0.7, 0.5, 0.5, 0.3
PARTICLES = ("bin", "al", "de", "van")


@dataclass(frozen=True, slots=True)
class Supply:
    """What names are drawn from, in a fixed order."""

    given: list[str]
    family: list[str]
    own: list[str]
    places: list[str]
    bodies: list[str]

    @classmethod
    def of(cls, names: Names, gazetteer: Gazetteer) -> "Supply":
        """Return the supply of `names` and of the places and organisations of the pack."""
        forms = {
            kind: sorted(form for form, entry in gazetteer.forms.items() if entry.type == kind)
            for kind in ("LOC", "ORG")
        }
        return cls(
            sorted(names.given), sorted(names.family), sorted(names.own), forms["LOC"], forms["ORG"]
        )

    def person(self, draw: random.Random, size: int) -> list[str]:
        """Return a name of `size` words; of two or three when `size` is more than two."""
        count = size if size < 3 else draw.choice((2, 3))
        if draw.random() < INDONESIAN:
            return [draw.choice(self.own).capitalize() for _ in range(count)]
        if count == 1 and draw.random() < FAMILY:
            return [draw.choice(self.family).capitalize()]
        family = [draw.choice(self.family).capitalize() for _ in range(count - 1)]
        if count == 3 and draw.random() < WITH_PARTICLE:
            family[0] = draw.choice(PARTICLES)
        return [draw.choice(self.given).capitalize(), *family]


def renamed(sentences: Sequence[Sentence], supply: Supply, seed: int) -> Iterator[Sentence]:
    """Yield the sentences that change when names are replaced by others of their type."""
    draw = random.Random(seed)
    for sentence in sentences:
        words: list[str] = []
        labels: list[str] = []
        at, changed = 0, False
        for first, last, kind in spans(sentence.labels):
            words += sentence.words[at:first]
            labels += sentence.labels[at:first]
            own = sentence.words[first:last]
            other = _other(own, kind, supply, draw) if draw.random() < REPLACED else None
            changed = changed or other is not None
            words += other or own
            labels += [f"B-{kind}", *[f"I-{kind}"] * (len(other or own) - 1)]
            at = last
        if changed:
            yield Sentence(words + sentence.words[at:], labels + sentence.labels[at:])


def _other(own: list[str], kind: str, supply: Supply, draw: random.Random) -> list[str] | None:
    """Return another name for one of plain words or, for an organisation, one acronym."""
    plain = all(word.isalpha() and word[0].isupper() and not word.isupper() for word in own)
    if kind == "PER" and plain:
        return supply.person(draw, len(own))
    if kind == "LOC" and plain:
        return draw.choice(supply.places).split(" ")
    if kind == "ORG" and len(own) == 1 and own[0].isalpha() and own[0].isupper():
        return draw.choice(supply.bodies).split(" ")
    return None


def titled(sentences: Sequence[Sentence], longest: int) -> Iterator[Sentence]:
    """Yield the sentences of up to `longest` words with the capitals of a headline."""
    for sentence in sentences:
        if len(sentence.words) <= longest and sentence.words[-1] != "?":
            end = -1 if sentence.words[-1] == "." else None
            words = [word[0].upper() + word[1:] for word in sentence.words[:end]]
            if words:
                yield Sentence(words, sentence.labels[:end])
