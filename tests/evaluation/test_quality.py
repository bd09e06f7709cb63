"""The quality report: what it measures, and that it says so when it could not."""

from pathlib import Path

import pytest

from service.enrich import reader
from service.evaluation import names, quality
from service.evaluation.quality import Row
from tests.kafka.brokers import ROOT


@pytest.mark.parametrize(
    ("row", "verdict"),
    (
        (Row("F1", 0.8, 0.8), "| 0.800 | reached |"),
        (Row("F1", 0.8, 0.79), "| 0.790 | **missed** |"),
        (Row("untagged", 0.01, 0.02, at_most=True), "| at most 0.010 | 0.020 | **missed** |"),
        (Row("F1", 0.8, None), "| not measured here |  |"),
        (Row("F1", None, 0.5), "| 0.500 |  |"),
    ),
)
def test_a_row_says_whether_the_floor_is_reached(row: Row, verdict: str) -> None:
    assert verdict in row.line()


def test_without_data_from_elsewhere_own_articles_are_still_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    text = "\n".join(quality.lines(None))
    assert "| recogniser F1, idner-news-2k test, exact spans | 0.890 | not measured here |" in text
    assert "reading half, 300 words" in text
    assert "Own articles in full" in text


def test_names_are_compared_as_exact_token_spans(tmp_path: Path) -> None:
    """The labels leave Prancis untagged: by kabar's convention it is a place all the same."""
    file = tmp_path / "test.txt"
    rows = ("Presiden O", "Prancis O", "tiba O", "di O", "Jakarta B-PLACE", ". O")
    file.write_text("\n".join(rows) + "\n\n", encoding="utf-8")
    plain, convention = names.f1(reader(), file)
    assert (plain.right, plain.found, plain.gold) == (1, 2, 1)
    assert (convention.right, convention.found, convention.gold) == (2, 2, 2)


def test_countries_that_no_name_covers_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "sentences.txt"
    file.write_text("Jepang dan Kuwait sepakat .\nTidak ada apa-apa .\n", encoding="latin-1")
    share = names.untagged_countries(reader(), file)
    assert (share.right, share.of) == (0, 2)
