"""What the steps that find names share: the name itself, the word lists, one article's tokens."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from service.entities.gazetteer import Hit
from service.entities.roles import Roles
from service.errors import PackError
from service.packs.files import PackFiles
from service.records import EntityType
from service.text.document import Document

FILE, COMMON = "names.toml", "common.txt"
KEYS = (
    "org_heads", "loc_heads", "person_before", "person_after", "particles", "never", "collective",
    "generic_heads", "sure_heads", "plain_heads", "org_tails", "directions",
)  # fmt: skip

# A name is looked for where its first word stands, or where its rarest does if that is in more places.
MANY = 16
NOWHERE: Final[list[int]] = []

Form = tuple[str, ...]  # the words of a name, as written


class Name:
    """Tokens `first:last` are a name of type `kind`, known from `hit` or open."""

    def __init__(self, first: int, last: int, kind: EntityType, hit: Hit | None) -> None:
        self.first = first
        self.last = last
        self.type: EntityType = kind
        self.hit = hit


@dataclass(frozen=True, slots=True)
class NameWords:
    """What a language knows of the words in and around names; `names.toml` tells of each list."""

    lists: dict[str, frozenset[str]]
    common: frozenset[str]
    roles: Roles
    role_words: frozenset[str]
    ordinary: frozenset[str]
    heads: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles, roles: Roles) -> "NameWords":
        """Read `names.toml` and `common.txt`; raises `PackError`."""
        data = files.toml(FILE, KEYS)
        path = files.folder / COMMON
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except OSError as error:
            raise PackError(f"{path}: {error.strerror}") from error
        common = frozenset(line for line in lines if line and not line.startswith("#"))
        lists = {key: frozenset(data[key]) for key in KEYS}
        ordinary, heads = common | lists["never"], lists["org_heads"] | lists["loc_heads"]
        return cls(lists, common, roles, frozenset(roles.words()), ordinary, heads)

    def is_ordinary(self, lower: str) -> bool:
        """Whether a capital on this word at the start of a sentence says nothing."""
        return lower in self.ordinary

    def is_head(self, lower: str) -> bool:
        """Whether the word begins the name of a body or a place."""
        return lower in self.heads


@dataclass(slots=True)
class Reading:
    """One article, with its known names by their first token and by the token after them.

    `title` is the token after the title: its capitals say nothing.
    """

    knows: NameWords
    doc: Document
    hits: list[Hit]
    title: int = field(init=False)
    begins: dict[int, Hit] = field(init=False)
    ends: dict[int, Hit] = field(init=False)

    def __post_init__(self) -> None:
        sentences = self.doc.sentences
        self.title = sentences[0].last if sentences and sentences[0].title else 0
        self.begins = {hit.first: hit for hit in self.hits}
        self.ends = {hit.last: hit for hit in self.hits}

    def says(self, at: int, key: str) -> bool:
        """Whether the word of token `at` is on list `key`."""
        return self.doc.lowers[at] in self.knows.lists[key]

    def is_head(self, at: int) -> bool:
        """Whether token `at` begins the name of a body or a place."""
        return self.knows.is_head(self.doc.lowers[at])

    def is_capital(self, at: int) -> bool:
        """Whether token `at` begins with a capital."""
        return self.doc.words[at][0].isupper()

    def opens(self, at: int) -> bool:
        """Whether token `at` has its capital from the start of a sentence or a quote."""
        first = self.doc.sentences[self.doc.sentence_of[at]].first
        return at == first or not self.doc.words[at - 1][-1].isalnum()

    def is_open(self, at: int) -> bool:
        """Whether token `at` has a capital that only a name explains, and no list knows it."""
        word, lower = self.doc.words[at], self.doc.lowers[at]
        return (
            word[0].isupper()
            and len(word) > 1
            and not word.isupper()
            and at >= self.title
            and at not in self.begins
            and not self.opens(at)
            and not self.knows.is_ordinary(lower)
            and not self.knows.is_head(lower)
            and lower not in self.knows.role_words
        )

    def is_bracketed(self, last: int, first: int) -> bool:
        """Whether one word in brackets stands between: 'Kejaksaan Negeri (Kejari) Banda'."""
        words = self.doc.words
        return last + 3 == first and words[last] == "(" and words[first - 1] == ")"


def tokens_of(names: Iterable[Name]) -> set[int]:
    """Return the tokens that `names` stand on."""
    return {at for name in names for at in range(name.first, name.last)}


def repeated(doc: Document, forms: Iterable[Form], taken: set[int]) -> list[tuple[Form, int]]:
    """Return where `forms` stand on tokens that are not `taken`, the longest first, and take them."""
    index, words = doc.index, doc.words
    free: dict[Form, list[int]] = {}
    for form in forms:
        told, offset = index.get(form[0].lower(), NOWHERE), 0
        if len(told) > MANY:
            offset = min(range(len(form)), key=lambda n: len(index.get(form[n].lower(), NOWHERE)))
            told = index.get(form[offset].lower(), NOWHERE)
        places = [at - offset for at in told if at >= offset and at - offset not in taken]
        if places:
            free[form] = places
    found = []
    for form in sorted(free, key=lambda form: (-len(form), form)):
        for first in free[form]:
            span = range(first, first + len(form))
            if tuple(words[first : span.stop]) == form and taken.isdisjoint(span):
                found.append((form, first))
                taken.update(span)
    return found
