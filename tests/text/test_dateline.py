import pytest

from tests.reading import knows

TEXT = "Isi berita itu panjang."


def split(paragraph: str) -> tuple[str | None, str | None, str]:
    """Return place, publisher and the rest."""
    found, rest = knows().datelines.split(paragraph, knows().annotator.kind_of)
    return (found.place, found.publisher, rest) if found else (None, None, rest)


@pytest.mark.parametrize(
    ("head", "place", "publisher"),
    (
        ("Baghdad, Warta Nusa – ", "Baghdad", "Warta Nusa"),
        ("Baghdad, Purna Warta – ", "Baghdad", "Purna Warta"),
        ("JAKARTA, WARTANUSA.com - ", "JAKARTA", "WARTANUSA.com"),
        ("Seoul (ANTARA) - ", "Seoul", "ANTARA"),
        ("WASHINGTON, iNews.id - ", "WASHINGTON", "iNews.id"),
        ("Kuala Lumpur- ", "Kuala Lumpur", None),
        ("Liputan6.com, Jakarta - ", "Jakarta", "Liputan6.com"),
        ("KABAR TERKINI - ", None, "KABAR TERKINI"),
        ("TRIBUNNEWS.COM, JAKARTA - ", "JAKARTA", "TRIBUNNEWS.COM"),
        ("TRIBUN-MEDAN.COM, MEDAN - ", "MEDAN", "TRIBUN-MEDAN.COM"),
        ("KOMPAS.com - ", None, "KOMPAS.com"),
        ("JAKARTA, KOMPAS.com — ", "JAKARTA", "KOMPAS.com"),
        ("JAKARTA, KOMPAS.TV - ", "JAKARTA", "KOMPAS.TV"),
        ("TEMPO.CO, Jakarta - ", "Jakarta", "TEMPO.CO"),
        ("TEMPO.CO , Jakarta -", "Jakarta", "TEMPO.CO"),
        ("REPUBLIKA.CO.ID, JAKARTA -- ", "JAKARTA", "REPUBLIKA.CO.ID"),
        ("Jakarta, CNN Indonesia -- ", "Jakarta", "CNN Indonesia"),
        ("Jakarta, CNBC Indonesia - ", "Jakarta", "CNBC Indonesia"),
        ("Jakarta, Beritasatu.com – ", "Jakarta", "Beritasatu.com"),
        ("JAKARTA (VOA) — ", "JAKARTA", "VOA"),
        ("WASHINGTON DC (VOA) — ", "WASHINGTON DC", "VOA"),
        ("Bisnis.com, JAKARTA - ", "JAKARTA", "Bisnis.com"),
        ("Bisnis.com, JAKARTA—", "JAKARTA", "Bisnis.com"),
        ("Merdeka.com - ", None, "Merdeka.com"),
        ("jpnn.com, JAKARTA - ", "JAKARTA", "jpnn.com"),
        ("SURABAYA | duta.co - ", "SURABAYA", "duta.co"),
        ("SURABAYA|duta.co - ", "SURABAYA", "duta.co"),
        ("Hidayatullah.com—", None, "Hidayatullah.com"),
        ("Hidayatullah.com–", None, "Hidayatullah.com"),
        ("JAKARTA (Arrahmah.id) – ", "JAKARTA", "Arrahmah.id"),
        ("Jakarta, MINA – ", "Jakarta", "MINA"),
        ("VIVA – ", None, "VIVA"),
        ("VIVA Militer – ", None, "VIVA Militer"),
        ("Jakarta, VIVA – ", "Jakarta", "VIVA"),
        ("JawaPos.com – ", None, "JawaPos.com"),
        ("Suara.com - ", None, "Suara.com"),
        ("Jakarta, IDN Times - ", "Jakarta", "IDN Times"),
        ("KONTAN.CO.ID - JAKARTA. ", "JAKARTA", "KONTAN.CO.ID"),
        ("KONTAN.CO.ID-Jakarta. ", "Jakarta", "KONTAN.CO.ID"),
        ("Jakarta - tvOnenews.com - ", "Jakarta", "tvOnenews.com"),
        ("KBRN, Jakarta: ", "Jakarta", "KBRN"),
        ("RRI.CO.ID, Jakarta - ", "Jakarta", "RRI.CO.ID"),
        ("Metrotvnews.com, Jakarta: ", "Jakarta", "Metrotvnews.com"),
        ("Jakarta: ", "Jakarta", None),
        ("Jakarta - ", "Jakarta", None),
        ("JAKARTA - ", "JAKARTA", None),
        ("SINGAPURA - ", "SINGAPURA", None),
        ("BANDUNG, (PR).- ", "BANDUNG", "PR"),
        ("London (ANTARA/Reuters) - ", "London", "ANTARA/Reuters"),
        ("Jakarta, 12/3 (ANTARA) - ", "Jakarta", "ANTARA"),
        ("Jakarta (5/2) – ", "Jakarta", None),
        ("Jakarta, 5 Februari 2024 – ", "Jakarta", None),
        ("Jakarta, Senin (5/2/2024) – ", "Jakarta", None),
        ("Harianjogja.com, SLEMAN—", "SLEMAN", "Harianjogja.com"),
        ("PIKIRAN RAKYAT - ", None, "PIKIRAN RAKYAT"),
        ("PORTAL KENARI - ", None, "PORTAL KENARI"),
        ("TIMESINDONESIA, MALANG – ", "MALANG", "TIMESINDONESIA"),
        ("Bandung, Jawa Barat - ", "Bandung", None),
        ("CIKUPANG - ", "CIKUPANG", None),
        ("CIKUPANG, BOGOR - ", "CIKUPANG", None),
        ("Cikupang, Bogor - ", "Cikupang", None),
        ("CIKUPANG, WARTADESA - ", "CIKUPANG", "WARTADESA"),
        ("KOTA CIKUPANG, KOMPAS.com - ", "KOTA CIKUPANG", "KOMPAS.com"),
        ("PANGKAL BARU - ", "PANGKAL BARU", None),
        ("Jakarta, NU Online ", "Jakarta", "NU Online"),
        ("Jakarta (Kemenag) --- ", "Jakarta", "Kemenag"),
        ("Gaza City (ANTARA/WAFA-OANA) - ", "Gaza City", "ANTARA/WAFA-OANA"),
        ("Jakarta, law-justice.co - ", "Jakarta", "law-justice.co"),
    ),
)
def test_datelines_of_many_outlets(head: str, place: str | None, publisher: str | None) -> None:
    assert split(head + TEXT) == (place, publisher, TEXT)


