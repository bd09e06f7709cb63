import pytest

from service.events.confidence import confidence
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
