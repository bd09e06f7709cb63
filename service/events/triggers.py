"""Finding triggers: the words of the lexicon in the tokens, the longest first, senses told apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, cast

from service.events.ontology import codes
from service.packs.files import PackFiles
from service.records import EventType
from service.text.document import Document

FILE = "triggers.tsv"
VOICES = ("active", "passive", "noun", "intransitive")


class Meaning(NamedTuple):
    """What a trigger tells, and how its arguments stand around it (one of `VOICES`)."""

    type: EventType
    mode: str
    voice: str


class Trigger(NamedTuple):
    """Tokens `first:last` tell `meaning`."""

    first: int
    last: int
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The trigger lexicon of a language: word sequence → meaning."""

    entries: dict[tuple[str, ...], Meaning]
    longest: dict[str, int]
    senses: dict[str, frozenset[str]]

    @classmethod
    def load(cls, files: PackFiles, senses: dict[str, list[str]]) -> "Lexicon":
        """Read `triggers.tsv`; raises `PackError` for an unknown type, mode or a form told twice."""
        entries: dict[tuple[str, ...], Meaning] = {}
        for row in files.table(FILE, ("type", "mode", *VOICES)):
            if (row["type"], row["mode"]) not in codes():
                raise row.error(f"{row['type']} has no mode {row['mode']!r}; see ontology.tsv")
            for voice in VOICES:
                for form in row.list(voice):
                    words = tuple(form.split())
                    meaning = Meaning(cast("EventType", row["type"]), row["mode"], voice)
                    if entries.setdefault(words, meaning)[:2] != meaning[:2]:
                        raise row.error(f"{form!r} already tells {entries[words].type}")
        longest: dict[str, int] = {}
        for words in entries:
            longest[words[0]] = max(longest.get(words[0], 0), len(words))
        return cls(entries, longest, {word: frozenset(after) for word, after in senses.items()})

    def find(self, doc: Document) -> Iterator[Trigger]:
        """Yield the triggers of `doc` in order, never overlapping."""
        at, lowers = 0, doc.lowers
        while at < len(lowers):
            size = self._size(lowers, at)
            if size:
                words = tuple(lowers[at : at + size])
                following = lowers[at + size] if at + size < len(lowers) else ""
                if following not in self.senses.get(words[-1], ()):
                    yield Trigger(at, at + size, self.entries[words])
            at += size or 1

    def _size(self, lowers: list[str], at: int) -> int:
        for size in range(self.longest.get(lowers[at], 0), 0, -1):
            if tuple(lowers[at : at + size]) in self.entries:
                return size
        return 0
