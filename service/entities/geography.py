"""The compact gazetteer: places of the world with coordinates, in one file that is mapped, not read.

The file (built by `kabar train gazetteer`) holds a JSON header, then columns. Keys are 64-bit
hashes of folded names, sorted, so that a lookup is one binary search on the mapped file; a key that
stands several times has several places. Layout, all little-endian:

    8 bytes magic, 4 bytes length of the header, header {"places", "keys", "countries", "admins",
    "features"}, padding to 8 bytes; then keys u64, id u32, lat f32, lon f32, population u32,
    name end u32 (bytes of the names), place of a key u32, admin u16, country u8, feature u8, names.
"""

import hashlib
import json
import mmap
import struct
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from math import isnan
from pathlib import Path
from typing import Any, Literal, NamedTuple

from service.errors import PackError
from service.text.plain import OTHERS, plain

FILE = Path(__file__).parent.parent / "models" / "places.bin"
MAGIC = b"KABARGEO"
# News names the same places every day: the answers for so many names are kept.
REMEMBERED = 4096
# Column name → memoryview format, in the order of the file; "names" follows.
Code = Literal["Q", "I", "H", "B", "f"]
OF_KEYS: tuple[tuple[str, Code], ...] = (("keys", "Q"), ("place", "I"))
OF_PLACES: tuple[tuple[str, Code], ...] = (
    ("id", "I"), ("lat", "f"), ("lon", "f"), ("population", "I"), ("name_end", "I"), ("admin", "H"),
    ("country", "B"), ("feature", "B"),
)  # fmt: skip


class Place(NamedTuple):
    """One place; `geonames_id` is 0 for one that only the Indonesian register holds."""

    geonames_id: int
    name: str
    country: str
    admin1: str | None
    lat: float | None
    lon: float | None
    feature: str | None
    population: int


def fold(name: str) -> str:
    """Return `name` without case, accents, and marks: 'Sana’a' and 'Sanaa' are one."""
    return OTHERS.sub(" ", plain(name).replace("'", "")).strip()


def key_of(name: str) -> int:
    """Return the key of a name: the first 64 bits of BLAKE2b over its folded form."""
    return int.from_bytes(hashlib.blake2b(fold(name).encode(), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True, eq=False)
class Geography:
    """Looks up places by name."""

    header: dict[str, Any]
    columns: "dict[str, memoryview[Any]]"
    names: "memoryview[int]"

    @classmethod
    def load(cls, path: Path = FILE) -> "Geography":
        """Map the file at `path`; raises `PackError` when it is missing or no gazetteer."""
        try:
            with path.open("rb") as file:
                data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError) as error:
            raise PackError(f"{path}: {error}; make it with `kabar train gazetteer`") from error
        if bytes(data[:8]) != MAGIC:
            raise PackError(f"{path}: is no gazetteer; make it with `kabar train gazetteer`")
        (size,) = struct.unpack_from("<I", data, 8)
        header = json.loads(bytes(data[12 : 12 + size]))
        at = aligned(12 + size)
        columns: dict[str, memoryview[Any]] = {}
        for sized, count in ((OF_KEYS, header["keys"]), (OF_PLACES, header["places"])):
            for name, code in sized:
                end = at + count * struct.calcsize(code)
                columns[name] = data[at:end].cast(code)
                at = aligned(end)
        return cls(header, columns, data[at:])

    @lru_cache(maxsize=REMEMBERED)  # noqa: B019 - the gazetteer is loaded once, and stays
    def find(self, name: str) -> tuple[Place, ...]:
        """Return all places called `name`, the most populous first."""
        keys, key = self.columns["keys"], key_of(name)
        at = bisect_left(keys, key)
        found = []
        while at < len(keys) and keys[at] == key:
            found.append(self._place(self.columns["place"][at]))
            at += 1
        return tuple(sorted(found, key=lambda place: (-place.population, place.geonames_id)))

    @lru_cache(maxsize=REMEMBERED)  # noqa: B019 - as above
    def within(self, name: str, country: str, admin1: str | None) -> tuple[Place, ...]:
        """Return the places called `name` in a country; those in its division `admin1`, if any."""
        places = tuple(place for place in self.find(name) if place.country == country)
        return tuple(p for p in places if p.admin1 and p.admin1 == admin1) or places

    def _place(self, number: int) -> Place:
        of = self.columns
        begin = of["name_end"][number - 1] if number else 0
        lat = of["lat"][number]
        return Place(
            of["id"][number],
            bytes(self.names[begin : of["name_end"][number]]).decode(),
            self.header["countries"][of["country"][number]],
            self.header["admins"][of["admin"][number]] or None,
            None if isnan(lat) else round(lat, 5),
            None if isnan(lat) else round(of["lon"][number], 5),
            self.header["features"][of["feature"][number]] or None,
            of["population"][number],
        )


def aligned(at: int) -> int:
    """Return the next multiple of 8: columns are read as machine words."""
    return -(-at // 8) * 8
