from pathlib import Path

import pytest

from service.errors import KabarError
from service.events.ontology import codes, sectors
from service.packs.files import PackFiles
from service.training import sentences

FOLDER = PackFiles(Path(sentences.__file__).parent)


@pytest.mark.parametrize("name", ("panl.tsv", "domestic.tsv"))
def test_annotations_name_types_modes_and_sectors_that_there_are(name: str) -> None:
    known = set(sectors())
    for row in FOLDER.table(name, sentences.COLUMNS):
        if row["type"] == sentences.NONE:
            continue
        assert row["type"] in {kind for kind, _ in codes()}, row.line
        for role in ("actors", "recipients"):
            for party in row.list(role):
                assert party.split(";")[2] in {*known, ""}, row.line


def test_spans_of_our_own_sentences_are_words_of_theirs() -> None:
    texts = (FOLDER.folder / "domestic.txt").read_text("utf-8").split("\n")
    for row in FOLDER.table("domestic.tsv", sentences.COLUMNS):
        if row["type"] != sentences.NONE:
            first, last = map(int, row["trigger"].split("-"))
            assert texts[int(row["line"])][first:last].strip(), row.line


def test_a_missing_data_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(KabarError, match=r"train\.jsonl"):
        sentences.read(tmp_path)
