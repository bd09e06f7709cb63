import hashlib
from pathlib import Path

import pytest

from service.entities.geography import FILE, Geography, fold
from service.errors import PackError
from service.records import Geo
from tests.reading import annotate, knows


def geo(text: str, name: str) -> tuple[str, str | None, Geo | None]:
    """Return id, country and coordinates of the place called `name` in `text`."""
    entity = next(entity for entity in annotate(text)[1].entities if entity.name == name)
    return entity.entity_id, entity.country, entity.geo


def test_an_indonesian_name_leads_to_the_place_with_its_coordinates() -> None:
    entity_id, country, place = geo("Presiden Mesir tiba di Kairo.", "Kairo")
    assert place
    assert (entity_id, country) == ("geonames:360630", "EGY")
    assert (place.feature, round(place.lat or 0), round(place.lon or 0)) == ("PPLC", 30, 31)


def test_a_country_has_its_iso_code_and_no_coordinates() -> None:
    entity_id, _, place = geo("Presiden Mesir tiba di Kairo.", "Mesir")
    assert (entity_id, place) == ("iso3166:EGY", Geo(357994, None, None, None, "PCLI"))


def test_an_ambiguous_place_is_in_the_country_that_the_article_tells_of() -> None:
    assert geo("Warga Suriah mengungsi dari kota Tripoli, Suriah.", "Tripoli")[1] == "LBY"
    assert geo("Warga Spanyol berkumpul di Cartagena, Spanyol.", "Cartagena")[1] == "ESP"
    assert geo("Warga Kolombia berkumpul di Cartagena, Kolombia.", "Cartagena")[1] == "COL"


def test_a_district_knows_its_province_without_coordinates() -> None:
    entity_id, country, place = geo("Bentrok terjadi di Nduga, Papua.", "Nduga")
    assert (entity_id, country) == ("kabar:loc/nduga", "IDN")
    assert place == Geo(None, None, None, "Papua Pegunungan", None) or (
        place and place.admin1 == "Papua Pegunungan"
    )


def test_a_small_place_abroad_is_not_taken_for_a_name_nobody_placed() -> None:
    found = Geography.load().find("Wina")
    assert [place.country for place in found if place.population > 1_000_000] == ["AUT"]


def test_names_are_compared_without_case_accents_and_marks() -> None:
    assert fold("Sana’a") == fold("SANA'A") == fold("Sanaa") == "sanaa"
    assert fold("São  Paulo") == "sao paulo"


def test_a_file_that_is_no_gazetteer_says_how_to_make_one(tmp_path: Path) -> None:
    wrong = tmp_path / "places.bin"
    wrong.write_bytes(b"no gazetteer at all")
    for path in (wrong, tmp_path / "none.bin"):
        with pytest.raises(PackError, match="make it with `kabar train gazetteer`"):
            Geography.load(path)


def test_the_card_tells_the_hash_of_the_file() -> None:
    digest = hashlib.sha256(FILE.read_bytes()).hexdigest()
    assert digest in FILE.with_suffix(".md").read_text(encoding="utf-8")


def test_a_dateline_place_on_no_list_is_the_largest_of_that_name() -> None:
    place = knows().annotator.place("Nagpur")
    assert place
    assert place.country == "IND"
