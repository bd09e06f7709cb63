"""Quotes: direct ones between marks with speaker and cue, indirect ones after 'X menyatakan bahwa'."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from service.entities.mentions import Entities, Mention
from service.entities.roles import Roles
from service.packs.files import PackFiles
from service.records import Quote, Span, Speaker
from service.text.document import Document, Sentence

FILE = "speech.toml"
# A quoted run stays in its paragraph; a missing closing mark ends it with the paragraph. The
# closing mark of a straight quote has no space before it.
DIRECT = re.compile(
    r"[“”](?P<a>[^“”\n]+)(?:[”“]|$)|(?<![\w])\"(?P<b>[^\"\n]+)(?:\"|$)|«(?P<c>[^«»\n]+)»",
    re.MULTILINE,
)
NESTED = re.compile(r"(?<![\w])[‘'](?P<a>[^‘’'\n]{20,}?[.,!?])[’'](?!\w)")
LEAST_WORDS = 4
CUE_REACH = 6
SPEAKER_REACH = 24


@dataclass(frozen=True, slots=True)
class _Attribution:
    cue: Span | None
    speaker: Speaker | None


@dataclass(frozen=True, slots=True)
class Quotes:
    """What a language knows about speech."""

    direct: frozenset[str]
    indirect: frozenset[str]
    pronouns: frozenset[str]
    roles: Roles

    @classmethod
    def load(cls, files: PackFiles) -> "Quotes":
        """Read `speech.toml`; raises `PackError`."""
        data = files.toml(FILE, ("direct", "indirect", "pronouns"))
        return cls(
            frozenset(data["direct"]),
            frozenset(data["indirect"]),
            frozenset(data["pronouns"]),
            Roles.load(files),
        )

    def find(self, doc: Document, entities: Entities) -> list[Quote]:
        """Return the quotes of `doc`, sorted by start."""
        found: list[Quote] = []
        last: Speaker | None = None
        spans = [*_spans(DIRECT, doc.text)] or [*_spans(NESTED, doc.text)]
        for start, end in spans:
            first = bisect_left(doc.starts, start)
            final = bisect_left(doc.starts, end)
            if sum(word[0].isalnum() for word in doc.words[first:final]) < LEAST_WORDS:
                continue
            told = self._attribution(doc, entities, first, final, last)
            if told.cue is None and not _is_speech(doc, first, final):
                continue
            last = told.speaker or last
            text = doc.text[start:end]
            found.append(Quote(text, start, end, "direct", told.speaker or last, told.cue))
        taken = [(quote.start, quote.end) for quote in found]
        found += self._indirect(doc, entities, taken)
        return sorted(found, key=lambda quote: (quote.start, quote.end))

    def _attribution(
        self, doc: Document, entities: Entities, first: int, final: int, last: Speaker | None
    ) -> _Attribution:
        """Look after the closing mark, then before the opening one, in the quote's paragraph."""
        after = self._after(doc, entities, final, last)
        if after.cue:
            return after
        return self._before(doc, entities, first - 1, last)

    def _after(
        self, doc: Document, entities: Entities, final: int, last: Speaker | None
    ) -> _Attribution:
        size = len(doc.words)
        start = final
        while start < size and not doc.words[start][0].isalnum():
            start += 1
        if start >= size or doc.text.count("\n", doc.ends[start - 1], doc.starts[start]):
            return _Attribution(None, None)
        end = doc.sentences[doc.sentence_of[start]].last
        for at in range(start, min(end, start + CUE_REACH)):
            if doc.words[at] in {".", "“", '"', "”"}:
                break
            if doc.lowers[at] in self.direct:
                cue = _token(doc, at)
                if doc.lowers[at].endswith("nya"):
                    return _Attribution(cue, self._subject(doc, entities, start, at) or last)
                speaker = self._speaker(doc, entities, at + 1, end)
                return _Attribution(cue, speaker or self._subject(doc, entities, start, at) or last)
        return _Attribution(None, None)

    def _before(
        self, doc: Document, entities: Entities, mark: int, last: Speaker | None
    ) -> _Attribution:
        if mark <= 0:
            return _Attribution(None, None)
        sentence = doc.sentences[doc.sentence_of[mark]]
        for at in range(mark - 1, max(sentence.first - 1, mark - 1 - SPEAKER_REACH), -1):
            if doc.lowers[at] in self.direct:
                speaker = self._subject(doc, entities, sentence.first, at)
                if speaker is None:
                    speaker = self._speaker(doc, entities, at + 1, mark)
                return _Attribution(_token(doc, at), speaker or last)
        return _Attribution(None, None)

    def _speaker(self, doc: Document, entities: Entities, start: int, end: int) -> Speaker | None:
        """Return the one told right after the cue: a person if there is one, else a role."""
        stop = min(end, start + SPEAKER_REACH)
        for at in range(start, stop):
            if doc.lowers[at] in self.pronouns:
                return None
            if doc.words[at] in {".", '"', "“"}:
                stop = at
                break
        mentions = _between(entities, start, stop)
        people = [m for m in mentions if entities.of(m).type == "PER"]
        if people:
            return _from_mention(doc, entities, people[0])
        role = self.roles.match(doc.lowers, start, stop) if start < stop else None
        if role:
            last = next((m.last for m in mentions if m.first == role.last), role.last)
            return Speaker(
                doc.text[doc.starts[start] : doc.ends[last - 1]],
                doc.starts[start],
                doc.ends[last - 1],
                None,
                None,
            )
        return _from_mention(doc, entities, mentions[0]) if mentions else None

    def _subject(self, doc: Document, entities: Entities, start: int, end: int) -> Speaker | None:
        """Return who is told before the cue: the last person, else the last organisation."""
        mentions = _between(entities, start, end)
        for kind in ("PER", "ORG"):
            for mention in reversed(mentions):
                if entities.of(mention).type == kind:
                    return _from_mention(doc, entities, mention)
        return None

    def _indirect(
        self, doc: Document, entities: Entities, taken: list[tuple[int, int]]
    ) -> list[Quote]:
        """Return reported speech: subject, verb of speaking, 'bahwa', to the end of the sentence."""
        found: list[Quote] = []
        last: Speaker | None = None
        for sentence in doc.sentences:
            quote = self._indirect_in(doc, entities, sentence, last)
            if quote is None or any(a < quote.end and quote.start < b for a, b in taken):
                continue
            last = quote.speaker or last
            found.append(quote)
        return found

    def _indirect_in(
        self, doc: Document, entities: Entities, sentence: Sentence, last: Speaker | None
    ) -> Quote | None:
        for at in range(sentence.first + 1, sentence.last - LEAST_WORDS):
            if doc.lowers[at] in self.indirect and "bahwa" in doc.lowers[at + 1 : at + 3]:
                begin = doc.lowers.index("bahwa", at) + 1
                end = sentence.last - (doc.words[sentence.last - 1] == ".")
                if end - begin < LEAST_WORDS:
                    return None
                pronoun = doc.lowers[at - 1] in self.pronouns
                speaker = last if pronoun else self._subject(doc, entities, sentence.first, at)
                start, stop = doc.starts[begin], doc.ends[end - 1]
                text = doc.text[start:stop]
                return Quote(text, start, stop, "indirect", speaker, _token(doc, at))
        return None


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    spans = []
    for match in pattern.finditer(text):
        start, end = match.span(match.lastgroup or 0)
        inner = text[start:end]
        start += len(inner) - len(inner.lstrip())
        end -= len(inner) - len(inner.rstrip())
        spans.append((start, end))
    return spans


def _is_speech(doc: Document, first: int, final: int) -> bool:
    """A quotation without a cue counts when it ends like a sentence and fills its paragraph."""
    if final == first or doc.words[final - 1] not in {".", ",", "!", "?"}:
        return False
    before = doc.ends[first - 2] if first > 1 else 0
    return first <= 1 or "\n" in doc.text[before : doc.starts[first - 1]]


def _between(entities: Entities, first: int, last: int) -> list[Mention]:
    return [m for m in entities.mentions if first <= m.first and m.last <= last]


def _from_mention(doc: Document, entities: Entities, mention: Mention) -> Speaker:
    entity = entities.of(mention)
    text = doc.text[mention.start : mention.end]
    return Speaker(text, mention.start, mention.end, entity.entity_id, entity.name)


def _token(doc: Document, at: int) -> Span:
    return Span(doc.words[at], doc.starts[at], doc.ends[at])
