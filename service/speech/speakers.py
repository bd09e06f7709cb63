"""Speakers: who a noun phrase beside a verb of speech names."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

from service.entities.mentions import Entities, Mention
from service.entities.roles import Roles
from service.packs.files import PackFiles
from service.records import Entity, Speaker
from service.text.document import Document
from service.text.plain import beginnings

FILE = "speech.toml"
KEYS = (
    "stems", "suffix", "active", "passive", "by", "reporting", "that", "pronouns",
    "adverbs", "stops", "oblique", "leads", "heads", "definite", "labels",
)  # fmt: skip
# Tokens of the longest noun phrase of a speaker, with titles and office.
LONGEST_PHRASE = 24
# Tokens of the longest phrase without a name that is taken for a speaker.
LONGEST_UNNAMED = 14
# Tokens between a subject and its verb that still belong together.
GAP = 14
BREAKS = frozenset('.!?;:"“”„«»\n–—')
OPEN_BRACKETS, CLOSE_BRACKETS = frozenset("(["), frozenset(")]")


@dataclass(frozen=True, slots=True)
class Scene:
    """A document with its mentions, found by token.

    `holders` tells who holds an office, by how that begins; it is filled when first asked.
    """

    doc: Document
    entities: Entities
    firsts: list[int]
    holders: dict[str, list[Entity]] = field(default_factory=dict)

    @classmethod
    def of(cls, doc: Document, entities: Entities) -> "Scene":
        """Return the scene of `doc`."""
        return cls(doc, entities, [mention.first for mention in entities.mentions])

    def between(self, first: int, last: int) -> list[Mention]:
        """Return the mentions in tokens `first:last`."""
        low, high = bisect_left(self.firsts, first), bisect_left(self.firsts, last)
        return [m for m in self.entities.mentions[low:high] if m.last <= last]

    def kind(self, mention: Mention) -> str:
        """Return PER, ORG or LOC."""
        return self.entities.of(mention).type

    def is_person(self, speaker: Speaker) -> bool:
        """Whether `speaker` is a person of the article."""
        index = bisect_left(self.firsts, bisect_left(self.doc.starts, speaker.start))
        mentions = self.entities.mentions
        if speaker.entity_id is None or index >= len(mentions):
            return False
        return mentions[index].start == speaker.start and self.kind(mentions[index]) == "PER"

    def named(self, mention: Mention) -> Speaker:
        """Return the speaker that `mention` names."""
        entity = self.entities.of(mention)
        text = self.doc.text[mention.start : mention.end]
        return Speaker(text, mention.start, mention.end, entity.entity_id, entity.name)

    def unnamed(self, first: int, last: int) -> Speaker:
        """Return the speaker that the noun phrase of tokens `first:last` describes.

        An office in capitals ("kata Presiden") is the one person of the article who holds it.
        """
        start, end = self.doc.starts[first], self.doc.ends[last - 1]
        text = self.doc.text[start:end]
        holders = self._holders(text.lower()) if text[0].isupper() else []
        if len(holders) == 1:
            return Speaker(text, start, end, holders[0].entity_id, holders[0].name)
        return Speaker(text, start, end, None, None)

    def _holders(self, office: str) -> list[Entity]:
        if not self.holders:
            self.holders[""] = []
            for entity in self.entities.entities:
                for begin in _offices(entity) if entity.type == "PER" and entity.roles else ():
                    self.holders.setdefault(begin, []).append(entity)
        return self.holders.get(office, [])


def _offices(person: Entity) -> set[str]:
    """Return the roles in lower case, and what stands before each of their spaces."""
    found: set[str] = set()
    for role in person.roles:
        lower = role.text.lower()
        found.add(lower)
        found.update(beginnings(lower))
    return found


@dataclass(frozen=True, slots=True)
class Speakers:
    """The words that begin, end and lead to a speaker."""

    words: dict[str, frozenset[str]]
    roles: Roles

    @classmethod
    def load(cls, files: PackFiles, data: dict[str, Any]) -> "Speakers":
        """Return the speakers of the `speech.toml` that `data` holds; raises `PackError`."""
        keys = ("pronouns", "adverbs", "stops", "oblique", "leads", "heads", "definite", "labels")
        return cls({key: frozenset(data[key]) for key in keys}, Roles.load(files))

    def is_pronoun(self, scene: Scene, at: int) -> bool:
        """Whether token `at` stands for someone told before."""
        return scene.doc.lowers[at] in self.words["pronouns"]

    def introduced(self, scene: Scene, since: int, before: int) -> Speaker | None:
        """Return the person whom the sentence right before token `before` brings into the article.

        The sentence begins with the person ("Wisatawan asal Belanda, Anna Smit, terpikat …") and
        stands after token `since`.
        """
        doc = scene.doc
        index = doc.sentence_of[before - 1] - 1 if before else -1
        if index < 0 or doc.sentences[index].first < since or doc.sentences[index].title:
            return None
        first = doc.sentences[index].first
        for mention in scene.between(first, min(first + GAP, doc.sentences[index].last)):
            if scene.kind(mention) == "PER":
                new = scene.entities.of(mention).mentions[0].start == mention.start
                opens = doc.lowers[first] not in self.words["leads"]
                subject = self._is_subject(scene, mention, first)
                return scene.named(mention) if new and opens and subject else None
        return None

    def topic(self, scene: Scene, mentions: list[Mention]) -> Speaker | None:
        """Return the person that the last sentence to name one begins with, else a body."""
        for kind in ("PER", "ORG"):
            chosen: Mention | None = None
            for mention in reversed([m for m in mentions if scene.kind(m) == kind]):
                sentence = scene.doc.sentence_of[mention.first]
                if chosen and scene.doc.sentence_of[chosen.first] != sentence:
                    break
                if chosen is None or self._is_subject(scene, mention, 0):
                    chosen = mention
            if chosen:
                return scene.named(chosen)
        return None

    def is_definite(self, scene: Scene, speaker: Speaker) -> bool:
        """Whether `speaker` has no name and is told as known: 'kata politikus Golkar itu'."""
        after = bisect_left(scene.doc.starts, speaker.end)
        known = after < len(scene.doc.words) and scene.doc.lowers[after] in self.words["definite"]
        return known and not scene.is_person(speaker)

    def after(self, scene: Scene, start: int, end: int) -> Speaker | None:
        """Return the speaker whose noun phrase begins at token `start` and ends before `end`.

        A person in the phrase is the speaker, the one in apposition if there is ("pengacara Budi,
        Sari,"); else an organisation or place that is the whole phrase; else the phrase itself.
        """
        stop = self._phrase_end(scene, start, min(end, start + LONGEST_PHRASE))
        if stop == start:
            return None
        mentions = scene.between(start, stop)
        people = [m for m in mentions if scene.kind(m) == "PER"]
        if people:
            return scene.named(self._apposed(scene, people, stop))
        head = self._head_end(scene, start, stop)
        if mentions and mentions[0].first == start and mentions[0].last >= head:
            return scene.named(mentions[0])
        return scene.unnamed(start, head) if head > start else None

    def before(self, scene: Scene, start: int, end: int) -> Speaker | None:
        """Return the subject of the verb at token `end`, told after token `start`."""
        mentions = scene.between(max(start, end - LONGEST_PHRASE), end)
        for mention in reversed(mentions):
            if scene.kind(mention) == "PER" and self._is_subject(scene, mention, start):
                return scene.named(mention)
        return self.adjoining(scene, start, end) or self._unnamed_before(scene, start, end)

    def adjoining(self, scene: Scene, start: int, end: int) -> Speaker | None:
        """Return the named subject right before the verb at token `end`; None if it is not certain."""
        mentions = scene.between(max(start, end - GAP), end)
        for mention in reversed(mentions):
            if self._adjoins(scene, mention.last, end):
                person = scene.kind(mention) == "PER" and self._is_subject(scene, mention, start)
                whole = person or (
                    scene.doc.words[mention.last] != ","
                    and self._opens_clause(scene, mention.first, start)
                )
                return scene.named(mention) if whole else None
        return None

    def _phrase_end(self, scene: Scene, start: int, end: int) -> int:
        doc, stops = scene.doc, self.words["stops"]
        at = start
        while at < end:
            word = doc.lowers[at]
            if word in BREAKS or (word in stops and not self._in_name(scene, at)):
                break
            if word in OPEN_BRACKETS:
                close = next(
                    (i for i in range(at, min(end, at + 8)) if doc.words[i] in CLOSE_BRACKETS), at
                )
                if close == at or doc.words[at + 1][0].isdigit():
                    break
                at = close
            at += 1
        return at

    def _in_name(self, scene: Scene, at: int) -> bool:
        """Whether token `at` is a small word inside a name or an office ("Penindakan dan Eksekusi")."""
        doc = scene.doc
        if doc.lowers[at] == "dan" and at + 1 < len(doc.words):
            return doc.words[at - 1][0].isupper() and doc.words[at + 1][0].isupper()
        index = bisect_left(scene.firsts, at + 1) - 1
        return index >= 0 and scene.entities.mentions[index].last > at

    def _apposed(self, scene: Scene, people: list[Mention], stop: int) -> Mention:
        """Return the name of the speaker among the people of a phrase.

        The last before the first comma, where a title may have been taken for a name; but one told
        in apposition ("pengacara Budi, Sari,"), and the first of several ("Budi dan Sari").
        """
        words, lowers = scene.doc.words, scene.doc.lowers
        chosen = people[0]
        for mention in people[1:]:
            between = words[chosen.last : mention.first]
            title = mention.first
            while title > chosen.last and self._is_role_word(lowers[title - 1]):
                title -= 1
            apposed = words[title - 1] == "," and between.count(",") == 1
            if apposed:
                closed = mention.last == stop or words[mention.last] in {",", "("}
                return mention if closed else chosen
            if "," in between or lowers[mention.first - 1] in {"dan", "("}:
                return chosen
            chosen = mention
        return chosen

    @staticmethod
    def _head_end(scene: Scene, start: int, stop: int) -> int:
        """Return where the phrase proper ends: at its first comma or bracket."""
        for at in range(start, min(stop, start + LONGEST_UNNAMED)):
            if scene.doc.words[at] == "," or scene.doc.words[at] in OPEN_BRACKETS:
                return at
        return min(stop, start + LONGEST_UNNAMED)

    def _is_subject(self, scene: Scene, mention: Mention, start: int) -> bool:
        """Whether the phrase that ends in `mention` is not governed by a preposition or verb."""
        doc, at = scene.doc, mention.first - 1
        while at >= start and (doc.words[at][0].isupper() or self._is_role_word(doc.lowers[at])):
            at -= 1
        return at < start or doc.lowers[at] not in self.words["oblique"]

    def _opens_clause(self, scene: Scene, first: int, start: int) -> bool:
        """Whether a clause begins at token `first`, after token `start`: no noun stands before it.

        What a comma ends must be an adverbial ("Pada Jumat (31/5), Iran"), not another name.
        """
        doc, leads = scene.doc, self.words["leads"]
        if first == start or doc.lowers[first - 1] in leads:
            return True
        return doc.words[first - 1] == "," and doc.lowers[start] in leads

    def _is_role_word(self, word: str) -> bool:
        return word in self.roles.begins

    def _adjoins(self, scene: Scene, last: int, end: int) -> bool:
        """Whether only adverbs, brackets and an apposition stand in tokens `last:end`."""
        doc = scene.doc
        between = doc.lowers[last:end]
        if not between or self.words["adverbs"].issuperset(between):
            return True
        if between[0] == "(" and ")" in between:
            close = between.index(")")
            return self.words["adverbs"].issuperset(between[close + 1 :])
        return between[0] == "," and between[-1] == "," and len(between) <= GAP

    def _unnamed_before(self, scene: Scene, start: int, end: int) -> Speaker | None:
        doc = scene.doc
        while end > start and doc.lowers[end - 1] in self.words["adverbs"]:
            end -= 1
        first = end
        while first > start and doc.words[first - 1] not in BREAKS and doc.words[first - 1] != ",":
            first -= 1
        while first < end and doc.lowers[first] in self.words["leads"]:
            first += 1
        if not 0 < end - first <= LONGEST_UNNAMED:
            return None
        opens = doc.lowers[first] in self.words["heads"] or self._is_role_word(doc.lowers[first])
        return scene.unnamed(first, end) if opens else None
