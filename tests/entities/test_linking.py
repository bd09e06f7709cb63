from service.entities.linking import is_acronym
from service.records import Entity
from tests.reading import annotate


def forms(*paragraphs: str, title: str | None = None) -> list[set[str]]:
    """Return the surface forms of each entity."""
    entities = annotate(*paragraphs, title=title)[1].entities
    return [{mention.text for mention in entity.mentions} for entity in entities]


def only(*paragraphs: str) -> Entity:
    """Return the one entity of the text."""
    (entity,) = annotate(*paragraphs)[1].entities
    return entity


def test_an_acronym_in_brackets_is_the_name_before_it() -> None:
    text = "Ia bertemu Persatuan Petani Nusantara (PPN) kemarin. Menurut dia, PPN menolak."
    assert forms(text) == [{"Persatuan Petani Nusantara", "PPN"}]


def test_the_full_name_in_brackets_is_the_acronym_before_it() -> None:
    assert {"IAF", "Angkatan Udara Israel"} in forms(
        "Pesawat IAF (Angkatan Udara Israel) melintas."
    )


def test_an_acronym_of_another_language_is_the_body_before_it() -> None:
    found = forms("Angkatan Bersenjata Lebanon (LAF) tiba di lokasi. Menurut warga, LAF menunggu.")
    assert {"Angkatan Bersenjata Lebanon", "LAF"} in found


def test_a_nickname_in_brackets_is_the_person_before_it() -> None:
    entity = only("Kata Rahmat Darmawan (Gus Aji), warga menolak.")
    assert entity.name == "Rahmat Darmawan"


def test_a_place_with_and_without_its_division_is_one() -> None:
    found = forms("Bentrok terjadi di Kabupaten Nduga. Warga Nduga mengungsi ke Timika.")
    assert {"Kabupaten Nduga", "Nduga"} in found


def test_a_ministry_told_without_its_country_is_the_one_told_with_it() -> None:
    found = forms(
        "Kementerian Luar Negeri Iran mengecam. Kementerian Luar Negeri juga meminta maaf."
    )
    assert {"Kementerian Luar Negeri Iran", "Kementerian Luar Negeri"} in found


def test_a_ministry_in_an_article_of_another_country_is_of_that_country() -> None:
    entities = annotate(
        "Polisi Irak dan warga Irak tewas di Baghdad, kata Kementerian Dalam Negeri."
    )
    ministry = next(entity for entity in entities[1].entities if entity.type == "ORG")
    assert (ministry.country, ministry.sector) == ("IRQ", "GOV")


def test_letters_in_order_make_an_acronym() -> None:
    assert is_acronym("Basarnas", "Badan SAR Nasional")
    assert is_acronym("KPK", "Komisi Pemberantasan Korupsi")
    assert not is_acronym("PDIP", "Partai Golkar")
    assert not is_acronym("K", "Komisi Yudisial")


def test_the_palace_alone_is_the_one_named_in_full() -> None:
    found = forms("Menteri tiba di Istana Merdeka. Wartawan menunggu di depan Istana.")
    assert {"Istana Merdeka", "Istana"} in found
