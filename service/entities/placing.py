"""Where entities are: kind, country, coordinates and id of each, by lists, gazetteer and context."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from service.entities.bodies import Bodies
from service.entities.gazetteer import Hit
from service.entities.geography import REMEMBERED, Geography, Place
from service.entities.linking import Cluster, Linker
from service.entities.mentions import Kind
from service.ids import unlinked_entity_id
from service.records import Geo
from service.text.document import Document

# A place that nothing in the article points to must be this large to be meant.
WELL_KNOWN = 100_000
# Sectors of the state: a body of one, told without a country, is of the article's main country.
STATE = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY"})
# Share of the mentions of countries that makes an article one about that country.
CLEAR = 0.5
UNMAPPED = frozenset({"region", "water", "admin1"})


class Placed:
    """What is known of an entity beyond its name; `linked`: its id is that of a knowledge base."""

    def __init__(
        self, entity_id: str, kind: Kind, country: str | None, sector: str | None, geo: Geo | None
    ) -> None:
        self.entity_id = entity_id
        self.kind: Kind = kind
        self.country = country
        self.sector = sector
        self.geo = geo
        self.linked = not entity_id.startswith("kabar:")


class Context:
    """The countries that the known `clusters` tell of, with their number of mentions.

    `main` is the one told most, `clear` the same if it has the larger part of the mentions. Media
    are left out: they write about others.
    """

    def __init__(self, clusters: list[Cluster]) -> None:
        countries: dict[str, int] = {}
        for cluster in clusters:
            if cluster.hit and cluster.hit.entry.country and cluster.hit.entry.sector != "JRN":
                code = cluster.hit.entry.country
                countries[code] = countries.get(code, 0) + len(cluster.places)
        most = max(countries.values(), default=0)
        self.countries = countries
        self.main = min([code for code in countries if countries[code] == most], default=None)
        self.clear = self.main if most > CLEAR * sum(countries.values()) else None


@dataclass(frozen=True, slots=True)
class Placer:
    """Places entities."""

    linker: Linker
    bodies: Bodies
    geography: Geography

    def place(self, doc: Document, clusters: list[Cluster], hits: list[Hit]) -> list[Placed]:
        """Return what is known of each cluster, in their order.

        Of persons that is only the country which the article is clearly about.
        """
        general = {
            id(cluster)
            for cluster in clusters
            if cluster.type == "ORG" and self._is_general(doc, cluster)
        }
        context = Context([cluster for cluster in clusters if id(cluster) not in general])
        inside = {hit.first: hit for hit in hits}
        placed = []
        for cluster in clusters:
            if cluster.type == "LOC":
                placed.append(self._location(doc, cluster, context, hits))
            elif cluster.type == "ORG":
                is_general = id(cluster) in general
                placed.append(self._body(doc, cluster, context, inside, is_general))
            else:
                entity_id = unlinked_entity_id("PER", cluster.text)
                placed.append(Placed(entity_id, "per", context.clear, None, None))
        return placed

    def well_known(self, name: str) -> str | None:
        """Return the country of the largest place called `name`, if that is a large one."""
        places = self.geography.find(name)
        return places[0].country if places and places[0].population >= WELL_KNOWN else None

    def _location(
        self, doc: Document, cluster: Cluster, context: Context, hits: list[Hit]
    ) -> Placed:
        entry = cluster.hit.entry if cluster.hit else None
        if entry and entry.kind == "country":
            place = next(iter(self.geography.find(entry.entity_id)), None)
            geo = _geo(place, None) if place else None
            return Placed(entry.entity_id, "country", entry.country, entry.sector, geo)
        kind: Kind = entry.kind if entry else self.linker.kind(cluster.text)
        found = None if kind in UNMAPPED else self._find(cluster, context)
        admin1 = entry.admin1 if entry else None
        geo = _geo(found, admin1) if found else None
        if geo is None and admin1:
            geo = Geo(None, None, None, admin1, None)
        entity_id = entry.entity_id if entry else unlinked_entity_id("LOC", cluster.text)
        if found:
            kind = "city" if entry is None else kind
            entity_id = f"geonames:{found.geonames_id}" if found.geonames_id else entity_id
        country = entry.country if entry else None
        if found and country is None:
            country = found.country
        if entry is None and country is None and kind not in {"region", "water"}:
            country = self._named_after(cluster, context) or _beside(doc, cluster, hits)
            country = country or context.main
        return Placed(entity_id, kind, country, entry.sector if entry else None, geo)

    def _named_after(self, cluster: Cluster, context: Context) -> str | None:
        """Return the country told of in which the place lies that a facility is called after."""
        _, _, rest = cluster.text.partition(" ")
        places = self.geography.find(rest) if rest else []
        return next((p.country for p in places if p.country in context.countries), None)

    def _find(self, cluster: Cluster, context: Context) -> Place | None:
        """Return the place meant: in the list's country, else in one told, the most populous."""
        entry = cluster.hit.entry if cluster.hit else None
        for name in dict.fromkeys((cluster.text, self.linker.bare(cluster.text))):
            if entry and entry.country:
                places = self.geography.within(name, entry.country, entry.admin1)
            else:
                places = self.geography.find(name)
            for place in places:
                if place.country in context.countries:
                    return place
            if places and (entry or places[0].population >= WELL_KNOWN):
                return places[0]
        return None

    def _body(
        self,
        doc: Document,
        cluster: Cluster,
        context: Context,
        inside: dict[int, Hit],
        is_general: bool,
    ) -> Placed:
        entry = cluster.hit.entry if cluster.hit else None
        if entry:
            home = entry.country or ""
            if is_general and home != context.main and home not in context.countries:
                return self._of_main(cluster, entry.sector, context)
            return Placed(entry.entity_id, "org", entry.country, entry.sector, None)
        first, last = max(cluster.places, key=lambda place: (place[1] - place[0], -place[0]))
        body = self.bodies.match(doc.lowers, first, last)
        within = [inside[at] for at in range(first, last) if at in inside]
        country = next((hit.entry.country for hit in within if hit.entry.country), None)
        sector = body.sector if body else None
        country = country or (body.country if body else None)
        if country is None and sector in STATE:
            country = context.main
        entity_id = unlinked_entity_id("ORG", cluster.text)
        return Placed(entity_id, "org", country, sector, None)

    def _is_general(self, doc: Document, cluster: Cluster) -> bool:
        """Whether every state has a body called that: 'Kementerian Luar Negeri'."""
        if cluster.hit is None:
            return False
        for first, last in cluster.places:
            body = self.bodies.match(doc.lowers, first, last)
            if body is None or body.country or len(body.words) != last - first:
                return False
        return True

    def _of_main(self, cluster: Cluster, sector: str | None, context: Context) -> Placed:
        entity_id = unlinked_entity_id("ORG", f"{cluster.text} {context.main or ''}")
        return Placed(entity_id, "org", context.main, sector, None)


def _first(hit: Hit) -> int:
    return hit.first


def _beside(doc: Document, cluster: Cluster, hits: list[Hit]) -> str | None:
    """Return the country of the nearest known place in the sentence of the first mention."""
    first, last = min(cluster.places)
    sentence = doc.sentences[doc.sentence_of[first]]
    begin = bisect_left(hits, sentence.first, key=_first)
    near = [
        (max(first - hit.last, hit.first - last, 0), hit.first, hit.entry.country)
        for hit in hits[begin : bisect_left(hits, sentence.last, lo=begin, key=_first)]
        if hit.entry.type == "LOC" and hit.entry.country
    ]
    return min(near)[2] if near else None


@lru_cache(maxsize=REMEMBERED)
def _geo(place: Place, admin1: str | None) -> Geo:
    return Geo(
        place.geonames_id or None, place.lat, place.lon, admin1 or place.admin1, place.feature
    )
