"""Weights found by the values of a feature are those of its string."""

import pytest

from service.events import features
from service.events.model import SCALE, EventModel
from service.events.weights import Weights, key_of

ROWS = (
    [
        "ASSAULT",
        "aerial",
        "noun",
        "L01",
        "org",
        "MIL",
        "L",
        ",",
        "oleh",
        "",
        "0",
        "1",
        "0",
        "2",
        "5",
        "y,",
        "",
        "serangan",
        "A",
        "N",
    ],
    [
        "REJECT",
        "",
        "activey",
        "pp:ke",
        "person",
        "-",
        "R",
        "ke",
        "dan",
        "head",
        "3",
        "3",
        "3",
        "3",
        "8",
        ",d",
        "framed",
        "menolak",
        "",
        "^",
    ],
    [
        "ARREST",
        "ä",
        "passive",
        "next&",
        "common",
        "COP",
        "I",
        "^",
        "$",
        "",
        "0",
        "0",
        "0",
        "0",
        "0",
        "",
        "",
        "日本",
        "R",
        "„",
    ],
)


@pytest.mark.parametrize("row", ROWS)
def test_the_sum_of_a_row_is_that_of_the_strings_it_stands_for(row: list[str]) -> None:
    party = EventModel.load().party
    pairs = {f: (round(a * SCALE), round(r * SCALE)) for f, (a, r) in party.items()}
    told = [pairs.get(f, (0, 0)) for f in features.strings(features.PARTY.features, row)]
    expected = sum(a for a, _ in told), sum(r for _, r in told)
    assert Weights(features.PARTY.features, pairs).sum(row) == expected


def test_only_features_with_its_names_are_kept() -> None:
    weights = Weights([("word,side", [0, 1])], {"word,side=a,b": (3, -4), "word=a": (100, 100)})
    assert weights.sum(["a", "b"]) == (3, -4)
    assert weights.sum(["a", "c"]) == (0, 0)


def test_a_key_is_had_from_the_keys_of_the_parts() -> None:
    both, one, other = key_of("stands=next"), key_of("stands="), key_of("next")
    assert both == (one * key_of("\x01" + "\0" * 4) + other) % 2**64
