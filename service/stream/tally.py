"""Adds each finished article to the metrics; what it held was counted in the extraction process.

So every count is made in one process, the worker's, whatever becomes of extraction processes.
"""

import time
from functools import cache

from prometheus_client import Counter, Histogram

from service import metrics, steps
from service.settings import Settings
from service.stream.outcome import Counts, Outcome

OTHER = "other"
# py3langid tells 97 languages; a short article's declared language is anything.
LANGUAGES = 110


class Bounded:
    """Names that labels may have: the first `limit` that come; the rest are 'other'."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._known: set[str] = set()

    def __call__(self, name: str) -> str:
        """Return `name` when it is known or there is room, else 'other'."""
        if name not in self._known:
            if len(self._known) >= self._limit:
                return OTHER
            self._known.add(name)
        return name


class Tally:
    """Counts articles, and remembers which names its labels have."""

    def __init__(self, settings: Settings) -> None:
        self._source = Bounded(settings.metric_sources)
        self._pair = Bounded(settings.metric_pairs)
        self._language = Bounded(LANGUAGES)
        self._newest_ms: dict[str, int] = {}

    def finished(self, outcome: Outcome, timestamp_ms: int, delivering: float) -> None:
        """Count an acknowledged record with this Kafka timestamp, `delivering` seconds on its way."""
        for step, seconds in outcome.seconds.items():
            _stage(step).observe(seconds)
        _stage(steps.DELIVER).observe(delivering)
        now = time.time()
        metrics.LATENCY_SECONDS.observe(max(0.0, now - timestamp_ms / 1000))
        if outcome.rejection:
            _series(metrics.ARTICLES, "dead_letter").inc()
            _series(metrics.DEAD_LETTERS, outcome.rejection.reason, outcome.rejection.stage).inc()
            return
        metrics.LAST_SUCCESS.set(now)
        self._count(outcome.counts)
        source = self._source(outcome.counts.source)
        _series(metrics.SOURCES, source).inc()
        newest = self._newest_ms[source] = max(timestamp_ms, self._newest_ms.get(source, 0))
        metrics.SOURCE_SEEN.labels(source).set(newest / 1000)

    def _count(self, counts: Counts) -> None:
        _series(metrics.ARTICLES, "enriched" if counts.supported else "unsupported").inc()
        _series(metrics.LANGUAGES, self._language(counts.language)).inc()
        for counter, numbers in (
            (metrics.EVENTS, counts.events),
            (metrics.ENTITIES, counts.entities),
            (metrics.QUOTES, counts.quotes),
            (metrics.COUNTRIES, counts.countries),
            (metrics.CASUALTIES, counts.casualties),
        ):
            for labels, number in numbers.items():
                _series(counter, *labels.split()).inc(number)
        for pair, number in counts.pairs.items():
            known = self._pair(pair)
            actor, recipient = (OTHER, OTHER) if known == OTHER else pair.split()
            _series(metrics.PAIRS, actor, recipient).inc(number)


@cache
def _series(counter: Counter, *labels: str) -> Counter:
    """Return the counter with `labels`: finding it anew costs more than counting."""
    return counter.labels(*labels)


@cache
def _stage(step: str) -> Histogram:
    return metrics.STAGE_SECONDS.labels(step)
