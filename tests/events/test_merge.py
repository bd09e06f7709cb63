from typing import Any

from service.events.casualties import NONE
from service.events.merge import Mention, merge
from service.events.ontology import codes
from service.records import EventDate, Party
from tests.reading import events


def party(name: str, country: str | None = None, sector: str | None = None) -> Party:
    return Party(name, 0, len(name), f"kabar:org/{name.lower()}", name, country, sector)


def mention(**changes: Any) -> Mention:
    """Return a telling of 'Iran menyerang Irak', in the first sentence."""
    told: dict[str, Any] = {
        "start": 5, "end": 14, "sentence": 0, "title": False, "back": False, "noun": False, "kind": "ASSAULT",
        "mode": "", "cameo": "190", "actors": [party("Iran", "IRN")],
        "recipients": [party("Irak", "IRQ")], "place": None, "date": None, "hurt": NONE,
        "modality": "asserted", "background": False, "attributed_to": None, "confidence": 0.9,
        "aside": False,
    }  # fmt: skip
    return Mention(**(told | changes))


def test_mentions_that_nothing_tells_apart_are_one_event_and_all_their_triggers_are_kept() -> None:
    (one,) = merge([mention(), mention(start=90, end=99)])
    assert (one.start, one.again) == (5, [(90, 99)])


def test_other_parties_make_another_event() -> None:
    other = mention(actors=[party("Houthi")], recipients=[party("Israel")])
    assert len(merge([mention(), other])) == 2


def test_of_mentions_that_tell_as_much_the_verb_is_the_evidence() -> None:
    (one,) = merge([mention(noun=True), mention(start=90, end=99, sentence=0)])
    assert one.start == 90


def test_a_sentence_is_chosen_for_what_it_tells_itself_not_for_what_others_added() -> None:
    poor = mention(actors=[], sentence=1)
    middle = mention(start=50, end=59, recipients=[], sentence=2)
    rich = mention(start=90, end=99, sentence=3)
    (one,) = merge([poor, middle, rich])
    assert one.start == 90


def test_an_event_is_told_aside_only_if_every_mention_of_it_is() -> None:
    aside = mention(actors=[], aside=True)
    assert merge([aside, mention(start=90, end=99)])[0].aside is False
    assert merge([mention(actors=[], aside=True), mention(actors=[], aside=True)])[0].aside


def test_another_day_makes_another_event_and_a_month_holds_its_days() -> None:
    days = [
        mention(date=EventDate(value, "day", value, "text"))
        for value in ("2025-10-01", "2025-10-02")
    ]
    month = mention(date=EventDate("2025-10", "month", "Oktober", "text"))
    assert len(merge(days)) == 2
    assert len(merge([days[0], month])) == 1


def test_a_mention_without_parties_goes_on_with_the_event_before() -> None:
    assert len(merge([mention(), mention(actors=[], recipients=[])])) == 1


def test_the_army_of_a_country_is_not_another_party_than_the_country() -> None:
    army = Party("tentara Iran", 0, 12, None, None, "IRN", "MIL")
    assert len(merge([mention(), mention(actors=[army])])) == 1


def test_modes_that_exclude_each_other_are_two_events() -> None:
    assert len(merge([mention(mode="firearms"), mention(mode="abduct")])) == 2
    assert len(merge([mention(mode="firearms"), mention(mode="drone")])) == 1


def test_what_only_one_mention_tells_is_in_the_joined_record() -> None:
    (one,) = events("Iran menyerang Irak.", "Iran menyerang Irak di Basra.")
    assert one.location
    assert one.location.name == "Basra"


def test_the_score_is_that_of_the_mode_though_another_mention_tells_it() -> None:
    (one,) = events("Ia tiba.", "Iran menyerang Irak di Basra.", "Serangan drone itu usai.")
    assert (one.trigger.text, one.modes) == ("menyerang", ("drone",))
    assert one.plover_score == codes()["ASSAULT", "drone"].score


def test_a_headline_tells_the_event_of_the_body() -> None:
    other = mention(actors=[party("Teheran")], title=True)
    assert len(merge([other, mention()])) == 1


def test_that_attack_is_the_attack_told_before() -> None:
    found = events("Iran menyerang Irak pada Senin. Serangan itu menewaskan tiga tentara.")
    assert len(found) == 1
    assert found[0].casualties.killed
    assert found[0].casualties.killed.best == 3


def test_two_nouns_of_one_sentence_are_two_events() -> None:
    first = mention(start=10, end=18, noun=True)
    second = mention(start=40, end=48, noun=True)
    assert len(merge([first, second])) == 2
    assert len(merge([mention(start=10, end=18, noun=True), mention(start=40, end=48)])) == 1
