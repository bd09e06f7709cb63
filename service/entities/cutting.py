"""From tagged spans to names: cut where the words say that it is not all one name, typed by heads."""

from service.entities.reading import Name, Reading
from service.entities.recogniser import Span
from service.records import EntityType

PLACE_WORD = "di"  # what stands "in" is a place
# How far before a name its role may begin, in tokens.
ROLE_REACH = 8


def cut(reading: Reading, span: Span) -> list[Name]:
    """Return the names in a tagged span; none when its words name nothing ('Senin', 'Kombes')."""
    first, last, kind = span.first, span.last, span.type
    if kind == "ORG":
        last = _before_rank(reading, first, last)
    else:
        first, last = _capitals(reading, first, last)
    if last == first or (last == first + 1 and _names_nothing(reading, first, kind)):
        return []
    hit = reading.begins.get(first)
    if hit and hit.last < last and not _directions(reading, hit.last, last):
        # 'Menlu [Iran Abbas Karimi]' tagged as one; a country is no part of another place's name.
        led = _is_led(reading, first)
        if led or (kind == "LOC" and hit.entry.kind == "country"):
            place = Name(first, hit.last, hit.entry.type, hit)
            return [place, *(cut(reading, Span(hit.last, last, "PER")) if led else ())]
    named = first if reading.is_head(first) else _after_titles(reading, first, last)
    if kind == "PER":
        first = named
    elif first < named and all(reading.is_open(at) for at in range(named, last)):
        # 'AKP Gunadi' tagged as a body.
        first, kind = named, "PER"
    ending = reading.ends.get(last)
    if kind == "LOC" and ending and first < ending.first and not reading.is_head(first):
        # A place and what it lies in: 'Cilincing Jakut'.
        around = Name(ending.first, last, ending.entry.type, ending)
        return [around, _headed(reading, first, ending.first, kind)]
    return [_headed(reading, first, last, kind)]


def _names_nothing(reading: Reading, at: int, kind: EntityType) -> bool:
    """Whether the word of token `at` alone is no name of `kind`."""
    lower = reading.doc.lowers[at]
    knows = reading.knows
    no_name = reading.says(at, "never") or knows.is_head(lower) or lower in knows.role_words
    return no_name or (kind == "PER" and knows.is_ordinary(lower))


def _capitals(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Return the capitals of a person or place; particles, and a place's head, may be small."""
    while first < last and _is_small(reading, first) and not reading.says(first, "loc_heads"):
        first += 1
    for at in range(first + 1, last):
        if _is_small(reading, at) and not reading.says(at, "directions"):
            return first, at
    return first, last


def _is_small(reading: Reading, at: int) -> bool:
    word = reading.doc.words[at]
    return word.islower() and "-" not in word and not reading.says(at, "particles")


def _before_rank(reading: Reading, first: int, last: int) -> int:
    """Return where a body ends whose span runs on into the rank of a person: 'Divisi Humas Brigjen'."""
    lowers, roles = reading.doc.lowers, reading.knows.roles
    if last < len(lowers) and reading.is_capital(last):
        while last > first + 1 and not reading.says(last - 1, "collective"):
            role = roles.match(lowers, last - 1, last)
            if role is None or role.sector is None:
                break
            last -= 1
    return last


def _directions(reading: Reading, first: int, last: int) -> bool:
    """'Kosovo utara' is one place."""
    return all(reading.says(at, "directions") for at in range(first, last))


def _after_titles(reading: Reading, first: int, last: int) -> int:
    """Return where a person's name begins: functions are no part of it ('Kapolres Budi')."""
    lowers, roles = reading.doc.lowers, reading.knows.roles
    while first < last and lowers[first] in roles.begins:
        role = roles.match(lowers, first, last)
        if role is None or role.sector is None or role.last >= last:
            break
        first = role.last
    return first


def _is_led(reading: Reading, first: int) -> bool:
    """Whether a role leads up to token `first`, over capitalised words of what it is of."""
    doc, roles = reading.doc, reading.knows.roles
    start = doc.sentences[doc.sentence_of[first]].first
    for at in range(first - 1, max(start, first - ROLE_REACH) - 1, -1):
        if not doc.words[at][0].isalpha():
            return False
        if doc.lowers[at] not in roles.begins or reading.says(at, "collective"):
            continue
        role = roles.match(doc.lowers, at, first)
        if role and all(reading.is_capital(between) for between in range(role.last, first)):
            return True
    return False


def _headed(reading: Reading, first: int, last: int, kind: EntityType) -> Name:
    """Let the head of a name decide its type; 'Kota Banda' is Banda, 'pasukan Iran' Iran."""
    hit = reading.begins.get(first + 1)
    whole = hit if hit and hit.last == last else None
    if last > first + 1:
        kind = type_of_head(reading, first, last) or kind
        if whole and (reading.says(first, "generic_heads") or reading.says(first, "directions")):
            return Name(whole.first, last, whole.entry.type, whole)
    if kind == "PER" and first and _places(reading, first - 1):
        kind = "LOC"
    if kind == "LOC" and last > first + 1:
        if whole and whole.entry.type == "LOC" and reading.says(first, "loc_heads"):
            return Name(first, last, kind, whole)
        plain = reading.says(first, "plain_heads")
        if plain and not reading.knows.is_ordinary(reading.doc.lowers[first + 1]):
            first += 1
    return Name(first, last, kind, None)


def _places(reading: Reading, before: int) -> bool:
    """Whether the word before a name says that it is a place: 'di Khalis', 'kota Khalis'."""
    return reading.doc.lowers[before] == PLACE_WORD or reading.says(before, "loc_heads")


def type_of_head(reading: Reading, first: int, last: int) -> EntityType | None:
    """Return the type that the first words tell, two before one, or in English the last word."""
    head, following = reading.doc.lowers[first : first + 2]
    lists = reading.knows.lists
    for words in (f"{head} {following}", head):
        if words in lists["org_heads"]:
            return "ORG"
        if words in lists["loc_heads"]:
            return "LOC"
    return "ORG" if reading.says(last - 1, "org_tails") else None
