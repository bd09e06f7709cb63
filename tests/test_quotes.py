import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.records import Quote
from tests.reading import annotate, knows


def quotes(*paragraphs: str) -> list[Quote]:
    doc, entities = annotate(*paragraphs)
    found = knows().quotes.find(doc, entities)
    for quote in found:
        assert doc.text[quote.start : quote.end] == quote.text
    return found


def told(quote: Quote) -> tuple[str | None, str | None]:
    speaker = (quote.speaker.name or quote.speaker.text) if quote.speaker else None
    return speaker, quote.cue.text if quote.cue else None


@pytest.mark.parametrize(
    ("text", "cue"),
    (
        ("“Kami siap membantu para korban,” kata Menteri Retno Sari.", "kata"),
        ('"Kami siap membantu para korban," ujar Retno Sari, menteri.', "ujar"),
        ('Menteri Retno Sari mengatakan, "Kami siap membantu para korban."', "mengatakan"),
        ("“Kami siap membantu para korban” kata Menteri Retno Sari.", "kata"),
    ),
)
def test_a_direct_quote_has_its_speaker_and_cue(text: str, cue: str) -> None:
    (quote,) = quotes(text)
    assert quote.kind == "direct"
    assert quote.text.startswith("Kami siap membantu para korban")
    assert told(quote) == ("Retno Sari", cue)


def test_a_pronoun_means_the_last_speaker() -> None:
    first, second = quotes(
        "“Kami siap membantu para korban,” kata Menteri Retno Sari.",
        "“Bantuan akan tiba besok pagi,” tambahnya.",
    )
    assert told(second) == ("Retno Sari", "tambahnya")
    assert told(first)[0] == "Retno Sari"


def test_a_quote_without_a_closing_mark_ends_with_its_paragraph() -> None:
    first, *_ = quotes('Retno Sari mengatakan, "Kami siap membantu para korban', "Warga pulang.")
    assert first.text == "Kami siap membantu para korban"


@pytest.mark.parametrize(
    "text",
    (
        "Menurut Retno Sari, “bantuan untuk para korban akan tiba besok pagi”.",
        "Retno Sari: “Kami siap membantu para korban banjir.”",
        "Hal itu disampaikan Retno Sari di kantornya: “Kami siap membantu para korban.”",
        "“Kami siap membantu para korban banjir,” Retno Sari menuturkan.",
        "“Kami siap membantu para korban banjir,” demikian dikatakan Retno Sari di kantornya.",
        "“Kami siap membantu para korban banjir,” seru Retno Sari kepada Budi Santoso.",
        "‘Kami siap membantu para korban banjir,’ kata Retno Sari.",
        '“Kami siap membantu para korban banjir," kata Retno Sari.',
        '"Kami siap membantu para korban banjir, kata Retno Sari.',
    ),
)
def test_the_speaker_is_found_in_every_form_of_attribution(text: str) -> None:
    (quote,) = quotes(text)
    assert quote.kind == "direct"
    assert "korban" in quote.text
    assert "Retno" not in quote.text
    assert told(quote)[0] == "Retno Sari"


@pytest.mark.parametrize(
    "text",
    (
        "Lagu “Di Timur Matahari Terbit Lagi”, kata Retno Sari, akan diputar.",
        "Warga membawa spanduk bertuliskan “Turunkan Harga Beras Sekarang Juga”.",
        'Meja itu panjangnya 60" dan lebarnya 30" saja.',
    ),
)
def test_names_writings_and_inches_are_no_quotes(text: str) -> None:
    assert quotes(text) == []


def test_a_quote_whose_opening_mark_is_lost_begins_with_its_paragraph() -> None:
    (quote,) = quotes("Kami siap membantu para korban,” kata Retno Sari.")
    assert quote.text == "Kami siap membantu para korban,"
    assert told(quote) == ("Retno Sari", "kata")


def test_a_known_someone_is_the_last_speaker() -> None:
    *_, last = quotes(
        "“Kami siap membantu para korban,” kata Menteri Retno Sari.",
        "“Besok pagi kami datang lagi ke sana,” ujar politikus perempuan itu.",
    )
    assert told(last) == ("Retno Sari", "ujar")


def test_an_office_in_capitals_is_the_person_who_holds_it() -> None:
    (quote,) = quotes(
        "Gubernur Retno Sari meninjau banjir.", "“Kami siap membantu para korban,” kata Gubernur."
    )
    assert told(quote) == ("Retno Sari", "kata")


def test_a_pronoun_without_a_speaker_means_the_subject_of_the_sentence_before() -> None:
    (quote,) = quotes(
        "Retno Sari bertemu Budi Santoso di Jakarta.", "“Kami sepakat untuk bekerja sama,” katanya."
    )
    assert told(quote)[0] == "Retno Sari"


def test_what_follows_a_finished_quote_is_no_attribution() -> None:
    _, second = quotes(
        "“Kami tidak akan mundur,” tegas Retno Sari, “sampai semua korban pulang.” "
        "Budi Santoso meminta bantuan."
    )
    assert told(second) == ("Retno Sari", "tegas")


