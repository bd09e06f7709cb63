"""Functions of persons: the role told before a name or in apposition after it, with its body."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from service.entities.bodies import Bodies
from service.entities.roles import FORMER_SECTOR, Role, Roles
from service.text.document import Document

# Tokens that a function may reach back from the name, or on from its first word.
REACH = 16
LONGEST_ROLE = 6
# Small words within a function: "Kepala Bidang Hukum dan HAM", "Menteri Koordinator bidang Politik".
LINKS = frozenset({"dan", "bidang", "untuk", "urusan", "serta", "&", "/", "of", "the", "for"})
# Words between a name and the function told after it.
TO_APPOSITION = frozenset(
    {"selaku", "sebagai", "yang", "juga", "merupakan", "menjabat", "adalah", "seorang", "kini", "saat", "itu"}
)  # fmt: skip
OPENS_APPOSITION = frozenset(
    {",", "(", "-", "–", "—", "selaku", "sebagai", "yang", "merupakan", "adalah"}
)
MARKS = frozenset({",", "(", "-", "–", "—"})
# An apposition between marks ends with one: "Menurut X, pasukan akan ditarik" has none.
CLOSES = frozenset({",", ")", ".", "-", "–", "—", ";", ":"})


class Known:
    """A named place or body at tokens `first:last`, as far as a function needs it."""

    def __init__(
        self, first: int, last: int, kind: str, country: str | None, sector: str | None
    ) -> None:
        self.first = first
        self.last = last
        self.type = kind
        self.country = country
        self.sector = sector


class Function(NamedTuple):
    """Tokens `first:last` tell what someone does, for which country and in which sector."""

    first: int
    last: int
    sector: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class Functions:
    """Reads functions around names."""

    roles: Roles
    bodies: Bodies

    def before(
        self, doc: Document, first: int, ends: Mapping[int, Known], floor: int
    ) -> Function | None:
        """Return the function that ends where the name at token `first` begins.

        `ends` maps the token after a named place or body to it; nothing before token `floor` is
        read. 'juru bicara militer perdana menteri Irak', 'Kapolres Bogor AKBP'.
        """
        # "Asisten pelatih Timnas Uzbekistan, Timur Kapadze": a comma may stand between.
        end = first - 1 if first > floor and doc.words[first - 1] == "," else first
        at = start = end
        stop = max(floor, end - REACH)
        roles: list[Role] = []
        found: list[Known] = []
        while at > stop:
            known = ends.get(at)
            role = self._ends_at(doc, at, stop)
            if known and known.type == "PER":
                break
            if known and known.first >= stop and not (role and role.first < known.first):
                found.append(known)
                at = known.first
            elif role:
                roles.append(role)
                at = start = role.first
            elif doc.words[at - 1] == "," and roles and end == first:
                # "Direktur Penindakan Bareskrim, Brigjen X": the rank stands apart.
                at, end = at - 1, at - 1
            elif _within(doc, at - 1):
                at -= 1
            else:
                break
        former = False
        while roles and start > stop and doc.lowers[start - 1] in self.roles.modifiers:
            start -= 1
            former = former or doc.lowers[start] in self.roles.former
        if not roles or roles[-1].others or _is_apposed(doc, start, end, first, ends):
            return None
        if found and found[-1].last == start and found[-1].type == "ORG":
            start = found[-1].first
        found = [known for known in found if known.first >= start]
        told = self._function(doc, start, end, roles[::-1], found[::-1])
        return told._replace(sector=FORMER_SECTOR) if former else told

    def after(
        self, doc: Document, last: int, begins: Mapping[int, Known], end: int
    ) -> Function | None:
        """Return the function in apposition to the name that ends at token `last`; None if none.

        'X, ketua KPK,', 'X (45), warga Gaza', 'X selaku jubir'. A function with a person's name
        right after it is that person's.
        """
        at = _skip_age(doc, last, end)
        if at >= end or doc.lowers[at] not in OPENS_APPOSITION:
            return None
        closed = doc.words[at] in MARKS
        while at < end and (doc.lowers[at] in TO_APPOSITION or doc.lowers[at] in OPENS_APPOSITION):
            closed = closed and doc.words[at] in MARKS
            at += 1
        start, stop = at, min(end, at + REACH)
        roles: list[Role] = []
        found: list[Known] = []
        while at < stop:
            known = begins.get(at)
            role = self.roles.match(doc.lowers, at, stop)
            if not roles and not role:
                return None
            if known and not (role and role.last > known.last):
                if known.type == "PER":
                    return None
                found.append(known)
                at = known.last
            elif role:
                roles.append(role)
                at = role.last
            elif _within(doc, at) and (doc.lowers[at] not in LINKS or _capital(doc, at + 1, stop)):
                at += 1
            else:
                break
        if not roles or roles[0].others or (closed and at < end and doc.words[at] not in CLOSES):
            return None
        return self._function(doc, start, at, roles, found)

    def _ends_at(self, doc: Document, at: int, stop: int) -> Role | None:
        """Return the longest role whose last token is `at - 1`."""
        if doc.lowers[at - 1] not in self.roles.ends:
            return None
        for start in range(max(stop, at - LONGEST_ROLE), at):
            if doc.lowers[start] in self.roles.begins:
                role = self.roles.match(doc.lowers, start, at)
                if role and role.last == at:
                    return role
        return None

    def _function(
        self, doc: Document, first: int, last: int, roles: list[Role], found: list[Known]
    ) -> Function:
        """Join what is told: the first role decides, an open one takes the sector of its body."""
        telling = [role for role in roles if role.sector or role.open]
        sector = telling[0].sector if telling else None
        if telling and telling[0].open:
            body = next(
                (known.sector for known in found if known.type == "ORG" and known.sector), None
            )
            described = self.bodies.within(doc.lowers, telling[0].last, last)
            rest = next((role.sector for role in telling[1:] if role.sector), None)
            sector = body or (described.sector if described else None) or rest or sector
        country = next((known.country for known in found if known.country), None)
        country = country or next((role.country for role in roles if role.country), None)
        return Function(first, last, sector, country)


def _is_apposed(doc: Document, start: int, end: int, first: int, ends: Mapping[int, Known]) -> bool:
    """Whether the function is that of the name before it: 'X, ketua KPK, Y mengatakan'."""
    before = ends.get(start - 1)
    return (
        end != first and doc.words[start - 1] == "," and before is not None and before.type == "PER"
    )


def _within(doc: Document, at: int) -> bool:
    """Whether token `at` may stand within a function: a capital, a number or a small word."""
    word = doc.words[at]
    return word[0].isupper() or word in LINKS or word.isdigit()


def _capital(doc: Document, at: int, end: int) -> bool:
    return at < end and doc.words[at][0].isupper()


def _skip_age(doc: Document, at: int, end: int) -> int:
    """Return the token after '(45)' or '(HPS)', if that stands at `at`."""
    if at + 2 < end and doc.words[at] == "(" and doc.words[at + 2] == ")":
        return at + 3
    return at
