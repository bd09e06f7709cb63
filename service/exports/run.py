"""The export itself: events in, rows of one format out."""

import asyncio
import csv
import io
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

import orjson
from rich.console import Console

from service.errors import KabarError
from service.exports import acled, gdelt, polecat, source
from service.exports.fields import Record, first_day, happened, one_line, value_of_date
from service.exports.tables import Layout, layouts
from service.settings import Settings

JSONL = "jsonl"
TOPIC = "topic"
Rows = Callable[[Record, Record | None], Iterator[Mapping[str, Any]]]
WRITERS: dict[str, Rows] = {
    "polecat-tsv": polecat.rows,
    "gdelt-tsv": gdelt.rows,
    "acled-csv": acled.rows,
}
FORMATS = (*WRITERS, JSONL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events to export; what is empty asks for nothing."""

    since: date | None = None
    until: date | None = None
    types: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()

    def holds(self, event: Record) -> bool:
        """Whether `event` is wanted; a country may be that of the place or of a party."""
        day = first_day(value_of_date(event))
        if (self.since and (not day or day < self.since)) or (
            self.until and (not day or day > self.until)
        ):
            return False
        if self.types and event["type"] not in self.types:
            return False
        involved = [event.get("location") or {}, *event["actors"], *event["recipients"]]
        return not self.countries or any(one.get("country") in self.countries for one in involved)


@dataclass(slots=True)
class Export:
    """Writes events to `out` in `form`, each event once; `told` counts what became of them."""

    form: str
    wanted: Wanted
    out: IO[bytes]
    seen: set[str] = field(default_factory=set)
    told: dict[str, int] = field(default_factory=lambda: {"written": 0, "left out": 0, "wrong": 0})

    def begin(self) -> None:
        """Write the names of the columns, if the format has them."""
        if self.form != JSONL and layouts()[self.form].header:
            layout = layouts()[self.form]
            self.out.write(_row(layout, layout.columns))

    def add(self, place: str, line: bytes) -> None:
        """Write the events of one record; a record that is none is reported and counted."""
        try:
            for event, article in source.events(place, line):
                self._add(event, article)
        except KabarError as error:
            self._wrong(str(error))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self._wrong(f"{place}: no event.v1 record: {type(error).__name__}: {error}")

    def _add(self, event: Record, article: Record | None) -> None:
        if event["event_id"] in self.seen or not self.wanted.holds(event):
            return
        self.seen.add(event["event_id"])
        lines = list(self._lines(event, article))
        self.told["written" if lines else "left out"] += 1
        self.out.writelines(lines)

    def _lines(self, event: Record, article: Record | None) -> Iterator[bytes]:
        if self.form == JSONL:
            yield orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE)
        elif happened(event):
            layout = layouts()[self.form]
            for row in WRITERS[self.form](event, article):
                yield _row(layout, [row.get(column) for column in layout.columns])

    def _wrong(self, problem: str) -> None:
        self.told["wrong"] += 1
        Console(stderr=True).print(problem, style="red", highlight=False, soft_wrap=True)


def run(
    form: str, origin: str, output: Path | None, wanted: Wanted, settings: Settings, *, follow: bool
) -> int:
    """Export from `origin` (a file, '-' or 'topic') to `output` or standard output.

    Returns the exit code: 1 when some record was no event. Raises `KabarError` for an unknown
    format, a file that cannot be read or written, and a broker that is not there.
    """
    if form not in FORMATS:
        raise KabarError(f"unknown format {form!r}; one of: {', '.join(FORMATS)}")
    if follow and origin != TOPIC:
        raise KabarError("--follow goes with --from topic")
    with _opened(output) as out:
        export = Export(form, wanted, out)
        export.begin()
        if origin == TOPIC:
            asyncio.run(_from_topic(export, settings, follow=follow))
        else:
            for place, line in source.lines(origin):
                export.add(place, line)
    told = ", ".join(f"{number} {what}" for what, number in export.told.items() if number)
    Console(stderr=True).print(f"events: {told or 'none'}", highlight=False)
    return 1 if export.told["wrong"] else 0


async def _from_topic(export: Export, settings: Settings, *, follow: bool) -> None:
    async for place, value in source.values(settings, follow=follow):
        export.add(place, value)
        if follow:
            export.out.flush()


@contextmanager
def _opened(output: Path | None) -> Iterator[IO[bytes]]:
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        out = output.open("wb")
    except OSError as error:
        raise KabarError(f"cannot write {output}: {error.strerror}") from error
    with out:
        yield out


def _row(layout: Layout, values: tuple[object, ...] | list[object]) -> bytes:
    """Return one line; unknown values as the format writes them."""
    cells = [
        layout.missing if value is None or value == "" else one_line(value) for value in values
    ]
    if layout.separator == "\t":
        return ("\t".join(cells) + "\n").encode()
    text = io.StringIO()
    csv.writer(text, delimiter=layout.separator, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()
