"""Linking within an article: which names mean the same, by form alone.

Short forms join the full name ("Rasool" → "Yehia Rasool"), an acronym or nickname in brackets the
name beside it ("Komisi Pemberantasan Korupsi (KPK)"), a division the bare name ("Kabupaten Nduga").
"""

from collections.abc import Iterator
from dataclasses import dataclass

from service.entities.gazetteer import KINDS, Gazetteer, Hit
from service.entities.mentions import Kind
from service.entities.names import Name
from service.entities.people import People
from service.entities.reading import Form, repeated
from service.packs.files import PackFiles
from service.records import EntityType
from service.text.document import Document
from service.text.plain import beginnings

FILE = "linking.toml"
KEYS = ("divisions", "also_words", "kinds")
LONGEST_ACRONYM = 10


class Cluster:
    """All mentions of one entity while they are gathered, as token spans."""

    def __init__(self, kind: EntityType, text: str, hit: Hit | None) -> None:
        self.type: EntityType = kind
        self.text = text
        self.hit = hit
        self.places: list[tuple[int, int]] = []
        self.texts: set[str] = set()


@dataclass(frozen=True, slots=True)
class Linker:
    """What a language knows about forms of names."""

    divisions: dict[str, list[str]]
    also_words: frozenset[str]
    kinds: dict[str, Kind]
    gazetteer: Gazetteer
    people: People

    @classmethod
    def load(cls, files: PackFiles, gazetteer: Gazetteer, people: People) -> "Linker":
        """Read `linking.toml`; raises `PackError`."""
        data = files.toml(FILE, KEYS)
        kinds: dict[str, Kind] = {}
        for kind in KINDS:
            kinds |= dict.fromkeys(data["kinds"].get(kind, ()), kind)
        divisions: dict[str, list[str]] = {}
        for division in sorted(data["divisions"], key=lambda word: (-len(word), word)):
            divisions.setdefault(division.split()[0], []).append(f"{division} ")
        return cls(
            divisions,
            frozenset(data["also_words"]),
            kinds,
            gazetteer,
            people,
        )

    def link(self, doc: Document, names: list[Name], hits: list[Hit]) -> list[Cluster]:
        """Return the article's entities with their mentions, in the order of the first."""
        clusters = _by_form(doc, names)
        self._join(doc, clusters)
        taken = {
            token
            for cluster in clusters.values()
            for first, last in cluster.places
            for token in range(first, last)
        }
        _add_hits(hits, clusters, taken)
        _add_repeats(doc, clusters, taken)
        return sorted(clusters.values(), key=lambda cluster: min(cluster.places))

    def bare(self, name: str) -> str:
        """Return the name of a place without the word for its division: 'Kabupaten Nduga'."""
        lower = name.lower()
        for division in self.divisions.get(lower.partition(" ")[0], ()):
            if lower.startswith(division) and len(name) > len(division):
                return name[len(division) :]
        return name

    def kind(self, name: str) -> Kind:
        """Return the kind of an open place by its first word."""
        return self.kinds.get(name.split(maxsplit=1)[0].lower(), "place")

    def _join(self, doc: Document, clusters: dict[str, Cluster]) -> None:
        for one, other in [*_bracketed(doc, clusters), *self._known_people(clusters)]:
            _merge(clusters, one, other)
        self._join_people(clusters)
        self._join_places(clusters)
        _join_bodies(clusters)

    def _known_people(self, clusters: dict[str, Cluster]) -> Iterator[tuple[str, str]]:
        """Yield pairs of names of one known person that both stand in the article."""
        first: dict[str, str] = {}
        for key, cluster in list(clusters.items()):
            person = self.people.names.get(cluster.text) if cluster.type == "PER" else None
            if person:
                told = first.setdefault(person.name, key)
                if told != key:
                    yield told, key

    def _join_people(self, clusters: dict[str, Cluster]) -> None:
        """Join a short form to the only longer name that holds it."""
        people = {key: c.text.split() for key, c in clusters.items() if c.type == "PER"}
        holders: dict[str, list[str]] = {}
        for key, words in people.items():
            for word in words if len(words) > 1 else ():
                holders.setdefault(word, []).append(key)
        for key in sorted(people, key=lambda key: (len(people[key]), key)):
            short = people[key]
            rarest = holders.get(short[0], [])
            if len(rarest) > 1:
                rarest = min([holders.get(word, []) for word in short], key=len)
            full = [
                other
                for other in rarest
                if len(people[other]) > len(short)
                and other in clusters
                and _is_part(short, people[other])
            ]
            if full and key in clusters:
                _merge(clusters, full[0], key)

    def _join_places(self, clusters: dict[str, Cluster]) -> None:
        bare: dict[str, str] = {}
        places = [(key, c) for key, c in clusters.items() if c.type == "LOC"]
        for key, cluster in sorted(places, key=lambda item: item[1].hit is None):
            same = bare.setdefault(self.bare(cluster.text).lower(), key)
            if same != key and not (clusters[same].hit and cluster.hit):
                _merge(clusters, same, key)
        # "Istana" is the palace that the article names in full.
        seats = [(k, c) for k, c in places if c.hit and c.hit.entry.kind == "seat"]
        for key, cluster in seats:
            full = [k for k, c in seats if c.text.startswith(f"{cluster.text} ")]
            if len(full) == 1:
                _merge(clusters, full[0], key)


