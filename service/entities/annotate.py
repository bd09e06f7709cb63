"""The entity step: closed lists and open names, joined within the article, with roles and salience."""

from collections import Counter
from dataclasses import dataclass, field

from service.entities.gazetteer import Gazetteer, Hit
from service.entities.mentions import Entities, Kind, Mention
from service.entities.names import Name, NameFinder
from service.entities.roles import Role, Roles
from service.ids import unlinked_entity_id
from service.packs.files import PackFiles
from service.records import DatelinePlace, Entity, EntityType, Span
from service.text.document import Document

# Salience: being in the title, being in the first paragraph, and the share of mentions.
IN_TITLE, IN_LEAD, BY_MENTIONS = 0.4, 0.2, 0.4
ROLE_REACH = 8
_KIND_OF_TYPE: dict[EntityType, Kind] = {"LOC": "place", "ORG": "org", "PER": "per"}


@dataclass(slots=True)
class _Cluster:
    """All mentions of one entity while they are gathered."""

    type: EntityType
    hit: Hit | None
    places: list[tuple[int, int]] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Annotator:
    """Finds the entities of an article."""

    gazetteer: Gazetteer
    names: NameFinder
    roles: Roles

    @classmethod
    def load(cls, files: PackFiles) -> "Annotator":
        """Read all lists of the pack; raises `PackError`."""
        roles = Roles.load(files)
        return cls(Gazetteer.load(files), NameFinder.load(files, roles), roles)

    def place(self, text: str) -> DatelinePlace | None:
        """Return the place that a dateline names: its printed name, in small letters, and country.

        A dateline is a town: 'Gaza' is not the region that the lists know by that name.
        """
        entry = self.gazetteer.lookup(text)
        if entry is None or entry.type != "LOC":
            return DatelinePlace(text, _small(text), None)
        same = entry.name.casefold() == text.casefold()
        return DatelinePlace(text, entry.name if same else _small(text), entry.country)

    def kind_of(self, text: str) -> str | None:
        """Return the kind of the place or 'org' of the organisation `text`; None when unknown."""
        entry = self.gazetteer.lookup(text)
        if entry is None:
            return None
        return entry.kind if entry.type == "LOC" else "org"

    def annotate(self, doc: Document) -> Entities:
        """Return the entities of `doc` with all their mentions."""
        hits = self.gazetteer.find(doc)
        names = list(self.names.find(doc, hits))
        clusters = self._cluster(doc, names)
        taken = _taken(clusters)
        self._add_title_hits(doc, hits, clusters, taken)
        taken.update(token for hit in hits for token in range(hit.first, hit.last))
        _add_repeats(doc, clusters, taken)
        return _finish(doc, clusters, _countries(hits))

    def _cluster(self, doc: Document, names: list[Name]) -> dict[str, _Cluster]:
        """Join names: by entry, by equal words, a short form to the longest name that holds it."""
        people = sorted(
            {_text(doc, name.first, name.last) for name in names if name.type == "PER"},
            key=lambda text: (-len(text.split()), text),
        )
        clusters: dict[str, _Cluster] = {}
        for name in names:
            text = _text(doc, name.first, name.last)
            if name.type == "PER" and name.hit is None:
                text = next((full for full in people if _is_part(text, full)), text)
            key = name.hit.entry.entity_id if name.hit else unlinked_entity_id(name.type, text)
            cluster = clusters.setdefault(key, _Cluster(name.type, name.hit))
            cluster.places.append((name.first, name.last))
            if name.type == "PER":
                cluster.roles += self._roles_of(doc, name)
        return clusters

    def _roles_of(self, doc: Document, name: Name) -> list[Role]:
        """Return the role told before the name, and the one told after it in apposition."""
        found = []
        if name.role and name.role.sector:
            found.append(Role(name.role.first, name.first, name.role.sector))
        sentence = doc.sentences[doc.sentence_of[name.first]]
        after = name.last + 1
        if after < sentence.last and doc.words[name.last] in {",", "("}:
            role = self.roles.match(doc.lowers, after, sentence.last)
            if role and role.sector:
                last = role.last
                while last < min(sentence.last, role.last + ROLE_REACH):
                    again = self.roles.match(doc.lowers, last, sentence.last)
                    if again is None and not doc.words[last][0].isupper():
                        break
                    last = again.last if again else last + 1
                found.append(Role(role.first, last, role.sector))
        return found

    def _add_title_hits(
        self, doc: Document, hits: list[Hit], clusters: dict[str, _Cluster], taken: set[int]
    ) -> None:
        """Take known names in the title: its capitals say nothing, so ordinary words are left."""
        if not doc.sentences or not doc.sentences[0].title:
            return
        for hit in hits:
            if hit.first >= doc.sentences[0].last:
                break
            ordinary = hit.last == hit.first + 1 and self.names.is_ordinary(doc.lowers[hit.first])
            told = doc.words[hit.first].isupper() or hit.entry.entity_id in clusters
            if ordinary and not told:
                continue
            if taken.isdisjoint(range(hit.first, hit.last)):
                key = hit.entry.entity_id
                cluster = clusters.setdefault(key, _Cluster(hit.entry.type, hit))
                cluster.places.append((hit.first, hit.last))
                taken.update(range(hit.first, hit.last))


