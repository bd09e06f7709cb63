"""`kabar evaluate`: what it counts as right, and what it says about a bad gold row."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.errors import GoldError
from service.evaluation import gold, matching, run
from service.evaluation.score import score
from tests.test_cli import kabar

SENTENCE = "Polisi menangkap dua perampok di Bogor pada Senin."


def row(**changes: Any) -> dict[str, Any]:
    """Return an annotated article with one arrest, one quote and one cross-link."""
    event = {
        "type": "COERCE", "modes": ["arrest"],
        "actors": [{"text": "Polisi", "name": None, "country": "IDN", "sector": "COP"}],
        "recipients": [{"text": "perampok", "name": None, "country": "IDN", "sector": "CRM"}],
        "location": {"name": "Bogor", "country": "IDN"},
        "date": {"value": "2025-03-03", "precision": "day"},
        "killed": None, "injured": None, "arrested": 2,
        "modality": "asserted", "background": False, "evidence": SENTENCE, "trigger": "menangkap",
    }  # fmt: skip
    article = {
        "article_id": "satu",
        "title": "Dua perampok ditangkap",
        "body": f'BOGOR - {SENTENCE}\n"Keduanya kami tahan malam ini," kata Rudi.\nBaca juga: Lain',
        "published_at": "2025-03-04T00:00:00+07:00",
    }
    annotation = {
        "dateline": {"place": "BOGOR", "publisher": None},
        "boilerplate": ["Baca juga: Lain"],
        "related": ["Lain"],
        "entities": [
            {"name": "Bogor", "type": "LOC", "aliases": ["BOGOR"], "country": "IDN"},
            {"name": "Rudi", "type": "PER", "aliases": [], "country": "IDN"},
        ],
        "quotes": [{"text": "Keduanya kami tahan malam ini", "speaker": "Rudi", "cue": "kata"}],
        "events": [event | changes],
    }
    return {"article": article, "gold": annotation}


def record(**changes: Any) -> dict[str, Any]:
    """Return the enriched record that fits `row()` in every scored field."""
    event = {
        "type": "COERCE", "modes": ["arrest"],
        "actors": [{"text": "Polisi", "name": None, "country": "IDN", "sector": "COP"}],
        "recipients": [{"text": "dua perampok", "country": None, "sector": None}],
        "location": {"name": "Bogor", "text": "Bogor", "country": "IDN"},
        "date": {"value": "2025-03-03", "source": "text"},
        "casualties": {"killed": None, "injured": None, "arrested": {"best": 2}},
        "modality": "asserted", "background": False, "confidence": 0.85,
        "evidence": {"text": SENTENCE}, "trigger": {"text": "menangkap"},
    }  # fmt: skip
    quote = {"kind": "direct", "text": "Keduanya kami tahan malam ini", "speaker": {"name": "Rudi"}}
    return {
        "article_id": "satu",
        "text": f'Dua perampok ditangkap\n\n{SENTENCE}\n\n"Keduanya kami tahan malam ini," kata Rudi.',
        "dateline": {"place": {"name": "Bogor"}, "publisher": None},
        "related": ["Lain"],
        "entities": [
            {"type": "LOC", "name": "Bogor", "mentions": [{"text": "Bogor"}]},
            {"type": "PER", "name": "Rudi", "mentions": [{"text": "Rudi"}]},
        ],
        "quotes": [quote],
        "events": [event | changes],
    }


def write(file: Path, *rows: Any) -> Path:
    """Write rows as JSON lines."""
    file.write_text("\n".join(json.dumps(item) for item in rows), encoding="utf-8")
    return file


def scored(tmp_path: Path, gold_row: dict[str, Any], *records: dict[str, Any]) -> Any:
    """Score records against one gold row."""
    articles = gold.read(write(tmp_path / "gold.jsonl", gold_row))
    return score(articles, {item["article_id"]: item for item in records})


def test_a_record_that_fits_is_right_in_every_figure(tmp_path: Path) -> None:
    scores = scored(tmp_path, row(), record())
    assert {name: tally.f1 for name, tally in scores.tallies.items()} == dict.fromkeys(
        scores.tallies, 1.0
    )
    assert {share.value for share in scores.shares.values()} == {1.0}
    assert scores.bands[0.8].full == 1
    assert not scores.misses


def test_a_missing_record_counts_as_empty_output(tmp_path: Path) -> None:
    scores = scored(tmp_path, row())
    assert (scores.articles.right, scores.articles.of) == (0, 1)
    assert scores.tallies["events"].recall == 0
    assert scores.shares["clutter"].value == 0


@pytest.mark.parametrize(
    ("change", "wrong"),
    (
        ({"modality": "future"}, "modality"),
        ({"date": {"value": "2025-03-03", "source": "published"}}, "date"),
        ({"location": None}, "location"),
        ({"casualties": {"arrested": {"best": 3}}}, "count"),
        ({"actors": []}, "actor"),
        ({"recipients": [{"text": "warga", "country": "IDN", "sector": "CVL"}]}, "recipient"),
        ({"modes": ["seize"]}, "mode"),
    ),
)
def test_one_wrong_field_costs_that_field_and_is_listed(
    tmp_path: Path, change: dict[str, Any], wrong: str
) -> None:
    scores = scored(tmp_path, row(), record(**change))
    assert [name for name, share in scores.shares.items() if share.value == 0] == [wrong]
    assert list(scores.misses) == [f"{wrong} wrong"]
    assert scores.tallies["events"].f1 == 1


def test_a_wrong_type_is_one_event_missed_and_one_spurious(tmp_path: Path) -> None:
    scores = scored(tmp_path, row(), record(type="ASSAULT"))
    assert scores.tallies["events"].right == 0
    assert {"event missed", "event spurious"} == set(scores.misses)


def test_the_two_sides_of_a_meeting_may_stand_on_either_side() -> None:
    sides = [{"text": "Jepang", "country": "JPN"}, {"text": "Korea Selatan", "country": "KOR"}]
    annotated = gold.GoldEvent(
        "CONSULT", (), tuple(sides), (), None, None, {}, "asserted", False, "x", "x"
    )
    found = {"actors": sides[:1], "recipients": sides[1:]}
    assert matching.parties_right(annotated, found) == (True, True)


def test_government_and_forces_of_one_country_are_the_same_party() -> None:
    government = [{"text": "Washington", "country": "USA", "sector": "GOV"}]
    forces = [{"text": "pasukan AS", "country": "USA", "sector": "MIL"}]
    others = [{"text": "pasukan Inggris", "country": "GBR", "sector": "MIL"}]
    assert matching.same_parties(government, forces)
    assert not matching.same_parties(government, others)


@pytest.mark.parametrize(
    ("changes", "message"),
    (
        ({"type": "STRIKE"}, "STRIKE is no PLOVER type"),
        ({"modes": ["riot"]}, "COERCE riot is no PLOVER type and mode"),
        ({"trigger": "menembak"}, "trigger 'menembak' is not in its evidence"),
        ({"evidence": "Tidak ada."}, "evidence is not in the text"),
        ({"modality": "maybe"}, "$.gold.events[0].modality"),
        ({"arrested": "dua"}, "$.gold.events[0].arrested"),
    ),
)
def test_a_bad_row_is_named_by_file_and_line(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    file = write(tmp_path / "gold.jsonl", row(), row(**changes))
    with pytest.raises(GoldError) as caught:
        gold.read(file)
    assert str(caught.value).startswith(f"{file}:2: ")
    assert message in str(caught.value)


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text("\n{", encoding="utf-8")
    with pytest.raises(GoldError, match=r"gold\.jsonl:2: not JSON"):
        gold.read(file)


def test_an_article_may_stand_only_once(tmp_path: Path) -> None:
    file = write(tmp_path / "gold.jsonl", row(), row())
    with pytest.raises(GoldError, match="'satu' stands twice"):
        run.evaluate([file])


def test_the_command_prints_figures_and_misses(tmp_path: Path) -> None:
    file = write(tmp_path / "gold.jsonl", row())
    enriched = write(tmp_path / "enriched.jsonl", record(type="ASSAULT"))
    done = kabar("evaluate", str(file), "--enriched", str(enriched), "--misses", "5")
    assert done.returncode == 0, done.stderr
    shown = done.stdout.decode()
    assert "who-did-what-to-whom" in shown
    assert "event missed (1)\n  satu | COERCE | menangkap" in shown


def test_the_command_prints_json(tmp_path: Path) -> None:
    file = write(tmp_path / "gold.jsonl", row())
    enriched = write(tmp_path / "enriched.jsonl", record())
    shown = json.loads(kabar("evaluate", str(file), "--enriched", str(enriched), "--json").stdout)
    assert shown["tallies"]["events COERCE"]["f1"] == 1


def test_the_command_says_in_one_line_which_row_is_wrong(tmp_path: Path) -> None:
    file = write(tmp_path / "gold.jsonl", row(type="STRIKE"))
    done = kabar("evaluate", str(file))
    assert done.returncode == 1
    assert b"gold.jsonl:1: STRIKE is no PLOVER type" in done.stderr
    assert b"Traceback" not in done.stderr
