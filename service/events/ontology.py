"""The PLOVER types and modes with their codes and scores, and the CAMEO codes they came from."""

from functools import cache
from pathlib import Path
from typing import NamedTuple, get_args

from service.errors import PackError
from service.packs.files import PackFiles
from service.records import EventType

FILE, CAMEO = "ontology.tsv", "cameo.tsv"


class Code(NamedTuple):
    """What a type and mode stand for; see the header of the table."""

    quad: int
    score: float
    cameo: str
    goldstein: float


@cache
def codes() -> dict[tuple[str, str], Code]:
    """Return (type, mode) → code; the mode is '' for the type itself. Raises `PackError`."""
    columns = ("type", "mode", "quad", "score", "cameo", "goldstein")
    table = {}
    for row in PackFiles(Path(__file__).parent).table(FILE, columns):
        try:
            code = Code(
                int(row["quad"]), float(row["score"]), row["cameo"], float(row["goldstein"])
            )
        except ValueError as error:
            raise row.error(str(error)) from error
        if row["type"] not in get_args(EventType):
            raise row.error(f"{row['type']!r} is no PLOVER type")
        table[row["type"], row["mode"]] = code
    missing = [kind for kind in get_args(EventType) if (kind, "") not in table]
    if missing:
        raise PackError(f"{FILE}: no row for {', '.join(missing)}")
    return table


@cache
def cameo_codes() -> dict[tuple[str, str], tuple[str, float]]:
    """Return (type, CAMEO code) → (mode, Goldstein value). Raises `PackError`."""
    table = {}
    for row in PackFiles(Path(__file__).parent).table(
        CAMEO, ("cameo", "type", "mode", "goldstein")
    ):
        if (row["type"], row["mode"]) not in codes():
            raise row.error(f"{row['type']} has no mode {row['mode']!r}; see {FILE}")
        table[row["type"], row["cameo"]] = row["mode"], float(row["goldstein"])
    return table