def _small(text: str) -> str:
    """'BANDAR LAMPUNG' as 'Bandar Lampung'; acronyms stay ('WASHINGTON DC')."""
    if not text.isupper():
        return text
    return " ".join(word if len(word) <= 2 else word.capitalize() for word in text.split())


def _text(doc: Document, first: int, last: int) -> str:
    return doc.text[doc.starts[first] : doc.ends[last - 1]]


def _is_part(short: str, full: str) -> bool:
    """'Rasool' of 'Yehia Rasool': fewer words, all of them, in order."""
    return short == full or f" {short} " in f" {full} "


def _taken(clusters: dict[str, _Cluster]) -> set[int]:
    return {
        token
        for cluster in clusters.values()
        for first, last in cluster.places
        for token in range(first, last)
    }


def _add_repeats(doc: Document, clusters: dict[str, _Cluster], taken: set[int]) -> None:
    """Find what was missed of every open name: in the title, at the start of a sentence."""
    forms: dict[tuple[str, ...], _Cluster] = {}
    for cluster in clusters.values():
        if cluster.hit is None:
            for first, last in list(cluster.places):
                words = tuple(doc.words[first:last])
                forms.setdefault(words, cluster)
                if cluster.type == "PER":
                    forms.setdefault(words[-1:], cluster)
                    forms.setdefault(words[:1], cluster)
    starts: dict[str, list[tuple[str, ...]]] = {}
    for words in sorted(forms, key=len, reverse=True):
        starts.setdefault(words[0], []).append(words)
    for at, word in enumerate(doc.words):
        for words in starts.get(word, ()) if at not in taken else ():
            span = range(at, at + len(words))
            if tuple(doc.words[at : at + len(words)]) == words and taken.isdisjoint(span):
                forms[words].places.append((at, at + len(words)))
                taken.update(span)
                break


def _countries(hits: list[Hit]) -> dict[int, str]:
    """Return token after a country's name → the country."""
    return {
        hit.last: hit.entry.country
        for hit in hits
        if hit.entry.kind == "country" and hit.entry.country
    }


def _country(cluster: _Cluster, countries: dict[int, str]) -> str | None:
    """Return the country of an open name: a body's last word, or a word of a person's roles."""
    if cluster.type == "ORG":
        ends = [last for _, last in cluster.places]
    else:
        ends = [end for role in cluster.roles for end in range(role.first + 1, role.last + 1)]
    return next((countries[end] for end in ends if end in countries), None)


def _finish(doc: Document, clusters: dict[str, _Cluster], countries: dict[int, str]) -> Entities:
    ordered = sorted(clusters.items(), key=lambda item: min(item[1].places))
    most = max((len(cluster.places) for cluster in clusters.values()), default=1)
    entities = tuple(
        _entity(doc, key, cluster, most, _country(cluster, countries)) for key, cluster in ordered
    )
    mentions = sorted(
        Mention(doc.starts[first], doc.ends[last - 1], first, last, number)
        for number, (_, cluster) in enumerate(ordered)
        for first, last in cluster.places
    )
    kinds = tuple(_kind(cluster) for _, cluster in ordered)
    return Entities(entities, tuple(mentions), kinds)


def _kind(cluster: _Cluster) -> Kind:
    if cluster.hit:
        return cluster.hit.entry.kind
    return _KIND_OF_TYPE[cluster.type]


def _entity(doc: Document, key: str, cluster: _Cluster, most: int, country: str | None) -> Entity:
    places = sorted(cluster.places)
    entry = cluster.hit.entry if cluster.hit else None
    texts = [_text(doc, first, last) for first, last in places]
    sectors = Counter(role.sector for role in cluster.roles)
    roles = tuple(
        Span(_text(doc, role.first, role.last), doc.starts[role.first], doc.ends[role.last - 1])
        for role in sorted(set(cluster.roles))
    )
    lead = 1 if doc.sentences[0].title else 0
    paragraphs = {doc.sentences[doc.sentence_of[first]].paragraph for first, _ in places}
    in_title = doc.sentences[0].title and 0 in paragraphs
    salience = (
        IN_TITLE * in_title + IN_LEAD * (lead in paragraphs) + BY_MENTIONS * len(places) / most
    )
    return Entity(
        entity_id=key,
        type=cluster.type,
        name=entry.name if entry else max(texts, key=lambda text: (len(text), text)),
        country=entry.country if entry else country,
        sector=entry.sector if entry else (sectors.most_common(1)[0][0] if sectors else None),
        linked=entry.linked if entry else False,
        wikidata_id=None,
        geo=None,
        roles=roles,
        mentions=tuple(
            Span(text, doc.starts[first], doc.ends[last - 1])
            for text, (first, last) in zip(texts, places, strict=True)
        ),
        salience=round(salience, 3),
    )
