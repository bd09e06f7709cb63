"""The learned half of finding names: what the model `ner` tags in an article."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, cast

from service.crf.model import Tagger, load, spans
from service.records import EntityType
from service.text.document import Document

MODEL = Path(__file__).parents[1] / "models" / "ner.crf.gz"


class Span(NamedTuple):
    """Tokens `first:last` are a name of `type`."""

    first: int
    last: int
    type: EntityType


@dataclass(frozen=True, slots=True)
class Recogniser:
    """Tags the words of an article, sentence by sentence."""

    tagger: Tagger

    @classmethod
    def load(cls, path: Path = MODEL) -> "Recogniser":
        """Read the model; raises `ModelError`."""
        return cls(load(path))

    def find(self, doc: Document) -> list[Span]:
        """Return the names of `doc`, in order, never overlapping."""
        labels = self.tagger.labels
        numbers = self.tagger.tag(doc.words, [sentence.last for sentence in doc.sentences])
        return [
            Span(first, last, cast("EntityType", kind))
            for first, last, kind in spans([labels[number] for number in numbers])
        ]
