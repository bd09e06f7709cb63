"""What an event is about: PLOVER contexts from the words around it and from its own codes."""

from collections import defaultdict
from typing import Final

from service.errors import PackError
from service.events import ontology
from service.packs.files import PackFiles
from service.records import EventType
from service.text.document import Document

FILE = "contexts.toml"
# A context that so many sentences of an article tell, or its title, is that of all its events.
WHOLE = 3
CLITIC = "nya"
NONE: Final[frozenset[str]] = frozenset()


class Told:
    """The contexts that the words of an article tell: of each sentence, and of the whole."""

    def __init__(self, by_sentence: dict[int, frozenset[str]], title: bool) -> None:
        self.by_sentence = by_sentence
        counts: dict[str, int] = {}
        for contexts in by_sentence.values():
            for context in contexts:
                counts[context] = counts.get(context, 0) + 1
        whole = frozenset(context for context, count in counts.items() if count >= WHOLE)
        self.whole = whole | by_sentence.get(0, NONE) if title else whole

    def of(self, sentence: int, kind: EventType, mode: str, cameo: str) -> tuple[str, ...]:
        """Return the contexts, sorted, of an event in sentence number `sentence`.

        Mode and CAMEO code tell contexts of their own: COERCE cyber, 072 (military aid).
        """
        told = set(self.whole)
        told.update(self.by_sentence.get(sentence, NONE), ontology.cameo(cameo).contexts)
        if mode:
            told.update(ontology.codes()[kind, mode].contexts)
        return tuple(sorted(told))


class Cue:
    """The `rest` of a cue's words after the first, and what they tell together."""

    def __init__(self, rest: list[str], contexts: frozenset[str]) -> None:
        self.rest, self.contexts = rest, contexts
        self.second = rest[0] if rest else ""


class Contexts:
    """The cue words of a language: first word → cues, the longest first."""

    def __init__(self, cues: dict[str, list[Cue]]) -> None:
        self.cues = cues
        self.firsts = frozenset(cues)

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
            cues[words[0]].append(Cue(list(words[1:]), frozenset(told[words])))
        return cls(dict(cues))

    def find(self, doc: Document, begun: list[tuple[int, list[Cue]]] | None = None) -> Told:
        """Return the contexts of each sentence and of the whole of `doc`.

        `begun` are the tokens that cues begin with, if known, with those cues.
        """
        lowers, end = doc.lowers, 0
        if begun is None:
            begun = [(at, self.cues[lowers[at]]) for at in doc.where(self.firsts)]
        by_sentence: dict[int, frozenset[str]] = {}
        for at, cues in begun:
            if at < end:
                continue
            end = at
            following = lowers[at + 1] if at + 1 < len(lowers) else ""
            for cue in cues:
                last = at + 1 + len(cue.rest)
                if cue.second and (cue.second != following or lowers[at + 1 : last] != cue.rest):
                    continue
                number = doc.sentence_of[at]
                by_sentence[number] = by_sentence.get(number, NONE) | cue.contexts
                end = last
                break
        return Told(by_sentence, bool(doc.sentences) and doc.sentences[0].title)
