"""The learned trigger tagger: which words tell an event here, also those that the lexicon lacks.

A CRF over words (`service.crf`), with one label a PLOVER type on the first word of a trigger. It is
decoded for recall: the event model decides with its margin as one reason among others.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

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


class Tagged:
    """The type that a token tells, and the margin of that label in nats."""

    def __init__(self, kind: EventType, margin: float) -> None:
        self.type, self.margin = kind, margin


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
    begun = {trigger.first: trigger for trigger in known}
    end = 0
    found: list[Trigger] = []
    for at in sorted(begun.keys() | tagged.keys()):
        trigger = begun.get(at)
        if trigger is None:
            lower = doc.lowers[at]
            if at < end or not lower[0].isalpha() or lexicon.knows(lower):
                continue
            trigger = Trigger(at, at + 1, Meaning(tagged[at].type, "", voice(lower)))
        end = trigger.last
        found.append(trigger)
    return found


def voice(lower: str) -> str:
    """Return the voice that the shape of a word tells."""
    if len(lower) >= SHORTEST_VERB:
        for prefix, name in VOICES:
            if lower.startswith(prefix):
                return name
    return "noun"