def _by_form(doc: Document, names: list[Name]) -> dict[str, Cluster]:
    """Gather equal names; a name with several types takes the usual one."""
    texts = [_text(doc, name.first, name.last) for name in names]
    votes: dict[str, list[EntityType]] = {}
    for name, text in zip(names, texts, strict=True):
        if name.hit is None:
            votes.setdefault(text, []).append(name.type)
    types = {
        text: told[0] if len(told) == 1 else max(dict.fromkeys(told), key=told.count)
        for text, told in votes.items()
    }
    clusters: dict[str, Cluster] = {}
    for name, text in zip(names, texts, strict=True):
        if name.hit:
            key, kind, usual = name.hit.entry.entity_id, name.type, name.hit.entry.name
        else:
            kind, usual = types[text], text
            key = f"{kind} {text}"
        cluster = clusters.get(key)
        if cluster is None:
            cluster = clusters[key] = Cluster(kind, usual, name.hit)
        cluster.places.append((name.first, name.last))
        cluster.texts.add(text)
    return clusters


def _merge(clusters: dict[str, Cluster], keep: str, drop: str) -> None:
    """Join cluster `drop` into `keep`; a known entity is kept, else the longer name."""
    if keep not in clusters or drop not in clusters or keep == drop:
        return
    one, other = clusters[keep], clusters.pop(drop)
    one.places += other.places
    one.texts |= other.texts
    one.hit = one.hit or other.hit
    if len(other.text) > len(one.text) and one.hit is None:
        one.text = other.text


def _bracketed(doc: Document, clusters: dict[str, Cluster]) -> list[tuple[str, str]]:
    """Return the pairs 'A (B)' in which B is an acronym or nickname of A, or A one of B."""
    marks = doc.index.get("(", [])
    opened = set(marks)
    ends: dict[int, tuple[str, int]] = {}
    begins: dict[int, tuple[str, int]] = {}
    key_of: dict[str, str] = {}
    for key, cluster in clusters.items() if marks else ():
        for first, last in cluster.places:
            if last in opened:
                ends[last] = (key, first)
            begins[first] = (key, last)
        key_of |= dict.fromkeys(cluster.texts, key)
    pairs: list[tuple[str, str]] = []
    for mark in marks:
        if mark not in ends:
            continue
        key, first = ends[mark]
        # "(Gus Ipul)": a title may stand before the nickname.
        other, last = begins.get(mark + 1) or begins.get(mark + 2) or ("", mark + 2)
        if last >= len(doc.words) or doc.words[last] != ")" or other == key:
            continue
        texts = (_text(doc, first, mark), _text(doc, mark + 1, last))
        if other and _same(clusters[key], clusters[other], texts):
            known = clusters[other].hit and not clusters[key].hit
            pairs.append((other, key) if known else (key, other))
        elif not other and _abbreviates(clusters[key], texts):
            clusters[key].places.append((mark + 1, last))
            clusters[key].texts.add(texts[1])
            if texts[1] in key_of:
                pairs.append((key, key_of[texts[1]]))
    return pairs


