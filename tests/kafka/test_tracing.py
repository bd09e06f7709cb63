"""A real worker that traces: its spans at a collector, its context on the records, its log lines."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import orjson
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from service.settings import Settings
from service.stream import topics
from tests.kafka.worker import Sent, exchange, extractors, running, stop

pytestmark = pytest.mark.kafka
TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
CONTEXT = (("traceparent", f"00-{TRACE_ID}-00f067aa0ba902b7-01".encode()), ("tracestate", b"v=1"))
RECORDS = [
    Sent(orjson.dumps({"title": "satu", "article_id": "a-1"}), b"1", CONTEXT),
    Sent(orjson.dumps({"title": "raise", "article_id": "a-2"}), b"2"),
    Sent(orjson.dumps({"title": "hang", "article_id": "a-3"}), b"3"),
]
STUB = {"KABAR_ENRICH": "tests.stream.stubs:enrich", "KABAR_TIME_LIMIT": "1"}


@contextmanager
def collector() -> Iterator[tuple[str, list[Span]]]:
    """Run an OTLP collector; yield its address and the spans that it was given."""
    got: list[Span] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = ExportTraceServiceRequest()
            request.ParseFromString(self.rfile.read(int(self.headers["Content-Length"])))
            got.extend(
                span
                for resource in request.resource_spans
                for scope in resource.scope_spans
                for span in scope.spans
            )
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", got
    finally:
        server.shutdown()
        server.server_close()


def test_spans_reach_the_collector_and_their_context_the_outputs(settings: Settings) -> None:
    with collector() as (address, spans):
        tracing = {"KABAR_TRACING": "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT": address}
        with running(settings, **STUB, **tracing) as (process, _):
            got = exchange(settings, RECORDS)
            assert stop(process) == 0
    assert sorted(span.name for span in spans) == sorted(
        [f"consume {settings.topic(topics.RAW)}", "produce"] * 3
        + ["read", "enrich"] * 2
        + ["serialise"]
    )
    ours = {span.name: span for span in spans if span.trace_id.hex() == TRACE_ID}
    assert ours[f"consume {settings.topic(topics.RAW)}"].parent_span_id.hex() == "00f067aa0ba902b7"
    passed = [item for item in got if item.key != b"2" and item.topic == topics.ENRICHED]
    for item in passed:
        assert item.header("traceparent") == f"00-{TRACE_ID}-{ours['produce'].span_id.hex()}-01"
        assert item.header("tracestate") == "v=1"
    assert len(passed) == 1


def test_a_collector_that_does_not_answer_holds_up_neither_articles_nor_the_end(
    settings: Settings,
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        tracing = {"KABAR_TRACING": "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT": address}
        with running(settings, **STUB, **tracing) as (process, _):
            assert len(exchange(settings, RECORDS[:1] * 100)) == 300
            begun = time.monotonic()
            assert stop(process) == 0
            # One send alone would wait ten seconds for its answer.
            assert time.monotonic() - begun < 9


def test_lines_about_a_record_name_it(settings: Settings, tmp_path: Path) -> None:
    """Standard error is no terminal: every line is JSON, and the third-party ones are few."""
    log = tmp_path / "log"
    with log.open("wb") as stream, running(settings, stream, **STUB) as (process, _):
        exchange(settings, RECORDS)
        for child in extractors(process.pid):
            child.kill()
        deadline = time.monotonic() + 10
        while b"while idle" not in log.read_bytes():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert stop(process) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    letters = {line["article_id"]: line for line in lines if line.get("article_id")}
    assert letters["a-2"]["offset"] == 1
    assert letters["a-2"]["partition"] == 0
    assert len(letters["a-2"]["trace_id"]) == 32
    assert letters["a-2"]["message"].startswith("dead letter (extraction_failed, ValueError)")
    (replaced,) = [line for line in lines if "replaced (timeout)" in line["message"]]
    assert (replaced["partition"], replaced["offset"]) == (0, 2)
    idle = [line for line in lines if "while idle" in line["message"]]
    assert idle
    assert not any("offset" in line for line in idle)
    others = [line for line in lines if not line["logger"].startswith("service.")]
    assert {line["level"] for line in others} <= {"WARNING", "ERROR"}
