from dataclasses import replace

from service.events.merge import Mention, merge
from service.records import Event, Party
from tests.reading import events


def party(name: str, country: str | None = None, sector: str | None = None) -> Party:
    return Party(name, 0, len(name), f"kabar:org/{name.lower()}", name, country, sector)


def event(**changes: object) -> Event:
    (base,) = events("Iran menyerang Irak.")
    return replace(base, **changes)  # type: ignore[arg-type]


def told(*mentions: Event, title: bool = False, back: bool = False) -> list[Event]:
    return merge([Mention(mention, title, back) for mention in mentions])


def test_mentions_that_nothing_tells_apart_are_one_event_and_all_their_triggers_are_kept() -> None:
    first, second = event(), event()
    second = replace(second, trigger=replace(second.trigger, start=90, end=99))
    (one,) = told(first, second)
    assert [span.start for span in (one.trigger, *one.mentions)] == [5, 90]


def test_other_parties_make_another_event() -> None:
    other = event(actors=(party("Houthi"),), recipients=(party("Israel"),))
    assert len(told(event(), other)) == 2


def test_a_mention_without_parties_goes_on_with_the_event_before() -> None:
    assert len(told(event(), event(actors=(), recipients=()))) == 1


def test_the_army_of_a_country_is_not_another_party_than_the_country() -> None:
    army = Party("tentara Iran", 0, 12, None, None, "IRN", "MIL")
    assert len(told(event(), event(actors=(army,)))) == 1


def test_modes_that_exclude_each_other_are_two_events() -> None:
    shot, taken = event(modes=("firearms",)), event(modes=("abduct",))
    assert len(told(shot, taken)) == 2
    assert len(told(shot, event(modes=("drone",)))) == 1


def test_what_only_one_mention_tells_is_in_the_joined_record() -> None:
    plain = event(location=None)
    placed = events("Iran menyerang Irak di Basra pada Senin.")[0]
    (one,) = told(plain, placed)
    assert one.location
    assert one.location.name == "Basra"


def test_a_headline_tells_the_event_of_the_body() -> None:
    other = event(actors=(party("Teheran"),))
    assert len(merge([Mention(other, True, False), Mention(event(), False, False)])) == 1


def test_that_attack_is_the_attack_told_before() -> None:
    found = events("Iran menyerang Irak pada Senin. Serangan itu menewaskan tiga tentara.")
    assert len(found) == 1
    assert found[0].casualties.killed
    assert found[0].casualties.killed.best == 3
