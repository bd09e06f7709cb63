"""The dateline before the first sentence: 'Baghdad, Purna Warta –', 'Seoul (ANTARA) -'.

A dateline is a short head of names, a dash (or a colon), and a beginning of a sentence. The head is
split into its names, and each is asked whether it is a place or an outlet.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from service.packs.files import PackFiles

FILE = "dateline.toml"
KEYS = ("publishers", "no_dateline", "place_heads", "weekdays")
# What closes the head: a dash apart from it or from the text, a long dash, or a colon.
CLOSE = re.compile(r" ?(?P<dash>\.?[-–—]{1,3}) ?(?=[^\s-])|(?P<colon>:) (?=[A-Z\"“])")
WEB = r"\.(?:com|co|id|net|org|tv|news|my|info)\b"
BEGINS = re.compile(rf"[\"'“‘(]{{0,3}}(?:[A-Z0-9]|\w+{WEB})")
DOMAIN = re.compile(rf"\w{WEB}", re.IGNORECASE)
WORD = re.compile(r"\w[\w.'’/-]*")
SMALL = frozenset({"de", "of", "dan", "el", "al", "detikcom", "kumparan", "tvOne"})
# At the end of the head: a day of the week, a date with numbers, or both.
DATE = r"(?:[, ]+(?:{days}))?(?:[, ]*\(?\b\d{{1,2}}[/ .](?:\d{{1,2}}|[A-Za-z]{{3,9}})(?:[/ .]\d{{2,4}})?\)?)?[, ]*$"
BRACKETS = re.compile(r"(?P<before>[^()]{0,60}?),? ?\((?P<inside>[^()]{2,40})\),?")
SECOND = re.compile(
    r"(?P<piece>\w[\w.]*(?: [A-Z]\w*){0,2})(?:(?P<stop>\.) | ?[-–—]{1,3} )(?=[A-Z\"“])"
)
LONGEST, MOST_WORDS, MOST_PIECES = 90, 5, 3
PARAGRAPHS = 3
# An unknown single word in capitals is taken for a place from this length on; shorter: an acronym.
PLACE_LETTERS = 5
SENTENCE_ENDS = (".", "!", "?", "”", '"')


class Found(NamedTuple):
    """The two parts of a dateline, as printed; either may be None, not both."""

    place: str | None
    publisher: str | None


KindOf = Callable[[str], str | None]
"""Of a name: 'country', another kind of place, 'org' for an organisation, None when unknown."""


@dataclass(frozen=True, slots=True)
class Datelines:
    """What the language pack knows about datelines."""

    publishers: frozenset[str]
    no_dateline: frozenset[str]
    place_heads: frozenset[str]
    date: re.Pattern[str]

    @classmethod
    def load(cls, files: PackFiles) -> "Datelines":
        """Read `dateline.toml`; raises `PackError`."""
        data = files.toml(FILE, KEYS)
        return cls(
            frozenset(name.casefold() for name in data["publishers"]),
            frozenset(data["no_dateline"]),
            frozenset(data["place_heads"]),
            re.compile(DATE.format(days="|".join(map(re.escape, data["weekdays"]))), re.IGNORECASE),
        )

    def take(self, paragraphs: list[str], kind_of: KindOf) -> tuple[Found | None, list[str]]:
        """Return the dateline and the paragraphs without it.

        It opens the first paragraph, or the one after a few lines without a sentence's end: a
        caption or a section name that nothing else has recognised.
        """
        for number, paragraph in enumerate(paragraphs[:PARAGRAPHS]):
            found, rest = self.split(paragraph, kind_of)
            if found:
                return found, [
                    *paragraphs[:number],
                    *([rest] if rest else []),
                    *paragraphs[number + 1 :],
                ]
            if paragraph.endswith(SENTENCE_ENDS):
                break
        return None, paragraphs

    def split(self, paragraph: str, kind_of: KindOf) -> tuple[Found | None, str]:
        """Return the dateline that begins `paragraph`, and the rest; (None, paragraph) if none."""
        head = paragraph[: LONGEST + 4]
        for close in CLOSE.finditer(head):
            pieces = self._pieces(head[: close.start()])
            if pieces and BEGINS.match(head, close.end()):
                found = self._read(pieces, close, head[close.end() :], kind_of)
                if found:
                    return self._second(found, paragraph[close.end() :], kind_of)
        return self._without_dash(paragraph, kind_of)

    def _pieces(self, head: str) -> list[str]:
        """Return the names in `head`, dates dropped; [] if one of them is no name."""
        pieces = []
        if match := BRACKETS.fullmatch(head.strip()):
            inside = match["inside"].strip()
            head = match["before"]
            if not self.date.fullmatch(inside):
                pieces.append(inside)
        head = self.date.sub("", head, 1)
        parts = [part.strip() for part in re.split(r"[,|]", head) if part.strip()]
        pieces = parts + pieces
        if not pieces or len(pieces) > MOST_PIECES or not all(map(_is_name, pieces)):
            return []
        return pieces

    def _read(
        self, pieces: list[str], close: re.Match[str], rest: str, kind_of: KindOf
    ) -> Found | None:
        outlets = [piece for piece in pieces if self._is_publisher(piece, kind_of)]
        spaced = close.group() != close["dash"] or close["dash"] in {"–", "—", "--", "---", "——"}
        if not spaced and not any(map(DOMAIN.search, outlets)):
            return None
        if outlets:
            places = [piece for piece in pieces if piece not in outlets]
            return Found(places[0] if places else None, outlets[0])
        if close["colon"] and (len(pieces) > 1 or kind_of(pieces[0]) in {None, "org", "country"}):
            return None
        if len(pieces) == 1:
            return self._single(pieces[0], rest, kind_of)
        return self._pair(pieces[0], pieces[1], kind_of)

    def _single(self, piece: str, rest: str, kind_of: KindOf) -> Found | None:
        kind = kind_of(piece)
        if kind == "org" or piece in self.no_dateline:
            return None
        if kind:
            return None if _is_route(piece, kind, rest, kind_of) else Found(piece, None)
        if not piece.isupper():
            return None
        if piece.split(maxsplit=1)[0] in self.place_heads:
            return Found(piece, None)
        if " " in piece:
            return Found(None, piece)
        return Found(piece, None) if len(piece) >= PLACE_LETTERS else None

    def _pair(self, first: str, second: str, kind_of: KindOf) -> Found | None:
        """Neither is a known outlet: one of them must be a place, or the first in capitals."""
        kinds = kind_of(first), kind_of(second)
        if kinds == ("country", "country"):
            return None
        if kinds[0] not in {None, "org"}:
            return Found(first, None if kinds[1] not in {None, "org"} else second)
        if kinds[1] not in {None, "org"}:
            if kinds[0] == "org" or (first.isupper() and " " in first):
                return Found(second, first)
            return Found(first, None) if len(first.split()) <= 2 else None
        return Found(first, second) if first.isupper() and len(first) >= PLACE_LETTERS else None

    def _second(self, found: Found, rest: str, kind_of: KindOf) -> tuple[Found, str]:
        """Read on in 'KONTAN.CO.ID - JAKARTA. …' and 'Jakarta – Kominfo – …'."""
        match = SECOND.match(rest[:LONGEST])
        if match is None:
            return found, rest
        piece, after = match["piece"], rest[match.end() :]
        kind = kind_of(piece)
        if found.place is None and (
            kind not in {None, "org"} or (match["stop"] and piece.isupper())
        ):
            if not _is_route(piece, kind or "", after, kind_of):
                return Found(piece, found.publisher), after
        elif found.publisher is None and not match["stop"] and self._is_publisher(piece, kind_of):
            return Found(found.place, piece), after
        return found, rest

    def _without_dash(self, paragraph: str, kind_of: KindOf) -> tuple[Found | None, str]:
        """'Jakarta, NU Online' on a line of its own, or right before the text."""
        place, comma, after = paragraph[:LONGEST].partition(", ")
        if not comma or len(place.split()) > MOST_WORDS or kind_of(place) in {None, "org"}:
            return None, paragraph
        words = after.split()
        for count in (3, 2, 1):
            name = " ".join(words[:count])
            known = name.casefold() in self.publishers or DOMAIN.search(name)
            alone = len(words) == count and len(paragraph) <= LONGEST
            if known and (alone or (count > 1 and BEGINS.match(after[len(name) :].lstrip()))):
                return Found(place, name), paragraph[len(place) + 2 + len(name) :].lstrip(" .-–—")
        return None, paragraph

    def _is_publisher(self, text: str, kind_of: KindOf) -> bool:
        """A web address, a known outlet, perhaps with the name of its channel ('VIVA Militer')."""
        if DOMAIN.search(text):
            return True
        if kind_of(text) not in {None, "org"}:
            return False
        first, _, channel = text.partition(" ")
        if text.casefold() in self.publishers:
            return True
        signed = first.isupper() and first.casefold() in self.publishers
        return signed and (len(channel.split()) == 1 or "/" in first)


def _is_name(piece: str) -> bool:
    words = piece.split()
    return len(words) <= MOST_WORDS and all(
        word in SMALL or ((word[0].isupper() or DOMAIN.search(word)) and WORD.fullmatch(word))
        for word in words
    )


def _is_route(piece: str, kind: str, rest: str, kind_of: KindOf) -> bool:
    """'Jakarta - Bandung ditempuh …': two places of a kind, written alike, are a pair."""
    words = re.findall(r"[\w'’-]+", rest[:LONGEST])[:3]
    for count in (3, 2, 1):
        other = " ".join(words[:count])
        other_kind = kind_of(other) if other else None
        if other_kind not in {None, "org"}:
            alike = piece.isupper() == other.isupper()
            return alike and (kind == "country") == (other_kind == "country")
    return False
