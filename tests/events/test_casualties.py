import pytest

from service.records import Count
from tests.reading import events


def hurt(sentence: str) -> tuple[int | None, int | None, int | None]:
    """Return the best counts of killed, injured and arrested that all events of the sentence tell."""
    sums: list[int | None] = [None, None, None]
    for event in events(sentence):
        found = event.casualties
        for number, count in enumerate((found.killed, found.injured, found.arrested)):
            if count:
                sums[number] = count.best
    return sums[0], sums[1], sums[2]


@pytest.mark.parametrize(
    ("sentence", "counts"),
    (
        ("Serangan udara Israel menewaskan 12 warga dan melukai 30 orang.", (12, 30, None)),
        ("Polisi menangkap dua puluh pengunjuk rasa di Jakarta.", (None, None, 20)),
        (
            "Kelompok bersenjata menyerang pos TNI di Nduga, tetapi tidak ada korban jiwa.",
            (0, None, None),
        ),
        ("Massa melempari kantor polisi dengan batu, namun tak ada yang terluka.", (None, 0, None)),
        ("Israel menyerang pangkalan udara Suriah tanpa korban.", (0, 0, None)),
        ("Israel menyerang pangkalan udara Suriah dan ada korban jiwa.", (None, None, None)),
        ("Densus 88 menangkap seorang terduga teroris di Solo.", (None, None, 1)),
        ("Sebelas mahasiswa ditangkap polisi saat berunjuk rasa.", (None, None, 11)),
        ("Serangan itu menewaskan 46 tentara Armenia dan 31 tentara Azerbaijan.", (77, None, None)),
        ("Iran menahan dua tanker Yunani di Selat Hormuz.", (None, None, None)),
        (
            "Sebanyak 19 awak kapal, termasuk tiga warga negara Indonesia, ditahan polisi.",
            (None, None, 19),
        ),
        (
            "Dua petugas tewas dan sebelas orang terluka ketika drone Rusia menyerang Odesa.",
            (2, 11, None),
        ),
        ("Militan menyerang kota itu pada 12 Mei 2007.", (None, None, None)),
        ("Polisi menangkap Rudi Hartono dengan uang Rp 200 juta.", (None, None, 1)),
    ),
)
def test_people_are_counted_by_the_words_that_hurt_or_take_them(
    sentence: str, counts: tuple[int | None, int | None, int | None]
) -> None:
    assert hurt(sentence) == counts


def test_a_bound_is_kept_as_a_bound() -> None:
    (event,) = events("Serangan bom menewaskan sedikitnya 10 orang di Kabul.")
    assert event.casualties.killed == Count(10, 10, None)


def test_victims_told_in_the_sentences_after_an_attack_are_its_victims() -> None:
    assert hurt(
        "Tentara Thailand dan Kamboja terlibat baku tembak di perbatasan. "
        "Dua prajurit Thailand tewas dan tujuh lainnya luka."
    ) == (2, 7, None)


def test_victims_of_the_next_attack_are_not_those_of_the_one_before() -> None:
    first, second = events(
        "Militan menyerang pos polisi di Kabul. Pesawat Israel membom Gaza, menewaskan 10 orang."
    )
    assert first.casualties.killed is None
    assert second.casualties.killed == Count(10, 10, 10)
