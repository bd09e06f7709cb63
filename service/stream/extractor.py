"""The extraction process: one record in through its socket, its outcome out.

Forked by `service.stream.template`, one process a core, so that no article can block the event loop
and a hung one can be ended. Ends when its socket ends, so it never outlives its worker; a hung one
that was orphaned is ended by its own alarm.
"""

import importlib
import inspect
import re
import resource
import signal
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO, Protocol, TypeVar, cast

from service import ids, raw, steps
from service.errors import ExtractionFailed, OutputTooLarge, Rejected, SettingsError
from service.records import EnrichedArticle, RawArticle
from service.steps import Stopwatch
from service.stream import frames
from service.stream.outcome import Counts, Outcome, Rejection, counts_of, outputs_of, to_parts

Enrich = Callable[[RawArticle], EnrichedArticle]
Made = TypeVar("Made")
READY = b"ready"
# Told as soon as a record is read: from then on it is the record that ends the process.
TAKEN = b"taken"
WARM_UP = RawArticle(
    title="Presiden bertemu perdana menteri",
    body="Jakarta - Presiden bertemu perdana menteri di Istana, Senin (5/1/2026).",
    language="id",
)
# MiB that an article must be able to take beside the warm pipeline; one of 200,000 characters takes 53.
ARTICLE_MB = 64
# Exit code that tells the pool of the memory limit; not one that shells or signals use.
OUT_OF_MEMORY = 75
# An orphan ends itself this many seconds after the time its worker would have ended it.
ORPHAN_GRACE = 30


def load(path: str) -> Enrich:
    """Return the function at 'module:name'; raises `SettingsError` when there is none."""
    module, _, name = path.partition(":")
    try:
        return cast("Enrich", getattr(importlib.import_module(module), name))
    except (ImportError, AttributeError, ValueError) as error:
        raise SettingsError(f"KABAR_ENRICH={path!r}: {error}; give module:name") from error


@dataclass(frozen=True, slots=True)
class Limits:
    """What an article may take: bytes in and out, seconds, and MiB of its process."""

    max_input: int
    max_output: int
    seconds: float
    memory_mb: int


class Stepwise(Protocol):
    """A pipeline that tells its steps."""

    def __call__(self, article: RawArticle, *, begin: steps.Begin) -> EnrichedArticle:
        """Return the record; `begin` is told each step."""


@cache
def stepwise(enrich: Enrich) -> Stepwise:
    """Return `enrich` so that it tells its steps; one that cannot is one step, ENRICH."""
    if "begin" in inspect.signature(enrich).parameters:
        return cast("Stepwise", enrich)

    def whole(article: RawArticle, *, begin: steps.Begin) -> EnrichedArticle:
        begin(steps.ENRICH)
        return enrich(article)

    return whole


def process(value: bytes | None, enrich: Enrich, max_input: int, max_output: int) -> Outcome:
    """Return what `value` gives; raises nothing but `MemoryError`, whatever the bytes are."""
    watch = Stopwatch(steps.READ)
    article_id = None
    try:
        article = raw.parse(value, max_input)
        article_id = _guarded(ids.article_id, article)
        enriched = _guarded(partial(stepwise(enrich), begin=watch.begin), article)
        watch.begin(steps.SERIALISE)
        outputs = outputs_of(enriched)
        for output in outputs:
            if len(output.value) > max_output:
                raise OutputTooLarge(
                    f"a record for {output.topic} is {len(output.value)} bytes, "
                    f"the limit is {max_output}"
                )
        counts, rejection = counts_of(enriched), None
    except Rejected as error:
        outputs, counts, rejection = (), Counts(), _rejection(error, watch.step)
    return Outcome(outputs, rejection, counts, watch.stop(), watch.began_ns, article_id)


def _guarded(part: Callable[[RawArticle], Made], article: RawArticle) -> Made:
    try:
        return part(article)
    except MemoryError:
        raise
    except Exception as error:
        raise ExtractionFailed(f"{type(error).__name__}: {error}") from error


def _rejection(error: Rejected, stage: str) -> Rejection:
    cause = error.__cause__ if isinstance(error, ExtractionFailed) else None
    trace = "".join(traceback.format_exception(cause)) if cause else ""
    return Rejection(error.reason, type(cause or error).__name__, str(error), trace, stage)


def serve(source: BinaryIO, out: BinaryIO, enrich: Enrich, limits: Limits) -> int:
    """Answer records until `source` ends; return the exit code of the process."""
    _limit_memory(limits.memory_mb)
    try:
        _send(out, [READY])
        while (parts := frames.read(source)) is not None:
            signal.setitimer(signal.ITIMER_REAL, limits.seconds + ORPHAN_GRACE)
            _send(out, [TAKEN])
            outcome = process(parts[0], enrich, limits.max_input, limits.max_output)
            signal.setitimer(signal.ITIMER_REAL, 0)
            _send(out, to_parts(outcome))
    except MemoryError:
        # What is left of the process cannot be trusted; the pool starts a fresh one.
        return OUT_OF_MEMORY
    except OSError:
        # The worker is gone, and nobody waits for an answer.
        return 0
    return 0


def _send(out: BinaryIO, parts: Sequence[frames.Part]) -> None:
    out.write(frames.encode(parts))
    out.flush()


def require_room(megabytes: int, pipeline: str) -> None:
    """Raise `SettingsError` when `megabytes` leave no room for an article beside the warm pipeline."""
    needed = _held_megabytes() + ARTICLE_MB
    if needed > megabytes:
        raise SettingsError(
            f"KABAR_EXTRACTOR_MEMORY_MB={megabytes} is too little: {pipeline} takes "
            f"{needed - ARTICLE_MB} MiB before its first article; make it at least {needed}"
        )


def _limit_memory(megabytes: int) -> None:
    """Make allocations fail beyond `megabytes`: what the process holds itself, not shared files."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = megabytes * 1024 * 1024
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _held_megabytes() -> int:
    """Return the MiB that count towards the limit now; 0 where the system does not tell."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"^VmData:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) // 1024 if found else 0
