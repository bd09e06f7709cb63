from pathlib import Path

import pytest

from service.entities.gazetteer import Gazetteer
from service.entities.roles import Roles
from service.errors import PackError
from service.packs.files import PackFiles
from service.records import Entity
from tests.reading import annotate, knows


def named(*paragraphs: str, title: str | None = None) -> dict[str, Entity]:
    return {entity.name: entity for entity in annotate(*paragraphs, title=title)[1].entities}


def test_one_group_under_three_names_is_one_entity() -> None:
    entity = named("Pasukan itu memerangi Daesh, juga disebut ISIS atau ISIL.")["Daesh"]
    assert [mention.text for mention in entity.mentions] == ["Daesh", "ISIS", "ISIL"]
    assert entity.sector == "REB"


def test_short_forms_of_a_country_are_the_country() -> None:
    entity = named("Pasukan AS tiba. Amerika Serikat mengumumkannya, kata seorang warga Amerika.")
    country = entity["Amerika Serikat"]
    assert (country.entity_id, country.country, country.linked) == ("iso3166:USA", "USA", True)
    assert len(country.mentions) == 3


def test_a_short_form_joins_the_full_name_and_titles_are_no_part_of_it() -> None:
    entity = named(
        "“Kami siap,” kata Jenderal Yehia Rasool, juru bicara militer Irak.", "Rasool menolak."
    )["Yehia Rasool"]
    assert [mention.text for mention in entity.mentions] == ["Yehia Rasool", "Rasool"]
    assert entity.entity_id == "kabar:per/yehia-rasool"
    assert entity.sector == "MIL"
    assert "juru bicara militer Irak" in [role.text for role in entity.roles]


def test_a_former_office_holder_is_of_the_elite() -> None:
    entity = named("Mantan perdana menteri Irak Adel Mahdi mendesak parlemen bersidang.")
    assert entity["Adel Mahdi"].sector == "ELI"


def test_a_role_passes_over_the_country_to_the_name() -> None:
    found = named("Perdana Menteri Inggris Tony Brown tiba di Berlin.")
    assert {name: entity.type for name, entity in found.items()} == {
        "Inggris": "LOC",
        "Tony Brown": "PER",
        "Berlin": "LOC",
    }


def test_organisation_heads_take_the_words_that_follow() -> None:
    found = named("Penyidik Polda Jawa Tengah dan PT Maju Terus hadir di Jalan Sudirman.")
    assert found["Polda Jawa Tengah"].type == "ORG"
    assert found["PT Maju Terus"].type == "ORG"
    assert found["Jalan Sudirman"].type == "LOC"


def test_days_months_and_ordinary_words_at_the_start_of_a_sentence_are_no_names() -> None:
    assert named("Pada Senin pagi di bulan Oktober. Antara lain warga datang.") == {}


def test_capitals_of_the_title_are_no_names_unless_known() -> None:
    found = named("Ia bertemu wartawan.", title="Irak Lanjutkan Diskusi untuk Mengakhiri Misi")
    assert list(found) == ["Irak"]


def test_mentions_are_sorted_apart_and_verbatim() -> None:
    doc, entities = annotate(
        "Menlu Retno Sari bertemu Menlu Iran Abbas Karimi di Jakarta, Indonesia."
    )
    last = 0
    for mention in entities.mentions:
        assert last <= mention.start < mention.end
        span = next(m for m in entities.of(mention).mentions if m.start == mention.start)
        assert doc.text[mention.start : mention.end] == span.text
        last = mention.end


def test_a_dateline_place_is_resolved_in_any_case() -> None:
    place = knows().annotator.place("WASHINGTON")
    assert place
    assert (place.text, place.name, place.country) == ("WASHINGTON", "Washington", "USA")


def test_every_role_of_the_pack_is_found_with_its_own_sector() -> None:
    roles = Roles.load(PackFiles.of("id"))
    for meaning in roles.meanings():
        words, sector = meaning.words, meaning.sector
        role = roles.match(words, 0, len(words))
        assert role
        assert role.last == len(words), words
        assert role.sector in {sector, "ELI"}


def test_a_form_told_twice_names_file_and_line(tmp_path: Path) -> None:
    pack = PackFiles.of("id").folder
    for name in ("countries.tsv", "seats.tsv", "places.tsv", "bodies.tsv", "text.toml"):
        (tmp_path / name).write_text((pack / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "organisations.tsv").write_text(
        "name\tcountry\tsector\taliases\nSatu\t\tSOC\tX\nDua\t\tSOC\tX\n"
    )
    with pytest.raises(PackError, match=r"organisations.tsv:3: 'X' already names 'Satu'"):
        Gazetteer.load(PackFiles(tmp_path))


def test_a_body_is_of_the_country_that_ends_its_name_and_a_person_of_that_of_the_role() -> None:
    found = named(
        "Juru bicara militer Irak Yehia Rasool menolak usul Kementerian Luar Negeri Israel."
    )
    assert found["Kementerian Luar Negeri Israel"].country == "ISR"
    assert found["Yehia Rasool"].country == "IRQ"


def test_every_entity_has_a_kind() -> None:
    found = annotate(
        "Menlu Retno Sari bertemu utusan NATO di Jakarta, Jawa Barat, dan Selat Hormuz."
    )[1]
    assert {e.name: kind for e, kind in zip(found.entities, found.kinds, strict=True)} == {
        "Retno Sari": "per",
        "NATO": "org",
        "Jakarta": "seat",
        "Jawa Barat": "admin1",
        "Selat Hormuz": "water",
    }


def test_a_body_with_its_region_is_one_name_and_the_officer_after_it_another() -> None:
    found = named("Penyidik Polda Bali Kombes Surya Wardana datang ke Kantor Polsek Cilincing.")
    assert (found["Polda Bali"].sector, found["Polda Bali"].country) == ("COP", "IDN")
    assert found["Surya Wardana"].type == "PER"


def test_a_listed_name_within_a_function_is_a_mention_of_its_own() -> None:
    found = named("Sekretaris Jenderal PBB Antonio Guterres bertemu warga Palestina di Kairo.")
    assert {"PBB", "Palestina", "Kairo", "Antonio Guterres"} == set(found)


def test_a_direction_after_a_country_makes_a_region_of_it() -> None:
    region = named("Roket jatuh di Israel selatan, kata polisi.")["Israel selatan"]
    assert (region.type, region.country) == ("LOC", "ISR")


def test_a_chapter_of_a_body_is_another_body() -> None:
    found = named("Walhi Jawa Timur menggugat, dan Walhi mendukungnya.")
    assert found["Walhi Jawa Timur"].entity_id != found["Walhi"].entity_id


def test_known_persons_are_found_where_capitals_say_nothing() -> None:
    entity = named("Ia datang.", title="Netanyahu Tolak Gencatan Senjata")["Netanyahu"]
    assert (entity.country, entity.entity_id) == ("ISR", "kabar:per/benjamin-netanyahu")
