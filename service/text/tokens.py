"""Clean paragraphs to a `Document`: composed text, tokens as columns, sentences."""

import re
from dataclasses import dataclass

from service.packs.files import PackFiles
from service.text.document import Document, Sentence

FILE = "text.toml"
# In order: a dotted abbreviation (a.l., S.H.), a number or date with its inner marks, a web name,
# a word with inner hyphens and apostrophes, any other mark.
TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"
    r"|\d+(?:[.,:/]\d+)*(?:-an\b)?"
    r"|[^\W_]+(?:\.(?:com|co\.id|go\.id|ac\.id|or\.id|co|id|net|org|tv|news)\b)"
    r"|[^\W_]+(?:[-'’][^\W_]+)*"
    r"|[^\s]"
)
ENDS = frozenset(".!?…")
CLOSERS = frozenset("\"'”’»)]")
OPENERS = frozenset("\"'“‘«([-–—•")


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """Knows the abbreviations of a language."""

    abbreviations: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles) -> "Tokenizer":
        """Read `text.toml`; raises `PackError`."""
        return cls(frozenset(files.toml(FILE, ("abbreviations",))["abbreviations"]))

    def parse(self, title: str | None, paragraphs: list[str]) -> Document:
        """Return the document of an article; `title` may be None or empty."""
        blocks = [title, *paragraphs] if title else paragraphs
        doc = Document("\n\n".join(blocks), [], [], [], [], [], [], {})
        offset = 0
        for number, block in enumerate(blocks):
            self._add_block(doc, block, offset, number, is_title=bool(title) and number == 0)
            offset += len(block) + 2
        doc.lowers.extend(map(str.lower, doc.words))
        for at, lower in enumerate(doc.lowers):
            doc.index.setdefault(lower, []).append(at)
        return doc

    def _add_block(
        self, doc: Document, block: str, offset: int, number: int, *, is_title: bool
    ) -> None:
        words, starts, ends = doc.words, doc.starts, doc.ends
        first = sentence_first = len(words)
        abbreviations = self.abbreviations
        breaks: list[int] = []
        for match in TOKEN.finditer(block):
            word, start = match.group(), match.start() + offset
            if word in ENDS:
                if (
                    word == "."
                    and len(words) > first
                    and ends[-1] == start
                    and self._is_abbreviation(words[-1], abbreviations)
                ):
                    words[-1] += "."
                    ends[-1] = start + 1
                    continue
                breaks.append(len(words))
            words.append(word)
            starts.append(start)
            ends.append(start + len(word))
        if len(words) == first:
            return
        if not is_title:
            for index in breaks:
                last = self._boundary(doc, index, len(words))
                if last and last > sentence_first:
                    _add_sentence(doc, sentence_first, last, number, title=False)
                    sentence_first = last
        if sentence_first < len(words):
            _add_sentence(doc, sentence_first, len(words), number, title=is_title)

    @staticmethod
    def _is_abbreviation(word: str, abbreviations: frozenset[str]) -> bool:
        """A listed abbreviation, or an initial ('H.', 'M.')."""
        return (len(word) == 1 and word.isupper()) or f"{word.lower()}." in abbreviations

    @staticmethod
    def _boundary(doc: Document, index: int, size: int) -> int:
        """Return the token after the sentence that ends at mark `index`; 0 if none ends there.

        A sentence ends when what follows the mark and its closing quotes is apart from it and
        begins like a sentence: capital, digit or opening mark.
        """
        words, starts, ends = doc.words, doc.starts, doc.ends
        after = index + 1
        while after < size and starts[after] == ends[after - 1]:
            if words[after] not in CLOSERS and words[after] not in ENDS:
                return 0
            after += 1
        if after >= size:
            return after
        following = words[after]
        if following in OPENERS:
            return after
        return after if following[0].isupper() or following[0].isdigit() else 0


def _add_sentence(doc: Document, first: int, last: int, number: int, *, title: bool) -> None:
    doc.sentences.append(
        Sentence(doc.starts[first], doc.ends[last - 1], first, last, number, title)
    )
    doc.sentence_of.extend([len(doc.sentences) - 1] * (last - first))
