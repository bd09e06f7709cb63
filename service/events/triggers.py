"""Finding triggers: the words of the lexicon in the tokens, the longest first, senses told apart.

The lexicon is a table a type, `triggers/<TYPE>.tsv` in the language pack. Its columns:

mode, cameo  PLOVER mode and most specific CAMEO code; empty: the type's, the mode's.
verb         stems (see `morphology`): their active, passive and bare headline forms are made here.
active ...   further forms by voice, as `VOICES` says; in each column alternatives stand with |.
frame        the prepositions that mark the recipient or partner; empty: the usual of the voice.
unless       what tells another sense within two tokens: `jantung` after the form, `<pupuk` before
             it; `-gempa` anywhere in its sentence. `+bahwa`, `+ke polisi` tell this sense: one of
             them must follow soon in the same sentence; of `~tersangka` on either side.
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
MARKS = ("<", ">", "-", "+", "~")
CLITICS = ("nya", "lah", "kah", "pun")
# Tokens around a trigger in which a word tells another sense, and in which one tells this.
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


class Cues(NamedTuple):
    """Word sequences that count when they stand near a form, `by_first` word."""

    phrases: tuple[tuple[str, ...], ...]
    by_first: dict[str, list[tuple[str, ...]]]
    firsts: frozenset[str]

    @classmethod
    def of(cls, phrases: list[tuple[str, ...]]) -> "Cues":
        """Return the cues for `phrases`."""
        by_first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in phrases:
            by_first.setdefault(phrase[0], []).append(phrase)
        return cls(tuple(phrases), by_first, frozenset(by_first))

    def stand_in(self, words: list[str]) -> bool:
        """Whether one of the sequences stands in `words`."""
        if self.firsts.isdisjoint(words):
            return False
        return any(
            len(phrase) == 1 or _has(words, phrase)
            for first in self.firsts.intersection(words)
            for phrase in self.by_first[first]
        )


class Sense(NamedTuple):
    """What decides, around a form, whether it has the meaning; a field for each of `MARKS`."""

    before: Cues
    after: Cues
    anywhere: Cues
    following: Cues
    beside: Cues


class Entry(NamedTuple):
    """What a form means, and in which sense."""

    meaning: Meaning
    sense: Sense | None


class Forms(NamedTuple):
    """The forms that share their first word: rest → entries; `sizes` of the rests, longest first.

    `seconds` holds all words that can follow the first, `alone`: the first is a form by itself.
    They are asked before anything is compared.
    """

    sizes: tuple[int, ...]
    entries: dict[tuple[str, ...], list[Entry]]
    seconds: frozenset[str]
    alone: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The trigger lexicon of a language: first word, as it may be written → forms, ends in -nya."""

    forms: dict[str, tuple[Forms, bool]]
    firsts: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles) -> "Lexicon":
        """Read all tables of `triggers/`; raises `PackError` for a mistake or a form told twice."""
        told: dict[str, dict[tuple[str, ...], list[Entry]]] = {}
        for name in files.names(FOLDER):
            for row in files.table(f"{FOLDER}/{name}.tsv", COLUMNS):
                _add(told, row, name)
        bare = {first: _forms(entries) for first, entries in told.items()}
        forms = {
            first + clitic: (group, clitic == "nya")
            for clitic in CLITICS
            for first, group in bare.items()
        } | {first: (group, False) for first, group in bare.items()}
        return cls(forms, frozenset(forms))

    def knows(self, lower: str) -> bool:
        """Whether the word alone is a form."""
        group = self.forms.get(lower)
        return group is not None and () in group[0].entries

    def find(self, doc: Document) -> Iterator[Trigger]:
        """Yield the triggers of `doc` in order, never overlapping."""
        end, lowers = 0, [*doc.lowers, ""]
        for at in doc.where(self.firsts):
            group, has_nya = self.forms[lowers[at]]
            goes_on = lowers[at + 1] in group.seconds
            if at >= end and (goes_on or group.alone):
                trigger = _told(doc, at, group, goes_on=goes_on, has_nya=has_nya)
                if trigger:
                    yield trigger
                    end = trigger.last


