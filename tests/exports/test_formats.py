"""Rows of the export formats, column by column, for events whose values were thought out."""

from typing import Any

import pytest

from service.events.ontology import sectors as plover_sectors
from service.exports import acled, gdelt, polecat
from service.exports.fields import first_day, happened, number
from service.exports.run import WRITERS
from service.exports.tables import countries, country, layouts, provinces, sectors
from service.packs.files import PackFiles
from tests.exports.events import attack, counted, dated, event, meeting, party, place


def filled(row: Any) -> dict[str, Any]:
    return {column: value for column, value in row.items() if value not in {None, ""}}


def kind(**fields: Any) -> tuple[str, str] | None:
    return acled.acled(event(**{"kind": "ASSAULT", **fields}))


def test_polecat_has_an_event_in_one_row() -> None:
    (row,) = polecat.rows(attack(), None)
    row = filled(row)
    assert str(row.pop("Version")).startswith("kabar-")
    assert str(row.pop("Event Date")) == "2025-10-20"
    assert row == {
        "Event ID": "event:1",
        "Event Type": "ASSAULT",
        "Event Mode": "firearms",
        "Intensity": -9.0,
        "Quad Code": "MATERIAL CONFLICT",
        "Contexts": "military; territory",
        "Actor Name": "OPM",
        "Actor Country": "IDN",
        "Actor COW": "850",
        "Primary Actor Sector": "REB",
        "Actor Sectors": "REB",
        "Actor Name Raw": "KKB",
        "Recipient Name": "prajurit TNI",
        "Recipient Country": "IDN",
        "Recipient COW": "850",
        "Primary Recipient Sector": "MIL",
        "Recipient Sectors": "MIL",
        "Recipient Name Raw": "prajurit TNI",
        "Placename": "Nduga",
        "City": "Nduga",
        "Province": "Papua Pegunungan",
        "Country": "IDN",
        "Raw Placename": "Nduga",
        "Feature Type": "PPL",
        "Source": "Koran Contoh",
        "Publication Date": "2025-10-21",
        "Language": "id",
    }


def test_polecat_joins_several_actors_and_takes_titles_and_names_from_the_article() -> None:
    entities = [
        {"entity_id": "kabar:org/pbb", "type": "ORG", "name": "PBB", "roles": [{"text": "sekjen"}]},
        {"entity_id": "kabar:loc/jakarta", "type": "LOC", "name": "Jakarta", "roles": []},
    ]
    (row,) = polecat.rows(meeting(), {"entities": entities})
    assert row["Actor Name"] == "PBB; Menlu RI"
    assert row["Actor Sectors"] == "IGO; GOV"
    assert row["Primary Actor Sector"] == "IGO"
    assert row["Actor Title"] == "sekjen"
    assert (row["Story Organizations"], row["Story Locations"]) == ("PBB", "Jakarta")
    assert str(row["Event Date"]) == "2025-10-21"


def test_gdelt_writes_a_pair_of_actors_in_cameo_and_fips_codes() -> None:
    (row,) = gdelt.rows(attack(), None)
    assert filled(row) == {
        "GLOBALEVENTID": number("event:1", 0),
        "SQLDATE": "20251020",
        "MonthYear": "202510",
        "Year": "2025",
        "FractionDate": "2025.7945",  # (9 * 30 + 20) / 365
        "Actor1Code": "IDNREB",
        "Actor1Name": "OPM",
        "Actor1CountryCode": "IDN",
        "Actor1Type1Code": "REB",
        "Actor2Code": "IDNMIL",
        "Actor2Name": "PRAJURIT TNI",
        "Actor2CountryCode": "IDN",
        "Actor2Type1Code": "MIL",
        "IsRootEvent": 1,
        "EventCode": "193",
        "EventBaseCode": "193",
        "EventRootCode": "19",
        "QuadClass": 4,
        "GoldsteinScale": "-10",
        "NumMentions": 1,
        "NumSources": 1,
        "NumArticles": 1,
        "Actor1Geo_Type": 0,
        "Actor2Geo_Type": 0,
        "ActionGeo_Type": 4,
        "ActionGeo_FullName": "Nduga, Papua Pegunungan, Indonesia",
        "ActionGeo_CountryCode": "ID",
        "ActionGeo_ADM1Code": "ID00",  # the province is younger than FIPS
        "DATEADDED": "20251021010000",  # 08:00 in Jakarta
        "SOURCEURL": "https://koran.example/1",
    }


