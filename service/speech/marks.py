"""What stands between quotation marks: straight, curly, mixed, nested, unclosed or over paragraphs.

Marks are paired by where they stand, not by their shape, because shapes are mixed in one text: a
mark after a space and before a word opens, one after a word and before a space closes.
"""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from service.text.document import Document, Sentence

DOUBLE = frozenset('"“”„«»')
SINGLE = frozenset("'‘’`´")
OPENING, CLOSING = frozenset("“„«‘"), frozenset("”»’")
# What may stand right before an opening mark, besides space: it opens all the same.
HUGGING = frozenset("([-–—:/…")


# Marks looked at to tell a nested quotation from one whose closing mark is missing.
LOOKAHEAD = 32


class Run(NamedTuple):
    """Tokens `first:last` stand in quotation marks; `opened`, `closed`: the mark is there."""

    first: int
    last: int
    opened: bool
    closed: bool
    single: bool


def runs(doc: Document) -> list[Run]:
    """Return the outermost quoted runs of `doc` in order; marks inside a run stay in its text.

    A run that is not closed ends with its paragraph, unless the next paragraph begins unopened and
    closes it. One that is only closed begins with its paragraph.
    """
    double = _pair(doc, doc.where(DOUBLE), single=False)
    firsts = [run.first for run in double]
    single = [at for at in doc.where(SINGLE) if not _inside(double, firsts, at)]
    if not single:
        return double
    found = [run for run in _pair(doc, single, single=True) if run.opened and run.closed]
    return sorted([*double, *found])


def _pair(doc: Document, marks: list[int], *, single: bool) -> list[Run]:
    found: list[Run] = []
    open_at: int | None = None
    depth = 0
    sides = [_side(doc, at) for at in marks]
    for number, at in enumerate(marks):
        side = sides[number]
        if open_at is not None and _paragraph(doc, at) != _paragraph(doc, open_at):
            goes_on = side < 0 and _paragraph(doc, at) == _paragraph(doc, open_at) + 1
            if not goes_on:
                found.append(
                    Run(
                        open_at + 1,
                        _paragraph_end(doc, open_at),
                        opened=True,
                        closed=False,
                        single=single,
                    )
                )
                open_at, depth = None, 0
        if open_at is None:
            if side >= 0:
                open_at, depth = at, 0
            else:
                first = max(_paragraph_start(doc, at), found[-1].last + 1 if found else 0)
                found.append(Run(first, at, opened=False, closed=True, single=single))
        elif side > 0 and _closers_ahead(doc, marks, sides, number) > 0:
            depth += 1
        elif side > 0:
            found.append(Run(open_at + 1, at, opened=True, closed=False, single=single))
            open_at, depth = at, 0
        elif depth:
            depth -= 1
        else:
            found.append(Run(open_at + 1, at, opened=True, closed=True, single=single))
            open_at = None
    if open_at is not None:
        found.append(
            Run(open_at + 1, _paragraph_end(doc, open_at), opened=True, closed=False, single=single)
        )
    return [run for run in found if run.first < run.last]


def _side(doc: Document, at: int) -> int:
    """Return 1 for a mark that opens by its place, -1 for one that closes, 0 for either."""
    text, start, end = doc.text, doc.starts[at], doc.ends[at]
    before = start == 0 or text[start - 1].isspace() or text[start - 1] in HUGGING
    after = end == len(text) or text[end].isspace()
    if before != after:
        return 1 if before else -1
    if doc.words[at] in OPENING:
        return 1
    if doc.words[at] in CLOSING:
        return -1
    return -1 if not before and text[start - 1] in ",.!?…" else 0


def _closers_ahead(doc: Document, marks: list[int], sides: list[int], number: int) -> int:
    """Return how many more marks close than open in the paragraph, from mark `number` on."""
    paragraph = _paragraph(doc, marks[number])
    balance = 0
    for ahead in range(number, min(number + LOOKAHEAD, len(marks))):
        if _paragraph(doc, marks[ahead]) != paragraph:
            break
        balance -= sides[ahead]
    return balance


def _inside(found: list[Run], firsts: list[int], at: int) -> bool:
    index = bisect_right(firsts, at) - 1
    return index >= 0 and at < found[index].last


def _paragraph(doc: Document, at: int) -> int:
    return doc.sentences[doc.sentence_of[at]].paragraph


def _paragraph_start(doc: Document, at: int) -> int:
    paragraph = _paragraph(doc, at)
    return doc.sentences[bisect_left(doc.sentences, paragraph, key=_number)].first


def _paragraph_end(doc: Document, at: int) -> int:
    paragraph = _paragraph(doc, at)
    return doc.sentences[bisect_right(doc.sentences, paragraph, key=_number) - 1].last


def _number(sentence: Sentence) -> int:
    return sentence.paragraph
