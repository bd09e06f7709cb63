"""What all peers share: one raw record in, the records to send out; and their settings."""

import time
from collections.abc import Sequence
from functools import cache

from service.settings import Settings
from service.stream import topics
from service.stream.extractor import WARM_UP, Enrich, load, process
from service.stream.headers import (
    Headers,
    dead_letter_headers,
    output_headers,
    trace_context,
)

Made = tuple[str, bytes | None, bytes | None, Headers]
"""Topic, key, value, headers of a record to send."""
# Articles that a peer takes at once: as many as kabar has in flight.
BATCH = 64


@cache
def settings() -> Settings:
    """Return the KABAR_* settings of this process."""
    return Settings.from_env()


@cache
def enrich() -> Enrich:
    """Return the pipeline, warm."""
    pipeline = load(settings().enrich)
    pipeline(WARM_UP)
    return pipeline


def warm() -> None:
    """Load the language pack."""
    enrich()


def messages(
    partition: int,
    offset: int,
    timestamp_ms: int,
    key: bytes | None,
    value: bytes | None,
    headers: Sequence[tuple[str, bytes]] = (),
) -> list[Made]:
    """Return all that goes out for a raw record."""
    own = settings()
    outcome = process(value, enrich(), own.max_input_bytes, own.max_output_bytes)
    if outcome.rejection:
        extra = dead_letter_headers(
            outcome.rejection, own.topic(topics.RAW), partition, offset,
            attempts=1, moment_ms=int(time.time() * 1000),
        )  # fmt: skip
        return [(own.topic(topics.DLQ), key, value, [*headers, *extra])]
    context = trace_context(headers, b"%d/%d/%b" % (partition, offset, value or b""))
    return [
        (
            own.topic(item.topic),
            item.key,
            item.value,
            output_headers(item, context, timestamp_ms),
        )
        for item in outcome.outputs
    ]
