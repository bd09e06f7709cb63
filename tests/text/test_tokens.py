import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.tokens import LONGEST
from tests.reading import parse


def sentences(text: str) -> list[str]:
    doc = parse(text)
    return [doc.text[s.start : s.end] for s in doc.sentences]


@pytest.mark.parametrize(
    "sentence",
    (
        "Ia membayar Rp 1.000 kepada H. Abdul di Jl. Sudirman No. 5.",
        "Drs. H. M. Nur hadir, a.l. bersama S. Parman.",
        "“Kami siap,” kata Rasool, juru bicara itu.",
        '"Siapa yang datang?" tanya dia.',
        "Rapat dimulai pukul 10.30 WIB di Gg. Mawar No. 7 RT. 03.",
        "Beras, gula, dll. dijual murah oleh Budi dkk. di pasar.",
        "Saya... tidak tahu, katanya.",
        "“Siapa?” – tanya hakim.",
        "1. Bawa kartu identitas asli",
        "a. Fotokopi ijazah",
        "PT Nusa Tbk. (NUSA) untung Rp. 5 miliar.",
        "Letjen. (Purn.) A. M. Hasan tiba.",
        "Menurut Prof. Dr. H. Umar, S.H., M.H., hal itu wajar.",
    ),
)
def test_one_sentence_stays_one(sentence: str) -> None:
    assert sentences(sentence) == [sentence]


def test_sentences_end_at_marks_before_a_capital_a_digit_or_an_opening_mark() -> None:
    text = "Ia pergi. Mereka tinggal! 12 orang pulang. “Baik,” katanya."
    assert sentences(text) == [
        "Ia pergi.",
        "Mereka tinggal!",
        "12 orang pulang.",
        "“Baik,” katanya.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    (
        (
            "“Kami siap. Kami akan datang,” kata Rasool. Ia pergi.",
            ["“Kami siap.", "Kami akan datang,” kata Rasool.", "Ia pergi."],
        ),
        ("“Kami siap.” Ia pergi.", ["“Kami siap.”", "Ia pergi."]),
        ("Ia pergi.Mereka tinggal.", ["Ia pergi.", "Mereka tinggal."]),
        ("Beras, gula, dll. Harga naik.", ["Beras, gula, dll.", "Harga naik."]),
        (
            "Indonesia masuk Grup B. Laga mulai besok.",
            ["Indonesia masuk Grup B.", "Laga mulai besok."],
        ),
        ("Itu segala hal. Ia diam.", ["Itu segala hal.", "Ia diam."]),
        ("Ia diam... Lalu pergi.", ["Ia diam...", "Lalu pergi."]),
        ("Itu terjadi pada 2024. Kini tenang.", ["Itu terjadi pada 2024.", "Kini tenang."]),
        (
            "Ia menang. (Baca halaman lima.) Lalu pulang.",
            ["Ia menang.", "(Baca halaman lima.)", "Lalu pulang."],
        ),
    ),
)
def test_sentences_end_inside_quotes_and_after_labels_and_lists(
    text: str, expected: list[str]
) -> None:
    assert sentences(text) == expected


def test_a_currency_is_apart_from_its_number() -> None:
    assert parse("Harganya Rp1.000 atau USD5.").words == [
        "Harganya", "Rp", "1.000", "atau", "USD", "5", ".",
    ]  # fmt: skip


def test_the_title_is_the_first_sentence_and_paragraphs_end_sentences() -> None:
    doc = parse("Isi satu", "Isi dua", title="Judul. Dengan titik")
    assert doc.text == "Judul. Dengan titik\n\nIsi satu\n\nIsi dua"
    assert [(s.paragraph, s.title) for s in doc.sentences] == [(0, True), (1, False), (2, False)]


def test_what_has_no_end_is_cut_after_a_pause_or_where_it_is_too_long() -> None:
    doc = parse("kata " * (LONGEST - 20) + ", " + "kata " * (2 * LONGEST))
    sizes = [s.last - s.first for s in doc.sentences]
    assert sizes == [LONGEST - 19, LONGEST, LONGEST]
    assert doc.sentences[0].end == doc.text.index(",") + 1
    assert [s.first for s in doc.sentences[1:]] == [s.last for s in doc.sentences[:-1]]


def test_numbers_names_and_web_names_are_one_token() -> None:
    doc = parse("Al-Alam dan KOMPAS.com menyebut 2.500 orang pada 20/10/2025.")
    for word in ("Al-Alam", "KOMPAS.com", "2.500", "20/10/2025"):
        assert word in doc.words


@given(st.lists(st.text(max_size=60), max_size=4), st.text(max_size=30))
def test_columns_agree_with_the_text_whatever_it_is(paragraphs: list[str], title: str) -> None:
    doc = parse(*paragraphs, title=title)
    for i, word in enumerate(doc.words):
        assert doc.text[doc.starts[i] : doc.ends[i]] == word
        sentence = doc.sentences[doc.sentence_of[i]]
        assert sentence.first <= i < sentence.last
        assert sentence.start <= doc.starts[i] < doc.ends[i] <= sentence.end
    assert len(doc.words) == len(doc.lowers) == len(doc.sentence_of)


def test_listed_words_are_found_whenever_their_list_is_first_asked_for() -> None:
    doc = parse("Yang datang, yang pergi. Siapa yang pulang?")
    assert doc.where(frozenset({"yang", "pulang", "tidak"})) == [0, 3, 7, 8]
    later = frozenset({"yang", "siapa", "pergi"})
    assert doc.among(later) == ["yang", "pergi", "siapa"]
    assert doc.where(later) == [0, 3, 4, 6, 7]
    assert parse("Pergi!").among(later) == ["pergi"]
    assert doc.among(frozenset()) == []
