import pytest

from service.records import Entity
from tests.reading import annotate


def person(text: str, name: str) -> Entity:
    """Return the entity called `name` in `text`."""
    return next(entity for entity in annotate(text)[1].entities if entity.name == name)


@pytest.mark.parametrize(
    ("text", "role", "sector", "country"),
    (
        ("Juru bicara militer Irak Karim Fadel menolak.", "Juru bicara militer Irak", "MIL", "IRQ"),
        ("Kapolres Bogor AKBP Karim Fadel hadir.", "Kapolres Bogor AKBP", "COP", "IDN"),
        ("Ketua KPK Karim Fadel hadir.", "Ketua KPK", "COP", "IDN"),
        ("Ketua Komisi III DPR Karim Fadel hadir.", "Ketua Komisi III DPR", "LEG", "IDN"),
        ("Juru bicara Hizbullah Karim Fadel hadir.", "Juru bicara Hizbullah", "REB", "LBN"),
        (
            "Mantan Perdana Menteri Irak Karim Fadel hadir.",
            "Mantan Perdana Menteri Irak",
            "ELI",
            "IRQ",
        ),
        (
            "Wakil Menteri Energi Afsel, Karim Fadel, hadir.",
            "Wakil Menteri Energi Afsel",
            "GOV",
            "ZAF",
        ),
        ("Menurut Karim Fadel, ketua KPK, kasus itu berat.", "ketua KPK", "COP", "IDN"),
        ("Menurut Karim Fadel (45), warga Gaza, rumah hancur.", "warga Gaza", "CVL", "PSE"),
        (
            "Menurut Karim Fadel (KF) selaku Direktur PT Maju, laba naik.",
            "Direktur PT Maju",
            "BUS",
            "IDN",
        ),
    ),
)
def test_a_function_gives_sector_and_country(
    text: str, role: str, sector: str, country: str
) -> None:
    entity = person(text, "Karim Fadel")
    assert [span.text for span in entity.roles] == [role]
    assert (entity.sector, entity.country) == (sector, country)


def test_what_is_told_of_others_is_no_function_of_the_person_named() -> None:
    entity = person("Pengacara Karim Fadel menolak dakwaan itu.", "Karim Fadel")
    assert (entity.roles, entity.sector) == ((), None)


def test_the_function_between_two_names_is_that_of_the_first() -> None:
    text = "Menurut Karim Fadel, ketua KPK, Budi Santika menolak."
    assert person(text, "Budi Santika").roles == ()
