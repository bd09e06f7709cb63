"""Quotes: direct ones between marks with speaker and cue, indirect ones after 'X menyatakan bahwa'."""

from bisect import bisect_left
from dataclasses import dataclass

from service.entities.mentions import Entities
from service.packs.files import PackFiles
from service.records import Quote, Speaker
from service.speech.attribution import Attribution, Told
from service.speech.marks import Run, runs
from service.speech.reported import Reported
from service.speech.speakers import FILE, KEYS, Scene, Speakers
from service.text.document import Document

# A quotation has this many words at least (gold guidelines); less is a scare quote.
LEAST_WORDS = 4
SENTENCE_ENDS = frozenset(".,!?…")


@dataclass(frozen=True, slots=True)
class Quotes:
    """What a language knows about speech."""

    attribution: Attribution
    reported: Reported
    speakers: Speakers
    telling: frozenset[str]
    verbs: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles) -> "Quotes":
        """Read `speech.toml`; raises `PackError`."""
        data = files.toml(FILE, KEYS)
        speakers = Speakers.load(files, data)
        attribution, reported = Attribution.load(data, speakers), Reported.load(data, speakers)
        telling = reported.verbs | attribution.stems | attribution.passive
        return cls(attribution, reported, speakers, telling, telling | attribution.active)

    def find(self, doc: Document, entities: Entities) -> list[Quote]:
        """Return the quotes of `doc`, sorted by start."""
        scene = Scene.of(doc, entities)
        marked = [self.attribution.ended(doc, run) for run in runs(doc)]
        taken = [(run.first, run.last) for run in marked]
        found = [*self._direct(scene, marked, taken), *self.reported.find(scene, taken)]
        return sorted(found, key=lambda quote: (quote.start, quote.end))

    def _direct(self, scene: Scene, marked: list[Run], taken: list[tuple[int, int]]) -> list[Quote]:
        found: list[Quote] = []
        last: Speaker | None = None
        previous = since = bare = 0
        verbs = scene.doc.where(self.verbs) if marked else []
        for run in marked:
            told = self._told(scene, run, previous)
            previous = run.last + run.closed
            if told is None:
                continue
            speaker = told.speaker
            if told.pronoun:
                speaker = (
                    self._meant(scene, since, run.first, taken, verbs, anyone=last is None)
                    or last
                    or speaker
                    or self._nearest(scene, bare, run.first, taken)
                )
                bare = _sentence_before(scene.doc, run.first) if speaker is None else bare
            if speaker is None and scene.doc.words[run.last - 1] not in SENTENCE_ENDS:
                continue
            last = speaker or last
            since = previous
            if _words(scene.doc, run) >= LEAST_WORDS:
                found.append(_quote(scene.doc, run, told, speaker))
        return found

    def _told(self, scene: Scene, run: Run, previous: int) -> Told | None:
        """Return the attribution of `run`; None when it is no quotation."""
        if scene.doc.lowers[max(run.first - 2, 0)] in self.speakers.words["labels"]:
            return None
        told = self.attribution.of(scene, run, previous)
        if told or run.single or not run.opened:
            return told
        return Told(None, None, True) if _is_speech(scene.doc, run) else None

    def _meant(
        self,
        scene: Scene,
        since: int,
        before: int,
        taken: list[tuple[int, int]],
        verbs: list[int],
        *,
        anyone: bool,
    ) -> Speaker | None:
        """Return the person last told to speak by one of `verbs` in tokens `since:before`.

        That is one the sentence before brings in, else the subject of the last verb of speech.

        `anyone`: a body or someone unnamed will do, when there is no such person.
        """
        introduced = self.speakers.introduced(scene, since, before)
        if introduced:
            return introduced
        told = None
        for verb in reversed(verbs[bisect_left(verbs, since) : bisect_left(verbs, before)]):
            if not _within(taken, verb):
                near = scene.doc.lowers[verb] not in self.telling
                speaker = self.attribution.speaker_of(scene, verb, near=near)
                if speaker and scene.is_person(speaker):
                    return speaker
                told = told or speaker
        return told if anyone else None

    def _nearest(
        self, scene: Scene, since: int, before: int, taken: list[tuple[int, int]]
    ) -> Speaker | None:
        """Return whom the text from token `since` to the sentence of `before` was about."""
        start = scene.doc.sentences[scene.doc.sentence_of[before]].first
        mentions = [m for m in scene.between(since, start) if not _within(taken, m.first)]
        return self.speakers.topic(scene, mentions)


def _sentence_before(doc: Document, at: int) -> int:
    """Return where the sentence before that of token `at` begins."""
    return doc.sentences[max(doc.sentence_of[at] - 1, 0)].first


def _within(taken: list[tuple[int, int]], at: int) -> bool:
    index = bisect_left(taken, (at + 1,)) - 1
    return index >= 0 and taken[index][0] <= at < taken[index][1]


def _quote(doc: Document, run: Run, told: Told, speaker: Speaker | None) -> Quote:
    start, end = doc.starts[run.first], doc.ends[run.last - 1]
    return Quote(doc.text[start:end], start, end, "direct", speaker, told.cue)


def _is_speech(doc: Document, run: Run) -> bool:
    """A quotation without a cue counts when it is a sentence of its own, outside the title."""
    sentence = doc.sentences[doc.sentence_of[run.first - 1]]
    whole = sentence.first == run.first - 1 and doc.words[run.last - 1] in SENTENCE_ENDS
    return whole and not sentence.title


def _words(doc: Document, run: Run) -> int:
    return sum(word[0].isalnum() for word in doc.words[run.first : run.last])
