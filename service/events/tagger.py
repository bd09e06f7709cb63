"""The learned trigger tagger: which words tell an event here, also those that the lexicon lacks.

A CRF over words (`service.crf`), with one label a PLOVER type on the first word of a trigger. It is
decoded for recall: the event model decides with its margin as one reason among others.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, cast

from service.crf.model import Tagger, load
from service.events.triggers import Lexicon, Meaning, Trigger
from service.records import EventType
from service.text.document import Document

FILE = Path(__file__).parent.parent / "models" / "triggers.crf.gz"
OUTSIDE = "O"
# Nats off the score of "no trigger".
RECALL = 2.0
SHORTEST_VERB = 6
VOICES = (("me", "active"), ("di", "passive"), ("ter", "passive"), ("ber", "intransitive"))


class Tagged(NamedTuple):
    """The type that a token tells, and the margin of that label in nats."""

    type: EventType
    margin: float


@dataclass(frozen=True, slots=True)
class TriggerTagger:
    """A loaded tagger."""

    tagger: Tagger

    @classmethod
    def load(cls, path: Path = FILE) -> "TriggerTagger":
        """Read the model file; raises `ModelError`."""
        return cls(load(path, bias={OUTSIDE: -RECALL}))

    def tag(self, doc: Document) -> dict[int, Tagged]:
        """Return the tokens of `doc` that may begin a trigger."""
        if not doc.words:
            return {}
        ends = [sentence.last for sentence in doc.sentences]
        labels = self.tagger.labels
        return {
            at: Tagged(cast("EventType", labels[number][2:]), margin)
            for at, number, margin in self.tagger.find(doc.lowers, ends, OUTSIDE)
        }


def together(
    doc: Document, lexicon: Lexicon, known: list[Trigger], tagged: dict[int, Tagged]
) -> list[Trigger]:
    """Return the triggers of the lexicon, and those that only the tagger finds, in order.

    Of a word that the lexicon knows alone, the lexicon decides: it told another sense there.
    """
    taken = {at for trigger in known for at in range(trigger.first, trigger.last)}
    found = [
        Trigger(at, at + 1, Meaning(tag.type, "", voice(doc.lowers[at])))
        for at, tag in tagged.items()
        if at not in taken and doc.lowers[at][0].isalpha() and not lexicon.knows(doc.lowers[at])
    ]
    return sorted([*known, *found], key=lambda trigger: trigger.first)


def voice(lower: str) -> str:
    """Return the voice that the shape of a word tells."""
    if len(lower) >= SHORTEST_VERB:
        for prefix, name in VOICES:
            if lower.startswith(prefix):
                return name
    return "noun"
