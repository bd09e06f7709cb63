"""What extraction makes of one input record: output records, or the reason for a dead letter.

This crosses the socket between worker and extraction process, so it holds bytes that are ready to
send; the worker never parses an article.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from urllib.parse import urlsplit

import orjson

from service import steps
from service.records import Casualties, EnrichedArticle, Event, Party, entity_mentions
from service.stream import topics
from service.stream.frames import Part

UNKNOWN = "unknown"
# A label is for reading: a longer name of an outlet is cut.
SOURCE_LENGTH = 60
# The longest primary tag of BCP 47; what an article declares may be anything.
LANGUAGE_LENGTH = 8
CASUALTIES = tuple(item.name for item in fields(Casualties))


@dataclass(frozen=True, slots=True)
class Output:
    """One record to send: `topic` without prefix, `event_id` for the CloudEvents header."""

    topic: str
    key: bytes
    value: bytes
    event_id: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a record is dead-lettered: `reason` as in service.errors, the rest for a person.

    `stage` is the step of service.steps that was under way.
    """

    reason: str
    error: str
    message: str
    stacktrace: str = ""
    stage: str = steps.ENRICH


Numbers = dict[str, int]
"""Label → number; where a metric has two labels they are joined by a space."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the article held, for the metrics."""

    supported: bool = False
    language: str = ""
    source: str = ""
    events: Numbers = field(default_factory=dict)
    entities: Numbers = field(default_factory=dict)
    quotes: Numbers = field(default_factory=dict)
    countries: Numbers = field(default_factory=dict)
    pairs: Numbers = field(default_factory=dict)
    casualties: Numbers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outputs in sending order, or a rejection.

    `seconds`: step → time it took, in order, from `began_ns` (nanoseconds since 1970) on; empty
    when the process was lost. `article_id` is None when the record never became an article.
    """

    outputs: tuple[Output, ...] = ()
    rejection: Rejection | None = None
    counts: Counts = field(default_factory=Counts)
    seconds: dict[str, float] = field(default_factory=dict)
    began_ns: int = 0
    article_id: str | None = None


# What crosses the socket beside the outputs.
HEAD = tuple(item.name for item in fields(Outcome) if item.name != "outputs")


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
        language=article.language.code[:LANGUAGE_LENGTH],
        source=_source(article),
        events=dict(Counter(f"{event.type} {event.modality}" for event in article.events)),
        entities=dict(Counter(entity.type for entity in article.entities)),
        quotes=dict(Counter(quote.kind for quote in article.quotes)),
        countries=dict(Counter(item for event in article.events for item in _countries(event))),
        pairs=dict(Counter(item for event in article.events for item in _pairs(event))),
        casualties=_casualties(article.events),
    )


def _source(article: EnrichedArticle) -> str:
    """Return the outlet: the record's source, else the host of its URL, else 'unknown'."""
    named = " ".join((article.source or "").split())
    if named or not article.url:
        return named[:SOURCE_LENGTH] or UNKNOWN
    try:
        host = urlsplit(article.url).hostname or ""
    except ValueError:
        host = ""
    return host.removeprefix("www.")[:SOURCE_LENGTH] or UNKNOWN


def _parties(parties: Iterable[Party]) -> set[str]:
    return {party.country for party in parties if party.country}


def _countries(event: Event) -> list[str]:
    """Return 'country role', each once an event."""
    place = event.location.country if event.location else None
    return [
        f"{country} {role}"
        for role, countries in (
            ("actor", _parties(event.actors)),
            ("recipient", _parties(event.recipients)),
            ("location", {place} if place else set()),
        )
        for country in countries
    ]


def _pairs(event: Event) -> list[str]:
    """Return 'actor recipient' in countries, each once an event."""
    recipients = _parties(event.recipients)
    return [f"{actor} {other}" for actor in _parties(event.actors) for other in recipients]


def _casualties(events: Iterable[Event]) -> Numbers:
    """Return the best counts that asserted events report as this article's news."""
    total: Counter[str] = Counter()
    for event in events:
        if event.modality == "asserted" and not event.background:
            for kind in CASUALTIES:
                count = getattr(event.casualties, kind)
                total[kind] += (count.best if count else None) or 0
    return {kind: number for kind, number in total.items() if number}


def to_parts(outcome: Outcome) -> list[Part]:
    """Return `outcome` as the parts of a frame."""
    head = {name: getattr(outcome, name) for name in HEAD}
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
    rejection = head.pop("rejection")
    return Outcome(
        outputs=outputs,
        rejection=Rejection(**rejection) if rejection else None,
        counts=Counts(**head.pop("counts")),
        **head,
    )
