from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from service.entities.people import People
from service.errors import PackError
from service.packs.files import PackFiles
from tests.reading import knows, parse

HEADER = "name\taliases\tcountry\tsector\toffice\tfrom\tto\n"


def pack(folder: Path, rows: str) -> People:
    """Return the people of a table with `rows`."""
    (folder / "people.tsv").write_text(HEADER + rows, encoding="utf-8")
    return People.load(PackFiles(folder))


def test_an_office_counts_from_its_first_to_its_last_day(tmp_path: Path) -> None:
    rows = "Ana Lim\tLim\tSGP\tLEG\tsenator\t2001-01-01\t2004-12-31\nAna Lim\t\tSGP\tGOV\tmenteri\t2010-01-01\t2012-01-01\n"
    ana = pack(tmp_path, rows).names["Lim"]
    days = (
        date(2000, 1, 1),
        date(2004, 12, 31),
        date(2007, 1, 1),
        date(2011, 1, 1),
        date(2020, 1, 1),
    )
    assert [ana.sector(day) for day in days] == [None, "LEG", "ELI", "GOV", "ELI"]
    assert ana.sector(None) == "GOV"


def test_an_article_tells_the_office_of_its_day() -> None:
    doc = parse("Menurut Tony Blair, pasukan akan ditarik.")
    sectors = [
        knows().annotator.annotate(doc, datetime(year, 6, 1, tzinfo=UTC)).entities[0].sector
        for year in (2005, 2015)
    ]
    assert sectors == ["GOV", "ELI"]


def test_a_date_that_is_none_names_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"people.tsv:2: from is '2001', must be YYYY-MM-DD"):
        pack(tmp_path, "Ana Lim\t\tSGP\tLEG\tsenator\t2001\t\n")


def test_a_name_of_two_persons_names_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"people.tsv:3: 'Lim' already names 'Ana Lim'"):
        pack(tmp_path, "Ana Lim\tLim\tSGP\tLEG\t\t\t\nBo Lim\tLim\tSGP\tLEG\t\t\t\n")
