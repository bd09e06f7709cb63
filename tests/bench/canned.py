"""A pipeline without work: gives what `enrich` gave for the article of that title, under its own id.

Around it a stream shows what it costs itself, with real outputs.
"""

from dataclasses import replace
from functools import cache

from service import ids
from service.enrich import enrich as real
from service.records import EnrichedArticle, RawArticle


@cache
def _once(title: str, body: str) -> EnrichedArticle:
    return real(RawArticle(title, body))


def enrich(article: RawArticle) -> EnrichedArticle:
    """Return the remembered record of `article` with its own id."""
    found = _once(article.title or "", article.body or "")
    own = ids.article_id(article)
    events = tuple(replace(event, article_id=own) for event in found.events)
    return replace(found, article_id=own, events=events)
