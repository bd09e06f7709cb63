import pytest

from service.records import Quantity
from tests.reading import PUBLISHED, knows, parse


def quantities(text: str, title: str | None = None) -> list[Quantity]:
    doc = parse(text, title=title)
    found = knows().quantities.find(
        doc, knows().times.find(doc, PUBLISHED), knows().numbers.find(doc)
    )
    for quantity in found:
        assert doc.text[quantity.start : quantity.end] == quantity.text
    return found


Bound = float | None


@pytest.mark.parametrize(
    ("text", "low", "value", "high", "unit"),
    (
        ("Sekitar 2.500 tentara", None, 2500, None, "person"),
        ("Tiga warga", 3, 3, 3, "person"),
        ("Sekitar 300 pendukungnya", None, 300, None, "person"),
        ("Puluhan warga", 20, None, 99, "person"),
        ("Belasan orang", 11, None, 19, "person"),
        ("Ratusan ribu buruh", 100_000, None, 999_000, "person"),
        ("Sedikitnya 10 orang", 10, 10, None, "person"),
        ("100 orang lebih", 100, 100, None, "person"),
        ("10-15 orang", 10, None, 15, "person"),
        ("Dua hingga tiga polisi", 2, None, 3, "person"),
        ("Seorang nelayan", 1, 1, 1, "person"),
        ("Hampir 36.400 jiwa", None, 36_400, 36_400, "person"),
        ("Rp 1,2 triliun", 1.2e12, 1.2e12, 1.2e12, "IDR"),
        ("Rp1,2 triliun", 1.2e12, 1.2e12, 1.2e12, "IDR"),
        ("Lebih dari Rp500 juta", 5e8, 5e8, None, "IDR"),
        ("Sekitar US$ 5 juta", None, 5e6, None, "USD"),
        ("250.000 dolar Kanada", 250_000, 250_000, 250_000, "CAD"),
        ("Lima juta rupiah", 5e6, 5e6, 5e6, "IDR"),
        ("0,4 persen", 0.4, 0.4, 0.4, "percent"),
        ("52,5%", 52.5, 52.5, 52.5, "percent"),
        ("Dua unit mobil", 2, 2, 2, "mobil"),
        ("Lima ekor sapi", 5, 5, 5, "sapi"),
        ("Dua puluh lima rumah", 25, 25, 25, "rumah"),
        ("15 ton", 15, 15, 15, "ton"),
    ),
)
def test_a_quantity_has_bounds_a_value_and_a_unit(
    text: str, low: Bound, value: Bound, high: Bound, unit: str
) -> None:
    (found,) = quantities(f"{text} dibawa ke sana.")
    assert (found.min, found.value, found.max, found.unit) == (low, value, high, unit)
    assert found.text == text


@pytest.mark.parametrize(
    "text",
    (
        "Ia melanggar Pasal 2 undang-undang itu.",
        "Dua di antaranya sudah pulang.",
        "Ia pergi pada 5 Maret 2025 pukul 14.30 WIB.",
        "Kualifikasi Piala Dunia 2026 zona Asia dimulai.",
        "Salah satu rumah terbakar.",
        "Mereka tinggal di RT 10 desa itu.",
        "Ini warga ke-3.400 yang datang.",
    ),
)
def test_a_number_that_counts_nothing_is_no_quantity(text: str) -> None:
    assert quantities(text) == []


def test_the_hurt_are_persons_without_a_noun() -> None:
    found = quantities("Ledakan itu membuat lima tewas dan sepuluh lainnya luka.")
    assert [(q.text, q.unit) for q in found] == [("lima", "person"), ("sepuluh", "person")]


def test_persons_in_a_headline_count_in_capitals() -> None:
    found = quantities("Isi.", title="Banjir Besar, 3 Warga Tewas")
    assert [(q.text, q.unit) for q in found] == [("3 Warga", "person")]
