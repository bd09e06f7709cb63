import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
        ("pekan lalu", "2025-W42", "week"),
        ("dua minggu lalu", "2025-W41", "week"),
        ("bulan lalu", "2025-09", "month"),
        ("bulan depan", "2025-11", "month"),
        ("tahun depan", "2026", "year"),
        ("tahun ini", "2025", "year"),
        ("dua puluh lima tahun yang lalu", "2000", "year"),
        ("tiga tahun terakhir", "2022/2025", "year"),
        ("Rabu (3/9)", "2025-09-03", "day"),
        ("Minggu (5/10)", "2025-10-05", "day"),
        ("Selasa, 5 Agustus 2025", "2025-08-05", "day"),
        ("Senin 8 Mei 2023", "2023-05-08", "day"),
        ("Rabu lalu", "2025-10-15", "day"),
        ("Jumat pekan lalu", "2025-10-17", "day"),
        ("Jumat pekan depan", "2025-10-31", "day"),
        ("Selasa malam", "2025-10-21", "day"),
        ("Selasa dini hari", "2025-10-21", "day"),
        ("tadi malam", "2025-10-21", "day"),
        ("dini hari tadi", "2025-10-22", "day"),
        ("27/1/2024", "2024-01-27", "day"),
        ("12-14 Maret", "2025-03-12/2025-03-14", "day"),
        ("28 Februari hingga 3 Maret 2024", "2024-02-28/2024-03-03", "day"),
        ("27 Januari tahun lalu", "2024-01-27", "day"),
        ("29 Februari", "2024-02-29", "day"),
        ("Mei lalu", "2025-05", "month"),
        ("November mendatang", "2025-11", "month"),
        ("Januari-Maret 2025", "2025-01/2025-03", "month"),
        ("Maret tahun lalu", "2024-03", "month"),
        ("awal 2024", "2024", "year"),
        ("akhir tahun 2017", "2017", "year"),
        ("pertengahan Mei", "2025-05", "month"),
        ("akhir pekan lalu", "2025-W42", "week"),
        ("2019-2024", "2019/2024", "year"),
        ("1990-an", "1990/1999", "decade"),
        ("kuartal II 2025", "2025-04/2025-06", "quarter"),
        ("pukul 14.30 WIB", "T14:30+07:00", "minute"),
        ("pukul 08:15 waktu", "T08:15", "minute"),
        ("jam 9 malam", "T21", "hour"),
        ("jam 12 malam", "T00", "hour"),
    ),
)
def test_times_are_resolved_against_publication(text: str, value: str, granularity: str) -> None:
    doc = parse(f"Peristiwa itu terjadi {text} di sana.")
    (time,) = knows().times.find(doc, PUBLISHED)
    assert (time.value, time.granularity) == (value, granularity)
    assert doc.text[time.start : time.end] == time.text
    assert time.text in text


@pytest.mark.parametrize("text", ("31/2/2025", "40 Januari", "30 Februari"))
def test_days_that_do_not_exist_are_no_times(text: str) -> None:
    assert knows().times.find(parse(f"Pada {text} itu."), PUBLISHED) == []


def test_relative_times_need_a_publication_date() -> None:
    assert knows().times.find(parse("Ia datang kemarin."), None) == []


@pytest.mark.parametrize(
    ("text", "told"),
    (
        ("Ia lahir pada 1998 di Medan.", ["1998"]),
        ("Buku itu (1998) laris.", ["1998"]),
        ("Ia menang pada 1997, 2000 dan 2001.", ["1997", "2000", "2001"]),
        ("Sejak tahun 90-an ia tinggal di sana.", ["1990/1999"]),
        ("Sidang akan digelar pada 27 Desember.", ["2025-12-27"]),
        ("Rapat pada Minggu malam dan Senin.", ["2025-10-19", "2025-10-20"]),
        (
            "Kata dia pada Senin (20/10/2025) pukul 14.30 WIB.",
            ["2025-10-20", "2025-10-20T14:30+07:00"],
        ),
        ("Undang-Undang Nomor 3 Tahun 2025 berlaku.", []),
        ("Ada sekitar 2003 orang di sana.", []),
        ("Arus lalu lintas di depan kampus padat.", []),
        ("Beberapa tahun lalu ia pergi, kemudian Mei datang.", []),
        ("Pada 10 Oktober 2024 ia tiba, lalu 15 Oktober ia pergi.", ["2024-10-10", "2024-10-15"]),
        ("Pada Jumat (31/2) ia tiba.", ["2025-10-17"]),
        ("Skor akhir 2-1 pada menit awal.", []),
        ("Hukuman 15 tahun penjara dan tiga hari kerja.", []),
    ),
)
def test_times_are_told_apart_from_what_only_looks_like_them(text: str, told: list[str]) -> None:
    assert [time.value for time in knows().times.find(parse(text), PUBLISHED)] == told


def test_a_week_in_a_headline_is_no_sunday() -> None:
    (time,) = knows().times.find(parse("Isi.", title="Presiden ke Tokyo Minggu Depan"), PUBLISHED)
    assert (time.value, time.granularity) == ("2025-W44", "week")


def test_a_weekday_of_today_with_a_direction_is_another_day() -> None:
    doc = parse("Rabu lalu ia datang, Rabu ini ia pergi, Rabu depan ia kembali.")
    values = [time.value for time in knows().times.find(doc, PUBLISHED)]
    assert values == ["2025-10-15", "2025-10-22", "2025-10-29"]


# fmt: off
WORDS = st.sampled_from([
    "Senin", "Minggu", "(", ")", "3/9", "31/2", "99/99/2025", "5", "Maret",
    "Februari", "2024", "-", "tahun", "bulan", "pekan", "lalu", "depan", "terakhir",
    "dua", "puluh", "pukul", "25.61", ",", ".", "awal", "kuartal", "II",
    "1990-an", "00-an", "hingga", "dini", "hari", "tadi", "ini", "9999",
])
# fmt: on


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=30))
def test_any_mix_of_words_gives_times_and_quantities_in_order(words: list[str]) -> None:
    doc = parse(" ".join(words))
    times = knows().times.find(doc, PUBLISHED)
    quantities = knows().quantities.find(doc, times, knows().numbers.find(doc))
    assert all(doc.text[time.start : time.end] == time.text for time in times)
    assert all(doc.text[item.start : item.end] == item.text for item in quantities)
    assert all(a.end <= b.start for a, b in itertools.pairwise(times))
    assert all(a.end <= b.start for a, b in itertools.pairwise(quantities))


@pytest.mark.parametrize("words", ("hari ini", "Rapat berlangsung kemarin", "malam tadi"))
def test_a_text_may_end_with_a_relative_day_and_no_full_stop(words: str) -> None:
    doc = parse(words)
    assert [time.end for time in knows().times.find(doc, PUBLISHED)] == [len(words)]
