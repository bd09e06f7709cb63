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
from typing import cast, get_args

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
# How a cue in `unless` begins; see `Sense`.
MARKS = ("<", ">", "-", "+", "~")
CLITICS = ("nya", "lah", "kah", "pun")
# Tokens around a trigger in which a word tells another sense, and in which one tells this.
NEAR, FAR = 2, 12


class Meaning:
    """What a trigger tells, and how its arguments stand around it (one of `VOICES`)."""

    def __init__(
        self,
        kind: EventType,
        mode: str,
        voice: str,
        cameo: str = "",
        frame: tuple[str, ...] = (),
    ) -> None:
        self.type, self.mode, self.voice, self.cameo, self.frame = kind, mode, voice, cameo, frame


class Trigger:
    """Tokens `first:last` tell `meaning`."""

    def __init__(self, first: int, last: int, meaning: Meaning) -> None:
        self.first, self.last, self.meaning = first, last, meaning


class Cues:
    """Word sequences that count when they stand near a form, by their first word."""

    def __init__(self, phrases: list[tuple[str, ...]]) -> None:
        self.phrases = tuple(phrases)
        self.firsts = frozenset([phrase[0] for phrase in phrases])
        self.any = bool(phrases)

    def stand_in(self, lowers: list[str], first: int, last: int) -> bool:
        """Whether one of the sequences stands in tokens `first:last`."""
        for at in range(first, last):
            if lowers[at] in self.firsts and self._begins(lowers, at, last):
                return True
        return False

    def _begins(self, lowers: list[str], at: int, last: int) -> bool:
        """Whether one of the sequences stands at token `at`, before `last`."""
        for phrase in self.phrases:
            end = at + len(phrase)
            if phrase[0] == lowers[at] and end <= last and tuple(lowers[at:end]) == phrase:
                return True
        return False


class Sense:
    """What decides, around a form, whether it has the meaning: cues by their mark, see `MARKS`."""

    def __init__(self, phrases: dict[str, list[tuple[str, ...]]]) -> None:
        self.before = Cues(phrases["<"])
        self.after = Cues(phrases[">"])
        self.anywhere = Cues(phrases["-"])
        self.following = Cues(phrases["+"])
        self.beside = Cues(phrases["~"])
        # One of these must stand there, where there are any.
        self.needed = self.following.phrases + self.beside.phrases

    def fits(self, doc: Document, first: int, last: int) -> bool:
        """Whether no word near the form tells another sense, and one that tells this stands there."""
        sentence = doc.sentences[doc.sentence_of[first]]
        lowers, start, end = doc.lowers, sentence.first, sentence.last
        far = min(end, last + FAR)
        if self.needed and not (
            self.following.stand_in(lowers, last, far)
            or (self.beside.any and self.beside.stand_in(lowers, max(start, first - FAR), far))
        ):
            return False
        return not (
            (self.after.any and self.after.stand_in(lowers, last, min(end, last + NEAR)))
            or (self.before.any and self.before.stand_in(lowers, max(start, first - NEAR), first))
            or (self.anywhere.any and self.anywhere.stand_in(lowers, start, end))
        )


class Entry:
    """What a form means, and in which sense."""

    def __init__(self, meaning: Meaning, sense: Sense | None) -> None:
        self.meaning, self.sense = meaning, sense

    def needed(self) -> tuple[tuple[str, ...], ...]:
        """Return the cues of which one must stand beside the form; none: it may stand alone."""
        return self.sense.needed if self.sense else ()


class Forms:
    """The forms that share their first word: rest → entries; `sizes` of the rests, longest first.

    `seconds` holds all words that can follow the first: they are asked before anything is compared.
    `alone` are the entries of the first by itself.
    """

    def __init__(self, entries: dict[tuple[str, ...], list[Entry]]) -> None:
        for group in entries.values():
            # What stands only beside other words is asked first.
            group.sort(key=lambda entry: not entry.needed())
        self.entries = entries
        self.alone = entries.get((), [])
        self.sizes = sorted({len(rest) for rest in entries if rest}, reverse=True)
        self.seconds = {rest[0] for rest in entries if rest} | {
            rest[0] + "nya" for rest in entries if len(rest) == 1
        }

    def told(self, doc: Document, at: int) -> Trigger | None:
        """Return the longest form at token `at` that has one of its meanings there."""
        lowers = doc.lowers
        if at + 1 < len(lowers) and lowers[at + 1] in self.seconds:
            for size in self.sizes:
                last = at + 1 + size
                if last > len(lowers):
                    continue
                rest = tuple(lowers[at + 1 : last])
                entries = self.entries.get(rest)
                if entries is None and rest[-1].endswith("nya"):
                    entries = self.entries.get((*rest[:-1], rest[-1].removesuffix("nya")))
                trigger = _first(entries, doc, at, last) if entries is not None else None
                if trigger is not None:
                    return trigger
        return _first(self.alone, doc, at, at + 1)


def _first(entries: list[Entry], doc: Document, first: int, last: int) -> Trigger | None:
    """Return the trigger at tokens `first:last` in the first meaning of `entries` that fits there."""
    for entry in entries:
        if entry.sense is None or entry.sense.fits(doc, first, last):
            return Trigger(first, last, entry.meaning)
    return None


class Lexicon:
    """The trigger lexicon of a language: first word, as it may be written → forms."""

    def __init__(self, forms: dict[str, Forms]) -> None:
        self.forms = forms
        self.firsts = frozenset(forms)

    @classmethod
    def load(cls, files: PackFiles) -> "Lexicon":
        """Read all tables of `triggers/`; raises `PackError` for a mistake or a form told twice."""
        told: dict[str, dict[tuple[str, ...], list[Entry]]] = {}
        for name in files.names(FOLDER):
            for row in files.table(f"{FOLDER}/{name}.tsv", COLUMNS):
                _add(told, row, name)
        bare = {first: Forms(entries) for first, entries in told.items()}
        forms = {first + clitic: group for clitic in CLITICS for first, group in bare.items()}
        return cls(forms | bare)

    def knows(self, lower: str) -> bool:
        """Whether the word alone is a form."""
        group = self.forms.get(lower)
        return group is not None and bool(group.alone)

    def find(self, doc: Document, begun: list[tuple[int, Forms]] | None = None) -> list[Trigger]:
        """Return the triggers of `doc` in order, never overlapping.

        `begun` are the tokens that forms begin with, if known, with those forms.
        """
        if begun is None:
            begun = [(at, self.forms[doc.lowers[at]]) for at in doc.where(self.firsts)]
        found: list[Trigger] = []
        end = 0
        for at, forms in begun:
            if at < end:
                continue
            trigger = forms.told(doc, at)
            if trigger is not None:
                found.append(trigger)
                end = trigger.last
        return found


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
        entry = Entry(meaning, sense)
        first, *rest = form.split()
        for shape in (first, f"{first}-{first}") if voice == "noun" else (first,):
            others = told.setdefault(shape, {}).setdefault(tuple(rest), [])
            alike = [other for other in others if other.needed() == entry.needed()]
            if shape == first and any(_tells(o.meaning) != _tells(meaning) for o in alike):
                raise row.error(f"{form!r} already tells {' '.join(_tells(alike[0].meaning))}")
            if not alike:
                others.append(entry)


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
    return Sense(phrases)
