from typing import get_args

import pytest

from service.events.ontology import codes
from service.records import Event, EventType
from tests.reading import events


def only(*paragraphs: str, title: str | None = None) -> Event:
    (event,) = events(*paragraphs, title=title)
    return event


def who(event: Event) -> tuple[list[str], list[str]]:
    return [p.text for p in event.actors], [p.text for p in event.recipients]


def test_the_ontology_has_all_types_with_the_draft_corrected() -> None:
    assert {kind for kind, _ in codes()} == set(get_args(EventType))
    assert codes()["ACCUSE", ""].score == -2
    assert codes()["SANCTION", ""].quad == 3
    assert codes()["ASSAULT", ""].cameo == "190"


def test_active_voice_has_its_actor_before_and_its_recipient_after() -> None:
    event = only("Iran menyerang Irak pada 2 Oktober.")
    assert (event.type, who(event)) == ("ASSAULT", (["Iran"], ["Irak"]))
    assert event.date
    assert (event.date.value, event.date.source) == ("2025-10-02", "text")


def test_a_party_that_is_named_twice_takes_part_once() -> None:
    (event,) = events("ISIS, yang juga disebut Daesh, menyerang pos tentara di Mosul.")
    assert [party.text for party in event.actors] == ["ISIS"]


def test_passive_voice_has_its_recipient_before_and_its_actor_after() -> None:
    event = only("Seorang bupati ditangkap oleh KPK di Surabaya, Senin (20/10/2025).")
    assert (event.type, event.modes) == ("COERCE", ("arrest",))
    assert who(event) == (["KPK"], ["bupati"])
    assert event.location
    assert event.location.name == "Surabaya"


def test_the_noun_of_an_event_has_its_actor_right_after_it() -> None:
    event = only("Serangan Israel terhadap Lebanon memicu kemarahan.")
    assert who(event) == (["Israel"], ["Lebanon"])


def test_a_drone_attack_with_its_dead_is_one_event() -> None:
    event = only("Serangan drone menewaskan tiga tentara Suriah di sebuah pangkalan di Yordania.")
    assert (event.type, event.modes) == ("ASSAULT", ("drone",))
    assert who(event) == ([], ["tentara Suriah"])
    assert event.casualties.killed
    assert event.casualties.killed.best == 3
    assert event.location
    assert (event.location.name, event.location.precision) == ("Yordania", "country")


@pytest.mark.parametrize(
    ("sentence", "modality"),
    (
        ("Iran menyerang Irak.", "asserted"),
        ("Iran tidak menyerang Irak.", "negated"),
        ("Iran akan menyerang Irak.", "future"),
        ("Iran mungkin menyerang Irak.", "hypothetical"),
    ),
)
def test_modality_is_told_by_the_words_before_the_trigger(sentence: str, modality: str) -> None:
    assert only(sentence).modality == modality


def test_what_happened_long_before_publication_is_background() -> None:
    assert only("AS menginvasi Irak pada tahun 2003.").background is True
    assert only("AS menginvasi Irak pada Senin.").background is False


def test_without_a_date_in_the_text_the_publication_stands_in_and_says_so() -> None:
    event = only("Iran menyerang Irak.")
    assert event.date
    assert (event.date.value, event.date.source) == ("2025-10-22", "published")


def test_the_title_and_the_body_tell_one_event_once() -> None:
    assert len(events("Iran menyerang Irak pada Senin.", title="Iran Menyerang Irak")) == 1


def test_the_speaker_is_the_actor_of_what_the_quote_does() -> None:
    found = events("“Mendesak PBB bertindak sekarang juga,” kata Menteri Retno Sari.")
    assert [p.name for p in found[0].actors] == ["Retno Sari"]


def test_sport_has_attacks_and_shots_but_no_events() -> None:
    text = "Timnas Iran menyerang Irak pada laga itu dan pemain mencetak gol lewat penalti."
    assert events(text) == ()


def test_other_senses_of_a_trigger_are_none() -> None:
    assert events("Menteri Retno Sari terkena serangan jantung di Jakarta.") == ()


def test_event_ids_and_offsets_point_at_the_words() -> None:
    event = only("Iran menyerang Irak.")
    assert event.trigger.text == "menyerang"
    assert event.evidence.text == "Iran menyerang Irak."
    assert event.event_id == only("Iran menyerang Irak.").event_id


def test_who_speaks_is_no_party_to_what_the_quote_tells() -> None:
    event = only("“Iran menyerang Irak tadi malam,” kata Menteri Retno Sari di Jakarta.")
    assert who(event) == (["Iran"], ["Irak"])


def test_a_condemnation_in_a_quote_has_no_recipient_outside_of_it() -> None:
    event = only("“Kami mengecam tindakan itu,” kata Menteri Retno Sari.")
    assert who(event) == (["Kami"], [])
    assert event.actors[0].name == "Retno Sari"


def test_who_is_only_accused_of_an_attack_is_not_told_to_have_made_it() -> None:
    found = events(
        "Serangan drone menewaskan empat tentara Suriah di Aleppo pada Senin.",
        "Pemerintah Suriah menuduh Daesh berada di balik serangan tersebut.",
    )
    attack = next(event for event in found if event.type == "ASSAULT")
    accusation = next(event for event in found if event.type == "ACCUSE")
    assert who(attack) == ([], ["tentara Suriah"])
    assert who(accusation) == (["Pemerintah Suriah"], ["Daesh"])


def test_the_day_a_speaker_spoke_is_the_day_of_what_he_asks_for_elsewhere() -> None:
    told = events(
        '"Kasus ini harus diusut tuntas," kata Dede Yusuf kepada wartawan, Senin (20/10/2025). '
        "Dede Yusuf meminta polisi memeriksa para saksi."
    )
    asked = [event.date for event in told if event.type == "REQUEST"]
    assert [(date.value, date.source) for date in asked if date] == [("2025-10-20", "text")]


def test_the_day_of_a_statement_is_not_the_day_of_what_it_tells() -> None:
    told = events("Pada Jumat (31/5/2024), Biden mengatakan Israel menyerang Rafah.")
    assert [event.date.source for event in told if event.date and event.type == "ASSAULT"] == [
        "published"
    ]
