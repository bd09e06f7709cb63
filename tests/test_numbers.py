import pytest

from service.numbers import Numbers
from service.packs.files import PackFiles
from tests.reading import parse

NUMBERS = Numbers.load(PackFiles.of("id"))
Bounds = tuple[float | None, float | None, float | None]


def numbers(text: str) -> list[tuple[str, Bounds]]:
    doc = parse(text)
    return [
        (doc.text[doc.starts[n.first] : doc.ends[n.last - 1]], (n.min, n.best, n.max))
        for n in NUMBERS.find(doc)
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    (
        ("3", 3),
        ("2.500", 2500),
        ("1.250.000", 1_250_000),
        ("7,4", 7.4),
        ("1,2 juta", 1_200_000),
        ("Rp 3 ribu triliun", 3e15),
        ("dua", 2),
        ("dua belas", 12),
        ("sebelas", 11),
        ("dua puluh lima", 25),
        ("seratus dua puluh", 120),
        ("seribu lima ratus", 1500),
        ("dua ratus tiga puluh lima ribu enam ratus", 235_600),
        ("satu juta dua ratus ribu", 1_200_000),
        ("setengah juta", 500_000),
        ("satu setengah juta", 1_500_000),
        ("dua (2)", 2),
        ("3 (tiga)", 3),
        ("1 satu", 1),
        ("16,6 miliar", 16_600_000_000),
        ("seorang", 1),
    ),
)
def test_a_number_is_read_from_figures_and_words(text: str, value: float) -> None:
    ((told, bounds),) = numbers(f"Ada {text} di sana.")
    assert bounds == (value, value, value)
    assert text.endswith(told)


@pytest.mark.parametrize(
    ("text", "bounds"),
    (
        ("belasan", (11, None, 19)),
        ("puluhan", (20, None, 99)),
        ("ratusan ribu", (100_000, None, 999_000)),
        ("jutaan", (1_000_000, None, 9_999_999)),
        ("20-an", (20, None, 29)),
        ("100-an", (100, None, 199)),
        ("sedikitnya 10", (10, 10, None)),
        ("tidak kurang dari 10", (10, 10, None)),
        ("lebih dari dua puluh", (20, 20, None)),
        ("100 lebih", (100, 100, None)),
        ("hampir 100", (None, 100, 100)),
        ("kurang dari 5", (None, 5, 5)),
        ("hingga 300", (None, 300, 300)),
        ("sekitar 2.500", (None, 2500, None)),
        ("10-15", (10, None, 15)),
        ("dua hingga tiga", (2, None, 3)),
        ("2-3 juta", (2_000_000, None, 3_000_000)),
    ),
)
def test_a_number_has_the_bounds_the_text_sets(text: str, bounds: Bounds) -> None:
    assert numbers(f"Ada {text} di sana.") == [(text, bounds)]


def test_between_two_numbers_is_a_range() -> None:
    assert numbers("Ada antara 10 dan 20 di sana.") == [("10 dan 20", (10, None, 20))]


@pytest.mark.parametrize("text", ("20/10/2025", "12:30", "setengah hari", "kedua pihak", "puluh"))
def test_dates_clock_times_and_ordinals_are_no_numbers(text: str) -> None:
    assert numbers(f"Ada {text} di sana.") == []


def test_neighbouring_numbers_stay_apart() -> None:
    assert [bounds[1] for _, bounds in numbers("Dari dua, tiga, dan 4 kursi, 3-1 skornya.")] == [
        2, 3, 4, 3, 1,
    ]  # fmt: skip


def test_a_number_is_found_at_its_first_token() -> None:
    doc = parse("Sedikitnya dua puluh lima orang datang.")
    told = NUMBERS.at(doc, 1)
    assert told
    assert (told.first, told.core, told.last) == (0, 1, 4)
    assert (told.min, told.best, told.max) == (25, 25, None)
    assert NUMBERS.at(doc, 4) is None
