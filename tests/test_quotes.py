import pytest

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


def test_an_unnamed_speaker_is_told_by_the_role() -> None:
    (quote,) = quotes("“Kami belum menerima laporan itu,” kata juru bicara militer Irak.")
    assert told(quote) == ("juru bicara militer Irak", "kata")


def test_scare_quotes_are_none() -> None:
    assert quotes("Program “kota hijau” itu dimulai.") == []


def test_reported_speech_is_an_indirect_quote() -> None:
    (quote,) = quotes("Menteri Retno Sari menyatakan bahwa bantuan akan tiba besok pagi.")
    assert (quote.kind, quote.text) == ("indirect", "bantuan akan tiba besok pagi")
    assert told(quote) == ("Retno Sari", "menyatakan")
