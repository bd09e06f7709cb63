"""What extraction makes of one input record: output records, or the reason for a dead letter.

This crosses the pipe between worker and extraction process, so it holds bytes that are ready to
send; the worker never parses an article.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import orjson

from service.records import EnrichedArticle, entity_mentions
from service.stream import topics
from service.stream.frames import Part


@dataclass(frozen=True, slots=True)
class Output:
    """One record to send: `topic` without prefix, `event_id` for the CloudEvents header."""

    topic: str
    key: bytes
    value: bytes
    event_id: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a record is dead-lettered: `reason` as in service.errors, the rest for a person."""

    reason: str
    error: str
    message: str
    stacktrace: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the article held, for the metrics: label → number."""

    supported: bool = False
    events: dict[str, int] = field(default_factory=dict)
    entities: dict[str, int] = field(default_factory=dict)
    quotes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outputs in sending order, or a rejection; `seconds` is the time extraction took."""

    outputs: tuple[Output, ...] = ()
    rejection: Rejection | None = None
    counts: Counts = field(default_factory=Counts)
    seconds: float = 0.0


def outputs_of(article: EnrichedArticle) -> tuple[Output, ...]:
    """Return the records an article gives: itself, its events, its entities, in that order."""
    article_id = article.article_id
    records = [(topics.ENRICHED, article_id, article_id, orjson.dumps(article))]
    records += [
        (topics.EVENTS, event.event_id, event.event_id, orjson.dumps(event))
        for event in article.events
    ]
    records += [
        (topics.ENTITIES, item.entity_id, f"{article_id}/{item.entity_id}", orjson.dumps(item))
        for item in entity_mentions(article)
    ]
    return tuple(Output(topic, key.encode(), value, id_) for topic, key, id_, value in records)


def counts_of(article: EnrichedArticle) -> Counts:
    """Return the numbers that the metrics want to know about `article`."""
    return Counts(
        supported=article.language.supported,
        events=dict(Counter(event.type for event in article.events)),
        entities=dict(Counter(entity.type for entity in article.entities)),
        quotes=dict(Counter(quote.kind for quote in article.quotes)),
    )


def to_parts(outcome: Outcome) -> list[Part]:
    """Return `outcome` as the parts of a frame."""
    head = {
        "rejection": asdict(outcome.rejection) if outcome.rejection else None,
        "counts": asdict(outcome.counts),
        "seconds": outcome.seconds,
    }
    parts: list[Part] = [orjson.dumps(head)]
    for output in outcome.outputs:
        parts += [output.topic.encode(), output.key, output.value, output.event_id.encode()]
    return parts


def from_parts(parts: Sequence[Part]) -> Outcome:
    """Return the outcome that `to_parts` wrote."""
    head = orjson.loads(parts[0] or b"")
    body = [part or b"" for part in parts[1:]]
    outputs = tuple(
        Output(topic.decode(), key, value, event_id.decode())
        for topic, key, value, event_id in zip(*[iter(body)] * 4, strict=True)
    )
    rejection = head["rejection"]
    return Outcome(
        outputs=outputs,
        rejection=Rejection(**rejection) if rejection else None,
        counts=Counts(**head["counts"]),
        seconds=head["seconds"],
    )
