"""Reported speech: 'X menyatakan bahwa …', with a subject that is certain."""

from dataclasses import dataclass
from typing import Any

from service.records import Quote, Span, Speaker
from service.speech.speakers import Scene, Speakers
from service.text.stretches import Stretches

LEAST_WORDS = 4
# Tokens from the verb to 'bahwa' ("mengonfirmasi melalui Telegram bahwa").
REACH = 6


@dataclass(frozen=True, slots=True)
class Reported:
    """The verbs that report with a clause."""

    verbs: frozenset[str]
    that: frozenset[str]
    speakers: Speakers

    @classmethod
    def load(cls, data: dict[str, Any], speakers: Speakers) -> "Reported":
        """Return the reported speech of the `speech.toml` that `data` holds."""
        return cls(frozenset(data["reporting"]), frozenset(data["that"]), speakers)

    def find(self, scene: Scene, taken: list[tuple[int, int]]) -> list[Quote]:
        """Return the indirect quotes, in order, outside the token ranges `taken`."""
        found = []
        inside = Stretches(taken)
        for that in scene.doc.where(self.that):
            if inside.at(that) < 0:
                quote = self._quote(scene, that)
                if quote:
                    found.append(quote)
        return found

    def _quote(self, scene: Scene, that: int) -> Quote | None:
        doc = scene.doc
        sentence = doc.sentences[doc.sentence_of[that]]
        last = sentence.last - (doc.words[sentence.last - 1] in {".", '"', "”"})
        if last - that <= LEAST_WORDS:
            return None
        for verb in range(that - 1, max(sentence.first, that - REACH), -1):
            if doc.lowers[verb] in self.verbs:
                speaker = self._subject(scene, sentence.first, verb)
                if speaker is None:
                    return None
                start, end = doc.starts[that + 1], doc.ends[last - 1]
                cue = Span(doc.words[verb], doc.starts[verb], doc.ends[verb])
                return Quote(doc.text[start:end], start, end, "indirect", speaker, cue)
        return None

    def _subject(self, scene: Scene, first: int, verb: int) -> Speaker | None:
        return self.speakers.adjoining(scene, first, verb)
