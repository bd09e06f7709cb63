"""Names: what the model tags and what the closed lists know, made one, the same all through an article."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from service.entities.gazetteer import Hit
from service.entities.recogniser import Recogniser, Span
from service.entities.roles import Role, Roles
from service.errors import PackError
from service.packs.files import PackFiles
from service.records import EntityType
from service.text.document import Document

FILE, COMMON = "names.toml", "common.txt"
KEYS = (
    "org_heads", "loc_heads", "place_cues", "person_before", "person_after", "particles", "in_org",
    "never", "collective", "generic_heads", "org_tails", "plain_heads",
    "directions", "sure_heads",
)  # fmt: skip
ROMAN = frozenset("IVXL")
# How far before a name its role may begin, in tokens.
ROLE_REACH = 8


class Name(NamedTuple):
    """Tokens `first:last` are a name of `type`, known from `hit` or open; `role` came before it."""

    first: int
    last: int
    type: EntityType
    hit: Hit | None
    role: Role | None


@dataclass(frozen=True, slots=True)
class NameFinder:
    """What a language knows about names."""

    words: dict[str, frozenset[str]]
    common: frozenset[str]
    roles: Roles
    role_words: frozenset[str]
    recogniser: Recogniser

    @classmethod
    def load(cls, files: PackFiles, roles: Roles) -> "NameFinder":
        """Read `names.toml`, `common.txt` and the model; raises `PackError` and `ModelError`."""
        data = files.toml(FILE, KEYS)
        path = files.folder / COMMON
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except OSError as error:
            raise PackError(f"{path}: {error.strerror}") from error
        common = frozenset(line for line in lines if line and not line.startswith("#"))
        words = {key: frozenset(data[key]) for key in KEYS}
        role_words = frozenset(roles.words())
        return cls(words, common, roles, role_words, Recogniser.load())

    def find(self, doc: Document, hits: list[Hit]) -> Iterator[Name]:
        """Yield the names of the article, in order, never overlapping."""
        return iter(_Article(self, doc, hits).names())

    def is_ordinary(self, lower: str) -> bool:
        """Whether a capital on this word at the start of a sentence says nothing."""
        return lower in self.common or lower in self.words["never"]

    def is_no_name(self, lower: str) -> bool:
        """Whether the word alone names nothing: 'Senin', 'WNI', 'Kota'."""
        words = self.words
        return lower in words["never"] or lower in words["loc_heads"] or lower in words["org_heads"]


class _Article:
    """Joins the two sources over one article."""

    def __init__(self, knows: NameFinder, doc: Document, hits: list[Hit]) -> None:
        self.knows = knows
        self.doc = doc
        self.hits = hits
        self.by_first = {hit.first: hit for hit in hits}
        self.by_last = {hit.last: hit for hit in hits}
        self.words, self.lowers = doc.words, doc.lowers
        self.title = doc.sentences[0].last if doc.sentences and doc.sentences[0].title else 0

    def names(self) -> list[Name]:
        """Return all names in order."""
        names: list[Name] = []
        for span in self.knows.recogniser.find(self.doc):
            if span.first >= self.title:
                names += self._cut(span)
        names = self._grown(sorted(self._with_hits(names)))
        names = self._introduced(names)
        names += self._after_heads(names)
        self._agree(names)
        names += self._repeats(names)
        names.sort()
        return [self._told(name) for name in names]

    def _cut(self, span: Span) -> Iterator[Name]:
        """Cut a tagged span where a known name, title or head says that it is not all one name."""
        first, last, kind = span
        if kind != "ORG":
            last = self._capitals(first, last)
        if last == first + 1 and self.knows.is_no_name(self.lowers[first]):
            return
        hit = self.by_first.get(first)
        if hit and hit.last < last and not self._directed(hit.last, last):
            led = self._role_at(first) is not None
            if led or (kind == "LOC" and hit.entry.kind == "country"):
                yield Name(first, hit.last, hit.entry.type, hit, None)
                if led:
                    yield Name(hit.last, last, "PER", None, None)
                return
        if kind == "PER":
            first = self._after_titles(first, last)
        ending = self.by_last.get(last)
        if kind == "LOC" and ending and first < ending.first and not self._is_head(first):
            # "Cilincing Jakut": a place and what it lies in.
            yield Name(ending.first, last, ending.entry.type, ending, None)
            last = ending.first
        yield self._headed(first, last, kind)

    def _capitals(self, first: int, last: int) -> int:
        """Return where the capitals of a person or place end; particles may stand between them."""
        for at in range(first + 1, last):
            lower = self.lowers[at]
            if (
                self.words[at] == lower
                and lower[0].isalpha()
                and lower not in self.knows.words["particles"]
                and lower not in self.knows.words["directions"]
                and "-" not in lower
            ):
                return at
        return last

    def _is_head(self, at: int) -> bool:
        heads = self.knows.words
        return self.lowers[at] in heads["loc_heads"] or self.lowers[at] in heads["org_heads"]

    def _directed(self, first: int, last: int) -> bool:
        return all(self.lowers[at] in self.knows.words["directions"] for at in range(first, last))

    def _after_titles(self, first: int, last: int) -> int:
        """Return where the name begins: functions are no part of it ('Kapolres Budi')."""
        while first < last:
            role = self.knows.roles.match(self.lowers, first, last)
            if role is None or role.sector is None or role.last >= last:
                break
            first = role.last
        return first

    def _headed(self, first: int, last: int, kind: EntityType) -> Name:
        """Let the head of a name decide its type; 'Kota Banda' is Banda, 'Negara Israel' Israel."""
        heads = self.knows.words
        head = self.lowers[first]
        hit = self.by_first.get(first + 1)
        if last > first + 1:
            kind = self._type_of_head(first, last) or kind
            if head in heads["generic_heads"] and hit and hit.last == last:
                return Name(hit.first, last, hit.entry.type, hit, None)
        if kind == "PER" and first and self._placed(self.lowers[first - 1]):
            kind = "LOC"
        if kind == "LOC" and last > first + 1:
            if head in heads["loc_heads"] and hit and hit.last == last and hit.entry.type == "LOC":
                return Name(first, last, kind, hit, None)
            if head in heads["plain_heads"] and not self.knows.is_ordinary(self.lowers[first + 1]):
                first += 1
        return Name(first, last, kind, None, None)

    def _type_of_head(self, first: int, last: int) -> EntityType | None:
        """Return what the first words, or the last in English, say: two words go before one."""
        heads = self.knows.words
        head = self.lowers[first]
        for words in (f"{head} {self.lowers[first + 1]}", head):
            if words in heads["org_heads"]:
                return "ORG"
            if words in heads["loc_heads"]:
                return "LOC"
        return "ORG" if self.lowers[last - 1] in heads["org_tails"] else None

    def _placed(self, before: str) -> bool:
        """Whether the word before a name says that it is a place."""
        return before == "di" or before in self.knows.words["loc_heads"]

    def _with_hits(self, tagged: list[Name]) -> list[Name]:
        """Return tagged names and hits as one list without overlaps; the longer one stands."""
        over = {at: i for i, name in enumerate(tagged) for at in range(name.first, name.last)}
        known: list[Name] = []
        replaced: set[int] = set()
        for hit in self.hits:
            under = {over[at] for at in range(hit.first, hit.last) if at in over}
            inside = all(hit.first <= tagged[i].first and tagged[i].last <= hit.last for i in under)
            if inside and (under or not self._doubtful(hit)):
                replaced |= under
                known.append(Name(hit.first, hit.last, hit.entry.type, hit, None))
        return known + [name for i, name in enumerate(tagged) if i not in replaced]

    def _grown(self, names: list[Name]) -> list[Name]:
        """Join a body with what it is of: 'Dinas Sosial | Banda', 'Komisi III | DPR'."""
        grown: list[Name] = []
        for told in names:
            if told.type == "PER":
                grown.append(told)
                continue
            first = self._head_before(told, grown[-1].last if grown else self.title)
            name = Name(first, told.last, "ORG", None, None) if first < told.first else told
            if len(grown) > 1 and self._bracketed(grown[-2].last, name.first):
                grown.pop()
            before = grown[-1] if grown else None
            if before and self._goes_on(before, name.first):
                grown[-1] = Name(before.first, name.last, "ORG", None, None)
            else:
                grown.append(name)
        return grown

    def _goes_on(self, body: Name, first: int) -> bool:
        """Whether the name of a body goes on with the name that begins at token `first`."""
        return (
            body.type == "ORG"
            and self.lowers[body.first] in self.knows.words["org_heads"]
            and (body.last == first or self._bracketed(body.last, first))
        )

    def _head_before(self, name: Name, free: int) -> int:
        """Return where a name begins that a capitalised head, and its number, leads: 'Komisi III'."""
        at = name.first - 1
        if at > free and ROMAN.issuperset(self.words[at]):
            at -= 1
        generic = self.lowers[at] in self.knows.words["generic_heads"] and name.hit is not None
        led = at >= free and self.lowers[at] in self.knows.words["org_heads"] and not generic
        return at if led and self.words[at][0].isupper() else name.first

    def _bracketed(self, last: int, first: int) -> bool:
        """Whether an acronym in brackets stands between two names: 'Kejaksaan Negeri (Kejari) Banda'."""
        return last + 3 == first and self.words[last] == "(" and self.words[first - 1] == ")"

    def _introduced(self, names: list[Name]) -> list[Name]:
        """Find persons by the role before them; let a person's name begin with all its capitals."""
        taken = {at for name in names for at in range(name.first, name.last)}
        found = []
        for i, name in enumerate(names):
            if name.type == "PER" and name.hit is None:
                first = name.first
                while self._open(first - 1) and first - 1 not in taken:
                    first -= 1
                names[i] = name._replace(first=first)
                taken.update(range(first, name.first))
        for at in self.doc.where(self.knows.roles.begins):
            sentence = self.doc.sentences[self.doc.sentence_of[at]]
            if sentence.title:
                continue
            role = self.knows.roles.match(self.lowers, at, sentence.last)
            if role is None or self.lowers[role.last - 1] in self.knows.words["collective"]:
                continue
            first = last = role.last
            while last < sentence.last and self._open(last) and last not in taken:
                last += 1
            if last > first and not (last < sentence.last and self.words[last][0].isupper()):
                found.append(Name(first, last, "PER", None, None))
                taken.update(range(first, last))
        return sorted(names + found)

    def _after_heads(self, names: list[Name]) -> list[Name]:
        """Return names that the model missed behind their head: 'PT Maju Terus', 'Jalan Melati'."""
        taken = {at for name in names for at in range(name.first, name.last)}
        found = []
        for at in self.doc.where(self.knows.words["sure_heads"]):
            end = self.doc.sentences[self.doc.sentence_of[at]].last
            last = at + 1
            while last < end and last not in taken and self._named(last):
                last += 1
            if (
                last > at + 1
                and at >= self.title
                and at not in taken
                and self.words[at][0].isupper()
            ):
                kind = self._type_of_head(at, last) or "ORG"
                found.append(Name(at, last, kind, None, None))
                taken.update(range(at, last))
        return found

    def _named(self, at: int) -> bool:
        return self.words[at][0].isupper() and self.lowers[at] not in self.knows.words["never"]

    def _open(self, at: int) -> bool:
        """Whether token `at` has a capital that only a name explains."""
        word, lower = self.words[at], self.lowers[at]
        heads = self.knows.words
        return (
            word[0].isupper()
            and len(word) > 1
            and not word.isupper()
            and at >= self.title
            and at not in self.by_first
            and not self._opens(at)
            and not self.knows.is_ordinary(lower)
            and lower not in heads["org_heads"]
            and lower not in heads["loc_heads"]
            and lower not in self.knows.role_words
        )

    def _doubtful(self, hit: Hit) -> bool:
        """One ordinary word with the capital of its sentence or of the title ('Antara lain …')."""
        return (
            hit.last == hit.first + 1
            and (self._opens(hit.first) or hit.first < self.title)
            and not self.words[hit.first].isupper()
            and self.lowers[hit.first] in self.knows.common
        )

    def _opens(self, at: int) -> bool:
        """Whether token `at` has its capital from the start of a sentence or a quote."""
        sentence = self.doc.sentences[self.doc.sentence_of[at]]
        return at == sentence.first or not self.words[at - 1][-1].isalnum()

    def _agree(self, names: list[Name]) -> None:
        """Give every open name that is told more than once its most frequent type."""
        types: dict[tuple[str, ...], Counter[EntityType]] = {}
        for name in names:
            if name.hit is None:
                types.setdefault(self._form(name), Counter())[name.type] += 1
        for i, name in enumerate(names):
            if name.hit is None:
                counts = types[self._form(name)]
                if len(counts) > 1:
                    best = max(counts, key=lambda kind: (counts[kind], kind))
                    names[i] = name._replace(type=best)

    def _form(self, name: Name) -> tuple[str, ...]:
        return tuple(self.words[name.first : name.last])

    def _repeats(self, names: list[Name]) -> list[Name]:
        """Return further mentions of the open names: in the title, where the model missed them."""
        taken = {at for name in names for at in range(name.first, name.last)}
        forms: dict[tuple[str, ...], EntityType] = {}
        for name in names:
            if name.hit is None:
                form = self._form(name)
                forms.setdefault(form, name.type)
                if name.type == "PER":
                    for part in (form[-1], form[0]):
                        if not self.knows.is_ordinary(part.lower()) and len(part) > 2:
                            forms.setdefault((part,), "PER")
        found = []
        for form in sorted(forms, key=lambda form: (-len(form), form)):
            for first in self.doc.index[form[0].lower()]:
                span = range(first, first + len(form))
                if tuple(self.words[first : span.stop]) == form and taken.isdisjoint(span):
                    found.append(Name(first, span.stop, forms[form], None, None))
                    taken.update(span)
        return found

    def _told(self, name: Name) -> Name:
        """Return a person with the role that leads up to the name."""
        if name.type != "PER":
            return name
        return name._replace(role=self._role_at(name.first))

    def _role_at(self, first: int) -> Role | None:
        """Return the longest role that leads up to token `first`, over names of what it is of."""
        start = self.doc.sentences[self.doc.sentence_of[first]].first
        best: Role | None = None
        for at in range(first - 1, max(start, first - ROLE_REACH) - 1, -1):
            if not self.words[at][0].isalpha():
                break
            if self.lowers[at] in self.knows.words["collective"]:
                continue
            role = self.knows.roles.match(self.lowers, at, first)
            if role and self._leads(role.last, first):
                best = role
        return best

    def _leads(self, first: int, last: int) -> bool:
        """Whether only names and further functions stand between a role and the name."""
        return all(self.words[at][0].isupper() for at in range(first, last))