# fmt: off
WORDS = st.sampled_from([
    '"', "“", "”", "'", "‘", "’", ",", ".", ":",
    "(", ")", "- ", "kata", "Retno Sari", "mengatakan", "ia", "bahwa", "katanya",
    "Menurut", "kami siap membantu", "itu", "oleh", "disampaikan",
])
# fmt: on


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=14), min_size=1, max_size=4), st.booleans())
def test_any_mix_of_marks_gives_quotes_in_order(text: list[list[str]], spaced: bool) -> None:
    found = quotes(*[(" " if spaced else "").join(words) for words in text])
    direct = [quote for quote in found if quote.kind == "direct"]
    assert all(a.end <= b.start for a, b in itertools.pairwise(direct))


def test_a_split_quote_is_one_quote_a_run_with_one_speaker() -> None:
    first, second = quotes(
        "“Kami siap membantu para korban,” kata Retno Sari, “dan besok bantuan itu akan tiba.”"
    )
    assert (told(first)[0], told(second)[0]) == ("Retno Sari", "Retno Sari")
    assert second.text == "dan besok bantuan itu akan tiba."


def test_a_quote_may_run_over_paragraphs() -> None:
    (quote,) = quotes("“Kami siap membantu para korban.", "Besok kami datang,” kata Retno Sari.")
    assert quote.text == "Kami siap membantu para korban.\n\nBesok kami datang,"
    assert told(quote) == ("Retno Sari", "kata")


def test_marks_inside_a_quotation_belong_to_its_text() -> None:
    (quote,) = quotes('"Ia bilang "tidak mau ikut" kepada kami semua," kata Retno Sari.')
    assert quote.text == 'Ia bilang "tidak mau ikut" kepada kami semua,'


def test_a_pronoun_means_who_spoke_between_the_quotes() -> None:
    *_, last = quotes(
        "“Kami siap membantu para korban,” kata Menteri Retno Sari.",
        "Sementara itu, Budi Santoso mengatakan jalan sudah dibuka. Warga menyebut air surut.",
        "“Kendaraan besar sudah bisa lewat,” katanya.",
    )
    assert told(last) == ("Budi Santoso", "katanya")


def test_a_quote_without_a_verb_of_speech_goes_on_with_the_last_speaker() -> None:
    *_, last = quotes(
        "“Kami siap membantu para korban,” kata Menteri Retno Sari.",
        "“Besok pagi kami datang ke sana.”",
    )
    assert told(last) == ("Retno Sari", None)


@pytest.mark.parametrize(
    "sentence",
    (
        "Presiden Budi Santoso mendesak warga mengungsi.",
        "Warga setempat, Budi Santoso, kehilangan rumahnya.",
    ),
)
def test_a_pronoun_means_whom_the_sentence_before_brings_in(sentence: str) -> None:
    *_, last = quotes(
        "“Kami siap membantu para korban,” kata Menteri Retno Sari.",
        sentence,
        "“Air datang begitu cepat tadi malam,” ujarnya.",
    )
    assert told(last)[0] == "Budi Santoso"


def test_a_pronoun_passes_over_whom_the_speaker_tells_of() -> None:
    *_, last = quotes(
        "“Kami menahan dua orang tersangka baru,” kata Retno Sari.",
        "Kemudian, Budi Santoso yang sudah ditahan menerima uang itu.",
        "“Uang itu dibagi di sebuah hotel,” katanya.",
    )
    assert told(last)[0] == "Retno Sari"


def test_a_quote_of_its_own_belongs_to_whom_the_sentence_before_lets_speak() -> None:
    (quote,) = quotes(
        "Hal itu disampaikan Retno Sari di Jakarta. “Kami siap membantu para korban banjir.”"
    )
    assert told(quote) == ("Retno Sari", None)


def test_a_short_quote_is_none_but_its_speaker_goes_on() -> None:
    (quote,) = quotes("“Jangan takut,” kata Retno Sari. “Kami siap membantu para korban banjir.”")
    assert quote.text == "Kami siap membantu para korban banjir."
    assert told(quote) == ("Retno Sari", None)


def test_a_speaker_told_in_apposition_is_the_one_who_speaks() -> None:
    (quote,) = quotes("“Klien kami tidak bersalah sama sekali,” kata pengacara Budi, Retno Sari.")
    assert told(quote)[0] == "Retno Sari"


def test_an_unnamed_speaker_is_told_by_the_role() -> None:
    (quote,) = quotes("“Kami belum menerima laporan itu,” kata juru bicara militer Irak.")
    assert told(quote) == ("juru bicara militer Irak", "kata")


def test_scare_quotes_are_none() -> None:
    assert quotes("Program “kota hijau” itu dimulai.") == []


@pytest.mark.parametrize(
    "text",
    (
        "Mereka mengatakan bahwa bantuan akan tiba besok pagi.",
        "Usai bertemu Retno Sari ia menyatakan bahwa bantuan akan tiba besok pagi.",
        "Retno Sari menyatakan bahwa ya.",
    ),
)
def test_reported_speech_without_a_certain_speaker_or_clause_is_left_out(text: str) -> None:
    assert quotes(text) == []


def test_reported_speech_is_an_indirect_quote() -> None:
    (quote,) = quotes("Menteri Retno Sari menyatakan bahwa bantuan akan tiba besok pagi.")
    assert (quote.kind, quote.text) == ("indirect", "bantuan akan tiba besok pagi")
    assert told(quote) == ("Retno Sari", "menyatakan")
