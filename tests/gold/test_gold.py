"""The gold articles are sound: complete sentences, known parties, possible dates, enough kinds."""

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from service.evaluation import gold
from service.evaluation.gold import GoldArticle
from service.records import EventType, Modality

FILES = sorted(Path(__file__).parent.glob("*.jsonl"))
ARTICLES = [article for file in FILES for article in gold.read(file)]
EVENTS = [event for article in ARTICLES for event in article.events]

each_article = pytest.mark.parametrize(
    "article", ARTICLES, ids=[article.article_id for article in ARTICLES]
)


def plain(article: GoldArticle) -> str:
    """Return the body with line breaks for tags."""
    return re.sub(r"<[^>]+>", "\n", article.raw["body"])


@each_article
def test_evidence_is_a_whole_sentence(article: GoldArticle) -> None:
    for event in article.events:
        if event.evidence == article.raw["title"]:
            continue
        before, _, after = plain(article).partition(event.evidence)
        assert re.search(r"(^|\n|[.!?][\"”]? |[-–—] )[\"“”]?$", before), event.evidence
        assert event.evidence[-1] in '.!?"”', event.evidence
        assert re.match(r"[\"”]?(\s|$)", after), event.evidence


@each_article
def test_every_party_is_in_the_text_and_its_name_is_an_entity(article: GoldArticle) -> None:
    text = f"{article.raw['title']}\n{article.raw['body']}"
    names = {entity.name for entity in article.entities}
    for event in article.events:
        for party in (*event.actors, *event.recipients):
            assert party["text"] in text
            assert party["name"] is None or party["name"] in names


@each_article
def test_what_is_asserted_did_not_happen_after_publication(article: GoldArticle) -> None:
    published = article.raw["published_at"]
    for event in article.events:
        if event.date and event.modality == "asserted" and event.type != "AGREE":
            assert event.date <= published[: len(event.date)], event.trigger


@each_article
def test_every_quote_of_four_words_or_more_is_annotated(article: GoldArticle) -> None:
    text = plain(article)
    for clutter in article.boilerplate:
        text = text.replace(clutter, "")
    runs = re.findall(r'"([^"]+)"|[“”]([^“”]+)”', text)
    quoted = [run.rstrip(" ,") for pair in runs for run in pair if len(run.split()) >= 4]
    assert [quote.text for quote in article.quotes] == quoted
    assert all(quote.speaker for quote in article.quotes)


@each_article
def test_cross_links_stand_in_the_clutter(article: GoldArticle) -> None:
    for headline in article.related:
        assert any(headline in clutter for clutter in article.boilerplate)


@each_article
def test_an_article_is_as_long_as_short_news(article: GoldArticle) -> None:
    assert 130 <= len(plain(article).split()) <= 350


def test_the_set_covers_every_type_and_modality() -> None:
    kinds = Counter(event.type for event in EVENTS)
    assert set(kinds) == set(get_args(EventType))
    assert {event.modality for event in EVENTS} == set(get_args(Modality))
    assert sum(event.background for event in EVENTS) >= 20


def test_the_set_is_large_and_mixed_enough() -> None:
    assert len(ARTICLES) >= 32
    assert sum(not article.events for article in ARTICLES) >= 5
    assert len({article.raw["source"] for article in ARTICLES}) >= 15
