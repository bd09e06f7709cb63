"""Small helpers for tests of the language rooms: text in, document and findings out."""

from datetime import datetime

from service.enrich import Reader, reader
from service.entities.mentions import Entities
from service.records import Event, RawArticle
from service.text.document import Document

PUBLISHED = datetime.fromisoformat("2025-10-22T09:00:00+07:00")  # a Wednesday


def knows() -> Reader:
    """Return the Indonesian reader."""
    return reader()


def parse(*paragraphs: str, title: str | None = None) -> Document:
    """Return the document of `paragraphs`."""
    return knows().tokenizer.parse(title, list(paragraphs))


def annotate(*paragraphs: str, title: str | None = None) -> tuple[Document, Entities]:
    """Return the document of `paragraphs` and its entities."""
    doc = parse(*paragraphs, title=title)
    return doc, knows().annotator.annotate(doc)


def events(*paragraphs: str, title: str | None = None) -> tuple[Event, ...]:
    """Return the events of an article of `paragraphs`, published on `PUBLISHED`."""
    from service.enrich import enrich

    article = RawArticle(
        title=title,
        body="\n".join(paragraphs),
        article_id="a",
        language="id",
        published_at=PUBLISHED.isoformat(),
    )
    return enrich(article).events
