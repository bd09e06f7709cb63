"""Whatever bytes come, decoding, cleaning and the pipeline answer, in time, and answers hold.

Bounded: so many examples, each within a time; hypothesis keeps what failed and tries it first.
"""

import json
import time
from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service import raw
from service.enrich import enrich, reader
from service.errors import Rejected
from service.records import EnrichedArticle, RawArticle
from service.stream.extractor import process
from service.text import html

CLUTTER = reader().clutter
# Seconds one small input may take, on a busy machine; a backtracking pattern takes minutes.
LIMIT = 5.0
MEGABYTE = 1_048_576
BOUNDED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)

WORDS = st.sampled_from(
    (
        "Presiden", "Prabowo", "Jakarta", "KPK", "menteri", "menewaskan", "mengatakan", '"', "“",
        "”", "'", "(20/10/2025)", "Senin", "25.61", "dua puluh", "Rp 1,2 triliun", "ratusan", "-",
        "--", ",", ".", "...", "Baca juga:", "\n", "\n\n", "<p>", "</p>", "<div>", "&amp;", "\x00",
        "\u200b", "\u202e", "ＡＢＣ", "é", "e\u0301", "😀", "https://a.b/c?d=e", "@", "#", "tak", "di",
        "<script>", "<!--", "A. B. C.", "(", ")", "[", "]", "yang", "oleh", "terhadap", "1.000.000",
    )
)  # fmt: skip
PROSE = st.lists(WORDS | st.text(max_size=12), max_size=60).map(" ".join)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    ("title", "body", "article_id", "url", "source", "language", "content_type", "published_at",
     "fetched_at", "authors", "section", "tags", "lain")
)  # fmt: skip
OBJECTS = st.dictionaries(FIELDS, JSON | PROSE, max_size=6).map(
    lambda value: json.dumps(value).encode()
)


@BOUNDED
@given(st.binary(max_size=400) | OBJECTS)
def test_decoding_gives_an_article_or_a_reason(value: bytes) -> None:
    try:
        article = raw.parse(value, MEGABYTE)
    except Rejected:
        return
    assert (article.title or "").strip() or (article.body or "").strip()


@BOUNDED
@given(PROSE, st.sampled_from((None, "text/html", "text/plain")))
def test_cleaning_answers_in_time(body: str, kind: str | None) -> None:
    begun = time.perf_counter()
    lines = html.to_text(body, kind)
    cleaned = CLUTTER.clean(lines.lines, lines.links)
    assert time.perf_counter() - begun < LIMIT
    assert all(isinstance(paragraph, str) for paragraph in cleaned.paragraphs)


@BOUNDED
@given(PROSE, PROSE, st.sampled_from((None, "id", "en")))
def test_the_pipeline_answers_in_time_and_every_offset_holds(
    title: str, body: str, language: str | None
) -> None:
    if not (title.strip() or body.strip()):
        return
    begun = time.perf_counter()
    record = enrich(RawArticle(title=title, body=body, language=language))
    assert time.perf_counter() - begun < LIMIT
    for text, start, end in _spans(record):
        assert record.text[start:end] == text
    assert orjson.dumps(record) == orjson.dumps(
        enrich(RawArticle(title=title, body=body, language=language))
    )


@BOUNDED
@given(st.binary(max_size=300))
def test_an_extraction_process_never_raises(value: bytes) -> None:
    outcome = process(value, enrich, MEGABYTE, MEGABYTE)
    assert (outcome.rejection is None) != (not outcome.outputs)


def _spans(record: EnrichedArticle) -> list[tuple[str, int, int]]:
    parts: list[Any] = [
        *(mention for entity in record.entities for mention in entity.mentions),
        *record.times,
        *record.quantities,
        *record.quotes,
        *(event.trigger for event in record.events),
        *(event.evidence for event in record.events),
    ]
    return [(part.text, part.start, part.end) for part in parts]
