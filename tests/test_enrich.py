from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service import schema
from service.demo import samples
from service.enrich import enrich
from service.raw import parse
from service.records import RawArticle


def spans(node: Any) -> list[tuple[str, int, int]]:
    """Return every (text, start, end) in a decoded record."""
    if isinstance(node, dict):
        own = (
            [(node["text"], node["start"], node["end"])]
            if {"text", "start", "end"} <= node.keys()
            else []
        )
        return own + [found for value in node.values() for found in spans(value)]
    return [found for value in node for found in spans(value)] if isinstance(node, list) else []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=2000))
def test_any_text_gives_a_valid_record_whose_spans_are_verbatim(title: str, body: str) -> None:
    value = orjson.dumps(enrich(RawArticle(title=title, body=body, language="id")))
    record = orjson.loads(value)
    assert list(schema.validator("enriched-article.v1").iter_errors(record)) == []
    for text, start, end in spans(record):
        assert record["text"][start:end] == text


@pytest.mark.parametrize("value", samples())
def test_every_sample_gives_valid_verbatim_and_repeatable_records(value: bytes) -> None:
    article = parse(value, 1 << 20)
    first = orjson.dumps(enrich(article))
    assert first == orjson.dumps(enrich(article))
    record = orjson.loads(first)
    assert list(schema.validator("enriched-article.v1").iter_errors(record)) == []
    for text, start, end in spans(record):
        assert record["text"][start:end] == text


def test_a_naive_publication_time_is_utc_and_flagged() -> None:
    record = enrich(RawArticle(title="Judul", published_at="2025-10-20T10:00:00"))
    assert record.published_at == "2025-10-20T10:00:00+00:00"
    assert record.published_at_assumed_utc is True


def test_an_unsupported_language_is_kept_as_text() -> None:
    record = enrich(RawArticle(title="The minister met the president in London on Monday evening"))
    assert record.language.supported is False
    assert (record.entities, record.quotes, record.events) == ((), (), ())
    assert record.text


def test_deep_brackets_and_null_bytes_are_only_text() -> None:
    assert enrich(RawArticle(title="Judul", body="(" * 10_000)).text
    assert "\x00" not in enrich(RawArticle(title="Ju\x00dul", body="i\x00si")).text