def test_gdelt_makes_one_partner_of_a_meeting_the_second_actor() -> None:
    (row,) = gdelt.rows(meeting(), None)
    assert (row["Actor1Code"], row["Actor1KnownGroupCode"]) == ("IGOUNO", "UNO")
    assert (row["Actor2Code"], row["Actor2Type1Code"]) == ("IDNGOV", "GOV")
    assert (row["EventCode"], row["QuadClass"], row["GoldsteinScale"]) == ("042", 1, "1.9")
    assert (row["ActionGeo_ADM1Code"], row["ActionGeo_Lat"]) == ("ID04", -6.2)
    assert row["IsRootEvent"] == 0  # far down in the article
    assert row["SQLDATE"] == "20251021"


def test_gdelt_has_a_row_for_each_pair_with_an_id_of_its_own() -> None:
    two = [party("Iran", country="IRN", sector="GOV"), party("Rusia", country="RUS", sector="GOV")]
    rows = list(gdelt.rows(event("ACCUSE", cameo="111", actors=two, recipients=two), None))
    assert [(row["Actor1Code"], row["Actor2Code"]) for row in rows] == [
        ("IRNGOV", "IRNGOV"),
        ("IRNGOV", "RUSGOV"),
        ("RUSGOV", "IRNGOV"),
        ("RUSGOV", "RUSGOV"),
    ]
    assert len({row["GLOBALEVENTID"] for row in rows}) == 4
    assert all(0 < row["GLOBALEVENTID"] < 2**63 for row in rows)


@pytest.mark.parametrize(
    ("cameo", "quad"), (("057", 1), ("060", 2), ("080", 2), ("100", 3), ("139", 3), ("160", 4))
)
def test_gdelt_quad_goes_by_the_code_not_by_the_plover_type(cameo: str, quad: int) -> None:
    (row,) = gdelt.rows(event("SANCTION", cameo=cameo, quad=1), None)
    assert row["QuadClass"] == quad


@pytest.mark.parametrize(
    ("location", "expected"),
    (
        (place("Yordania", "JOR", "country"), (1, "Jordan", "JO", "JO", "JO")),
        (place("Jawa Barat", "IDN", "admin1"), (5, "Jawa Barat, Indonesia", "ID", "ID30", "ID30")),
        (place("Texas", "USA", "admin1"), (2, "Texas, United States", "US", "US00", "US00")),
        (place("Dallas", "USA", "city"), (3, "Dallas, United States", "US", "US00", None)),
        (None, (0, None, None, None, None)),
    ),
)
def test_gdelt_resolution_of_places(location: Any, expected: tuple[Any, ...]) -> None:
    (row,) = gdelt.rows(event("ASSAULT", location=location), None)
    columns = ("Type", "FullName", "CountryCode", "ADM1Code", "FeatureID")
    assert tuple(row.get(f"ActionGeo_{column}") for column in columns) == expected


def test_acled_has_sides_with_types_and_their_interaction() -> None:
    (row,) = acled.rows(attack(), None)
    ident = number("event:1")
    assert filled(row) == {
        "data_id": ident,
        "iso": "360",
        "event_id_cnty": f"IDN{ident}",
        "event_id_no_cnty": ident,
        "event_date": "20-10-2025",
        "year": 2025,
        "time_precision": 1,
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "OPM",
        "assoc_actor_1": "OPM",
        "inter1": "2",
        "actor2": "Military Forces of Indonesia",
        "assoc_actor_2": "prajurit TNI",
        "inter2": "1",
        "interaction": "12",
        "region": "Southeast Asia",
        "country": "Indonesia",
        "admin1": "Papua Pegunungan",
        "location": "Nduga",
        "geo_precision": 1,
        "source": "Koran Contoh",
        "notes": "KKB menyerang pos TNI.",
        "fatalities": 2,
        "timestamp": 1761008400,
        "iso3": "IDN",
    }


def test_acled_protesters_are_alone_in_a_protest() -> None:
    (row,) = acled.rows(
        event(
            "PROTEST",
            modes=["demo"],
            actors=[party("mahasiswa", sector="EDU")],
            recipients=[party("pemerintah", sector="GOV")],
            location=place("Makassar", "IDN", "city"),
        ),
        None,
    )
    assert row["sub_event_type"] == "Peaceful protest"
    assert (row["actor1"], row["assoc_actor_1"]) == ("Protesters (Indonesia)", "mahasiswa")
    assert (row["inter1"], row["actor2"], row["inter2"]) == ("6", "", "")
    assert row["interaction"] == "60"
    assert row["time_precision"] == 2  # only the publication is known


