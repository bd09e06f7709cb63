"""The records that flow through Kafka, version 1: one dataclass each, never changed once made.

The JSON Schemas in `schemas/` are written from these classes (`kabar schema write`); the text in
`Annotated` becomes a field's description there. Offsets are Unicode code points into
`EnrichedArticle.text`, and `text[start:end]` is the `text` beside them. A field that is unknown is
null, never absent.
"""

from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar, dataclass_transform

from service.constraints import Pattern, Range

SCHEMA_VERSION = "1.0"

Country = Annotated[str, Pattern("^[A-Z]{3}$")]
EntityType = Literal["PER", "ORG", "LOC"]
Modality = Literal["asserted", "negated", "future", "hypothetical"]
Precision = Literal["country", "admin1", "city", "place"]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "REJECT", "ACCUSE", "THREATEN", "SANCTION", "PROTEST", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
Offset = Annotated[int, Range(0)]
Class = TypeVar("Class")


@dataclass_transform(frozen_default=True)
def record(cls: type[Class]) -> type[Class]:
    """Return the dataclass `cls`, which the type checker takes to be frozen.

    At run time it is not: that makes each record, and an article has a hundred, five times dearer.
    Nor has it slots: orjson writes a record without them three times as fast.
    """
    return dataclass(unsafe_hash=True)(cls)


@record
class RawArticle:
    """An article as a scraper delivers it. Title or body must hold text; the rest is optional."""

    title: Annotated[str | None, "headline"] = None
    body: Annotated[str | None, "plain text or HTML"] = None
    article_id: Annotated[str | None, "stable id; derived from the URL or the text if absent"] = (
        None
    )
    url: str | None = None
    source: Annotated[str | None, "publisher name or domain"] = None
    content_type: Annotated[
        str | None, "text/plain or text/html; anything else is sniffed from the body"
    ] = None
    language: Annotated[str | None, "BCP 47 tag; a hint, not trusted alone"] = None
    published_at: Annotated[str | None, "RFC 3339; a naive time is read as UTC"] = None
    fetched_at: Annotated[str | None, "RFC 3339; a naive time is read as UTC"] = None
    authors: tuple[str, ...] | None = None
    section: str | None = None
    tags: tuple[str, ...] | None = None


@record
class Language:
    """What language the text is in, and whether kabar extracts from it."""

    code: Annotated[str, "BCP 47 primary tag, or 'und' when there is too little text"]
    confidence: Annotated[float, Range(0, 1)]
    supported: Annotated[bool, "false: no entities, quotes or events were looked for"]


@record
class Span:
    """A stretch of the clean text."""

    text: str
    start: Offset
    end: Offset


@record
class Geo:
    """A place on the map."""

    geonames_id: int | None
    lat: Annotated[float | None, Range(-90, 90)]
    lon: Annotated[float | None, Range(-180, 180)]
    admin1: Annotated[str | None, "first-order division, by name"]
    feature: Annotated[str | None, "GeoNames feature code, such as PPLC"]


@record
class DatelinePlace:
    """The place an article was filed from."""

    text: Annotated[str, "as printed"]
    name: Annotated[str, "usual spelling"]
    country: Country | None


@record
class Dateline:
    """What stood before the first sentence: 'Baghdad, Purna Warta –'."""

    place: DatelinePlace | None
    publisher: str | None


@record
class Removed:
    """Clutter that was taken out of the body."""

    text: Annotated[str, "verbatim"]
    kind: Annotated[str, "which rule of the language pack removed it"]


@record
class Entity:
    """A named person, organisation or place, with every mention in the article."""

    entity_id: Annotated[str, "'wikidata:Q…', 'geonames:…', 'iso3166:IRQ' or 'kabar:per/…'"]
    type: EntityType
    name: Annotated[str, "longest full name"]
    country: Country | None
    sector: Annotated[str | None, "PLOVER sector code"]
    linked: Annotated[bool, "true when entity_id points into a knowledge base"]
    wikidata_id: Annotated[str | None, Pattern("^Q[0-9]+$")]
    geo: Geo | None
    roles: Annotated[tuple[Span, ...], "titles and functions: 'juru bicara militer'"]
    mentions: tuple[Span, ...]
    salience: Annotated[float, Range(0, 1), "how much the article is about it"]


@record
class Time:
    """An expression of time, resolved against the publication date."""

    text: str
    start: Offset
    end: Offset
    value: Annotated[
        str,
        "ISO 8601, as exact as the text is: 2003, 2017-12, 2025-W42, 2024-01-27, "
        "2024-01-27T14:30+07:00 (T14:30+07:00 when the day is not told); an interval is start/end",
    ]
    granularity: Literal["decade", "year", "quarter", "month", "week", "day", "hour", "minute"]


@record
class Quantity:
    """A number with what it counts."""

    text: str
    start: Offset
    end: Offset
    value: Annotated[float | None, "best single value; null for 'puluhan' and the like"]
    min: Annotated[float | None, "least it can be; null when the text sets no such bound"]
    max: Annotated[float | None, "most it can be; null when the text sets no such bound"]
    unit: Annotated[str | None, "'person', 'IDR', 'USD', 'percent', or the counted noun"]


