"""The console's memory: the latest events, none too large, found by who, where and what."""

from pathlib import Path

import orjson
import pytest

import service
from service.console import memory
from service.console.memory import Memory, Search
from service.enrich import enrich
from service.stream import topics
from service.stream.extractor import process
from service.stream.outcome import Outcome, Output

SAMPLES = Path(service.__file__).parent / "samples"
LIMIT = 1_000_000


def read(name: str) -> Outcome:
    """Return what the sample `name` gives."""
    return process((SAMPLES / f"{name}.json").read_bytes(), enrich, LIMIT, LIMIT)


def made(*numbers: int, spaces: int = 0) -> Outcome:
    """Return an outcome with an event for each of `numbers`, with so many spaces beside it."""
    bare: dict[str, object] = {"type": "AID", "actors": [], "recipients": [], "location": None}
    values = [orjson.dumps(bare | {"n": number}) + b" " * spaces for number in numbers]
    return Outcome(tuple(Output(topics.EVENTS, b"k", value, "e") for value in values))


@pytest.fixture(scope="module")
def filled() -> Memory:
    """A memory of three samples."""
    memory = Memory(100)
    for name in ("01-serangan-drone", "10-sanksi-diplomat", "11-bantuan-filipina"):
        memory.add(read(name))
    return memory


def found(memory: Memory, **query: str) -> list[dict[str, object]]:
    """Return the events that the parameters `query` find."""
    return [item["event"] for item in memory.since(0, Search.of(query))["events"]]


def test_the_oldest_make_room_for_the_newest() -> None:
    small = Memory(2)
    small.add(made(1, 2, 3))
    seen = small.since(0, Search())
    assert (seen["last"], seen["held"]) == (3, 2)
    assert [item["event"]["n"] for item in seen["events"]] == [2, 3]


def test_only_what_is_newer_is_told_again() -> None:
    small = Memory(9)
    small.add(made(1, 2))
    assert [item["number"] for item in small.since(1, Search())["events"]] == [2]
    assert small.since(2, Search())["events"] == []


def test_articles_and_entities_are_not_kept_nor_an_event_that_is_too_large() -> None:
    small = Memory(9)
    small.add(Outcome((Output(topics.ENRICHED, b"k", b"{}", "a"),)))
    small.add(made(1, spaces=memory.EVENT_BYTES))
    assert small.since(0, Search()) == {"last": 0, "held": 0, "events": []}


def test_a_dead_letter_adds_nothing() -> None:
    small = Memory(9)
    small.add(process(b"no json", enrich, LIMIT, LIMIT))
    assert small.since(0, Search())["held"] == 0


def test_a_search_without_wishes_finds_all(filled: Memory) -> None:
    assert len(found(filled, actor=" ", country="")) == filled.since(0, Search())["held"] > 2


def test_events_are_found_by_type(filled: Memory) -> None:
    assert {event["type"] for event in found(filled, type="aid")} == {"AID"}


def test_events_are_found_by_part_of_a_party_s_name_in_any_case(filled: Memory) -> None:
    events = found(filled, actor="FILIPINA")
    assert events
    assert len(events) < len(found(filled))
    for event in events:
        parties = [*event["actors"], *event["recipients"]]  # type: ignore[misc]
        assert any("filipina" in (party["name"] or party["text"]).lower() for party in parties)


def test_events_are_found_by_the_country_of_a_party_or_of_the_place(filled: Memory) -> None:
    by_country = found(filled, country="phl")
    assert by_country
    assert found(filled, country="ZZZ") == []
    assert len(by_country) < len(found(filled))


def test_what_is_asked_for_must_all_be_there(filled: Memory) -> None:
    assert found(filled, country="PHL", type="ASSAULT") == []
