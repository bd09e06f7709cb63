"""The headers of what we write: CloudEvents 1.0 binary mode, the trace, and the dead letters'."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from service import __version__
from service.stream import topics
from service.stream.outcome import Output, Rejection

Headers = list[tuple[str, bytes]]

SOURCE = b"urn:kabar"
TYPES = {
    topics.ENRICHED: b"news.article.enriched.v1",
    topics.EVENTS: b"news.event.v1",
    topics.ENTITIES: b"news.entity.v1",
}
# W3C Trace Context, level 1: version, trace id, parent id, flags; all-zero ids are invalid.
TRACEPARENT = re.compile(
    rb"^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$"
)
# What every system that handles a tracestate must at least take (W3C Trace Context, 3.3.1.5).
TRACESTATE_LIMIT = 512
# A stack trace that is longer keeps its end, where the error is.
STACKTRACE_LIMIT = 8192
MESSAGE_LIMIT = 2048
# How often a record was tried: on a dead letter, and on a raw record that was replayed from one.
ATTEMPTS = "kabar.errors.attempts"
REPLAYED = "kabar.attempts"
OWN_PREFIXES = ("__connect.errors.", "kabar.")


def trace_context(headers: Sequence[tuple[str, bytes]], seed: bytes) -> Headers:
    """Return the input record's W3C context as it came, else a traceparent started from `seed`.

    A tracestate without a valid traceparent, or one that is too long, says nothing.
    """
    found = _first(headers, "traceparent")
    if not TRACEPARENT.match(found):
        digest = hashlib.sha256(seed).hexdigest()
        return [("traceparent", f"00-{digest[:32]}-{digest[32:48]}-01".encode())]
    state = _first(headers, "tracestate")
    passed = [("tracestate", state)] if 0 < len(state) <= TRACESTATE_LIMIT else []
    return [("traceparent", found), *passed]


def _first(headers: Sequence[tuple[str, bytes]], name: str) -> bytes:
    return next((value for header, value in headers if header == name), None) or b""


def output_headers(output: Output, context: Headers, moment_ms: int) -> Headers:
    """Return the headers of `output`: its input record has the Kafka timestamp `moment_ms`."""
    return [
        ("ce_specversion", b"1.0"),
        ("ce_id", output.event_id.encode()),
        ("ce_type", TYPES[output.topic]),
        ("ce_source", SOURCE),
        ("ce_time", _time_of(moment_ms)),
        ("content-type", b"application/json"),
        *context,
    ]


@lru_cache(64)
def _time_of(moment_ms: int) -> bytes:
    """Return the time that all outputs of an article tell."""
    return rfc3339(moment_ms).encode()


def original(headers: Sequence[tuple[str, bytes]]) -> Headers:
    """Return the headers that a record had before kabar first dead-lettered it."""
    return [item for item in headers if not item[0].startswith(OWN_PREFIXES)]


def attempts_in(headers: Sequence[tuple[str, bytes]], name: str) -> int:
    """Return the count in header `name`; 0 when it is absent or no number."""
    text = next((value for header, value in reversed(headers) if header == name), None) or b""
    return int(text) if text.isdigit() and len(text) < 10 else 0


def dead_letter_headers(
    rejection: Rejection,
    topic: str,
    partition: int,
    offset: int,
    *,
    attempts: int,
    moment_ms: int,
) -> Headers:
    """Return what a dead letter has beyond its original headers (Kafka Connect's names)."""
    connect = {
        "topic": topic,
        "partition": str(partition),
        "offset": str(offset),
        "stage": "VALUE_CONVERTER" if _is_input_fault(rejection) else "TRANSFORMATION",
        "exception.class.name": rejection.error,
        "exception.message": rejection.message[:MESSAGE_LIMIT],
        "exception.stacktrace": rejection.stacktrace[-STACKTRACE_LIMIT:],
    }
    kabar = {
        "kabar.errors.reason": rejection.reason,
        # One, and one more for each time it was replayed.
        ATTEMPTS: str(attempts),
        "kabar.errors.time": rfc3339(moment_ms),
        "kabar.version": __version__,
    }
    named = {f"__connect.errors.{name}": value for name, value in connect.items()} | kabar
    return [(name, value.encode("utf-8", "replace")) for name, value in named.items()]


def rfc3339(moment_ms: int) -> str:
    """Return milliseconds since 1970 as RFC 3339, UTC, with milliseconds."""
    moment = datetime.fromtimestamp(moment_ms / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _is_input_fault(rejection: Rejection) -> bool:
    return not rejection.reason.startswith(("extract", "output"))
