from hypothesis import given
from hypothesis import strategies as st

from service.text.stretches import Stretches

BOUNDS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)))


@given(BOUNDS, st.integers(0, 30))
def test_the_first_stretch_that_holds_a_place_is_found_also_when_they_overlap(
    bounds: list[tuple[int, int]], place: int
) -> None:
    bounds = sorted(bounds)
    holding = [n for n, (begin, end) in enumerate(bounds) if begin <= place < end]
    assert Stretches(bounds).at(place) == (holding[0] if holding else -1)
