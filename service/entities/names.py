"""Open names: runs of capitalised words, cut into names and typed by the words around them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from service.entities.gazetteer import Hit
from service.entities.roles import Role, Roles
from service.errors import PackError
from service.packs.files import PackFiles
from service.records import EntityType
from service.text.document import Document, Sentence

FILE, COMMON = "names.toml", "common.txt"
KEYS = (
    "org_heads", "loc_heads", "place_cues", "person_before", "person_after", "particles", "in_org",
    "never", "collective", "generic_heads",
)  # fmt: skip
LONGEST_ACRONYM = 9


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

    @classmethod
    def load(cls, files: PackFiles, roles: Roles) -> "NameFinder":
        """Read `names.toml` and `common.txt`; raises `PackError`."""
        data = files.toml(FILE, KEYS)
        path = files.folder / COMMON
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except OSError as error:
            raise PackError(f"{path}: {error.strerror}") from error
        common = frozenset(line for line in lines if line and not line.startswith("#"))
        return cls({key: frozenset(data[key]) for key in KEYS}, common, roles)

    def find(self, doc: Document, hits: list[Hit]) -> Iterator[Name]:
        """Yield the names of the body, in order; the title is left to its repeats in the body."""
        by_first = {hit.first: hit for hit in hits}
        for sentence in doc.sentences:
            if not sentence.title:
                yield from _Run(self, doc, by_first, sentence).names()

    def is_ordinary(self, lower: str) -> bool:
        """Whether a capital on this word at the start of a sentence says nothing."""
        return lower in self.common or lower in self.words["never"]


class _Run:
    """Reads one sentence from left to right."""

    def __init__(
        self, knows: NameFinder, doc: Document, hits: dict[int, Hit], sentence: Sentence
    ) -> None:
        self.knows = knows
        self.words = doc.words
        self.lowers = doc.lowers
        self.hits = hits
        self.first, self.end = sentence.first, sentence.last
        self.role: Role | None = None

    def names(self) -> Iterator[Name]:
        at = self.first
        while at < self.end:
            role = self.knows.roles.match(self.lowers, at, self.end)
            hit = self.hits.get(at)
            if role and not self._is_head(at) and not (hit and hit.last > role.last):
                many = self.lowers[at] in self.knows.words["collective"]
                self.role = None if many else role
                at = role.last
                continue
            name = self._name_at(at)
            if name is None:
                if self.words[at].isalnum() or self.words[at] == ",":
                    self.role = None
                at += 1
                continue
            yield name
            # 'Perdana Menteri Inggris Tony Blair': the role passes over the country.
            if name.type == "PER":
                self.role = None
            at = name.last

    def _name_at(self, at: int) -> Name | None:
        hit = self.hits.get(at)
        if self._is_head(at):
            name = self._headed(at)
            if name and not (hit and hit.last >= name.last):
                return name
        if hit and not self._doubtful(hit):
            return Name(hit.first, hit.last, hit.entry.type, hit, self.role)
        return self._open(at) if self._begins_name(at) else None

    def _doubtful(self, hit: Hit) -> bool:
        """One ordinary word with the capital of its sentence ('Antara lain …')."""
        return (
            hit.last == hit.first + 1
            and self._opens(hit.first)
            and self.lowers[hit.first] in self.knows.common
        )

    def _opens(self, at: int) -> bool:
        """Whether token `at` has its capital from the start of a sentence or a quote."""
        return at == self.first or not self.words[at - 1][-1].isalnum()

    def _is_head(self, at: int) -> bool:
        lower = self.lowers[at]
        heads = self.knows.words
        return self.words[at][0].isupper() and (
            lower in heads["org_heads"] or lower in heads["loc_heads"]
        )

    def _capital(self, at: int) -> bool:
        return at < self.end and self.words[at][0].isupper()

    def _headed(self, at: int) -> Name | None:
        """Return 'Polda Metro Jaya', 'Kementerian Luar Negeri Israel', 'Jalan Sudirman'."""
        kind: EntityType = "ORG" if self.lowers[at] in self.knows.words["org_heads"] else "LOC"
        last = at + 1
        while last < self.end:
            lower = self.lowers[last]
            known = last in self.hits or lower not in self.knows.words["never"]
            if self._capital(last) and known:
                last += 1
            elif kind == "ORG" and self._goes_on(last):
                last += 2
            elif self.words[last].isdigit() and last == at + 1:
                last += 1
            elif kind == "ORG" and self._bracketed(last):
                last += 4
            else:
                break
        generic = self.lowers[at] in self.knows.words["generic_heads"]
        hit = self.hits.get(at + 1)
        if last == at + 1 or (generic and hit and hit.last == last and hit.entry.type == "LOC"):
            return None
        # "Negara Israel" is Israel.
        same = hit if kind == "LOC" and hit and hit.last == last else None
        return Name(at, last, kind, same, None)

    def _goes_on(self, at: int) -> bool:
        """'Pekerjaan Umum dan Penataan Ruang', but not 'Polda Bali dan PT Maju'."""
        return (
            self.lowers[at] in self.knows.words["in_org"]
            and self._capital(at + 1)
            and not self._is_head(at + 1)
        )

    def _bracketed(self, at: int) -> bool:
        """'(Kejari) Lembata' after 'Kejaksaan Negeri'."""
        return (
            at + 3 < self.end
            and self.words[at] == "("
            and self.words[at + 2] == ")"
            and self._capital(at + 1)
            and self._capital(at + 3)
        )

    def _begins_name(self, at: int) -> bool:
        word, lower = self.words[at], self.lowers[at]
        if not word[0].isupper() or lower in self.knows.words["never"]:
            return False
        if not self._opens(at):
            return True
        return not self.knows.is_ordinary(lower)

    def _open(self, at: int) -> Name | None:
        last = at + 1
        while last < self.end and last not in self.hits:
            lower = self.lowers[last]
            if self._capital(last) and lower not in self.knows.words["never"]:
                last += 1
            elif lower in self.knows.words["particles"] and self._capital(last + 1):
                last += 2
            else:
                break
        kind = self._type(at, last)
        return Name(at, last, kind, None, self.role) if kind else None

    def _type(self, first: int, last: int) -> EntityType | None:
        """Return the type that the words around tell, else what the form suggests, else None."""
        before = self.lowers[first - 1] if first > self.first else ""
        after = self.lowers[last] if last < self.end else ""
        if self._capital(last) and after not in self.knows.words["never"]:
            # "Wadir Penindakan Polri Kombes …": what stands right before a name is a function.
            return None
        return self._cued(before, after) or self._shaped(first, last, before)

    def _cued(self, before: str, after: str) -> EntityType | None:
        cues = self.knows.words
        if self.role and before != "(":
            return "PER"
        if before in cues["person_before"] or after in cues["person_after"]:
            return "PER"
        return "LOC" if before in cues["place_cues"] else None

    def _shaped(self, first: int, last: int, before: str) -> EntityType | None:
        """An acronym is an organisation, several words or an age beside one word a person."""
        single = last == first + 1
        if single and self.words[first].isupper():
            told = 2 < len(self.words[first]) <= LONGEST_ACRONYM and before != "("
            return "ORG" if told else None
        return "PER" if not single or self._aged(last) else None

    def _aged(self, at: int) -> bool:
        """'Erwin (45)'."""
        return (
            at + 2 < self.end
            and self.words[at] == "("
            and self.words[at + 1].isdigit()
            and self.words[at + 2] == ")"
        )
