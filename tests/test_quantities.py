import pytest

from service.records import Quantity
from tests.reading import knows, parse


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
