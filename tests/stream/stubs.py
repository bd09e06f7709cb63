"""A stub pipeline: the stream package must run with any function from article to record.

The title says what happens: 'hang' never returns, 'crash' ends the process, 'raise' raises,
'big' makes a record that is too large, 'eat' takes memory without end,
'slow …' takes a second; anything else gives one event and one entity.
"""

import os
import time

from service.ids import article_id, event_id
from service.records import (
    Casualties,
    EnrichedArticle,
    Entity,
    Event,
    Language,
    Pipeline,
    RawArticle,
    Span,
)


def enrich(raw: RawArticle) -> EnrichedArticle:
    """Return a small record, or misbehave as the title says."""
    title = raw.title or ""
    if title == "hang":
        time.sleep(3600)
    if title.startswith("slow"):
        time.sleep(1)
    if title == "crash":
        os._exit(3)
    if title == "eat":
        eaten = []
        while True:
            eaten.append(bytes(10_000_000))
    if title == "raise":
        raise ValueError("the stub was told to raise")
    text = "x" * 2_000_000 if title == "big" else title
    name = article_id(raw)
    span = Span(text[:1], 0, len(text[:1]))
    entity = Entity(
        "kabar:per/stub", "PER", "Stub", None, None, False, None, None, (), (span,), 0.5
    )
    event = Event(
        event_id(name, "CONSULT", 0, 1), name, None, None, None, "id", "CONSULT", (), (), "040", 1,
        2.5, 1.0, (), (), None, None, Casualties(None, None, None), "asserted", False, None, span,
        span, 0.5,
    )  # fmt: skip
    return EnrichedArticle(
        "1.0", name, raw.url, raw.source, raw.title, None, None, None, None, False, None,
        Language("id", 1.0, True), text, None, (), (), "0" * 64, "0" * 16, (entity,), (), (), (),
        (event,), Pipeline("0", "stub", {}),
    )  # fmt: skip
