"""Taking out what the site put between the paragraphs: cross-links, adverts, bylines, captions.

What it looks like is data (`clutter.toml`, read by `rules.py`). A line rule takes a whole line, an
inline rule a piece of one; nothing that is taken is lost: it is kept as `removed`, and a cross-link's
headline as `related`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import ahocorasick_rs

from service.packs.files import PackFiles
from service.records import Removed
from service.text.rules import (
    LINK_GROUPS,
    QUOTES,
    Rule,
    RuleBook,
    is_headline,
    is_open,
    load,
)

# No line of clutter is longer; a longer line is only searched for clutter inside it.
LONGEST_LINE = 1300
# How many lines may follow a heading such as 'Baca juga:' or 'Tags:'.
MOST_FOLLOWING = {"headlines": 5, "labels": 15, "names": 1}
LABEL_WORDS = 5
# Captions, bylines and section names stand before or just after the first paragraph.
OPENING_LINES = 4
SECTION_WORDS = 6


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The paragraphs that remain, what was removed (verbatim), and the cross-links' headlines."""

    paragraphs: list[str]
    removed: list[Removed]
    related: list[str]


@dataclass(slots=True)
class _Following:
    """What the lines after a heading of clutter are expected to be, and how many more."""

    what: str = ""
    left: int = 0
    first: bool = True
    kind: str = ""

    def takes(self, line: str) -> bool:
        if self.left <= 0:
            return False
        if self.what != "headlines":
            return len(line.split()) <= LABEL_WORDS and line[-1] not in ".!?:"
        # Some sites write headlines like sentences, without the full stop: believe the first line.
        return is_headline(line) or (self.first and len(line.split()) > 2 and is_open(line))


@dataclass(frozen=True, slots=True)
class Clutter:
    """The clutter rules of a language, by where they apply; `pieces` are the texts they ask for."""

    books: dict[str, RuleBook]
    pieces: list[str]
    finder: ahocorasick_rs.AhoCorasick

    @classmethod
    def load(cls, files: PackFiles) -> "Clutter":
        """Read `clutter.toml`; raises `PackError` for a wrong rule."""
        books = load(files)
        pieces = list(dict.fromkeys(piece for book in books.values() for piece in book.by_piece))
        return cls(books, pieces, ahocorasick_rs.AhoCorasick(pieces))

    def clean(self, lines: list[str], links: Sequence[str] = ()) -> Cleaned:
        """Split `lines` into paragraphs and clutter; `links` were found to be cross-links before."""
        out = Cleaned([], [Removed(link, "cross_link") for link in links], list(links))
        line_book, opening_book = self.books["line"], self.books["opening"]
        following = _Following()
        for number, (line, pieces) in enumerate(zip(lines, self._held(lines), strict=True)):
            opening = number < OPENING_LINES and number < (
                len(lines) // 3 if out.paragraphs else len(lines) - 1
            )
            found = _line_rule(line, line_book, pieces) or (
                _line_rule(line, opening_book, pieces) if opening else None
            )
            if found:
                following = _take_line(out, line, *found)
            elif following.takes(line):
                following.left -= 1
                following.first = False
                out.removed.append(Removed(line, following.kind))
                if following.what == "headlines":
                    out.related.append(line.strip(QUOTES))
            else:
                following.left = 0
                if rest := _cut(line, self.books["inline"], pieces, out):
                    out.paragraphs.append(rest)
        if out.paragraphs:
            last = out.paragraphs.pop()
            if rest := _cut(last, self.books["ending"], self._held([last])[0], out):
                out.paragraphs.append(rest)
        return out

    def _held(self, lines: list[str]) -> list[list[str]]:
        """Return of each line which pieces it holds."""
        lower = "\n".join(lines).lower()
        held: list[list[str]] = [[] for _ in lines]
        number = end = -1
        for piece, start, _ in self.finder.find_matches_as_indexes(lower, overlapping=True):
            while start > end:
                number += 1
                end = lower.find("\n", end + 1)
                end = len(lower) if end < 0 else end
            held[number].append(self.pieces[piece])
        return held


def _line_rule(line: str, book: RuleBook, pieces: list[str]) -> tuple[Rule, re.Match[str]] | None:
    if len(line) > LONGEST_LINE:
        return None
    for rule in book.candidates(line, pieces):
        if match := rule.match_line(line):
            return rule, match
    return None


def _take_line(out: Cleaned, line: str, rule: Rule, match: re.Match[str]) -> _Following:
    if rule.kind == "caption":
        _take_section_name(out)
    out.removed.append(Removed(line, rule.kind))
    title = _title(match)
    if title:
        out.related.append(title)
    what = "headlines" if title == "" else rule.follow
    bare = not title and len(line.split()) <= LABEL_WORDS
    return _Following(what, MOST_FOLLOWING.get(what, 0) if bare else 0, kind=rule.kind)


def _cut(line: str, book: RuleBook, pieces: list[str], out: Cleaned) -> str:
    """Return `line` without the clutter inside it."""
    spans = []
    for rule in book.candidates(line, pieces):
        for match in rule.find(line):
            spans.append(match.span())
            out.removed.append(Removed(match.group().strip(), rule.kind))
            if title := _title(match):
                out.related.append(title)
    if not spans:
        return line
    pieces, at = [], 0
    for start, end in sorted(spans):
        pieces.append(line[at : max(at, start)])
        at = max(at, end)
    return " ".join(" ".join([*pieces, line[at:]]).split())


def _title(match: re.Match[str]) -> str | None:
    """Return the headline of a cross-link, '' when it is still to come, None for other clutter."""
    for group in LINK_GROUPS:
        if group in match.re.groupindex:
            text = (match[group] or "").strip(f"{QUOTES} ")
            if text.endswith((")", "]")) and not any(mark in text for mark in "(["):
                text = text[:-1].strip(f"{QUOTES} ")
            return text
    return None


def _take_section_name(out: Cleaned) -> None:
    """Remove a few words without an end right before a caption: they name the site's section."""
    last = out.paragraphs[-1] if out.paragraphs else ""
    if last and len(last.split()) <= SECTION_WORDS and last[-1] not in ".!?":
        out.removed.append(Removed(out.paragraphs.pop(), "section"))
