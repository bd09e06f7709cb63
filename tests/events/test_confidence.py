import pytest

from service.events.confidence import FLOOR, confidence, stands
from tests.events.test_merge import mention
from tests.reading import events


def test_a_surer_model_makes_a_surer_event() -> None:
    chances = [confidence(chance, actor=True, attributed=False) for chance in (0.5, 0.8, 0.95, 1.0)]
    assert chances == sorted(chances)
    assert all(0 < chance < 1 for chance in chances)


def test_an_event_without_an_actor_or_told_by_somebody_else_is_less_sure() -> None:
    sure = confidence(0.9, actor=True, attributed=False)
    assert confidence(0.9, actor=False, attributed=False) < sure
    assert confidence(0.9, actor=True, attributed=True) < sure


def test_a_chance_of_nothing_is_no_error() -> None:
    assert confidence(0.0, actor=False, attributed=True) == pytest.approx(0.0, abs=0.01)


def test_the_records_confidence_is_that_share_and_not_the_models_chance() -> None:
    (told,) = events("Polisi menangkap Budi Santoso di Surabaya, Selasa (21/10/2025).")
    (unnamed,) = events("Budi Santoso ditangkap di Surabaya, Selasa (21/10/2025).")
    assert told.actors
    assert not unnamed.actors
    assert unnamed.confidence < told.confidence < confidence(1.0, actor=True, attributed=False)


def test_what_is_right_less_often_than_the_floor_is_no_event() -> None:
    told = [mention(confidence=chance, actors=[]) for chance in (0.3, 0.6, 0.9)]
    assert [stands(each) for each in told] == [False, False, True]
    assert FLOOR < 0.5


def test_a_relative_clause_that_only_says_who_is_meant_tells_no_event() -> None:
    """'warga yang ditangkap' with nobody who did it; the same with who did it is one."""
    aside = "Presiden Iran bertemu dengan dua warga yang ditangkap di Kabul."
    assert [event.type for event in events(aside)] == ["CONSULT"]
    told = "Presiden Iran bertemu dengan dua warga yang ditangkap polisi Afghanistan di Kabul."
    assert "COERCE" in [event.type for event in events(told)]