def test_a_quote_or_a_number_may_begin_the_text() -> None:
    assert split("Jakarta - “Kami siap,” kata dia.")[0] == "Jakarta"
    assert split("Jakarta - 12 orang pulang.")[0] == "Jakarta"


@pytest.mark.parametrize(
    "paragraph",
    (
        "Presiden bertemu menteri di Jakarta - tempat keduanya berunding.",
        "Rabu pagi - warga berkumpul.",
        "Menteri Luar Negeri - yang baru tiba - berbicara.",
        "Jakarta - Bandung ditempuh dalam dua jam.",
        "Jakarta–Bandung ditempuh dalam dua jam.",
        "JAKARTA - BANDUNG ditempuh dalam dua jam.",
        "Iran - Israel kembali tegang.",
        "Rusia, Ukraina - Dua negara itu bertikai.",
        "Jakarta - ibu kota lama - tetap ramai.",
        "Indonesia: Negeri seribu pulau.",
        "Budi Santoso, Ketua KPK - Orang itu tiba.",
        "Budi Santoso (Gubernur) - Orang itu tiba.",
        "VIDEO - Banjir melanda desa.",
        "KPK - Lembaga itu memeriksa saksi.",
        "Al-Quds menjadi pusat perhatian.",
        "Undang-Undang itu disahkan.",
        "Jakarta, kota yang sibuk, macet lagi.",
        "Bank Indonesia-Kementerian Keuangan bekerja sama.",
        "Catatan: Harga belum termasuk pajak.",
        "– Menteri tiba.",
        "",
    ),
)
def test_ordinary_sentences_have_none(paragraph: str) -> None:
    assert split(paragraph) == (None, None, paragraph)


def test_a_dateline_on_a_line_of_its_own_leaves_the_next_paragraph_first() -> None:
    found, rest = knows().datelines.take(["Jakarta, NU Online", TEXT], knows().annotator.kind_of)
    assert found == ("Jakarta", "NU Online")
    assert rest == [TEXT]


def test_a_dateline_may_follow_a_line_without_an_end() -> None:
    kind_of = knows().annotator.kind_of
    found, rest = knows().datelines.take(["Pasar di kota", f"Jakarta - {TEXT}"], kind_of)
    assert found == ("Jakarta", None)
    assert rest == ["Pasar di kota", TEXT]
    assert knows().datelines.take([TEXT, f"Jakarta - {TEXT}"], kind_of)[0] is None


@pytest.mark.parametrize(
    ("text", "name", "country"),
    (
        ("Gaza", "Gaza", "PSE"),
        ("WASHINGTON", "Washington", "USA"),
        ("BANDAR BARU", "Bandar Baru", None),
        ("Moskow", "Moskow", "RUS"),
    ),
)
def test_the_place_has_its_printed_name_and_its_country(
    text: str, name: str, country: str | None
) -> None:
    place = knows().annotator.place(text)
    assert place is not None
    assert (place.text, place.name, place.country) == (text, name, country)
