"""The ontology tables hold what PLOVER and CAMEO say, and agree with one another."""

from typing import get_args

import pytest

from service.events.ontology import cameo, cameo_codes, codes, contexts, fits, sectors
from service.records import EventType

COOPERATION = {"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"}
QUADS = {
    1: {"AGREE", "CONSULT", "SUPPORT", "CONCEDE"},
    2: {"COOPERATE", "AID", "RETREAT"},
    3: {"REQUEST", "ACCUSE", "REJECT", "THREATEN", "SANCTION"},
    4: {"PROTEST", "MOBILIZE", "COERCE", "ASSAULT"},
}
MODES = {
    "CONSULT": {"visit", "third-party", "multilateral", "phone"},
    "RETREAT": {"withdraw", "release", "disarm", "ceasefire", "access", "resign"},
    "REQUEST": {"assist", "change", "yield", "meet"},
    "ACCUSE": {"disapprove", "investigate", "allege"},
    "REJECT": {"assist", "change", "yield", "meet"},
    "THREATEN": {"restrict", "arrest", "relations", "expel", "territory", "violence"},
    "PROTEST": {"demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"},
    "SANCTION": {"convict", "expel", "withdraw", "discontinue"},
    "MOBILIZE": {"troops", "weapons", "police", "militia"},
    "COERCE": {
        "seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold",
        "misinformation", "cyber",
    },
    "ASSAULT": {
        "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms",
        "explosives", "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control",
        "unconventional",
    },
}  # fmt: skip


def test_every_type_has_exactly_the_modes_of_plover() -> None:
    for kind in get_args(EventType):
        assert {mode for other, mode in codes() if other == kind} == {""} | MODES.get(kind, set())


def test_the_quad_class_is_that_of_the_type_for_all_its_modes() -> None:
    for (kind, _), code in codes().items():
        assert kind in QUADS[code.quad]


def test_scores_say_cooperation_above_zero_and_conflict_at_most_a_little() -> None:
    for (kind, _), code in codes().items():
        assert -10 <= code.score <= 10
        assert (code.score > 0) if kind in COOPERATION else (code.score <= 0.5)


def test_the_draft_is_corrected() -> None:
    assert codes()["ACCUSE", ""].score == -2
    assert codes()["SANCTION", "convict"].quad == 3


def test_every_mode_has_a_cameo_code_that_leads_back_to_it() -> None:
    for (kind, mode), code in codes().items():
        assert fits(code.cameo, kind, mode)
        assert code.goldstein == cameo(code.cameo).goldstein


def test_a_mode_takes_a_shared_code_only_when_no_code_is_its_own() -> None:
    own = {(known.type, known.mode) for known in cameo_codes().values()}
    for pair, code in codes().items():
        known = cameo(code.cameo)
        assert (known.type, known.mode) == pair or pair not in own or pair[1] == "", pair


def test_no_cameo_code_stands_for_a_type_or_mode_that_there_is_not() -> None:
    for known in cameo_codes().values():
        assert {(known.type, known.mode), *known.also} <= codes().keys()
        assert known.code.isdigit()
        assert 3 <= len(known.code) <= 4
        assert -10 <= known.goldstein <= 10
        assert known.name


def test_every_narrow_cameo_code_has_its_broader_one() -> None:
    for code in cameo_codes():
        assert code[:3] in cameo_codes()


@pytest.mark.parametrize(
    ("code", "kind", "mode", "goldstein"),
    (
        ("043", "CONSULT", "visit", 2.8),
        ("0871", "RETREAT", "ceasefire", 9.0),
        ("112", "ACCUSE", "allege", -2.0),
        ("116", "SANCTION", "convict", -2.0),
        ("173", "COERCE", "arrest", -5.0),
        ("1831", "ASSAULT", "suicide-attack", -10.0),
        ("195", "ASSAULT", "aerial", -10.0),
    ),
)
def test_a_cameo_code_knows_its_type_mode_and_goldstein(
    code: str, kind: str, mode: str, goldstein: float
) -> None:
    known = cameo(code)
    assert (known.type, known.mode, known.goldstein) == (kind, mode, goldstein)


def test_a_code_may_stand_for_a_mode_that_has_none_but_not_for_another() -> None:
    assert fits("195", "ASSAULT", "drone")
    assert not fits("195", "ASSAULT", "firearms")
    assert not fits("195", "COERCE", "arrest")
    assert not fits("010", "CONSULT", "")


def test_contexts_sectors_modes_and_types_are_all_defined() -> None:
    assert len(contexts()) == 37
    assert {"GOV", "MIL", "COP", "PRM", "PRE", "IGO", "UNO", "MNC"} <= sectors().keys()
    assert len(sectors()) == 32
    told = [*contexts().values(), *sectors().values(), *(c.definition for c in codes().values())]
    assert all(told)
    assert len(set(told)) == len(told)
