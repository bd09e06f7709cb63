import pytest

from service.events.morphology import conjugate


@pytest.mark.parametrize(
    ("stem", "active"),
    (
        ("serang", "menyerang"),
        ("tembak+i", "menembaki"),
        ("pukul", "memukul"),
        ("kecam", "mengecam"),
        ("culik", "menculik"),
        ("bunuh", "membunuh"),
        ("gempur", "menggempur"),
        ("adang", "mengadang"),
        ("lempar+i", "melempari"),
        ("rampas", "merampas"),
        ("fitnah", "memfitnah"),
        ("vonis", "memvonis"),
    ),
)
def test_the_prefix_changes_with_the_first_letter(stem: str, active: str) -> None:
    assert conjugate(stem).active == (active,)


@pytest.mark.parametrize(
    ("stem", "active"),
    (
        ("protes", "memprotes"),
        ("kritik", "mengkritik"),
        ("khianat+i", "mengkhianati"),
        ("transfer", "mentransfer"),
        ("skors", "menskors"),
        ("syarat+kan", "mensyaratkan"),
    ),
)
def test_a_consonant_before_a_consonant_stays(stem: str, active: str) -> None:
    assert active in conjugate(stem).active


def test_stems_of_one_syllable_take_menge_and_the_plain_form_of_the_street() -> None:
    assert conjugate("bom").active == ("mengebom", "membom")


def test_a_loan_is_written_both_ways_when_marked() -> None:
    assert conjugate("suplai*").active == ("menyuplai", "mensuplai")
    assert conjugate("suplai").active == ("menyuplai",)


def test_the_prefix_per_keeps_its_p() -> None:
    assert conjugate("per-senjata+i") == (
        ("mempersenjatai",),
        "dipersenjatai",
        "persenjatai",
    )


def test_what_follows_the_verb_stays_in_all_forms() -> None:
    assert conjugate("jatuh+kan sanksi") == (
        ("menjatuhkan sanksi",),
        "dijatuhkan sanksi",
        "jatuhkan sanksi",
    )


def test_the_bare_form_can_be_forbidden() -> None:
    assert conjugate("tuntut!").bare == ""
    assert conjugate("tuntut").bare == "tuntut"


def test_a_stem_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="is no stem"):
        conjugate("Serang-")
