"""Taking out what the site put between the paragraphs: cross-links, adverts, bylines, captions.

The rules are data (`clutter.toml` of the language pack). A line rule removes a line that it matches
as a whole; an inline rule removes what it matches within a line. A rule with a group `title` finds
a cross-link, whose headline is kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from service.errors import PackError
from service.packs.files import PackFiles
from service.records import Removed

FILE = "clutter.toml"
WHERE = ("line", "inline", "opening", "ending")
QUOTES = "'\"‘’“”"
# A headline on the line after 'Baca juga:' has words enough, begins most of them with a capital,
# and does not end like a sentence.
HEADLINE_WORDS = range(3, 25)
HEADLINE_CAPITALS = 0.6
LINKS_AFTER = 4
# Captions and section names stand before the first paragraph; initials after the last.
OPENING_LINES = 3
SECTION_WORDS = 6


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to recognise clutter, at one of the places in `WHERE`."""

    kind: str
    where: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The paragraphs that remain, what was removed (verbatim), and the cross-links' headlines."""

    paragraphs: list[str]
    removed: list[Removed]
    related: list[str]


@dataclass(frozen=True, slots=True)
class Clutter:
    """The clutter rules of a language."""

    rules: dict[str, tuple[Rule, ...]]

    @classmethod
    def load(cls, files: PackFiles) -> "Clutter":
        """Read `clutter.toml`; raises `PackError` for a wrong rule."""
        rules = [_rule(item) for item in files.toml(FILE, ("rule",))["rule"]]
        return cls({where: tuple(r for r in rules if r.where == where) for where in WHERE})

    def clean(self, lines: list[str]) -> Cleaned:
        """Split `lines` into paragraphs and clutter."""
        out = Cleaned([], [], [])
        open_links = 0
        for number, line in enumerate(lines):
            if open_links and _is_headline(line):
                open_links -= 1
                out.removed.append(Removed(line, "cross_link"))
                out.related.append(line.strip(QUOTES))
                continue
            open_links = 0
            rule = self._line_rule(line, number, len(lines))
            if rule is None:
                if rest := self._inline(line, out, last=number == len(lines) - 1):
                    out.paragraphs.append(rest)
                continue
            if rule.kind == "caption":
                _take_section_name(out)
            title = _title(rule.pattern.fullmatch(line))
            out.removed.append(Removed(line, rule.kind))
            if title:
                out.related.append(title)
            elif title is not None:
                open_links = LINKS_AFTER
        return out

    def _line_rule(self, line: str, number: int, total: int) -> Rule | None:
        for rule in self.rules["line"]:
            if rule.pattern.fullmatch(line):
                return rule
        if number < OPENING_LINES and number < total - 1:
            return _first(self.rules["opening"], line)
        return None

    def _inline(self, line: str, out: Cleaned, *, last: bool) -> str:
        rules = self.rules["inline"] + (self.rules["ending"] if last else ())
        for rule in rules:
            for match in list(rule.pattern.finditer(line)):
                out.removed.append(Removed(match.group().strip(), rule.kind))
                if title := _title(match):
                    out.related.append(title)
                line = line.replace(match.group(), " ", 1)
        return " ".join(line.split())


def _first(rules: tuple[Rule, ...], line: str) -> Rule | None:
    return next((rule for rule in rules if rule.pattern.fullmatch(line)), None)


def _title(match: re.Match[str] | None) -> str | None:
    """Return the headline of a cross-link, '' when it is still to come, None for other clutter."""
    if match is None or "title" not in match.re.groupindex:
        return None
    return (match["title"] or "").strip().strip(QUOTES).strip()


def _take_section_name(out: Cleaned) -> None:
    """Remove a few words without an end right before a caption: they name the site's section."""
    last = out.paragraphs[-1] if out.paragraphs else ""
    if last and len(last.split()) <= SECTION_WORDS and last[-1] not in ".!?":
        out.removed.append(Removed(out.paragraphs.pop(), "section"))


def _is_headline(line: str) -> bool:
    words = [word for word in line.split() if word[:1].isalpha()]
    if len(words) not in HEADLINE_WORDS or line.rstrip(QUOTES)[-1:] in ".!?,:;":
        return False
    return sum(word[0].isupper() for word in words) >= HEADLINE_CAPITALS * len(words)


def _rule(item: dict[str, Any]) -> Rule:
    if set(item) != {"kind", "where", "pattern"} or item["where"] not in WHERE:
        raise PackError(f"{FILE}: rule {item} needs kind, where ({', '.join(WHERE)}), pattern")
    try:
        pattern = re.compile(item["pattern"], re.IGNORECASE | re.VERBOSE)
    except re.error as error:
        raise PackError(f"{FILE}: pattern of rule {item['kind']}: {error}") from error
    return Rule(item["kind"], item["where"], pattern)


def kinds(clutter: Clutter) -> Iterator[str]:
    """Yield the kinds of clutter that the rules know."""
    yield from dict.fromkeys(rule.kind for rules in clutter.rules.values() for rule in rules)