def _told(doc: Document, at: int, group: Forms, *, goes_on: bool, has_nya: bool) -> Trigger | None:
    """Return the longest form at token `at` that has one of its meanings there."""
    for size in group.sizes if goes_on else (0,):
        last = at + 1 + size
        if last > len(doc.lowers):
            continue
        rest = tuple(doc.lowers[at + 1 : last])
        clitic = size > 0 and rest not in group.entries and rest[-1].endswith("nya")
        if clitic:
            rest = (*rest[:-1], rest[-1].removesuffix("nya"))
        for meaning, sense in group.entries.get(rest, ()):
            if sense is None or _fits(doc, at, last, sense):
                return Trigger(at, last, meaning, has_nya or clitic)
    return None


def _forms(entries: dict[tuple[str, ...], list[Entry]]) -> Forms:
    for group in entries.values():
        # What stands only beside other words is asked first.
        group.sort(key=lambda entry: not _needs(entry.sense))
    sizes = sorted({len(rest) for rest in entries}, reverse=True)
    seconds = {rest[0] for rest in entries if rest} | {
        rest[0] + "nya" for rest in entries if len(rest) == 1
    }
    return Forms(tuple(sizes), entries, frozenset(seconds), () in entries)


def _add(told: dict[str, dict[tuple[str, ...], list[Entry]]], row: Row, name: str) -> None:
    """Add the forms of one line."""
    if name not in get_args(EventType):
        raise row.error(f"{name} is no PLOVER type: name the file after one")
    if (name, row["mode"]) not in codes():
        raise row.error(f"{name} has no mode {row['mode']!r}; see ontology.tsv")
    cameo = row["cameo"] or codes()[name, row["mode"]].cameo
    if row["cameo"] and not stands_for(cameo, name):
        raise row.error(f"{cameo} is no CAMEO code of {name}; see cameo.tsv")
    sense = _sense(row)
    for form, voice in _listed(row):
        meaning = Meaning(cast("EventType", name), row["mode"], voice, cameo, row.list("frame"))
        first, *rest = form.split()
        for shape in (first, f"{first}-{first}") if voice == "noun" else (first,):
            others = told.setdefault(shape, {}).setdefault(tuple(rest), [])
            alike = [other for other in others if _needs(other.sense) == _needs(sense)]
            if shape == first and any(_tells(o.meaning) != _tells(meaning) for o in alike):
                raise row.error(f"{form!r} already tells {' '.join(_tells(alike[0].meaning))}")
            if not alike:
                others.append(Entry(meaning, sense))


def _needs(sense: Sense | None) -> tuple[tuple[str, ...], ...]:
    return sense.following.phrases + sense.beside.phrases if sense else ()


def _tells(meaning: Meaning) -> tuple[str, str, str]:
    return meaning.type, meaning.mode, meaning.cameo


def _listed(row: Row) -> Iterator[tuple[str, str]]:
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


def _sense(row: Row) -> Sense | None:
    phrases: dict[str, list[tuple[str, ...]]] = {mark: [] for mark in MARKS}
    for cue in row.list("unless"):
        mark = cue[0] if cue[0] in MARKS else ">"
        words = tuple(cue.removeprefix(mark).split())
        if not words:
            raise row.error(f"{cue!r} in unless: write word, <word, -word, +word or ~word")
        phrases[mark].append(words)
    if not any(phrases.values()):
        return None
    return Sense(*(Cues.of(phrases[mark]) for mark in MARKS))


def _fits(doc: Document, first: int, last: int, sense: Sense) -> bool:
    """Whether no word near the form tells another sense, and one that tells this stands there."""
    lowers, sentence = doc.lowers, doc.sentences[doc.sentence_of[first]]
    start, end = sentence.first, sentence.last
    following, beside = sense.following, sense.beside
    # Slices are taken only where there are cues: this runs for every trigger of an article.
    if (following.firsts or beside.firsts) and not (
        (following.firsts and following.stand_in(lowers[last : min(end, last + FAR)]))
        or (
            beside.firsts
            and beside.stand_in(lowers[max(start, first - FAR) : min(end, last + FAR)])
        )
    ):
        return False
    return not (
        (sense.after.firsts and sense.after.stand_in(lowers[last : min(end, last + NEAR)]))
        or (sense.before.firsts and sense.before.stand_in(lowers[max(start, first - NEAR) : first]))
        or (sense.anywhere.firsts and sense.anywhere.stand_in(lowers[start:end]))
    )


def _has(words: list[str], cue: tuple[str, ...]) -> bool:
    size = len(cue)
    return any(tuple(words[at : at + size]) == cue for at in range(len(words) - size + 1))
