"""What an event is about: PLOVER contexts from the words around it and from its own codes."""

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

from service.errors import PackError
from service.events import ontology
from service.packs.files import PackFiles
from service.records import Event
from service.text.document import Document

FILE = "contexts.toml"
# A context that so many sentences of an article tell, or its title, is that of all its events.
WHOLE = 3
CLITIC = "nya"


class Told(NamedTuple):
    """The contexts that the words of an article tell."""

    by_sentence: dict[int, frozenset[str]]
    whole: frozenset[str]

    def of(self, sentence: int, kind: str, modes: tuple[str, ...], cameo: str) -> tuple[str, ...]:
        """Return the contexts, sorted, of an event in sentence number `sentence`.

        Modes and CAMEO code tell contexts of their own: COERCE cyber, 072 (military aid).
        """
        words = self.by_sentence.get(sentence, frozenset())
        by_mode = (ontology.codes()[kind, mode].contexts for mode in modes)
        codes = chain(*by_mode, ontology.cameo(cameo).contexts)
        return tuple(sorted({*words, *self.whole, *codes}))


class Cue(NamedTuple):
    """The words after the first one, and what they tell together."""

    rest: tuple[str, ...]
    contexts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Contexts:
    """The cue words of a language: first word → cues, the longest first."""

    cues: dict[str, tuple[Cue, ...]]
    firsts: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles) -> "Contexts":
        """Read `contexts.toml`, which must have every context; raises `PackError`."""
        told: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for context, forms in files.toml(FILE, tuple(ontology.contexts())).items():
            for form in forms:
                words = tuple(form.split())
                if not words or form != form.lower():
                    raise PackError(
                        f"{files.folder / FILE}: {context}: {form!r} must be lower case"
                    )
                told[words].add(context)
                told[*words[:-1], words[-1] + CLITIC].add(context)
        cues: dict[str, list[Cue]] = defaultdict(list)
        for words in sorted(told, key=len, reverse=True):
            cues[words[0]].append(Cue(words[1:], frozenset(told[words])))
        return cls({first: tuple(found) for first, found in cues.items()}, frozenset(cues))

    def label(self, doc: Document, events: list[Event]) -> list[Event]:
        """Return the events of `doc` with their contexts."""
        if not events:
            return events
        told = self.find(doc)
        starts = [sentence.start for sentence in doc.sentences]
        return [
            replace(
                event,
                contexts=told.of(
                    bisect_right(starts, event.trigger.start) - 1,
                    event.type,
                    event.modes,
                    event.cameo,
                ),
            )
            for event in events
        ]

    def find(self, doc: Document) -> Told:
        """Return the contexts of each sentence and of the whole of `doc`."""
        by_sentence: dict[int, frozenset[str]] = {}
        end = 0
        for at in doc.where(self.firsts):
            if at < end:
                continue
            for rest, contexts in self.cues[doc.lowers[at]]:
                end = at + 1 + len(rest)
                if tuple(doc.lowers[at + 1 : end]) == rest:
                    number = doc.sentence_of[at]
                    by_sentence[number] = by_sentence.get(number, frozenset()) | contexts
                    break
            else:
                end = at
        return Told(by_sentence, _whole(doc, by_sentence))


def _whole(doc: Document, by_sentence: dict[int, frozenset[str]]) -> frozenset[str]:
    counts = Counter(context for contexts in by_sentence.values() for context in contexts)
    title = by_sentence.get(0, frozenset()) if doc.sentences and doc.sentences[0].title else ()
    return frozenset(context for context, count in counts.items() if count >= WHOLE).union(title)
