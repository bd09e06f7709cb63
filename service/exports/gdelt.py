"""GDELT 2.0 event rows: one an actor pair, in CAMEO codes, places in FIPS codes.

After the GDELT event codebook 2.0. What kabar does not measure (tone, places of the actors, GNS
feature ids of cities) stays empty.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from service.exports.fields import (
    Record,
    first_day,
    name_of,
    number,
    one_line,
    published,
    value_of_date,
)
from service.exports.tables import country, groups, provinces, sectors

# The last CAMEO root code of each quad class: GDELT goes by the code, not by the PLOVER type.
QUADS = ((5, 1), (8, 2), (13, 3), (20, 4))
# Types whose actors do it together, so that one is the other's partner.
MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})
# Code points from the beginning of the text that the title and the first paragraph take, about.
LEAD = 400
# GDELT's geographic resolutions: 1 country, 2 and 3 state and city in the United States, 4 and 5
# city and state elsewhere, 0 none.
RESOLUTIONS = {"country": (1, 1), "admin1": (5, 2), "city": (4, 3), "place": (4, 3)}


def rows(event: Record, _article: Record | None) -> Iterator[Mapping[str, Any]]:
    """Yield a row for each pair of an actor and a recipient of `event`."""
    shared = _event(event)
    for place, (actor, recipient) in enumerate(_pairs(event)):
        yield {
            "GLOBALEVENTID": number(event["event_id"], place),
            **shared,
            **_actor("Actor1", actor),
            **_actor("Actor2", recipient),
        }


def _pairs(event: Record) -> list[tuple[Record | None, Record | None]]:
    actors, recipients = event["actors"], event["recipients"]
    if event["type"] in MUTUAL and not recipients and len(actors) > 1:
        return list(product(actors[:1], actors[1:]))
    return list(product(actors or [None], recipients or [None]))


def _event(event: Record) -> dict[str, object]:
    code, day, known = event["cameo"], first_day(value_of_date(event)), published(event)
    in_lead = event["evidence"]["start"] < LEAD and not event["background"]
    return {
        "SQLDATE": day and f"{day:%Y%m%d}",
        "MonthYear": day and f"{day:%Y%m}",
        "Year": day and f"{day:%Y}",
        # The share of the year that is over, with months of 30 days.
        "FractionDate": day and f"{day.year + ((day.month - 1) * 30 + day.day) / 365:.4f}",
        "IsRootEvent": int(in_lead),
        "EventCode": code,
        "EventBaseCode": code[:3],
        "EventRootCode": code[:2],
        "QuadClass": next(quad for last, quad in QUADS if int(code[:2]) <= last),
        "GoldsteinScale": f"{event['goldstein']:g}",
        "NumMentions": 1 + len(event.get("mentions") or ()),
        "NumSources": 1,
        "NumArticles": 1,
        "AvgTone": None,
        "Actor1Geo_Type": 0,
        "Actor2Geo_Type": 0,
        **_place(event.get("location")),
        "DATEADDED": known and f"{known:%Y%m%d%H%M%S}",
        "SOURCEURL": event["url"] or event["source"],
    }


def _actor(prefix: str, party: Record | None) -> dict[str, object]:
    """CAMEO writes an actor as country, role and known group: IDNMIL, IGOUNO."""
    if party is None:
        return {}
    sector = sectors().get(party["sector"] or "")
    land = country(party["country"]).cameo
    role = sector.cameo if sector else ""
    group = groups().get(name_of(party).casefold(), sector.group if sector else "")
    return {
        f"{prefix}Code": land + role + group,
        f"{prefix}Name": one_line(name_of(party)).upper(),
        f"{prefix}CountryCode": land,
        f"{prefix}KnownGroupCode": group,
        f"{prefix}Type1Code": role,
    }


def _place(place: Record | None) -> dict[str, object]:
    if place is None:
        return {"ActionGeo_Type": 0}
    land = country(place["country"])
    precision = place["precision"]
    state = place["name"] if precision == "admin1" else place["admin1"]
    # FIPS writes 00 for a division that is not known.
    division = provinces().get((place["country"], state), land.fips and f"{land.fips}00")
    code = land.fips if precision == "country" else division
    names = [land.name] if precision == "country" else [place["name"], place["admin1"], land.name]
    return {
        "ActionGeo_Type": RESOLUTIONS[precision][place["country"] == "USA"],
        "ActionGeo_FullName": ", ".join(dict.fromkeys(filter(None, names))) or place["name"],
        "ActionGeo_CountryCode": land.fips,
        "ActionGeo_ADM1Code": code,
        "ActionGeo_Lat": place["lat"],
        "ActionGeo_Long": place["lon"],
        "ActionGeo_FeatureID": code if precision in {"country", "admin1"} else None,
    }
