"""OpenTelemetry spans of each record: consume, under it the steps of extraction and produce.

On with KABAR_TRACING=otlp. Where spans go, how many are sampled and how they are batched is told by
OpenTelemetry's own variables (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER, …). The steps are
timed in the extraction process; their spans are made here, so only the worker exports.
"""

import os
import threading

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import (
    Span,
    SpanKind,
    StatusCode,
    Tracer,
    format_trace_id,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from service import __version__
from service.stream.headers import Headers
from service.stream.outcome import Outcome
from service.stream.trace import Origin

CLOSE_LIMIT = 3.0
W3C = TraceContextTextMapPropagator()


class _Ids(RandomIdGenerator):
    """Span ids at random; the trace id of a new trace is the one that its record gives.

    So a record without a context that is read twice is one trace, with tracing on or off.
    """

    next_trace = 0

    def generate_trace_id(self) -> int:
        """Return the id that was set for the trace that begins now."""
        return self.next_trace

    def is_trace_id_random(self) -> bool:
        """It is a hash."""
        return False


class Spans:
    """Begins the trace of each record; `close` sends what is left."""

    def __init__(self, processor: SpanProcessor) -> None:
        self._ids = _Ids()
        # Its own default name would be unknown_service; OTEL_SERVICE_NAME is OpenTelemetry's.
        name = os.environ.get("OTEL_SERVICE_NAME") or "kabar"
        resource = Resource.create({"service.name": name, "service.version": __version__})
        self._provider = TracerProvider(
            resource=resource, id_generator=self._ids, shutdown_on_exit=False
        )
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("kabar", __version__)

    @classmethod
    def exporting(cls) -> "Spans":
        """Return spans that go where OpenTelemetry's variables say."""
        return cls(BatchSpanProcessor(OTLPSpanExporter()))

    def __call__(self, origin: Origin) -> "Recorded":
        """Begin the trace of a record that was read."""
        (_, parent), *_ = origin.context
        self._ids.next_trace = int(parent[3:35], 16)
        carrier = {name: value.decode("latin-1") for name, value in origin.context}
        above = Context() if origin.started else W3C.extract(carrier, Context())
        return Recorded(self._tracer, origin, above)

    def close(self) -> None:
        """Send the spans that wait, in `CLOSE_LIMIT` seconds or not at all."""
        # It waits up to 30 s for a collector that does not answer: a worker must not.
        closing = threading.Thread(target=self._provider.shutdown, daemon=True)
        closing.start()
        closing.join(CLOSE_LIMIT)


class Recorded:
    """The spans of one record (a `service.stream.trace.Trace`)."""

    __slots__ = ("_below", "_consume", "_produce", "_tracer")

    def __init__(self, tracer: Tracer, origin: Origin, above: Context) -> None:
        self._tracer = tracer
        # Names as in OpenTelemetry's conventions for messaging.
        self._consume = tracer.start_span(
            f"consume {origin.topic}",
            above,
            SpanKind.CONSUMER,
            {
                "messaging.system": "kafka",
                "messaging.operation.type": "process",
                "messaging.destination.name": origin.topic,
                "messaging.destination.partition.id": str(origin.partition),
                "messaging.kafka.offset": origin.offset,
            },
        )
        self._below = set_span_in_context(self._consume, Context())
        self._produce: Span | None = None

    @property
    def trace_id(self) -> str:
        """32 hex digits."""
        return format_trace_id(self._consume.get_span_context().trace_id)

    def produce(self, outcome: Outcome) -> Headers:
        """Write the steps of extraction, begin `produce` if not begun, return its context."""
        if self._produce is None:
            self._write_steps(outcome)
            sent = {"messaging.system": "kafka", "messaging.operation.type": "send"}
            self._produce = self._tracer.start_span("produce", self._below, SpanKind.PRODUCER, sent)
        carrier: dict[str, str] = {}
        W3C.inject(carrier, set_span_in_context(self._produce, Context()))
        return [(name, value.encode("latin-1")) for name, value in carrier.items()]

    def _write_steps(self, outcome: Outcome) -> None:
        if not self._consume.is_recording():
            return
        began = outcome.began_ns
        for step, seconds in outcome.seconds.items():
            span = self._tracer.start_span(step, self._below, start_time=began)
            began += int(seconds * 1e9)
            span.end(began)

    def end(self, outcome: Outcome) -> None:
        """End `produce` and `consume`; a dead letter is an error, named by its reason."""
        if outcome.article_id:
            self._consume.set_attribute("kabar.article_id", outcome.article_id)
        if outcome.rejection:
            self._consume.set_attribute("error.type", outcome.rejection.reason)
            self._consume.set_status(StatusCode.ERROR, outcome.rejection.reason)
        if self._produce:
            count = 1 if outcome.rejection else len(outcome.outputs)
            self._produce.set_attribute("messaging.batch.message_count", count)
            self._produce.end()
        self._consume.end()
