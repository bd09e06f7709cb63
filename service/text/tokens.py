"""Clean paragraphs to a `Document`: composed text, tokens as columns, sentences."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from service.crf import kernel
from service.errors import PackError
from service.packs.files import PackFiles
from service.text.document import Document, Sentence

FILE = "text.toml"
KEYS = ("abbreviations", "before_number", "may_end", "labels", "glued", "web")
# What is neither a run of letters nor a mark, in order: a number, time or date with its inner marks;
# a currency glued to its number; a dotted abbreviation (a.l., S.H.); a web name, or a word with
# inner digits, hyphens and apostrophes. Repeats are possessive: nothing is read twice.
PATTERN = (
    r"(?=\d)(?:\d++(?:[.,:/]\d++)++(?:-an\b)?|\d++(?!\w)(?:-an\b)?)"
    r"|(?=[A-Z])(?:{glued})(?=\d)"
    r"|(?=\w\.)(?:[^\W\d_]\.){{2,}}"
    r"|\w++(?:\.(?:{web})\b|(?:[-'’]\w++)*+)"
)
ENDS = frozenset(".!?…")
CLOSERS = frozenset("\"'”’»)]")
QUOTES = frozenset("\"'“‘«")
OPENERS = frozenset("([-–—•*")
# Tokens of a sentence, at most. The longest of 12,000 in the news has 89; what does not end (a table,
# words without full stops) is cut after a mark in its second half, else wherever it is too long: a
# step that compares the parts of a sentence with each other shall not take the square of a text.
LONGEST = 128
PAUSES = frozenset(",;:–—|")
# A full stop glued to the next sentence ("pulang.Mereka") follows a word of at least so many
# letters; shorter ones are parts of names and web addresses.
GLUED_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """Knows the abbreviations of a language (`text.toml` says which list is for what)."""

    token: re.Pattern[str]
    abbreviations: frozenset[str]
    before_number: frozenset[str]
    may_end: frozenset[str]
    labels: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles) -> "Tokenizer":
        """Read `text.toml`; raises `PackError`."""
        data = files.toml(FILE, KEYS)
        for key in KEYS[:3]:
            if odd := [word for word in data[key] if not word.endswith(".")]:
                raise PackError(f"{files.folder / FILE}: {key}: {odd} must end with a full stop")
        if odd := [sign for sign in data["glued"] if not sign.isalpha()]:
            raise PackError(f"{files.folder / FILE}: glued: {odd} must be letters")
        parts = {key: "|".join(map(re.escape, data[key])) for key in ("glued", "web")}
        words = (frozenset(data[key]) for key in KEYS[:4])
        return cls(re.compile(PATTERN.format(**parts)), *words)

    def parse(self, title: str | None, paragraphs: list[str]) -> Document:
        """Return the document of an article; `title` may be None or empty."""
        blocks = [title, *paragraphs] if title else paragraphs
        text = "\n\n".join(blocks)
        scan = kernel.Scan(text, self.token.match, self.joint)
        doc = Document(
            text, scan.words, scan.lowers, scan.starts, scan.ends, [], [], scan.index, scan.digits
        )
        _add_sentences(doc, blocks, scan.marks, has_title=bool(title))
        return doc

    def joint(self, word: str, before: str, following: str) -> int:
        """Tell whether the full stop after `word` is of an abbreviation, and may end a sentence too.

        An abbreviation is an initial ('H.', not the label of 'Grup H.'), or listed, some only
        before a number.
        """
        dotted = word.lower() + "."
        if len(word) == 1 and word.isupper():
            known = before not in self.labels
        elif dotted in self.before_number:
            known = following.isdigit()
        else:
            known = dotted in self.abbreviations or dotted in self.may_end
        if not known:
            return kernel.APART
        return kernel.JOINED_END if dotted in self.may_end else kernel.JOINED


def _add_sentences(doc: Document, blocks: list[str], marks: list[int], *, has_title: bool) -> None:
    """Cut every block into sentences; the title is one sentence whatever marks it holds."""
    first = at_mark = 0
    block_end = -2
    for number, block in enumerate(blocks):
        block_end += len(block) + 2
        last = bisect_left(doc.starts, block_end, lo=first)
        is_title = has_title and number == 0
        begin = after = first
        while at_mark < len(marks) and marks[at_mark] < last:
            mark = marks[at_mark]
            at_mark += 1
            if is_title or mark < after or (mark - first == 1 and _is_list_marker(doc, first)):
                continue
            after = _after_marks(doc, mark, last)
            if _ends_sentence(doc, mark, after, last):
                _add_sentence(doc, begin, after, number, title=False)
                begin = after
        if begin < last:
            _add_sentence(doc, begin, last, number, title=is_title)
        first = last


def _after_marks(doc: Document, mark: int, last: int) -> int:
    """Return the token after `mark` and the marks and closing quotes that touch it."""
    words, starts, ends = doc.words, doc.starts, doc.ends
    after = mark + 1
    while (
        after < last
        and starts[after] == ends[after - 1]
        and (words[after] in CLOSERS or words[after] in ENDS)
    ):
        after += 1
    return after


def _ends_sentence(doc: Document, mark: int, after: int, last: int) -> bool:
    """Whether a sentence ends at `mark`, whose run of marks ends before token `after`.

    It does when what follows is apart from it and begins like a sentence: a capital, a digit or an
    opening quote, perhaps after a bracket or a dash.
    """
    if after >= last:
        return False  # the paragraph ends it
    words = doc.words
    if doc.starts[after] == doc.ends[after - 1]:
        return after == mark + 1 and _is_glued(doc, mark)
    begins = after
    while begins < last and words[begins] in OPENERS:
        begins += 1
    if begins >= last:
        return False
    word = words[begins]
    if len(words[mark]) > 1:  # an abbreviation
        return begins == after == mark + 1 and word[0].isupper()
    return word in QUOTES or word[0].isupper() or word[0].isdigit()


def _is_glued(doc: Document, mark: int) -> bool:
    """'pulang.Mereka': a lower-case word, a mark, and a capitalised word without spaces."""
    before, after = doc.words[mark - 1] if mark else "", doc.words[mark + 1]
    return (
        len(before) >= GLUED_LETTERS
        and before.isalpha()
        and before.islower()
        and len(after) > 1
        and after[0].isupper()
        and after[1:].islower()
    )


def _is_list_marker(doc: Document, first: int) -> bool:
    """'1.' or 'a.' at the beginning of a paragraph."""
    word = doc.words[first]
    return word.isdigit() or (len(word) == 1 and word.isalpha())


def _add_sentence(doc: Document, first: int, last: int, number: int, *, title: bool) -> None:
    """Add tokens `first:last` as a sentence, as several if they are too many for one."""
    while last - first > LONGEST:
        cut = _pause(doc, first)
        _add_piece(doc, first, cut, number, title=title)
        first = cut
    _add_piece(doc, first, last, number, title=title)


def _pause(doc: Document, first: int) -> int:
    """Return where the longest sentence from token `first` on is best cut."""
    for at in range(first + LONGEST - 1, first + LONGEST // 2, -1):
        if doc.words[at] in PAUSES:
            return at + 1
    return first + LONGEST


def _add_piece(doc: Document, first: int, last: int, number: int, *, title: bool) -> None:
    doc.sentences.append(
        Sentence(doc.starts[first], doc.ends[last - 1], first, last, number, title=title)
    )
    doc.sentence_of.extend([len(doc.sentences) - 1] * (last - first))
