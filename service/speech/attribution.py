"""Attribution: the verb of speech and the speaker that a quoted run belongs to."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from service.records import Span, Speaker
from service.speech.marks import Run
from service.speech.speakers import Scene, Speakers
from service.text.document import Document

# Tokens after the closing mark in which the verb of speech stands, with its subject before it.
AFTER_REACH = 12
# Tokens before the opening mark in which the verb of speech stands.
BEFORE_REACH = 40
# Tokens after the closing mark in which a stem stands that does not follow it at once ("begitu kata").
STEM_REACH = 2
# Tokens of a name before a colon.
LONGEST_LABEL = 4
SPOKEN_ENDS = frozenset(",!?")
GAPS = frozenset(",'’-–—")


class Told(NamedTuple):
    """How a run is attributed. `pronoun`: the speaker is one told before; if none is, `speaker`."""

    cue: Span | None
    speaker: Speaker | None
    pronoun: bool


@dataclass(frozen=True, slots=True)
class Attribution:
    """The verbs of speech of a language.

    `ends` are those that end what is said, `led` the words that lead from a stem to its subject.
    """

    stems: frozenset[str]
    back: frozenset[str]
    active: frozenset[str]
    passive: frozenset[str]
    by: frozenset[str]
    ends: frozenset[str]
    led: frozenset[str]
    suffix: str
    speakers: Speakers

    @classmethod
    def load(cls, data: dict[str, Any], speakers: Speakers) -> "Attribution":
        """Return the attribution of the `speech.toml` that `data` holds."""
        stems = frozenset(data["stems"])
        back = frozenset(stem + data["suffix"] for stem in stems)
        passive, by = frozenset(data["passive"]), frozenset(data["by"])
        return cls(
            stems,
            back,
            frozenset(data["active"]),
            passive,
            by,
            stems | back,
            stems | by | passive,
            data["suffix"],
            speakers,
        )

    def of(self, scene: Scene, run: Run, previous: int) -> Told | None:
        """Return who says `run` by the words around it, None when no words tell.

        `previous` is the token after the last run before it: what stands before belongs to that.
        """
        told = self._after(scene, run)
        return told or (self._before(scene, run, previous) if run.opened else None)

    def speaker_of(self, scene: Scene, verb: int, *, near: bool) -> Speaker | None:
        """Return the one who speaks by the verb at token `verb`, outside quotations.

        `near`: the subject must stand right before the verb ("Budi mendesak"). A stem is one only
        in apposition to its clause ("tak hanya itu, lanjut Budi, …").
        """
        sentence = scene.doc.sentences[scene.doc.sentence_of[verb]]
        if scene.doc.lowers[verb] in self.stems:
            apart = verb == sentence.first or scene.doc.words[verb - 1] == ","
            return self.speakers.after(scene, verb + 1, sentence.last) if apart else None
        if scene.doc.lowers[verb] in self.passive:
            told = self._passive(scene, verb, sentence.last)
            return told and told.speaker
        if near:
            return self.speakers.adjoining(scene, sentence.first, verb)
        return self.speakers.before(scene, sentence.first, verb)

    def ended(self, doc: Document, run: Run) -> Run:
        """Return `run`; without its closing mark it ends before a verb of speech ('…, kata X')."""
        if run.closed:
            return run
        for at in range(run.first + 1, run.last):
            if doc.words[at - 1] in SPOKEN_ENDS and doc.lowers[at] in self.ends:
                return run._replace(last=at)
        return run

    def _after(self, scene: Scene, run: Run) -> Told | None:
        doc = scene.doc
        at = run.last + run.closed
        while at < len(doc.words) and doc.words[at] in GAPS:
            at += 1
        if at >= len(doc.words) or _paragraph(doc, at) != _paragraph(doc, run.last - 1):
            return None
        end = doc.sentences[doc.sentence_of[at]].last
        spoken = doc.words[run.last - 1] in SPOKEN_ENDS or doc.words[at - 1] == ","
        told = self._right_after(scene, at, end, spoken=spoken)
        return told if told or doc.words[run.last - 1] == "." else self._later(scene, at, end)

    def _right_after(self, scene: Scene, at: int, end: int, *, spoken: bool) -> Told | None:
        """Return what the word right after a run tells; `spoken`: a comma parts them."""
        doc = scene.doc
        word = doc.lowers[at]
        bare = spoken and at + 1 < end and not doc.words[at + 1][0].isalpha()
        if word in self.back or (bare and word.endswith(self.suffix)):
            return Told(_token(doc, at), None, True)
        if doc.words[at][0].islower() and word in self.stems:
            return self._stem(scene, at, end)
        return self._stem(scene, at, end) if spoken and self._is_new_stem(scene, at, end) else None

    def _later(self, scene: Scene, at: int, end: int) -> Told | None:
        """Return what the first verb of speech after a run tells ('…,' X menuturkan)."""
        doc = scene.doc
        for verb in range(at, min(end, at + AFTER_REACH)):
            word = doc.lowers[verb]
            if word in self.back or (
                word in self.active and self._pronoun_subject(scene, verb, at)
            ):
                return Told(_token(doc, verb), None, True)
            if word in self.passive:
                return self._passive(scene, verb, end)
            if word in self.active:
                speaker = self.speakers.before(scene, at, verb)
                return Told(_token(doc, verb), speaker, False) if speaker else None
            if word in self.stems and verb - at <= STEM_REACH:
                speaker = self.speakers.after(scene, verb + 1, end) if verb + 1 < end else None
                if speaker:
                    return Told(_token(doc, verb), speaker, False)
        return None

    def _stem(self, scene: Scene, at: int, end: int) -> Told:
        cue = _token(scene.doc, at)
        start = at + 1
        while start < end and scene.doc.lowers[start] in self.led:
            if scene.doc.lowers[start] in self.stems:
                cue = _token(scene.doc, start)
            start += 1
        if start < end and self.speakers.is_pronoun(scene, start):
            return Told(cue, None, True)
        speaker = self.speakers.after(scene, start, end) if start < end else None
        return Told(cue, speaker, speaker is None or self.speakers.is_definite(scene, speaker))

    def _is_new_stem(self, scene: Scene, at: int, end: int) -> bool:
        """Whether the lower-case word `at` is a verb of speech by its place: a person follows."""
        doc = scene.doc
        if not doc.words[at].isalpha() or not doc.words[at].islower() or at + 1 >= end:
            return False
        if doc.lowers[at] in self.active or doc.lowers[at] in self.speakers.words["stops"]:
            return False
        if self.speakers.is_pronoun(scene, at + 1):
            return True
        start = at + 1
        role = self.speakers.roles.match(doc.lowers, start, end)
        start = role.last if role else start
        return any(
            scene.kind(m) == "PER" and m.first <= start for m in scene.between(at + 1, end)[:1]
        )

    def _passive(self, scene: Scene, verb: int, end: int) -> Told | None:
        doc = scene.doc
        start = verb + 1
        while start < end and doc.lowers[start] in self.by:
            start += 1
        if start < end and self.speakers.is_pronoun(scene, start):
            return Told(_token(doc, verb), None, True)
        speaker = self.speakers.after(scene, start, end) if start < end else None
        return Told(_token(doc, verb), speaker, False) if speaker else None

    def _before(self, scene: Scene, run: Run, previous: int) -> Told | None:
        doc = scene.doc
        mark = run.first - 1
        if mark == 0:
            return None
        sentence = doc.sentences[doc.sentence_of[mark]]
        first = max(sentence.first, previous)
        if first >= mark and doc.words[mark - 1] == ":" and mark - 1 >= previous:
            sentence = doc.sentences[doc.sentence_of[mark - 1]]
            first = max(sentence.first, previous)
        for at in range(mark - 1, max(first, mark - BEFORE_REACH) - 1, -1):
            told = self._verb_before(scene, at, first, mark)
            if told:
                return told
        if doc.words[mark - 1] == ":" and mark - 1 > first:
            speaker = self.speakers.before(scene, first, mark - 1) or _label(scene, first, mark - 1)
            return Told(None, speaker, False) if speaker else None
        return None

    def _verb_before(self, scene: Scene, at: int, first: int, mark: int) -> Told | None:
        """Return what the word `at` tells of a run that opens at `mark`, if it is one of speech."""
        doc = scene.doc
        word = doc.lowers[at]
        if word in self.back:
            return Told(_token(doc, at), None, True)
        if word in self.active:
            if at > first and self._pronoun_subject(scene, at, first):
                return Told(_token(doc, at), None, True)
            speaker = self.speakers.before(scene, first, at)
            return Told(_token(doc, at), speaker, speaker is None)
        if word in self.passive:
            return self._passive(scene, at, mark)
        leads = at == first or doc.words[mark - 1] in {",", ":"}
        if word in self.stems and at + 1 < mark and leads:
            told = self._stem(scene, at, mark)
            known = told.speaker or self.speakers.is_pronoun(scene, at + 1)
            return told if known else None
        return None

    def _pronoun_subject(self, scene: Scene, verb: int, first: int) -> bool:
        at = max(verb - 1, first)
        while at > first and scene.doc.lowers[at] in self.speakers.words["adverbs"]:
            at -= 1
        return self.speakers.is_pronoun(scene, at)


def _label(scene: Scene, first: int, end: int) -> Speaker | None:
    """Return the name before a colon ('Trump: "…"'), told by its capitals alone."""
    name = scene.doc.words[first:end]
    short = 0 < len(name) <= LONGEST_LABEL and all(word[0].isupper() for word in name)
    return scene.unnamed(first, end) if short else None


def _paragraph(doc: Document, at: int) -> int:
    return doc.sentences[doc.sentence_of[at]].paragraph


def _token(doc: Document, at: int) -> Span:
    return Span(doc.words[at], doc.starts[at], doc.ends[at])