@record
class Speaker:
    """Who said it."""

    text: str
    start: Offset
    end: Offset
    entity_id: str | None
    name: Annotated[str | None, "the entity's full name"]


@record
class Quote:
    """Something said, without its quotation marks."""

    text: str
    start: Offset
    end: Offset
    kind: Literal["direct", "indirect"]
    speaker: Speaker | None
    cue: Annotated[Span | None, "the verb of speaking"]


@record
class Party:
    """An actor or recipient of an event."""

    text: str
    start: Offset
    end: Offset
    entity_id: str | None
    name: str | None
    country: Country | None
    sector: Annotated[str | None, "PLOVER sector code"]


@record
class Location:
    """Where an event happened."""

    text: str
    start: Offset
    end: Offset
    name: str
    country: Country | None
    geonames_id: int | None
    admin1: str | None
    lat: Annotated[float | None, Range(-90, 90)]
    lon: Annotated[float | None, Range(-180, 180)]
    precision: Precision


@record
class EventDate:
    """When an event happened; `source: published` marks the fallback to the publication date."""

    value: Annotated[str, "ISO 8601, as exact as `precision` says"]
    precision: Literal["year", "month", "day"]
    text: str | None
    source: Literal["text", "published"]


@record
class Count:
    """A number of people."""

    min: Annotated[int | None, Range(0)]
    best: Annotated[int | None, Range(0)]
    max: Annotated[int | None, Range(0)]


@record
class Casualties:
    """How many people an event hurt or took."""

    killed: Count | None
    injured: Count | None
    arrested: Count | None


@record
class Event:
    """One political or conflict event, coded in PLOVER, with the words that prove it."""

    event_id: str
    article_id: str
    url: str | None
    source: str | None
    published_at: str | None
    language: str
    type: EventType
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    cameo: Annotated[str, "most specific CAMEO code, a string: '043'", Pattern("^[0-9]{2,4}$")]
    quad: Annotated[int, Range(1, 4)]
    plover_score: Annotated[float, Range(-10, 10)]
    goldstein: Annotated[float, Range(-10, 10)]
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    location: Location | None
    date: EventDate | None
    casualties: Casualties
    modality: Modality
    background: Annotated[bool, "history or context, not the news of this article"]
    attributed_to: Annotated[Party | None, "who says so"]
    trigger: Span
    evidence: Annotated[Span, "the sentence"]
    confidence: Annotated[float, Range(0, 1)]
    mentions: Annotated[tuple[Span, ...], "triggers that tell the event again elsewhere"] = ()


@record
class Pipeline:
    """What made the record."""

    version: str
    language_pack: Annotated[str, "code and content hash, such as 'id-1f3a…'"]
    models: Annotated[dict[str, str], "model name → sha256 prefix of its file"]


@record
class EnrichedArticle:
    """An article with everything kabar read out of it."""

    schema_version: str
    article_id: str
    url: str | None
    source: str | None
    title: str | None
    authors: tuple[str, ...] | None
    section: str | None
    tags: tuple[str, ...] | None
    published_at: str | None
    published_at_assumed_utc: Annotated[bool, "the article gave a time without an offset"]
    fetched_at: str | None
    language: Language
    text: Annotated[str, "clean text: title, blank line, paragraphs with blank lines between"]
    dateline: Dateline | None
    related: Annotated[tuple[str, ...], "headline of each cross-link that was removed"]
    removed: tuple[Removed, ...]
    content_hash: Annotated[str, "sha256 of the normalised text", Pattern("^[0-9a-f]{64}$")]
    simhash: Annotated[str, "64 bit, for near duplicates", Pattern("^[0-9a-f]{16}$")]
    entities: tuple[Entity, ...]
    times: tuple[Time, ...]
    quantities: tuple[Quantity, ...]
    quotes: tuple[Quote, ...]
    events: tuple[Event, ...]
    pipeline: Pipeline


@record
class EntityMention:
    """One entity of one article, for those who follow entities rather than articles."""

    entity_id: str
    type: EntityType
    name: str
    country: Country | None
    article_id: str
    url: str | None
    source: str | None
    published_at: str | None
    mentions: tuple[Span, ...]
    salience: Annotated[float, Range(0, 1)]
    roles: tuple[Span, ...]


def entity_mentions(article: EnrichedArticle) -> tuple[EntityMention, ...]:
    """Return the records of `news.entities` that `article` gives, in its entities' order."""
    return tuple(
        EntityMention(
            entity_id=entity.entity_id,
            type=entity.type,
            name=entity.name,
            country=entity.country,
            article_id=article.article_id,
            url=article.url,
            source=article.source,
            published_at=article.published_at,
            mentions=entity.mentions,
            salience=entity.salience,
            roles=entity.roles,
        )
        for entity in article.entities
    )
