"""Finding triggers: the words of the lexicon in the tokens, the longest first, senses told apart.

The lexicon is a table a type, `triggers/<TYPE>.tsv` in the language pack. Its columns:

mode, cameo  PLOVER mode and most specific CAMEO code; empty: the type's, the mode's.
verb         stems (see `morphology`): their active, passive and bare headline forms are made here.
active ...   further forms by voice, as `VOICES` says; in each column alternatives stand with |.
frame        the prepositions that mark the recipient or partner; empty: the usual of the voice.
unless       what tells another sense within two tokens: `jantung` after the form, `<pupuk` before
             it; `-gempa` anywhere in its sentence. `+tersangka`, `+ke polisi` tell this sense: one
             of them must follow in the same sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, cast, get_args

from service.events.morphology import conjugate
from service.events.ontology import codes, stands_for
from service.packs.files import PackFiles, Row
from service.records import EventType
from service.text.document import Document

FOLDER = "triggers"
# active: the actor before, the recipient after. passive: the recipient before. noun: an act by its
# name. intransitive: the actor before, a partner after a preposition.
VOICES = ("active", "passive", "noun", "intransitive")
COLUMNS = ("mode", "cameo", "verb", *VOICES, "frame", "unless")
# How a cue in `unless` begins, in the order of the fields of `Sense`.
MARKS = ("<", ">", "-", "+")
CLITICS = ("nya", "lah", "kah", "pun")
# Tokens around a trigger in which a word tells another sense, and after it in which one tells this.
NEAR, FAR = 2, 12


class Meaning(NamedTuple):
    """What a trigger tells, and how its arguments stand around it (one of `VOICES`)."""

    type: EventType
    mode: str
    voice: str
    cameo: str = ""
    frame: tuple[str, ...] = ()


class Trigger(NamedTuple):
    """Tokens `first:last` tell `meaning`; `has_nya`: a party is its clitic ("menyerangnya")."""

    first: int
    last: int
    meaning: Meaning
    has_nya: bool = False


class Sense(NamedTuple):
    """Word sequences around a form that decide whether it has the meaning."""

    before: tuple[tuple[str, ...], ...]
    after: tuple[tuple[str, ...], ...]
    anywhere: tuple[tuple[str, ...], ...]
    needs: tuple[tuple[str, ...], ...]


class Entry(NamedTuple):
    """A form without its first word, and what it means there; `has_nya` is of the first word."""

    rest: tuple[str, ...]
    meaning: Meaning
    sense: Sense | None
    has_nya: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The trigger lexicon of a language: first word → the forms that begin with it, longest first."""

    entries: dict[str, tuple[Entry, ...]]
    firsts: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles) -> "Lexicon":
        """Read all tables of `triggers/`; raises `PackError` for a mistake or a form told twice."""
        forms: dict[tuple[str, ...], list[tuple[Meaning, Sense]]] = {}
        for name in files.names(FOLDER):
            for row in files.table(f"{FOLDER}/{name}.tsv", COLUMNS):
                _add(forms, row, name)
        entries: dict[str, list[Entry]] = {}
        for words, senses in forms.items():
            for meaning, sense in senses:
                for first, has_nya in _shapes(words[0], meaning.voice):
                    entry = Entry(words[1:], meaning, sense if any(sense) else None, has_nya)
                    entries.setdefault(first, []).append(entry)
        for group in entries.values():
            group.sort(
                key=lambda entry: (-len(entry.rest), not (entry.sense and entry.sense.needs))
            )
        return cls({first: tuple(g) for first, g in entries.items()}, frozenset(entries))

    def find(self, doc: Document) -> Iterator[Trigger]:
        """Yield the triggers of `doc` in order, never overlapping."""
        end = 0
        for at in doc.where(self.firsts):
            if at >= end:
                trigger = self._at(doc, at)
                if trigger:
                    yield trigger
                    end = trigger.last

    def _at(self, doc: Document, at: int) -> Trigger | None:
        for rest, meaning, sense, has_nya in self.entries[doc.lowers[at]]:
            last, clitic = at + 1 + len(rest), False
            if rest:
                found = tuple(doc.lowers[at + 1 : last])
                clitic = found != rest
                if clitic and found != (*rest[:-1], rest[-1] + "nya"):
                    continue
            if sense is None or _fits(doc, at, last, sense):
                return Trigger(at, last, meaning, has_nya or clitic)
        return None


