"""The tables of the export formats: their columns, and our codes in theirs. Read once."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from service.errors import PackError
from service.events import ontology
from service.packs.files import PackFiles

FORMATS = ("polecat-tsv", "gdelt-tsv", "acled-csv")


class Layout(NamedTuple):
    """How the files of a format look."""

    columns: tuple[str, ...]
    separator: str
    missing: str
    header: bool


class Country(NamedTuple):
    """A country in the codes of the formats; a code that it lacks is empty."""

    iso3: str
    iso: str
    fips: str
    cameo: str
    cow: str
    region: str
    name: str


class Sector(NamedTuple):
    """A PLOVER sector in CAMEO's and ACLED's terms; see the header of the table."""

    cameo: str
    group: str
    inter: str
    armed: bool
    actor: str
    named: bool


@cache
def layouts() -> dict[str, Layout]:
    """Return format → layout. Raises `PackError`."""
    data = _tables().toml("columns.toml", FORMATS)
    return {
        name: Layout(tuple(one["columns"]), one["separator"], one["missing"], one["header"])
        for name, one in data.items()
    }


@cache
def countries() -> dict[str, Country]:
    """Return ISO alpha-3 code → country. Raises `PackError`."""
    rows = _tables().table("countries.tsv", Country._fields)
    known = (Country(**row.cells) for row in rows)
    return {one.iso3: one._replace(cameo=one.cameo or one.iso3) for one in known}


def country(iso3: str | None) -> Country:
    """Return the country, or one without codes when there is none or it is not in the table."""
    return countries().get(iso3 or "", Country("", "", "", "", "", "", ""))


@cache
def sectors() -> dict[str, Sector]:
    """Return PLOVER sector → codes, for every sector. Raises `PackError`."""
    columns = ("code", "cameo", "group", "inter", "armed", "actor", "named")
    table = {
        row["code"]: Sector(
            row["cameo"],
            row["group"],
            row["inter"],
            row["armed"] == "yes",
            row["actor"],
            row["named"] == "yes",
        )
        for row in _tables().table("sectors.tsv", columns)
    }
    if table.keys() != ontology.sectors().keys():
        odd = sorted(table.keys() ^ ontology.sectors().keys())
        raise PackError(f"sectors.tsv: {', '.join(odd)} missing or unknown")
    return table


@cache
def groups() -> dict[str, str]:
    """Return name of an organisation in lower case → CAMEO known-group code. Raises `PackError`."""
    rows = _tables().table("groups.tsv", ("name", "code"))
    return {row["name"].casefold(): row["code"] for row in rows}


@cache
def provinces() -> dict[tuple[str, str], str]:
    """Return (country, first-order division) → FIPS code. Raises `PackError`."""
    rows = _tables().table("provinces.tsv", ("country", "name", "code"))
    return {(row["country"], row["name"]): row["code"] for row in rows}


def _tables() -> PackFiles:
    return PackFiles(Path(__file__).parent)
