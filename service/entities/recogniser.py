"""The learned half of finding names: what the model `ner` tags in an article."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from service.crf.model import Tagger, load
from service.records import EntityType
from service.text.document import Document

MODEL = Path(__file__).parents[1] / "models" / "ner.crf.gz"


class Span:
    """Tokens `first:last` are a name of type `kind`."""

    def __init__(self, first: int, last: int, kind: EntityType) -> None:
        self.first = first
        self.last = last
        self.type: EntityType = kind


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Tags the words of an article. `labels[i]`: does label i begin a name, and of which type."""

    tagger: Tagger
    labels: tuple[tuple[bool, EntityType | None], ...]
    outside: int

    @classmethod
    def load(cls, path: Path = MODEL) -> "Recogniser":
        """Read the model; raises `ModelError`."""
        tagger = load(path)
        labels = tuple(
            (label.startswith("B-"), cast("EntityType | None", label[2:] or None))
            for label in tagger.labels
        )
        return cls(tagger, labels, tagger.labels.index("O"))

    def find(self, doc: Document) -> list[Span]:
        """Return the names of `doc`, in order, never overlapping."""
        numbers = self.tagger.tag(doc.words, [sentence.last for sentence in doc.sentences])
        found: list[Span] = []
        first, kind, outside = 0, None, self.outside
        for at, number in enumerate(numbers):
            if number == outside and kind is None:
                continue
            begins, told = self.labels[number]
            if kind and (begins or told is None):
                found.append(Span(first, at, kind))
                kind = None
            if begins:
                first, kind = at, told
        if kind:
            found.append(Span(first, len(numbers), kind))
        return found
