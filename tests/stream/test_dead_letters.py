"""Dead letters as values, the choice among them, and the breaker."""

from datetime import UTC, datetime

import pytest
from rich.console import Console

from service.errors import KabarError, TooManyFailures
from service.settings import Settings
from service.stream import dlq, headers
from service.stream.breaker import Breaker
from service.stream.dead_letters import DeadLetter, Wanted

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def letter(*told: tuple[str, bytes], value: bytes = b"{}") -> DeadLetter:
    return DeadLetter(0, 5, int(NOON.timestamp() * 1000), b"k", value, list(told))


def test_a_letter_tells_its_reason_attempts_and_source() -> None:
    told = letter(
        ("kabar.errors.reason", b"no_text"),
        ("kabar.errors.attempts", b"2"),
        ("__connect.errors.partition", b"4"),
    )
    assert (told.reason, told.attempts, told.source_partition) == ("no_text", 2, 4)


@pytest.mark.parametrize("junk", (b"", b"-1", b"abc", b"9" * 5000, "²".encode()))
def test_junk_in_headers_is_read_as_nothing(junk: bytes) -> None:
    told = letter(("kabar.errors.attempts", junk), ("__connect.errors.partition", junk))
    assert (told.reason, told.attempts, told.source_partition) == ("unknown", 1, None)


def test_the_original_headers_are_all_but_our_own() -> None:
    kept = [("x", b"1"), ("traceparent", b"t"), ("x", b"2")]
    own = [
        ("kabar.errors.reason", b"no_text"),
        ("__connect.errors.topic", b"t"),
        ("kabar.attempts", b"1"),
    ]
    assert headers.original([*kept, *own]) == kept


@pytest.mark.parametrize(
    ("wanted", "fits"),
    (
        (Wanted(), True),
        (Wanted(reasons=frozenset({"no_text", "not_json"})), True),
        (Wanted(reasons=frozenset({"not_json"})), False),
        (Wanted(partitions=frozenset({4})), True),
        (Wanted(partitions=frozenset({5})), False),
        (Wanted(since=NOON), True),
        (Wanted(until=NOON), False),
    ),
)
def test_a_choice_is_by_reason_partition_and_time(wanted: Wanted, fits: bool) -> None:
    told = letter(("kabar.errors.reason", b"no_text"), ("__connect.errors.partition", b"4"))
    assert wanted.fits(told) is fits


def test_each_choice_has_a_name_of_its_own_and_an_unknown_reason_is_refused() -> None:
    names = {Wanted().name(), Wanted(frozenset({"no_text"})).name(), Wanted(since=NOON).name()}
    assert len(names) == 3
    assert (
        Wanted(frozenset({"no_text", "not_json"})).name()
        == Wanted(frozenset({"not_json", "no_text"})).name()
    )
    with pytest.raises(KabarError, match="extraction_timeout"):
        Wanted(frozenset({"salah"}))


def test_a_letter_is_shown_without_its_control_characters_and_without_markup() -> None:
    console = Console(width=100)
    with console.capture() as shown:
        console.print(dlq.letter_view(letter(value=b"\x1b[2J\x00awal [red]akhir")))
    assert "\x1b" not in shown.get()
    assert "[red]akhir" in shown.get()


def test_the_breaker_is_off_by_default_and_trips_only_on_a_full_window() -> None:
    Breaker(Settings.from_env({})).check([True] * 100_000)
    breaker = Breaker(Settings.from_env({}, breaker_share=0.9, breaker_window=10))
    breaker.check([True] * 9)
    with pytest.raises(TooManyFailures, match="9 of the last 10"):
        breaker.check([False])
    for _ in range(100):
        Breaker(Settings.from_env({}, breaker_share=1.0, breaker_window=10)).check(
            [True] * 9 + [False]
        )
