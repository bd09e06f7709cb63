"""The clutter rules of a language: `clutter.toml`, checked, compiled and ready to be asked.

Most lines match no rule, so a rule is only tried on a line that begins with one of its words or
holds one of its pieces of text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from service.errors import PackError
from service.packs.files import PackFiles

FILE = "clutter.toml"
WHERE = ("line", "inline", "opening", "ending")
FOLLOW = ("", "headlines", "labels", "names")
NEEDED, OPTIONAL = {"kind", "where", "patterns"}, {"begins", "has", "follow"}
# Marks before the first word of a line: brackets, bullets, arrows.
LEAD = r"[\W_]{0,4}"
FIRST_WORD = re.compile(r"[\W_]{0,4}(\w{1,20})")
QUOTES = "'\"‘’“”"
# A headline has words enough, begins most of them with a capital, and does not end like a sentence.
HEADLINE_WORDS = range(3, 25)
HEADLINE_CAPITALS = 0.6
SENTENCE_END = (".", ",", ":", ";")
NAMES_WORDS = 14
ADDRESS = re.compile(r"https?://|www\.|\w\.(?:com|co|id|net|org|tv|news|gov)\b|@\w", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to recognise clutter, at one of the places in `WHERE`."""

    kind: str
    where: str
    patterns: tuple[re.Pattern[str], ...]
    begins: tuple[str, ...]
    has: tuple[str, ...]
    follow: str

    def match_line(self, line: str) -> re.Match[str] | None:
        """Return the match of the whole `line` whose group looks right, if there is one."""
        for pattern in self.patterns:
            match = pattern.fullmatch(line)
            if match and _fits(match):
                return match
        return None

    def find(self, line: str) -> Iterator[re.Match[str]]:
        """Yield the matches within `line`."""
        for pattern in self.patterns:
            yield from pattern.finditer(line)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of one place, by the first word of a line and by the pieces of text that it holds.

    `by_piece` tells of each piece which of the rules `by_text` ask for it.
    """

    by_word: dict[str, tuple[Rule, ...]]
    by_text: list[Rule]
    by_piece: dict[str, list[int]]

    @classmethod
    def of(cls, rules: list[Rule]) -> "RuleBook":
        """Return the book of `rules`."""
        words = dict.fromkeys(word for rule in rules for word in rule.begins)
        by_text = [rule for rule in rules if rule.has]
        by_piece: dict[str, list[int]] = {}
        for number, rule in enumerate(by_text):
            for piece in rule.has:
                by_piece.setdefault(piece, []).append(number)
        return cls(
            {word: tuple(rule for rule in rules if word in rule.begins) for word in words},
            by_text,
            by_piece,
        )

    def candidates(self, line: str, pieces: list[str]) -> list[Rule]:
        """Return the rules worth trying on `line`, which holds these of the pieces asked for."""
        rules: list[Rule] = []
        if self.by_word:
            match = FIRST_WORD.match(line)
            if match:
                rules += self.by_word.get(match[1].lower(), ())
            if not line[0].isalnum():
                rules += self.by_word.get(line[0], ())
        if pieces:
            asking = {number for piece in pieces for number in self.by_piece.get(piece, ())}
            rules += [self.by_text[number] for number in sorted(asking)]
        return rules


def load(files: PackFiles) -> dict[str, RuleBook]:
    """Read `clutter.toml` into one book a place; raises `PackError` for a wrong rule."""
    data = files.toml(FILE, ("parts", "rule"))
    parts: dict[str, str] = {}
    for name, part in data["parts"].items():
        parts[name] = f"(?:{_fill(part, parts)})"
    rules = [_rule(item, parts, files) for item in data["rule"]]
    return {where: RuleBook.of([r for r in rules if r.where == where]) for where in WHERE}


def is_headline(text: str) -> bool:
    """Whether `text` reads like the headline of a link: most words begin with a capital."""
    words = [word for word in text.split() if word[:1].isalpha()]
    if len(words) not in HEADLINE_WORDS or text.rstrip(QUOTES).endswith(SENTENCE_END):
        return False
    return sum(word[0].isupper() for word in words) >= HEADLINE_CAPITALS * len(words)


def is_open(text: str) -> bool:
    """Whether `text` has the length of a headline and no mark of a sentence's end."""
    return len(text.split()) < HEADLINE_WORDS.stop and not text.rstrip(QUOTES).endswith(
        SENTENCE_END
    )


def _is_names(text: str) -> bool:
    """Names, agencies or an address: few words, hardly one of them in lower case, no sentence."""
    words = [word for word in text.split() if word[0].isalpha()]
    if ADDRESS.search(text):
        return len(words) <= NAMES_WORDS
    if text[-1:] in "!?" or (text[-1:] == "." and len(words) > 3):
        return False
    small = sum(word[0].islower() for word in words)
    return len(words) <= NAMES_WORDS and (small * 3 <= len(words) or len(words) <= 2)


_CHECKS: dict[str, Callable[[str], bool]] = {
    "title": lambda _: True,
    "headline": is_headline,
    "line": is_open,
    "names": _is_names,
}
LINK_GROUPS = ("title", "headline", "line")


def _fits(match: re.Match[str]) -> bool:
    return all(_CHECKS[name](text.strip()) for name, text in match.groupdict("").items())


def _fill(pattern: str, parts: dict[str, str]) -> str:
    """Put the parts in; braces that are no part's name are the pattern's own."""
    for name, part in parts.items():
        pattern = pattern.replace("{" + name + "}", part)
    return pattern


def _rule(item: dict[str, Any], parts: dict[str, str], files: PackFiles) -> Rule:
    path = files.folder / FILE
    name = f"{path}: rule {item.get('kind')!r} with patterns {item.get('patterns')}"
    if not NEEDED <= set(item) <= NEEDED | OPTIONAL or ("begins" in item) == ("has" in item):
        raise PackError(f"{name}: needs {sorted(NEEDED)}, and one of begins and has")
    if item["where"] not in WHERE or item.get("follow", "") not in FOLLOW:
        raise PackError(f"{name}: where is one of {WHERE}, follow one of {FOLLOW}")
    begins, has = tuple(item.get("begins", ())), tuple(item.get("has", ()))
    if any(text != text.lower() for text in begins + has):
        raise PackError(f"{name}: begins and has are compared with lower-case text")
    parts = parts | {"first": f"(?:{'|'.join(map(re.escape, begins))})"}
    lead = LEAD if begins else ""
    try:
        patterns = tuple(
            re.compile(f"{lead}(?:{_fill(pattern, parts)})", re.IGNORECASE)
            for pattern in item["patterns"]
        )
    except re.error as error:
        raise PackError(f"{name}: {error}") from error
    odd = {group for pattern in patterns for group in pattern.groupindex} - _CHECKS.keys()
    if odd:
        raise PackError(f"{name}: groups {sorted(odd)} are unknown; known are {sorted(_CHECKS)}")
    return Rule(item["kind"], item["where"], patterns, begins, has, item.get("follow", ""))
