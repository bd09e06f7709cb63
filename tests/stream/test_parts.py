"""Frames, outcomes, headers, health and plans: the small parts of the stream."""

import io
import time

import pytest

from service.errors import SettingsError
from service.records import RawArticle
from service.settings import Settings
from service.stream import frames, headers, topics
from service.stream.extractor import load, process
from service.stream.health import Health
from service.stream.outcome import Counts, Outcome, Output, Rejection, from_parts, to_parts
from tests.stream.stubs import enrich

LIMIT = 1_048_576


def test_a_frame_comes_out_as_it_went_in() -> None:
    parts = [b"", None, b"x" * 100_000, "é".encode()]
    assert frames.read(io.BytesIO(frames.encode(parts))) == parts
    assert frames.read(io.BytesIO(b"")) is None


def test_an_outcome_crosses_the_pipe_unchanged() -> None:
    counts = Counts(True, "id", "Contoh", {"CONSULT asserted": 2}, casualties={"killed": 3})
    outputs = (Output("events", b"k", b"{}", "id"),)
    outcome = Outcome(outputs, None, counts, {"read": 0.25}, 1_760_000_000_000_000_000, "a-1")
    assert from_parts(to_parts(outcome)) == outcome
    rejected = Outcome(rejection=Rejection("no_text", "NoText", "m", "trace", "read"))
    assert from_parts(to_parts(rejected)) == rejected


@pytest.mark.parametrize(
    ("value", "reason", "stage"),
    (
        (b"nope", "not_json", "read"),
        (None, "not_json", "read"),
        (b"[]", "not_an_object", "read"),
        (b'{"title": 1}', "wrong_type", "read"),
        (b'{"title": ""}', "no_text", "read"),
        (b" " * (LIMIT + 1), "too_large", "read"),
        (b'{"title": "raise"}', "extraction_failed", "enrich"),
        (b'{"title": "big"}', "output_too_large", "serialise"),
    ),
)
def test_process_answers_every_value(value: bytes | None, reason: str, stage: str) -> None:
    rejection = process(value, enrich, LIMIT, 1_000_000).rejection
    assert rejection
    assert (rejection.reason, rejection.stage) == (reason, stage)


def test_process_keeps_the_stack_trace_of_what_the_pipeline_raised() -> None:
    rejection = process(b'{"title": "raise"}', enrich, LIMIT, LIMIT).rejection
    assert rejection
    assert rejection.error == "ValueError"
    assert "the stub was told to raise" in rejection.stacktrace


def test_outputs_come_in_the_order_article_events_entities() -> None:
    outcome = process(b'{"title": "satu"}', enrich, LIMIT, LIMIT)
    assert [output.topic for output in outcome.outputs] == [
        topics.ENRICHED,
        topics.EVENTS,
        topics.ENTITIES,
    ]
    assert outcome.counts.events == {"CONSULT asserted": 1}


def test_a_pipeline_that_is_not_there_is_named() -> None:
    with pytest.raises(SettingsError, match="KABAR_ENRICH"):
        load("service.nowhere:enrich")
    assert load("tests.stream.stubs:enrich")(RawArticle(title="x")).title == "x"


VALID = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_a_valid_context_is_passed_on_and_an_invalid_one_replaced() -> None:
    context = [("traceparent", VALID), ("tracestate", b"vendor=1")]
    assert headers.trace_context([("x", b""), *reversed(context)], b"seed") == context
    broken = [("traceparent", b"00-xyz"), ("tracestate", b"vendor=1")]
    ((name, started),) = headers.trace_context(broken, b"seed")
    assert name == "traceparent"
    assert headers.TRACEPARENT.match(started)
    assert headers.trace_context([], b"seed") == [(name, started)]
    assert headers.trace_context([], b"other") != [(name, started)]


def test_a_tracestate_longer_than_anyone_must_take_is_left_out() -> None:
    context = [("traceparent", VALID), ("tracestate", b"v" * 513)]
    assert headers.trace_context(context, b"seed") == context[:1]


def test_times_in_headers_are_rfc_3339() -> None:
    assert headers.rfc3339(1_760_000_000_123) == "2025-10-09T08:53:20.123Z"


def test_ready_needs_partitions_warm_extractors_and_a_producer() -> None:
    health = Health(stall_limit=60)
    health.beat(lag=0, committed=0, rebalancing=False)
    assert health.ready()[0] is False
    health.partitions, health.extractors_ready, health.producer_ready = 2, True, True
    assert health.ready()[0] is True
    health.beat(lag=0, committed=0, rebalancing=True)
    assert health.ready()[0] is False
    health.beat(lag=0, committed=0, rebalancing=False)
    health.stopping = True
    assert health.ready()[0] is False


def beats(health: Health, *, lag: int = 0, committed: int = 0, rebalancing: bool = False) -> bool:
    """Return whether a worker lives that was seen so twice, with the stall limit between."""
    health.beat(lag=lag, committed=committed, rebalancing=rebalancing)
    time.sleep(2 * health.stall_limit)
    health.beat(lag=lag, committed=committed, rebalancing=rebalancing)
    return health.live()[0]


def test_live_fails_when_commits_stand_still_with_lag() -> None:
    health = Health(stall_limit=0.02, partitions=1)
    assert beats(health) is True
    assert beats(health, lag=5, committed=10) is False
    health.beat(lag=5, committed=11, rebalancing=False)
    assert health.live()[0] is True


def test_live_fails_when_a_rebalance_never_ends() -> None:
    health = Health(stall_limit=0.02, partitions=1)
    assert beats(health, rebalancing=True) is False
    health.beat(lag=0, committed=0, rebalancing=False)
    assert health.live()[0] is True


def test_a_worker_without_partitions_lives_unless_one_is_read_by_nobody() -> None:
    """What the broker did not say is not held against it: a new start would not mend a broker."""
    for spare, lives in ((True, True), (None, True), (False, False)):
        assert beats(Health(stall_limit=0.02, partitions=0, spare=spare)) is lives


def test_live_fails_when_the_loop_stops_beating() -> None:
    health = Health(stall_limit=60)
    health.last_beat = time.monotonic() - 60
    assert health.live()[0] is False


def test_the_dead_letter_topic_takes_whatever_the_raw_topic_takes() -> None:
    plans = {plan.name: plan for plan in topics.plans(Settings())}
    raw = int(plans["news.articles.raw"].config["max.message.bytes"])
    assert int(plans["news.articles.dlq"].config["max.message.bytes"]) > raw
