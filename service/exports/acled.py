"""ACLED rows: political violence, demonstrations and what bears on them; other events give none."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from service.exports.fields import (
    Record,
    count,
    first_day,
    name_of,
    number,
    one_line,
    published,
    value_of_date,
)
from service.exports.tables import Sector, country, sectors
from service.packs.files import PackFiles

FILE = "acled.tsv"
STATE, RIOTERS, PROTESTERS, CIVILIANS, EXTERNAL = "1", "5", "6", "7", "8"
FORCE = frozenset({"ASSAULT", "MOBILIZE", "RETREAT"})
VIOLENT = frozenset({"Battles", "Explosions/Remote violence", "Violence against civilians"})
# ACLED's levels of certainty, 1 exact to 3 rough; an event known by its month or year stands in
# the middle of it.
TIME = {"day": 1, "month": 3, "year": 3}
PLACE = {"place": 1, "city": 1, "admin1": 3, "country": 3}
MIDDLE = {"day": 0, "month": 14, "year": 182}


class Kind(NamedTuple):
    """ACLED's event type and sub-event type."""

    event: str
    sub_event: str


class Rule(NamedTuple):
    """What an event must have to be of `kind`; see the header of the table."""

    type: str
    modes: tuple[str, ...]
    cameo: str
    actor: str
    recipient: str
    outcome: str
    kind: Kind


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules in their order. Raises `PackError`."""
    columns = (*Rule._fields[:-1], "event", "sub_event")
    return tuple(
        Rule(
            row["type"],
            row.list("modes"),
            row["cameo"],
            row["actor"],
            row["recipient"],
            row["outcome"],
            Kind(row["event"], row["sub_event"]),
        )
        for row in PackFiles(Path(__file__).parent).table(FILE, columns)
    )


def acled(event: Record) -> Kind | None:
    """Return what ACLED would call `event`; None when it would not hold it."""
    for rule in rules():
        if (
            rule.type == event["type"]
            and (not rule.modes or not set(rule.modes).isdisjoint(event["modes"]))
            and rule.cameo in {"", event["cameo"]}
            and _is(rule.actor, event, "actors")
            and _is(rule.recipient, event, "recipients")
            and _came_out(rule.outcome, event)
        ):
            return rule.kind
    return None


def rows(event: Record, _article: Record | None) -> Iterator[Mapping[str, Any]]:
    """Yield the row of `event`, if ACLED would hold it."""
    kind = acled(event)
    if kind is None:
        return
    place = event.get("location") or {}
    land = country(place.get("country"))
    ident, known = number(event["event_id"]), published(event)
    day, certainty = _day(event)
    one = _side(event, kind, event["actors"], land.name, is_actor=True)
    # Whom a protest is against takes no part in it.
    two = (
        _side(event, kind, event["recipients"], land.name, is_actor=False)
        if event["type"] != "PROTEST"
        else ("", "", "")
    )
    yield {
        "data_id": ident,
        "iso": land.iso,
        "event_id_cnty": f"{land.iso3}{ident}",
        "event_id_no_cnty": ident,
        "event_date": day and f"{day:%d-%m-%Y}",
        "year": day and day.year,
        "time_precision": certainty,
        "event_type": kind.event,
        "sub_event_type": kind.sub_event,
        **dict(zip(("actor1", "assoc_actor_1", "inter1"), one, strict=True)),
        **dict(zip(("actor2", "assoc_actor_2", "inter2"), two, strict=True)),
        "interaction": _interaction(one[2], two[2]),
        "region": land.region,
        "country": land.name,
        "admin1": place.get("name") if place.get("precision") == "admin1" else place.get("admin1"),
        "location": place.get("name"),
        "latitude": place.get("lat"),
        "longitude": place.get("lon"),
        "geo_precision": PLACE.get(place.get("precision", "")),
        "source": event["source"],
        "notes": one_line(event["evidence"]["text"]),
        "fatalities": count(event, "killed"),
        "timestamp": known and int(known.timestamp()),
        "iso3": land.iso3,
    }


def _sector(event: Record, party: Record) -> Sector:
    """Return what the party is; a country that uses force or suffers it stands for its army."""
    is_country = str(party["entity_id"]).startswith("iso3166:")
    if is_country and event["type"] in FORCE:
        return sectors()["MIL"]
    return sectors().get(party["sector"] or "", sectors()["CVL"])


def _is(wanted: str, event: Record, side: str) -> bool:
    """Whether a side is what a rule wants."""
    found = [_sector(event, party) for party in event[side]]
    armed = sum(sector.armed for sector in found)
    crowds = sum(sector.inter == CIVILIANS for sector in found)
    return {
        "": True,
        "armed": armed > 0,
        "clash": armed > 1,
        "mixed": armed > 0 and crowds > 0,
        "crowd": 0 < crowds == len(found),
        "brawl": 1 < crowds == len(found),
        "state": any(sector.inter == STATE for sector in found),
    }[wanted]


def _came_out(wanted: str, event: Record) -> bool:
    if wanted == "hurt":
        return count(event, "killed") + count(event, "injured") > 0
    return wanted != "arrested" or count(event, "arrested") > 0


def _day(event: Record) -> tuple[date | None, int]:
    """Return the day and its certainty; publication stands for the days before it."""
    told = event.get("date") or {"precision": "day", "source": "published"}
    first = first_day(value_of_date(event))
    if told["source"] == "published":
        return first, 2
    day = first and first + timedelta(days=MIDDLE[told["precision"]])
    return day, TIME[told["precision"]]


def _side(
    event: Record, kind: Kind, parties: list[Record], land: str, *, is_actor: bool
) -> tuple[str, str, str]:
    """Return actor, associated actors and actor type ('inter') of one side."""
    names = "; ".join(dict.fromkeys(one_line(name_of(party)) for party in parties))
    crowd = _crowd(event, kind, is_actor=is_actor)
    if crowd:
        return _with(crowd[0], land), names, crowd[1]
    if not parties:
        unknown = is_actor and kind.event in VIOLENT
        return (_with("Unidentified Armed Group", land), "", "3") if unknown else ("", "", "")
    party = parties[0]
    sector = _sector(event, party)
    where = country(party["country"]).name or land
    own = bool(sector.named and party.get("name")) or not sector.actor
    actor = name_of(party) if own else _with(sector.actor, where)
    return one_line(actor), names, _inter(event, party, sector, is_actor=is_actor)


def _crowd(event: Record, kind: Kind, *, is_actor: bool) -> tuple[str, str] | None:
    """Return what ACLED calls a side that is a crowd, with its type; None when it is none."""
    if kind.event == "Riots" and is_actor:
        return "Rioters", RIOTERS
    if kind.event == "Protests" and is_actor == (event["type"] == "PROTEST"):
        return "Protesters", PROTESTERS
    return None


def _inter(event: Record, party: Record, sector: Sector, *, is_actor: bool) -> str:
    place = event.get("location") or {}
    at_home = party["country"] in {None, place.get("country")} or not place.get("country")
    if sector.inter == STATE and not at_home:
        return EXTERNAL
    # Officials without arms are civilians when they are hurt.
    hurt = not is_actor and event["type"] == "ASSAULT"
    return CIVILIANS if hurt and sector.inter == STATE and not sector.armed else sector.inter


def _with(template: str, land: str) -> str:
    """Put the country into a template, or after it in brackets; leave no empty brackets."""
    if "%s" not in template:
        template += " (%s)"
    return template % land if land else template.removesuffix(" (%s)").removesuffix(" of %s")


def _interaction(one: str, two: str) -> str:
    """Return ACLED's pair of actor types, the lower first; alone, the second is 0."""
    types = sorted(filter(None, (one, two)))
    return "".join([*types, "0"][:2]) if types else ""
