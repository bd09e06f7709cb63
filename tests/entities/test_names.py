import pytest

from tests.reading import knows, parse


def found(*paragraphs: str, title: str | None = None) -> list[tuple[str, str]]:
    """The open and known names of an article, as text and type."""
    doc = parse(*paragraphs, title=title)
    annotator = knows().annotator
    names = annotator.names.find(doc, annotator.gazetteer.find(doc))
    return [(" ".join(doc.words[name.first : name.last]), name.type) for name in names]


@pytest.mark.parametrize(
    ("text", "name"),
    (
        ("Hal itu disampaikan Kapolres Bima AKBP Satrio Wibowo kemarin.", "Satrio Wibowo"),
        ("Menurut Menteri Luar Negeri Retno Widuri, perundingan berjalan.", "Retno Widuri"),
        ("Perdana Menteri Kanada Marc Tremblay tiba kemarin.", "Marc Tremblay"),
        ("Korban melapor kepada AKP Gunadi pada malam itu.", "Gunadi"),
    ),
)
def test_functions_and_ranks_are_no_part_of_a_persons_name(text: str, name: str) -> None:
    assert [told for told, kind in found(text) if kind == "PER"] == [name]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    (
        ("Rapat digelar Komisi II DPR kemarin.", "Komisi II DPR", "ORG"),
        ("Penyidik Polda Maluku menahan dua orang.", "Polda Maluku", "ORG"),
        ("Ia melapor ke Kejaksaan Negeri (Kejari) Ambon.", "Kejaksaan Negeri ( Kejari ) Ambon", "ORG"),
        ("Gedung itu milik PT Maju Terus.", "PT Maju Terus", "ORG"),
        ("Kecelakaan terjadi di Jalan Ahmad Yani.", "Jalan Ahmad Yani", "LOC"),
        ("Mereka mengungsi ke Tal as Sultan, Rafah.", "Tal as Sultan", "LOC"),
        ("Ia kuliah di Lindbergh University.", "Lindbergh University", "ORG"),
    ),
)  # fmt: skip
def test_heads_take_what_follows_and_tell_the_type(text: str, name: str, kind: str) -> None:
    assert (name, kind) in found(text)


def test_generic_heads_with_a_country_are_only_the_country() -> None:
    assert found("Polisi Iran dan pasukan Israel menolak tuduhan itu.") == [
        ("Iran", "LOC"),
        ("Israel", "LOC"),
    ]


def test_repeats_of_a_name_are_found_where_capitals_say_nothing() -> None:
    names = found(
        "Ketua panitia, Rahmat Hidayatullah, tiba kemarin.",
        title="Rahmat Hidayatullah Tiba di Kota",
    )
    assert names.count(("Rahmat Hidayatullah", "PER")) == 2


def test_an_acronym_beside_its_body_is_that_bodys_type() -> None:
    assert ("YPN", "ORG") in found("Dana itu dikelola Yayasan Pelita Nusantara (YPN) sejak lama.")


def test_days_codes_and_titles_alone_are_no_names() -> None:
    assert found("Pada Senin, JPU dan Kombes hadir. Rekaman CCTV diputar.") == []
