"""The PLOVER ontology as data: types, modes, contexts and sectors, with the CAMEO codes they meet.

The tables beside this file hold it: `ontology.tsv` (types and modes), `cameo.tsv`, `contexts.tsv`
and `sectors.tsv`. Each is read once; a mistake in one raises `PackError` with file and line.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple, get_args

from service.errors import PackError
from service.packs.files import PackFiles, Row
from service.records import EventType

FILE, CAMEO, CONTEXTS, SECTORS = "ontology.tsv", "cameo.tsv", "contexts.tsv", "sectors.tsv"
# In the column `also` of the CAMEO table: the type without a mode.
NO_MODE = "-"


class Code(NamedTuple):
    """What a type and mode stand for; `cameo` is the code of a trigger that has none of its own."""

    quad: int
    score: float
    cameo: str
    goldstein: float
    contexts: tuple[str, ...]
    definition: str


class Cameo(NamedTuple):
    """A CAMEO code: the type and mode it means, and what else it may stand for.

    `also` holds further (type, mode) that have no better code; `contexts` are implied by the code.
    """

    code: str
    type: str
    mode: str
    also: frozenset[tuple[str, str]]
    goldstein: float
    contexts: tuple[str, ...]
    name: str


@cache
def codes() -> dict[tuple[str, str], Code]:
    """Return (type, mode) → code; the mode is '' for the type itself. Raises `PackError`."""
    columns = ("type", "mode", "quad", "score", "cameo", "contexts", "definition")
    table = {}
    for row in _tables().table(FILE, columns):
        kind, mode = row["type"], row["mode"]
        if kind not in get_args(EventType):
            raise row.error(f"{kind!r} is no PLOVER type")
        if not fits(row["cameo"], kind, mode):
            raise row.error(f"CAMEO {row['cameo']!r} does not stand for {kind} {mode}; see {CAMEO}")
        goldstein = cameo_codes()[row["cameo"]].goldstein
        code = Code(
            int(_number(row, "quad")),
            _number(row, "score"),
            row["cameo"],
            goldstein,
            _contexts(row),
            row["definition"],
        )
        table[kind, mode] = code
    missing = [kind for kind in get_args(EventType) if (kind, "") not in table]
    if missing:
        raise PackError(f"{FILE}: no row for {', '.join(missing)}")
    return table


@cache
def cameo_codes() -> dict[str, Cameo]:
    """Return every CAMEO code that has a PLOVER type. Raises `PackError`."""
    columns = ("code", "type", "mode", "also", "goldstein", "contexts", "name")
    table = {}
    for row in _tables().table(CAMEO, columns):
        table[row["code"]] = Cameo(
            row["code"],
            row["type"],
            row["mode"],
            frozenset(_pair(row["type"], part) for part in row.list("also")),
            _number(row, "goldstein"),
            _contexts(row),
            row["name"],
        )
    return table


def cameo(code: str) -> Cameo:
    """Return CAMEO `code`, a string such as '043'; raises `KeyError` for one without a type."""
    return cameo_codes()[code]


def stands_for(code: str, kind: str) -> bool:
    """Whether CAMEO `code` may stand for an event of this type, in one of its modes."""
    known = cameo_codes().get(code)
    return known is not None and kind in {known.type, *(other for other, _ in known.also)}


def fits(code: str, kind: str, mode: str) -> bool:
    """Whether CAMEO `code` may stand for an event of this type and mode."""
    known = cameo_codes().get(code)
    return known is not None and (
        (known.type, known.mode) == (kind, mode) or (kind, mode) in known.also
    )


@cache
def contexts() -> dict[str, str]:
    """Return PLOVER context → definition. Raises `PackError`."""
    rows = _tables().table(CONTEXTS, ("context", "definition"))
    return {row["context"]: row["definition"] for row in rows}


@cache
def sectors() -> dict[str, str]:
    """Return PLOVER sector → definition, state bodies first. Raises `PackError`."""
    rows = _tables().table(SECTORS, ("code", "group", "definition"))
    return {row["code"]: row["definition"] for row in rows}


def _tables() -> PackFiles:
    return PackFiles(Path(__file__).parent)


def _pair(kind: str, part: str) -> tuple[str, str]:
    """Read a part of `also`: a mode of `kind`, '-' for none, or 'TYPE/mode' of another type."""
    if "/" in part:
        other, mode = part.split("/")
        return other, mode
    return kind, "" if part == NO_MODE else part


def _contexts(row: Row) -> tuple[str, ...]:
    unknown = set(row.list("contexts")) - contexts().keys()
    if unknown:
        raise row.error(f"no PLOVER context: {', '.join(sorted(unknown))}; see {CONTEXTS}")
    return row.list("contexts")


def _number(row: Row, column: str) -> float:
    try:
        return float(row[column])
    except ValueError as error:
        raise row.error(f"{column} {row[column]!r} is not a number") from error
