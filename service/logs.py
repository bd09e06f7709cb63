"""Log lines on standard error: text for a terminal, JSON for machines, with the record they tell of."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TextIO

from service.settings import LOG_FORMATS

AUTO, JSON, TEXT = LOG_FORMATS
# Our own lines; everything else is heard from WARNING on, whatever the level.
OWN = "service"
# Seconds that a library is silent about what it has just said.
PAUSE = 10.0


@dataclass(frozen=True, slots=True)
class About:
    """The record that a line tells of; `article_id` is unknown until it is extracted."""

    partition: int
    offset: int
    trace_id: str
    article_id: str | None = None


_about: ContextVar[About | None] = ContextVar("about", default=None)


@contextmanager
def about(record: About) -> Iterator[None]:
    """Let every line of the block, and of the tasks it starts, tell of `record`."""
    token = _about.set(record)
    try:
        yield
    finally:
        _about.reset(token)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, then the record, then the error."""

    def format(self, record: logging.LogRecord) -> str:
        """Return `record` as JSON in ASCII: no message can break the line."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {
            "time": moment.replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= _known()
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line)


class TextFormatter(logging.Formatter):
    """A line for the eye; the record stands at its end."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        """Return the line, without the error that may follow it."""
        known = " ".join(f"{name}={value}" for name, value in _known().items())
        return super().formatMessage(record) + (f"  [{known}]" if known else "")


class Seldom(logging.Filter):
    """Lets a library say the same thing once in `PAUSE` seconds, with how often it was said since.

    aiokafka says sixty times a second that a broker is not there.
    """

    def __init__(self) -> None:
        super().__init__()
        # Where in the code → when it was last let through, and how often it was not since.
        self._said: dict[tuple[str, int], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether `record` is printed."""
        if record.name.partition(".")[0] == OWN:
            return True
        place = record.pathname, record.lineno
        last, kept_back = self._said.get(place, (-PAUSE, 0))
        if record.created - last < PAUSE:
            self._said[place] = last, kept_back + 1
            return False
        self._said[place] = record.created, 0
        if kept_back:
            record.msg, record.args = f"{record.getMessage()} ({kept_back} more like it before)", ()
        return True


def configure(level: str, style: str, stream: TextIO = sys.stderr) -> None:
    """Send all lines to `stream`; `style` AUTO is TEXT on a terminal and JSON elsewhere."""
    if style == AUTO:
        style = TEXT if stream.isatty() else JSON
    handler = logging.StreamHandler(stream)
    text = TextFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.addFilter(Seldom())
    handler.setFormatter(JsonFormatter() if style == JSON else text)
    others = max(logging.WARNING, logging.getLevelNamesMapping()[level])
    logging.basicConfig(level=others, handlers=[handler], force=True)
    logging.getLogger(OWN).setLevel(level)


def _known() -> dict[str, object]:
    found = _about.get()
    return (
        {name: value for name, value in asdict(found).items() if value is not None} if found else {}
    )
