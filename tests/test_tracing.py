"""Spans of a record: under the context that it brought, with the steps, and passed on."""

import sys
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from service.errors import SettingsError
from service.settings import Settings
from service.stream import headers, topics
from service.stream.delivery import Message
from service.stream.headers import Headers
from service.stream.outcome import Outcome, Output, Rejection
from service.stream.trace import Origin, traces
from service.stream.window import Record, Window
from service.tracing import Spans
from tests.stream.test_window import Broker, flow, run

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
SAMPLED = ("traceparent", f"00-{TRACE_ID}-00f067aa0ba902b7-01".encode())
NOT_SAMPLED = ("traceparent", f"00-{TRACE_ID}-00f067aa0ba902b7-00".encode())
STEPS = {"read": 0.001, "clean": 0.002, "serialise": 0.003}
BEGAN = 1_760_000_000_000_000_000
REJECTION = Rejection("extraction_failed", "ValueError", "m", stage="clean")


def flown(*brought: tuple[str, bytes], outcome: Outcome) -> tuple[list[Message], Any]:
    """Return what a record with these headers gives: messages, and spans by the word of their name."""
    exporter, broker, acks = InMemorySpanExporter(), Broker(), list[int]()

    async def extract(value: bytes | None) -> Outcome:
        assert value
        return outcome

    async def ack() -> None:
        acks.append(1)

    record = Record("news.articles.raw", 2, 9, 1000, b"k", b"v", list(brought), ack)
    window = Window(Settings(), extract, broker.send, Spans(SimpleSpanProcessor(exporter)))
    run(flow(window, [record], acks))
    return broker.taken, {span.name.split()[0]: span for span in exporter.get_finished_spans()}


def enriched() -> Outcome:
    outputs = tuple(Output(name, b"k", b"{}", "id") for name in (topics.ENRICHED, topics.EVENTS))
    return Outcome(outputs, seconds=STEPS, began_ns=BEGAN, article_id="a-1")


def ids(span: ReadableSpan) -> tuple[str, str]:
    context = span.get_span_context()
    assert context
    return f"{context.trace_id:032x}", f"{context.span_id:016x}"


def test_a_record_is_one_trace_with_consume_the_steps_and_produce() -> None:
    sent, spans = flown(SAMPLED, ("tracestate", b"vendor=1"), outcome=enriched())
    assert set(spans) == {"consume", "produce", *STEPS}
    assert {ids(span)[0] for span in spans.values()} == {TRACE_ID}
    consume, produce = spans["consume"], spans["produce"]
    assert f"{consume.parent.span_id:016x}" == "00f067aa0ba902b7"
    assert all(spans[name].parent.span_id == consume.context.span_id for name in STEPS)
    assert (consume.kind, produce.kind) == (SpanKind.CONSUMER, SpanKind.PRODUCER)
    assert consume.attributes["messaging.destination.partition.id"] == "2"
    assert consume.attributes["messaging.kafka.offset"] == 9
    assert consume.attributes["kabar.article_id"] == "a-1"
    assert produce.attributes["messaging.batch.message_count"] == 2
    expected = f"00-{TRACE_ID}-{ids(produce)[1]}-01".encode()
    for message in sent:
        assert [item for item in message.headers if item[0].startswith("trace")] == [
            ("traceparent", expected),
            ("tracestate", b"vendor=1"),
        ]


def test_steps_stand_one_after_another_as_they_were_timed() -> None:
    _, spans = flown(SAMPLED, outcome=enriched())
    began = BEGAN
    for name, seconds in STEPS.items():
        assert spans[name].start_time == began
        began += int(seconds * 1e9)
        assert spans[name].end_time == began


def test_a_trace_that_is_not_sampled_is_passed_on_without_spans() -> None:
    sent, spans = flown(NOT_SAMPLED, outcome=enriched())
    assert spans == {}
    told = dict(sent[0].headers)["traceparent"].decode()
    assert told.startswith(f"00-{TRACE_ID}-")
    assert told.endswith("-00")


def test_a_record_without_a_context_begins_the_same_trace_with_tracing_on_or_off() -> None:
    sent, spans = flown(outcome=enriched())
    again, _ = flown(outcome=enriched())
    ((_, off),) = headers.trace_context([], b"2/9/v")
    assert spans["consume"].parent is None
    ours = [dict(message.headers)["traceparent"] for message in (sent[0], again[0])]
    assert {trace[:35] for trace in ours} == {off[:35]}
    assert [message.value for message in sent] == [message.value for message in again]


def test_a_dead_letter_is_an_error_and_keeps_the_headers_it_came_with() -> None:
    lost = Outcome(rejection=REJECTION, seconds={"read": 0.1}, began_ns=BEGAN)
    (letter,), spans = flown(SAMPLED, outcome=lost)
    assert [item for item in letter.headers if item[0] == "traceparent"] == [SAMPLED]
    assert spans["consume"].attributes["error.type"] == "extraction_failed"
    assert not spans["consume"].status.is_ok


def test_tracing_without_its_extra_is_refused_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "service.tracing", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(SettingsError, match=r"pip install 'kabar\[tracing\]'"):
        traces(Settings.from_env({"KABAR_TRACING": "otlp"}))


@pytest.mark.parametrize("brought", ([SAMPLED], [SAMPLED, ("tracestate", b"vendor=1")]))
def test_off_passes_the_context_on_unchanged(brought: Headers) -> None:
    trace = traces(Settings())(Origin("t", 0, 0, brought, started=False))
    assert trace.trace_id == TRACE_ID
    assert trace.produce(Outcome()) == brought