def _add(forms: dict[tuple[str, ...], list[tuple[Meaning, Sense]]], row: Row, name: str) -> None:
    """Add the forms of one line."""
    if name not in get_args(EventType):
        raise row.error(f"{name} is no PLOVER type: name the file after one")
    if (name, row["mode"]) not in codes():
        raise row.error(f"{name} has no mode {row['mode']!r}; see ontology.tsv")
    cameo = row["cameo"] or codes()[name, row["mode"]].cameo
    if row["cameo"] and not stands_for(cameo, name):
        raise row.error(f"{cameo} is no CAMEO code of {name}; see cameo.tsv")
    sense = _sense(row)
    for form, voice in _forms(row):
        meaning = Meaning(cast("EventType", name), row["mode"], voice, cameo, row.list("frame"))
        told = forms.setdefault(tuple(form.split()), [])
        for other, where in told:
            if where.needs == sense.needs and _tells(other) != _tells(meaning):
                raise row.error(f"{form!r} already tells {' '.join(_tells(other))}")
        if all(where.needs != sense.needs for _, where in told):
            told.append((meaning, sense))


def _tells(meaning: Meaning) -> tuple[str, str, str]:
    return meaning.type, meaning.mode, meaning.cameo


def _forms(row: Row) -> Iterator[tuple[str, str]]:
    """Yield each form of a line with its voice; those listed come first: they are surer."""
    for voice in VOICES:
        for form in row.list(voice):
            yield form, voice
    for stem in row.list("verb"):
        try:
            verb = conjugate(stem)
        except ValueError as error:
            raise row.error(str(error)) from error
        for form in (*verb.active, verb.bare):
            if form:
                yield form, "active"
        yield verb.passive, "passive"


def _sense(row: Row) -> Sense:
    cues: dict[str, list[tuple[str, ...]]] = {mark: [] for mark in MARKS}
    for cue in row.list("unless"):
        mark = cue[0] if cue[0] in MARKS else ">"
        words = tuple(cue.removeprefix(mark).split())
        if not words:
            raise row.error(f"{cue!r} in unless: write word, <word, -word or +word")
        cues[mark].append(words)
    return Sense(*(tuple(cues[mark]) for mark in MARKS))


def _shapes(word: str, voice: str) -> Iterator[tuple[str, bool]]:
    """Yield the shapes of a form's first word, and whether they end in -nya."""
    roots = (word, f"{word}-{word}") if voice == "noun" else (word,)
    for root in roots:
        yield root, False
        for clitic in CLITICS:
            yield root + clitic, clitic == "nya"


def _fits(doc: Document, first: int, last: int, sense: Sense) -> bool:
    """Whether no word near the form tells another sense, and one that must follow does."""
    sentence = doc.sentences[doc.sentence_of[first]]
    lowers = doc.lowers
    before = lowers[max(sentence.first, first - NEAR) : first]
    after = lowers[last : min(sentence.last, last + NEAR)]
    whole = lowers[sentence.first : sentence.last] if sense.anywhere else []
    far = lowers[last : min(sentence.last, last + FAR)] if sense.needs else []
    return (
        not _any(before, sense.before)
        and not _any(after, sense.after)
        and not _any(whole, sense.anywhere)
        and (not sense.needs or _any(far, sense.needs))
    )


def _any(words: list[str], cues: tuple[tuple[str, ...], ...]) -> bool:
    """Whether one of the word sequences `cues` stands in `words`."""
    return any(cue[0] in words and (len(cue) == 1 or _has(words, cue)) for cue in cues)


def _has(words: list[str], cue: tuple[str, ...]) -> bool:
    size = len(cue)
    return any(tuple(words[at : at + size]) == cue for at in range(len(words) - size + 1))
