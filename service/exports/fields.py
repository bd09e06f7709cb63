"""What every format needs of an event record: its day, its parties, its numbers.

Records are read as they are on the topic: JSON objects of `news.events` (event.v1). A field that an
older record lacks counts as null.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

Record = Mapping[str, Any]

BLANKS = re.compile(r"\s+")
# 15 hex digits: an integer that fits 64 bits, signed, and prints without loss everywhere.
ID_DIGITS = 15


def happened(event: Record) -> bool:
    """Whether a format without modality may hold the event as a fact.

    What is negated, hypothetical or still to come may not; an agreement on something to come may:
    the promise itself is the act.
    """
    told, kind = str(event["modality"]), str(event["type"])
    return told == "asserted" or (told == "future" and kind == "AGREE")


def number(*parts: object) -> int:
    """Return a stable positive integer for `parts`, such as an event id and a row number."""
    text = "\n".join(map(str, parts))
    return int(hashlib.sha256(text.encode()).hexdigest()[:ID_DIGITS], 16)


def value_of_date(event: Record) -> str | None:
    """Return the event's date as exact as it is told, else the day of publication, else None."""
    told = event.get("date")
    if told:
        return str(told["value"])
    return (event.get("published_at") or "")[:10] or None


def first_day(value: str | None) -> date | None:
    """Return the first day of `value`: 2003, 2017-12 or 2024-01-27."""
    if value is None:
        return None
    year, month, day = (*map(int, value.split("-")), 1, 1)[:3]
    return date(year, month, day)


def published(event: Record) -> datetime | None:
    """Return when the article was published, in UTC."""
    text = event.get("published_at")
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def name_of(party: Record) -> str:
    """Return the party's full name, or the words that stand for it."""
    return str(party.get("name") or party["text"])


def count(event: Record, what: str) -> int:
    """Return how many were killed, injured or arrested: the best figure, else the lowest, else 0."""
    told = (event.get("casualties") or {}).get(what) or {}
    best = told.get("best")
    return int(best if best is not None else told.get("min") or 0)


def one_line(text: object) -> str:
    """Return `text` without tabs and line breaks, which would break a row."""
    return BLANKS.sub(" ", str(text)).strip()