@pytest.mark.parametrize(
    ("fields", "expected"),
    (
        ({"modes": ["drone"]}, ("Explosions/Remote violence", "Air/drone strike")),
        ({"modes": ["sexual"]}, ("Violence against civilians", "Sexual violence")),
        ({"recipients": [party("warga", sector="CVL")]}, ("Violence against civilians", "Attack")),
        (
            {"actors": [party("massa", sector="CVL")], "modes": ["beat"]},
            ("Riots", "Mob violence"),
        ),
        (
            {"actors": [party("polisi", sector="COP"), party("demonstran", sector="CVL")]},
            ("Riots", "Violent demonstration"),
        ),
        (
            {"actors": [party("warga", sector="CVL"), party("pelajar", sector="EDU")]},
            ("Riots", "Mob violence"),
        ),
        (
            {"actors": [party("TNI", sector="MIL"), party("OPM", sector="REB")]},
            ("Battles", "Armed clash"),
        ),
        (
            {"modes": ["crowd-control"], "casualties": {"injured": counted(3)}},
            ("Protests", "Excessive force against protesters"),
        ),
        ({"modes": ["crowd-control"]}, ("Protests", "Protest with intervention")),
        (
            {
                "actors": [party("Israel", country="ISR", sector="GOV", entity_id="iso3166:ISR")],
                "recipients": [party("Iran", country="IRN", sector="GOV", entity_id="iso3166:IRN")],
            },
            ("Battles", "Armed clash"),
        ),
        (
            {"kind": "PROTEST", "modes": ["demo"], "casualties": {"arrested": counted(9)}},
            ("Protests", "Protest with intervention"),
        ),
        ({"kind": "COERCE", "modes": ["arrest"]}, ("Strategic developments", "Arrests")),
        ({"kind": "RETREAT", "modes": ["ceasefire"]}, ("Strategic developments", "Agreement")),
        ({"kind": "CONSULT", "modes": ["visit"]}, None),
        ({"kind": "ACCUSE"}, None),
        ({"kind": "SUPPORT", "cameo": "057"}, None),
    ),
)
def test_acled_types_follow_from_type_mode_parties_and_outcome(
    fields: dict[str, Any], expected: tuple[str, str] | None
) -> None:
    assert kind(**fields) == expected


def test_acled_calls_the_army_of_another_country_external_and_officials_hurt_civilians() -> None:
    (row,) = acled.rows(
        event(
            "ASSAULT",
            modes=["aerial"],
            actors=[party("militer AS", country="USA", sector="MIL")],
            recipients=[party("menteri", country="IRQ", sector="GOV")],
            location=place("Irak", "IRQ", "country"),
            date=dated("2020-01", "month"),
        ),
        None,
    )
    assert (row["actor1"], row["inter1"]) == ("Military Forces of United States", "8")
    assert (row["actor2"], row["inter2"]) == ("Government of Iraq", "7")
    assert (row["interaction"], row["geo_precision"]) == ("78", 3)
    assert (row["event_date"], row["time_precision"]) == ("15-01-2020", 3)


def test_acled_violence_by_nobody_known_is_that_of_an_unidentified_group() -> None:
    (row,) = acled.rows(event("ASSAULT", location=place("Aleppo", "SYR", "city")), None)
    assert (row["actor1"], row["inter1"]) == ("Unidentified Armed Group (Syria)", "3")
    assert row["interaction"] == "30"


@pytest.mark.parametrize(
    ("kind", "modality", "expected"),
    (
        ("ASSAULT", "asserted", True),
        ("ASSAULT", "negated", False),
        ("ASSAULT", "future", False),
        ("AGREE", "future", True),
        ("AGREE", "hypothetical", False),
    ),
)
def test_only_what_happened_may_stand_as_a_fact(
    kind: str, modality: str, *, expected: bool
) -> None:
    assert happened(event(kind, modality=modality)) is expected


def test_a_month_or_a_year_begins_on_its_first_day() -> None:
    assert str(first_day("2003")) == "2003-01-01"
    assert str(first_day("2017-12")) == "2017-12-01"
    assert first_day(None) is None


def test_every_column_that_a_writer_fills_is_one_of_its_format() -> None:
    assert {name: len(layout.columns) for name, layout in layouts().items()} == {
        "polecat-tsv": 40,
        "gdelt-tsv": 61,
        "acled-csv": 31,
    }
    for name, rows in WRITERS.items():
        for row in rows(attack(), None):
            assert row.keys() <= set(layouts()[name].columns)


def test_the_country_table_has_every_country_of_the_gazetteer() -> None:
    columns = ("iso3", "name", "aliases")
    known = {row["iso3"] for row in PackFiles.of("id").table("countries.tsv", columns)}
    assert known - countries().keys() == set()
    assert country("TLS").cameo == "TMP"
    assert country("IDN").cameo == "IDN"
    assert country("XXX").fips == country(None).name == ""


def test_every_sector_and_province_is_known_to_its_source() -> None:
    assert sectors().keys() == plover_sectors().keys()
    columns = ("name", "kind", "country", "aliases", "admin1")
    places = {
        (row["country"], row["name"]) for row in PackFiles.of("id").table("places.tsv", columns)
    }
    assert provinces().keys() - places == set()
