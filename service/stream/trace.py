"""The trace of one record: its W3C context, passed on to what is made of it.

Without spans of our own the context is passed on as it came. `service.tracing` has the other kind.
"""

from dataclasses import dataclass
from typing import Protocol

from service.errors import SettingsError
from service.settings import Settings
from service.stream.headers import Headers
from service.stream.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record came from, and its context: a valid traceparent first, maybe a tracestate.

    `started` is true where the record had no valid context.
    """

    topic: str
    partition: int
    offset: int
    context: Headers
    started: bool


class Trace(Protocol):
    """One record's trace, from reading to acknowledgement."""

    @property
    def trace_id(self) -> str:
        """32 hex digits."""

    def produce(self, outcome: Outcome) -> Headers:
        """Begin to send what `outcome` holds, if not begun; return the context of what is sent."""

    def end(self, outcome: Outcome) -> None:
        """The record is delivered and acknowledged."""


class Traces(Protocol):
    """Begins the trace of each record."""

    def __call__(self, origin: Origin) -> Trace:
        """Begin the trace of a record that was read."""

    def close(self) -> None:
        """No more records come; may take seconds."""


@dataclass(frozen=True, slots=True)
class Passing:
    """A trace that is passed on."""

    origin: Origin

    @property
    def trace_id(self) -> str:
        """32 hex digits, out of the traceparent."""
        return self.origin.context[0][1][3:35].decode()

    def produce(self, outcome: Outcome) -> Headers:
        """Return the context as it came, whatever `outcome` is."""
        del outcome
        return self.origin.context

    def end(self, outcome: Outcome) -> None:
        """Nothing was begun."""


class PassingOn:
    """Begins traces that are passed on."""

    def __call__(self, origin: Origin) -> Trace:
        """Return the trace as it came."""
        return Passing(origin)

    def close(self) -> None:
        """Nothing waits."""


def traces(settings: Settings) -> Traces:
    """Return what `settings.tracing` asks for; raises `SettingsError` where that is not installed."""
    if settings.tracing == "off":
        return PassingOn()
    try:
        from service.tracing import Spans  # noqa: PLC0415  # optional extra
    except ImportError as error:
        raise SettingsError(
            f"KABAR_TRACING={settings.tracing} needs the tracing extra ({error}): "
            "pip install 'kabar[tracing]', or set it to off"
        ) from error
    return Spans.exporting()
