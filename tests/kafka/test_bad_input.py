"""Bad input of every kind ends as a dead letter or a bare record; its neighbours are not lost."""

from typing import Any

import orjson
import pytest

from service.settings import Settings
from service.stream import topics
from tests.kafka.brokers import Broker
from tests.kafka.worker import Got, Sent, exchange, running, stop

GOOD = {
    "title": "Presiden bertemu perdana menteri",
    "body": "Jakarta - Presiden bertemu Perdana Menteri Malaysia di Istana Negara pada Senin.",
    "language": "id",
    "published_at": "2025-10-21T08:00:00+07:00",
}
BAD: dict[str, tuple[bytes | None, str]] = {
    "not JSON": (b"<xml>bukan json</xml>", "not_json"),
    "cut off": (b'{"title": "Presiden', "not_json"),
    "null value": (None, "not_json"),
    "empty value": (b"", "not_json"),
    "a list": (b'["Presiden"]', "not_an_object"),
    "a number": (b"7", "not_an_object"),
    "title is a number": (b'{"title": 7, "body": "x"}', "wrong_type"),
    "body is an object": (b'{"title": "x", "body": {"html": 1}}', "wrong_type"),
    "authors is a string": (b'{"title": "x", "authors": "Budi"}', "wrong_type"),
    "an impossible time": (b'{"title": "x", "published_at": "kemarin"}', "wrong_type"),
    "no text": (b'{"title": " ", "body": null}', "no_text"),
    "no fields": (b"{}", "no_text"),
    "broken UTF-8": (b'{"title": "Presiden \xff\xfe"}', "not_json"),
    "deep nesting": (b'{"title": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", "not_json"),
    "2 MB body": (b'{"title": "x", "body": "' + b"kata " * 400_000 + b'"}', "too_large"),
}
ODD: dict[str, dict[str, str]] = {
    "null bytes": {"title": "Pre\u0000siden", "body": "Presiden\u0000 bertemu menteri di Jakarta."},
    "unsupported language": {
        "title": "The minister met the prime minister",
        "body": "The foreign minister met the prime minister in London on Monday to talk about trade.",
    },
    "HTML bomb of depth": {
        "title": "Bom",
        "body": "<div>" * 100_000 + "teks",
        "content_type": "text/html",
    },
    "HTML bomb of entities": {
        "title": "Bom",
        "body": "&amp;" * 100_000,
        "content_type": "text/html",
    },
    "only marks": {"title": "?", "body": '"' * 50_000},
}


@pytest.mark.kafka
def test_every_bad_record_is_answered_and_no_neighbour_is_lost(
    settings: Settings, broker: Broker
) -> None:
    """Good articles stand between all bad ones: each record has its own outcome."""
    assert broker.address
    good = [orjson.dumps(GOOD | {"article_id": f"good-{number}"}) for number in range(len(BAD) + 1)]
    records = [Sent(good[0], b"good-0")]
    for number, (name, (value, _)) in enumerate(BAD.items(), 1):
        records += [Sent(value, name.encode(), (("x-origin", b"scraper"),)), Sent(good[number])]
    records += [
        Sent(orjson.dumps(article | {"article_id": name}), name.encode())
        for name, article in ODD.items()
    ]
    with running(settings) as (process, _):
        got = exchange(settings, records)
        assert stop(process) == 0
    dead = {item.key.decode(): item for item in got if item.topic == topics.DLQ and item.key}
    enriched = {
        record["article_id"]: record
        for record in (_json(item) for item in got if item.topic == topics.ENRICHED)
    }
    assert set(dead) == set(BAD)
    for name, (value, reason) in BAD.items():
        assert dead[name].header("kabar.errors.reason") == reason, name
        assert dead[name].value == value, name
        assert dead[name].header("x-origin") == "scraper", name
        assert dead[name].header("__connect.errors.topic") == settings.topic(topics.RAW), name
        assert dead[name].header("__connect.errors.exception.message"), name
    assert set(enriched) == {f"good-{number}" for number in range(len(good))} | set(ODD)
    assert "\x00" not in enriched["null bytes"]["text"]
    foreign = enriched["unsupported language"]
    assert foreign["language"]["supported"] is False
    assert foreign["entities"] == foreign["events"] == foreign["quotes"] == []
    assert foreign["text"].startswith("The minister met")


def _json(item: Got) -> dict[str, Any]:
    value: dict[str, Any] = orjson.loads(item.value or b"")
    return value