def _same(one: Cluster, other: Cluster, texts: tuple[str, str]) -> bool:
    """Whether 'one (other)' is one entity: a nickname, or an acronym."""
    types = {one.type, other.type}
    if "PER" in types:
        return types == {"PER"}
    return (
        is_acronym(texts[1], texts[0])
        or is_acronym(texts[0], texts[1])
        or (other.hit is None and _abbreviates(one, texts))
        or (one.hit is None and _abbreviates(other, texts[::-1]))
    )


def _abbreviates(cluster: Cluster, texts: tuple[str, str]) -> bool:
    """Whether the second text is short for the cluster's, if only in another language ('IAF')."""
    foreign = cluster.type == "ORG" and texts[1].isupper() and len(texts[1]) > 1
    return (foreign and " " not in texts[1]) or is_acronym(texts[1], texts[0])


def is_acronym(short: str, full: str) -> bool:
    """Whether the letters of `short` stand in order in `full`, the first one at its beginning.

    'KPK' of 'Komisi Pemberantasan Korupsi', 'Basarnas' of 'Badan SAR Nasional'.
    """
    if " " in short or not 1 < len(short) <= LONGEST_ACRONYM or " " not in full:
        return False
    letters = iter(full.lower())
    return short[0].lower() == full[0].lower() and all(
        letter in letters for letter in short.lower()
    )


def _is_part(short: list[str], full: list[str]) -> bool:
    """'Rasool' of 'Yehia Rasool': fewer words, all of them, in order and together."""
    size = len(short)
    return any(full[at : at + size] == short for at in range(len(full) - size + 1))


def _join_bodies(clusters: dict[str, Cluster]) -> None:
    """Join a body's short form: 'Satgas' to 'Satgas Operasi Damai', 'Kejari' to 'Kejari Lembata'.

    A listed body keeps to itself, but for a kind of body ("Kementerian Luar Negeri") of which the
    article names one by its country.
    """
    bodies = {key: c for key, c in clusters.items() if c.type == "ORG"}
    kinds: dict[str, list[str]] = {}
    begun: dict[str, list[str]] = {}
    for key, cluster in bodies.items():
        for begin in beginnings(cluster.text):
            begun.setdefault(begin, []).append(key)
        if cluster.hit and cluster.hit.body:
            kinds.setdefault(cluster.hit.body.name.lower(), []).append(key)
    for key, cluster in bodies.items():
        if cluster.hit and cluster.hit.body:
            continue
        full = [k for text in sorted(cluster.texts) for k in kinds.get(text.lower(), ())]
        if not full and cluster.hit is None:
            full = [k for k in begun.get(cluster.text, ()) if k in clusters]
        if len(set(full)) == 1:
            _merge(clusters, full[0], key)


def _add_hits(hits: list[Hit], clusters: dict[str, Cluster], taken: set[int]) -> None:
    """Take known names that stand outside the names found, of entities already told."""
    for hit in hits:
        if hit.first in taken:
            continue
        span = range(hit.first, hit.last)
        cluster = clusters.get(hit.entry.entity_id)
        if cluster and taken.isdisjoint(span):
            cluster.places.append((hit.first, hit.last))
            taken.update(span)


def _add_repeats(doc: Document, clusters: dict[str, Cluster], taken: set[int]) -> None:
    """Find what was missed of every open name: in the title, at the start of a sentence."""
    all_words = doc.words
    forms: dict[Form, Cluster] = {}
    for cluster in clusters.values():
        for first, last in cluster.places:
            words = tuple(all_words[first:last])
            forms.setdefault(words, cluster)
            if cluster.type == "PER" and len(words) > 1:
                forms.setdefault(words[-1:], cluster)
                forms.setdefault(words[:1], cluster)
    for words, first in repeated(doc, forms, taken):
        forms[words].places.append((first, first + len(words)))


def _text(doc: Document, first: int, last: int) -> str:
    return doc.text[doc.starts[first] : doc.ends[last - 1]]
