"""Mentions of foreign countries in annotated sentences: the corpora leave most of them untagged."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.entities.gazetteer import Gazetteer
from service.training.crf import Sentence

OWN_COUNTRY = "IDN"


@dataclass(frozen=True, slots=True)
class Countries:
    """Names of foreign countries as words."""

    names: frozenset[tuple[str, ...]]
    longest: int

    @classmethod
    def of(cls, gazetteer: Gazetteer) -> "Countries":
        """Take the countries of the gazetteer but our own."""
        names = frozenset(
            tuple(form.split())
            for form, entry in gazetteer.forms.items()
            if entry.kind == "country" and entry.country != OWN_COUNTRY
        )
        return cls(names, max(map(len, names)))

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield first and last token of each mention, longest first."""
        at = 0
        while at < len(words):
            for size in range(min(self.longest, len(words) - at), 0, -1):
                if tuple(words[at : at + size]) in self.names:
                    yield at, at + size
                    at += size - 1
                    break
            at += 1

    def relabel(self, sentences: Iterable[Sentence]) -> list[Sentence]:
        """Return the sentences with untagged mentions tagged LOC."""
        relabelled = []
        for sentence in sentences:
            labels = list(sentence.labels)
            for first, last in self.find(sentence.words):
                if all(label == "O" for label in labels[first:last]):
                    labels[first:last] = ["B-LOC", *["I-LOC"] * (last - first - 1)]
            relabelled.append(Sentence(sentence.words, labels))
        return relabelled
