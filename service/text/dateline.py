"""The dateline before the first sentence: 'Baghdad, Purna Warta –', 'Seoul (ANTARA) -'."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from service.packs.files import PackFiles

FILE = "dateline.toml"
_WORD = (
    r"(?:\w+\.(?:com|co\.id|co|id|net|org|tv|news)\b|[A-Z][\w.'’]*(?:-[A-Z][\w.'’]*)*|de|of|dan)"
)
_NAME = rf"{_WORD}(?:[ /]{_WORD}){{0,4}}"
_DASH = r"\s?[-–—]{1,2}\s+"
# Each form begins the paragraph and ends with a dash; `a` and `b` are place and publisher in
# either order, `date` is thrown away.
_DATE = r"(?:,? ?(?:\w{4,6},? )?\(?\d{1,2}[/ ](?:\d{1,2}|[A-Z]?\w+)(?:[/ ]\d{2,4})?\)?)"
FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<a>{_NAME}) ?\((?P<b>[^()]{{2,30}})\){_DATE}?{_DASH}",
        rf"(?P<a>{_NAME}), (?P<b>{_NAME}){_DATE}?{_DASH}",
        rf"(?P<a>{_NAME}) ?[|] ?(?P<b>{_NAME}){_DASH}",
        rf"(?P<a>{_NAME}){_DATE}?(?:\s?[-–—]{{1,2}}\s+|: (?=[A-Z]))",
    )
)
DOMAIN = re.compile(r"\w\.(?:com|co|id|net|org|tv|news|my)\b", re.IGNORECASE)
LONGEST = 80


class Found(NamedTuple):
    """The two parts of a dateline, as printed; either may be None, not both."""

    place: str | None
    publisher: str | None


@dataclass(frozen=True, slots=True)
class Datelines:
    """What the language pack knows about datelines."""

    publishers: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles) -> "Datelines":
        """Read `dateline.toml`; raises `PackError`."""
        data = files.toml(FILE, ("publishers",))
        return cls(frozenset(name.casefold() for name in data["publishers"]))

    def split(self, paragraph: str, is_place: Callable[[str], bool]) -> tuple[Found | None, str]:
        """Return the dateline that begins `paragraph`, and the rest; (None, paragraph) if none."""
        for form in FORMS:
            match = form.match(paragraph[: LONGEST * 2])
            if match is None or match.end() > LONGEST:
                continue
            found = self._read(match, is_place)
            if found:
                return found, paragraph[match.end() :].lstrip()
        return None, paragraph

    def _read(self, match: re.Match[str], is_place: Callable[[str], bool]) -> Found | None:
        first, second = match["a"], match.groupdict().get("b")
        if second is None:
            if self._is_publisher(first):
                return Found(None, first)
            return Found(first, None) if is_place(first) else None
        if self._is_publisher(first) and not is_place(first):
            return Found(second, first)
        if is_place(first) or self._is_publisher(second):
            return Found(first, None if is_place(second) else second)
        return None

    def _is_publisher(self, text: str) -> bool:
        """A web address, a known outlet, or several words all in capitals ('HOT NEWS')."""
        if DOMAIN.search(text) or text.casefold() in self.publishers:
            return True
        return " " in text and text.isupper()
