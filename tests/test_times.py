import pytest

from service.records import Quantity
from tests.reading import PUBLISHED, knows, parse


@pytest.mark.parametrize(
    ("text", "value", "granularity"),
    (
        ("Senin (20/10/2025)", "2025-10-20", "day"),
        ("hari Minggu", "2025-10-19", "day"),
        ("Rabu", "2025-10-22", "day"),
        ("Rabu depan", "2025-10-29", "day"),
        ("27 Januari", "2025-01-27", "day"),
        ("27 Desember", "2024-12-27", "day"),
        ("5 Maret 2019", "2019-03-05", "day"),
        ("Desember 2017", "2017-12", "month"),
        ("tahun 2003", "2003", "year"),
        ("kemarin", "2025-10-21", "day"),
        ("dua hari lalu", "2025-10-20", "day"),
        ("pekan lalu", "2025-10-15", "day"),
        ("bulan lalu", "2025-09", "month"),
        ("tahun depan", "2026", "year"),
    ),
)
def test_times_are_resolved_against_publication(text: str, value: str, granularity: str) -> None:
    doc = parse(f"Peristiwa itu terjadi {text} di sana.")
    (time,) = knows().times.find(doc, PUBLISHED)
    assert (time.value, time.granularity) == (value, granularity)
    assert doc.text[time.start : time.end] == time.text


@pytest.mark.parametrize("text", ("31/2/2025", "40 Januari", "30 Februari"))
def test_days_that_do_not_exist_are_no_times(text: str) -> None:
    assert knows().times.find(parse(f"Pada {text} itu."), PUBLISHED) == []


def test_relative_times_need_a_publication_date() -> None:
    assert knows().times.find(parse("Ia datang kemarin."), None) == []


def quantity(text: str) -> Quantity:
    (found,) = knows().quantities.find(parse(text))
    return found


@pytest.mark.parametrize(
    ("text", "value", "low", "high", "unit"),
    (
        ("sekitar 2.500 tentara tiba", 2500, 2500, 2500, "person"),
        ("tiga warga pulang", 3, 3, 3, "person"),
        ("puluhan warga pulang", None, 20, 99, "person"),
        ("belasan orang pulang", None, 11, 19, "person"),
        ("sedikitnya 10 orang pulang", 10, 10, None, "person"),
        ("uang Rp 1,2 triliun disita", 1.2e12, 1.2e12, 1.2e12, "IDR"),
        ("naik 0,4 persen lagi", 0.4, 0.4, 0.4, "percent"),
    ),
)
def test_quantities_have_value_bounds_and_unit(
    text: str, value: float | None, low: float, high: float | None, unit: str
) -> None:
    found = quantity(text)
    assert (found.value, found.min, found.max, found.unit) == (value, low, high, unit)
