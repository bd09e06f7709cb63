"""What the metrics count: from the record that was made to the numbers that are scraped."""

from dataclasses import replace

import orjson
import pytest
from prometheus_client import generate_latest

from service import metrics, steps
from service.enrich import enrich
from service.raw import from_object
from service.records import Casualties, Count, EnrichedArticle, Event, Party
from service.settings import Settings
from service.steps import Stopwatch
from service.stream.extractor import process
from service.stream.outcome import Counts, Outcome, Rejection, counts_of
from service.stream.tally import OTHER, Bounded, Tally
from tests.stream import stubs

LIMIT = 1_048_576
STAGES = [steps.READ, steps.CLEAN, steps.ENTITIES, steps.EVENTS, steps.SERIALISE]


def value(name: str, **labels: str) -> float:
    """Return the sample `name` as it would be scraped now; 0 when it is not there."""
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


def party(country: str | None) -> Party:
    return Party("x", 0, 1, None, None, country, None)


def article(
    *events: Event, source: str | None = "Contoh", url: str | None = None
) -> EnrichedArticle:
    """Return a record with these events."""
    made = stubs.enrich(from_object({"title": "satu"}))
    return replace(made, events=events, source=source, url=url)


def event(actors: tuple[str | None, ...] = (), recipients: tuple[str | None, ...] = ()) -> Event:
    """Return an asserted event between parties of these countries."""
    (made,) = stubs.enrich(from_object({"title": "satu"})).events
    return replace(made, actors=tuple(map(party, actors)), recipients=tuple(map(party, recipients)))


def test_a_country_counts_once_an_event_and_role_and_unknown_countries_do_not() -> None:
    counts = counts_of(article(event(("IDN", "IDN", None), ("USA",)), event(("IDN",))))
    assert counts.countries == {"IDN actor": 2, "USA recipient": 1}
    assert counts.pairs == {"IDN USA": 1}


def test_only_asserted_news_adds_to_the_casualties() -> None:
    hurt = replace(event(), casualties=Casualties(Count(2, 3, 4), None, Count(None, None, 5)))
    counts = counts_of(
        article(hurt, hurt, replace(hurt, modality="negated"), replace(hurt, background=True))
    )
    assert counts.casualties == {"killed": 6}
    assert counts.events == {"CONSULT asserted": 3, "CONSULT negated": 1}


@pytest.mark.parametrize(
    ("source", "url", "label"),
    (
        (" Harian\n Contoh ", "https://lain.example/1", "Harian Contoh"),
        (None, "https://www.Contoh.example:8080/a", "contoh.example"),
        (None, "http://[broken", "unknown"),
        (None, None, "unknown"),
        ("x" * 500, None, "x" * 60),
    ),
)
def test_an_outlet_is_its_name_or_its_host(source: str | None, url: str | None, label: str) -> None:
    assert counts_of(article(source=source, url=url)).source == label


def test_a_declared_language_of_any_length_gives_a_short_label() -> None:
    raw = orjson.dumps({"title": "...", "language": "q" * 5000})
    assert process(raw, enrich, LIMIT, LIMIT).counts.language == "q" * 8


def test_only_the_first_names_become_labels() -> None:
    bounded = Bounded(2)
    assert [bounded(name) for name in "abcab"] == ["a", "b", OTHER, "a", "b"]


def test_outlets_and_pairs_beyond_the_settings_are_counted_together() -> None:
    tally = Tally(Settings.from_env({}, metric_sources=1, metric_pairs=1))
    before = value("kabar_event_pairs_total", actor=OTHER, recipient=OTHER)
    for name in ("tally-a", "tally-b", "tally-c"):
        counts = Counts(True, "id", name, pairs={f"{name} X": 1})
        tally.finished(Outcome(counts=counts), 5000, 0.1)
    assert value("kabar_articles_by_source_total", source="tally-a") == 1
    assert value("kabar_articles_by_source_total", source="tally-b") == 0
    assert value("kabar_articles_by_source_total", source=OTHER) >= 2
    assert value("kabar_event_pairs_total", actor=OTHER, recipient=OTHER) == before + 2
    assert value("kabar_source_last_seen_timestamp_seconds", source="tally-a") == 5


def test_the_last_sight_of_an_outlet_is_its_newest_article_not_its_latest_read() -> None:
    tally = Tally(Settings())
    for moment in (9000, 7000):
        tally.finished(Outcome(counts=Counts(source="tally-d")), moment, 0.1)
    assert value("kabar_source_last_seen_timestamp_seconds", source="tally-d") == 9


def test_a_dead_letter_is_counted_by_reason_and_stage_and_is_no_success() -> None:
    labels = {"reason": "extraction_failed", "stage": "events"}
    metrics.LAST_SUCCESS.set(1)
    before = value("kabar_dead_letters_total", **labels)
    rejection = Rejection("extraction_failed", "ValueError", "m", stage="events")
    Tally(Settings()).finished(Outcome(rejection=rejection), 0, 0.1)
    assert value("kabar_dead_letters_total", **labels) == before + 1
    assert value("kabar_last_success_timestamp_seconds") == 1


def test_each_step_of_the_pipeline_is_timed_and_arrives_in_the_histogram() -> None:
    raw = orjson.dumps({"title": "Presiden bertemu menteri", "language": "id"})
    outcome = process(raw, enrich, LIMIT, LIMIT)
    assert list(outcome.seconds) == STAGES
    before = {stage: value("kabar_stage_seconds_count", stage=stage) for stage in STAGES}
    Tally(Settings()).finished(outcome, 0, 0.1)
    assert [value("kabar_stage_seconds_count", stage=stage) for stage in STAGES] == [
        before[stage] + 1 for stage in STAGES
    ]


def test_a_pipeline_that_names_no_steps_is_timed_as_a_whole() -> None:
    outcome = process(b'{"title": "slow"}', stubs.enrich, LIMIT, LIMIT)
    assert list(outcome.seconds) == [steps.READ, steps.ENRICH, steps.SERIALISE]
    assert outcome.seconds[steps.ENRICH] >= 1


def test_the_pipeline_gives_the_same_record_whether_it_is_timed_or_not() -> None:
    raw = from_object({"title": "Presiden bertemu menteri di Istana", "body": "Jakarta - Ya."})
    assert enrich(raw, begin=Stopwatch(steps.READ).begin) == enrich(raw)


def test_all_that_is_scraped_has_help_and_the_prefix() -> None:
    own = [
        family
        for family in metrics.REGISTRY.collect()
        if not family.name.startswith(("process_", "python_"))
    ]
    assert all(family.name.startswith("kabar_") and family.documentation for family in own)
    assert b"kabar_build_info" in generate_latest(metrics.REGISTRY)
