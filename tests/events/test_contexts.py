"""What an event is about is told by its sentence, its article and its codes."""

from pathlib import Path

import pytest

from service.errors import PackError
from service.events.contexts import Contexts
from service.events.ontology import contexts
from service.packs.files import PackFiles
from service.records import EventType
from tests.reading import events, parse


def told(
    sentence: str, kind: EventType = "ACCUSE", cameo: str = "110", mode: str = ""
) -> list[str]:
    """Return the contexts of an event in a one-sentence article."""
    found = Contexts.load(PackFiles.of("id")).find(parse(sentence))
    return list(found.of(0, kind, mode, cameo))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    (
        ("Kapal perang itu berlayar bersama jet tempur.", ["military"]),
        ("Agen rahasia itu menyadap percakapan.", ["intelligence"]),
        ("Perombakan kabinet diumumkan malam nanti.", ["executive"]),
        ("Fraksi itu walk out dari rapat paripurna.", ["legislative"]),
        ("KPU menunda penghitungan suara.", ["election"]),
        ("Amendemen itu memperpanjang masa jabatan presiden.", ["political_institutions"]),
        ("Mereka menuntut supremasi sipil.", ["pro_democracy"]),
        ("Rezim otoriter itu bertahan.", ["pro_autocracy"]),
        ("Suku bunga naik dan inflasi mereda.", ["economic"]),
        ("Majelis hakim membacakan putusan.", ["legal"]),
        ("Pampasan perang itu dibayar lunas.", ["reparations"]),
        ("Komnas HAM turun ke lapangan.", ["human_rights"]),
        ("Kebebasan pers kian sempit.", ["rights_freedoms"]),
        ("Aparat menembakkan gas air mata.", ["repression"]),
        ("Krisis pangan melanda desa itu.", ["human_security"]),
        ("Kesetaraan gender dibahas.", ["gender"]),
        ("Pasangan sesama jenis itu ditolak.", ["lgbt"]),
        ("Umat beragama hidup rukun.", ["religion_ethnicity"]),
        ("Kesenjangan sosial melebar.", ["inequality"]),
        ("Hubungan bilateral mereka membaik.", ["diplomatic"]),
        ("Sengketa perbatasan belum usai.", ["territory"]),
        ("Pasukan penjaga perdamaian tiba.", ["peacekeeping"]),
        ("Wabah kolera meluas.", ["health"]),
        ("Ia memohon suaka politik.", ["asylum"]),
        ("Imigran gelap itu ditemukan di pantai.", ["migration"]),
        ("Gempa bumi mengguncang kota.", ["disasters"]),
        ("Tambang ilegal itu ditutup.", ["natural_resource"]),
        ("Perubahan iklim dibicarakan.", ["environment"]),
        ("Kecerdasan buatan berkembang.", ["technology"]),
        ("Densus 88 bergerak.", ["terrorism"]),
        ("Pengayaan uranium di fasilitas nuklir berlanjut.", ["cbrn"]),
        ("Situs itu diretas.", ["cyber"]),
        ("Kabar itu hoaks.", ["misinformation"]),
        ("Begal itu kabur.", ["crime"]),
        ("Kasus suap itu membesar.", ["corruption"]),
        ("Sabu itu dibuang.", ["illegal_drugs"]),
        ("Korban perdagangan orang dipulangkan.", ["trafficking"]),
    ),
)
def test_a_cue_word_in_the_sentence_tells_its_context(sentence: str, expected: list[str]) -> None:
    assert set(expected) <= set(told(sentence))


def test_the_longest_cue_wins_over_the_words_in_it() -> None:
    assert told("Pasukan penjaga perdamaian tiba.") == ["peacekeeping"]
    assert told("Suku bunga naik.") == ["economic"]


def test_a_sentence_without_cues_has_none_and_a_clitic_hides_none() -> None:
    assert told("Ia memarahi tetangganya.") == []
    assert told("Korupsinya terungkap.") == ["corruption"]


def test_the_codes_of_an_event_tell_contexts_too() -> None:
    assert told("Ia memberi bantuan.", "AID", "072") == ["military"]
    assert told("Mereka menyerang.", "COERCE", "170", "cyber") == ["cyber"]


def test_the_title_and_what_the_article_repeats_are_about_all_its_events() -> None:
    reader = Contexts.load(PackFiles.of("id"))
    titled = reader.find(parse("Bupati ditangkap.", title="KPK Gelar OTT"))
    assert "corruption" in titled.of(1, "COERCE", "arrest", "173")
    paragraphs = ("Ia ditangkap.", "Suap itu besar.", "Gratifikasi juga.", "KPK bekerja.")
    assert "corruption" in reader.find(parse(*paragraphs)).of(0, "COERCE", "arrest", "173")
    assert "corruption" not in reader.find(parse(*paragraphs[:3])).of(0, "COERCE", "arrest", "173")


def test_an_event_takes_the_contexts_of_its_own_sentence() -> None:
    arrest, strike = events(
        "KPK menangkap Bupati Surya Atmaja dalam kasus suap.", "Iran menyerang Irak dengan rudal."
    )
    assert "corruption" in arrest.contexts
    assert "military" not in arrest.contexts
    assert strike.contexts == ("military",)


def test_a_pack_must_know_every_context_and_write_it_in_lower_case(tmp_path: Path) -> None:
    (tmp_path / "contexts.toml").write_text('military = ["tentara"]\n')
    with pytest.raises(PackError, match=r"contexts.toml: keys"):
        Contexts.load(PackFiles(tmp_path))
    lines = [f'{context} = ["TNI"]' for context in contexts()]
    (tmp_path / "contexts.toml").write_text("\n".join(lines))
    with pytest.raises(PackError, match=r"military: 'TNI' must be lower case"):
        Contexts.load(PackFiles(tmp_path))
