"""POLECAT rows: one an event, several actors or recipients in one cell."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service import __version__
from service.exports.fields import Record, first_day, name_of, value_of_date
from service.exports.tables import country

SEVERAL = "; "
QUADS = {
    1: "VERBAL COOPERATION",
    2: "MATERIAL COOPERATION",
    3: "VERBAL CONFLICT",
    4: "MATERIAL CONFLICT",
}
STORY = {"PER": "Story People", "ORG": "Story Organizations", "LOC": "Story Locations"}
# GeoNames feature codes of what a precision can only be.
FEATURES = {"country": "PCLI", "admin1": "ADM1", "city": "PPL"}


def rows(event: Record, article: Record | None) -> Iterator[Mapping[str, Any]]:
    """Yield the row of `event`; `article` is its enriched record, where there is one."""
    entities = article["entities"] if article else []
    yield {
        "Event ID": event["event_id"],
        "Event Date": first_day(value_of_date(event)),
        "Event Type": event["type"],
        "Event Mode": _several(event["modes"]),
        "Intensity": event["plover_score"],
        "Quad Code": QUADS[event["quad"]],
        "Contexts": _several(event["contexts"]),
        **_parties("Actor", event["actors"], entities),
        **_parties("Recipient", event["recipients"], entities),
        **_place(event.get("location")),
        "Source": event["source"],
        "Publication Date": (event["published_at"] or "")[:10],
        **{column: _several(_named(entities, kind)) for kind, column in STORY.items()},
        "Language": event["language"],
        "Version": f"kabar-{__version__}",
    }


def _several(values: Iterable[object]) -> str:
    """Join what is known, each once, in order."""
    return SEVERAL.join(dict.fromkeys(str(value) for value in values if value))


def _named(entities: Iterable[Record], kind: str) -> list[str]:
    return [entity["name"] for entity in entities if entity["type"] == kind]


def _parties(side: str, parties: list[Record], entities: list[Record]) -> dict[str, str]:
    sectors = [party["sector"] for party in parties if party["sector"]]
    known = {entity["entity_id"]: entity for entity in entities}
    told = [known[party["entity_id"]] for party in parties if party["entity_id"] in known]
    return {
        f"{side} Name": _several(map(name_of, parties)),
        f"{side} Country": _several(party["country"] for party in parties),
        f"{side} COW": _several(country(party["country"]).cow for party in parties),
        f"Primary {side} Sector": sectors[0] if sectors else "",
        f"{side} Sectors": _several(sectors),
        f"{side} Title": _several(role["text"] for entity in told for role in entity["roles"]),
        f"{side} Name Raw": _several(party["text"] for party in parties),
        f"Wikipedia {side} ID": "",
    }


def _place(place: Record | None) -> dict[str, object]:
    if place is None:
        return {}
    name, precision = place["name"], place["precision"]
    return {
        "Placename": name,
        "City": name if precision in {"city", "place"} else "",
        "District": "",
        "Province": name if precision == "admin1" else place["admin1"],
        "Country": place["country"],
        "Latitude": place["lat"],
        "Longitude": place["lon"],
        "GeoNames ID": place["geonames_id"],
        "Raw Placename": place["text"],
        "Feature Type": FEATURES.get(precision),
    }
