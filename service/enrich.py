"""The pipeline: `enrich(raw)` turns one raw article into one enriched article.

Pure: no I/O after the first call has loaded the language pack, no clock, no randomness; equal
articles give equal records.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

from service import __version__, ids, raw, steps
from service.entities.annotate import Annotator
from service.entities.mentions import Entities
from service.events.coder import Coder
from service.events.explain import Notes
from service.events.reading import ArticleContext
from service.numbers import Numbers
from service.packs.files import PackFiles
from service.quantities import Quantities
from service.quotes import Quotes
from service.records import SCHEMA_VERSION, Dateline, EnrichedArticle, Pipeline, RawArticle
from service.text import fingerprint, html, language
from service.text.clutter import Clutter
from service.text.dateline import Datelines, Found
from service.text.tokens import Tokenizer
from service.times import Times

PACK = "id"


@dataclass(frozen=True, slots=True)
class Reader:
    """All that one language pack knows, loaded once."""

    version: str
    clutter: Clutter
    datelines: Datelines
    tokenizer: Tokenizer
    annotator: Annotator
    times: Times
    numbers: Numbers
    quantities: Quantities
    quotes: Quotes
    coder: Coder


@cache
def reader(code: str = PACK) -> Reader:
    """Return the reader of language pack `code`; raises `PackError` when its data are wrong."""
    files = PackFiles.of(code)
    # The language identifier is mostly unpacked and read: a thread of its own saves a third of a second.
    with ThreadPoolExecutor(1) as beside:
        identifier = beside.submit(language.load)
        made = Reader(
            files.version(),
            Clutter.load(files),
            Datelines.load(files),
            Tokenizer.load(files),
            Annotator.load(files),
            Times.load(files),
            Numbers.load(files),
            Quantities.load(files),
            Quotes.load(files),
            Coder.load(files),
        )
        identifier.result()
    return made


def enrich(
    article: RawArticle,
    knows: Reader | None = None,
    notes: Notes | None = None,
    begin: steps.Begin = steps.untimed,
) -> EnrichedArticle:
    """Return what kabar reads out of `article`.

    `knows` stands in for the loaded reader; `notes` gathers why each event was coded; `begin` is
    told each step that begins.
    """
    begin(steps.CLEAN)
    knows = knows or reader()
    article_id = ids.article_id(article)
    published, assumed = (
        raw.parse_time(article.published_at) if article.published_at else (None, False)
    )
    published_at = published.isoformat() if published else None

    title = html.clean_line(article.title or "") or None
    cleaned = knows.clutter.clean(*html.to_text(article.body or "", article.content_type))
    found, paragraphs = knows.datelines.take(cleaned.paragraphs, knows.annotator.kind_of)
    doc = knows.tokenizer.parse(title, paragraphs)
    spoken = language.detect(doc, article.language)

    entities, times, quantities, quotes, events = Entities((), (), ()), [], [], [], []
    if spoken.supported:
        context = ArticleContext(
            article_id, article.url, article.source, published_at, published, spoken.code
        )
        begin(steps.ENTITIES)
        entities = knows.annotator.annotate(doc, published)
        times = knows.times.find(doc, published)
        numbers = knows.numbers.find(doc)
        quantities = knows.quantities.find(doc, times, numbers)
        quotes = knows.quotes.find(doc, entities)
        begin(steps.EVENTS)
        events = knows.coder.code(doc, context, entities, times, numbers, quotes, notes)

    return EnrichedArticle(
        schema_version=SCHEMA_VERSION,
        article_id=article_id,
        url=article.url,
        source=article.source,
        title=article.title,
        authors=article.authors,
        section=article.section,
        tags=article.tags,
        published_at=published_at,
        published_at_assumed_utc=assumed,
        fetched_at=_time(article.fetched_at),
        language=spoken,
        text=doc.text,
        dateline=_dateline(knows, found),
        related=tuple(cleaned.related),
        removed=tuple(cleaned.removed),
        content_hash=fingerprint.content_hash(doc),
        simhash=fingerprint.simhash(doc.lowers),
        entities=entities.entities,
        times=tuple(times),
        quantities=tuple(quantities),
        quotes=tuple(quotes),
        events=tuple(events),
        pipeline=Pipeline(__version__, knows.version, _models(knows)),
    )


def _dateline(knows: Reader, found: Found | None) -> Dateline | None:
    if found is None:
        return None
    return Dateline(knows.annotator.place(found.place) if found.place else None, found.publisher)


def _time(text: str | None) -> str | None:
    return raw.parse_time(text)[0].isoformat() if text else None


def _models(knows: Reader) -> dict[str, str]:
    return knows.annotator.models() | knows.coder.models()
