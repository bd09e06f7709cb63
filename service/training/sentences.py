"""The annotated sentences that the event models are trained on, from five sources.

`events/train.jsonl` of the data folder (text and annotation); `panl.tsv` and `idner.tsv` here, whose
text is in the data folder's `news/` and `ner/`; `domestic.tsv` and `foreign.tsv` here with their text
in `domestic.txt` and `foreign.txt`, all of our own writing.
A row is {"id", "text", "batch", "events": [{"type", "modes", "trigger", "actors", "recipients",
"modality"}]}; a party is {"text", "country", "sector"}; trigger and parties are words of the text.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from service.errors import KabarError
from service.packs.files import PackFiles, Row
from service.training import corpus

HERE = Path(__file__).parent
TRAIN = Path("events", "train.jsonl")
PANL = Path("news", "PANL-BPPT-INT-ID-150Kw.txt")
IDNER = Path("ner", "idner-news-2k")
COLUMNS = ("line", "type", "mode", "trigger", "actors", "recipients", "modality")
NONE = "-"
# What stands for the reader of the sentences of these files; the others have readers 1 to 13.
PANL_BATCH, DOMESTIC_BATCH, IDNER_BATCH, FOREIGN_BATCH = 20, 30, 40, 50
# In a corpus of tokens, where a text has no blank: before a mark that closes, after one that opens.
CLOSING, OPENING = re.compile(r" ([,.;:?!%)\]}…])"), re.compile(r"([(\[{]) ")


def read(data: Path) -> list[dict[str, Any]]:
    """Return all rows; `data` is the data folder. Raises `KabarError` when a file is missing."""
    try:
        lines = (data / TRAIN).read_bytes().splitlines()
        panl = (data / PANL).read_text("latin-1").split("\n")
        domestic = (HERE / "domestic.txt").read_text("utf-8").split("\n")
        foreign = (HERE / "foreign.txt").read_text("utf-8").split("\n")
    except OSError as error:
        raise KabarError(f"{error.filename}: {error.strerror}; name the data folder") from error
    rows = [orjson.loads(line) for line in lines if line.strip()]
    rows += _table("panl.tsv", [line.strip() for line in panl], PANL_BATCH)
    rows += _table("domestic.tsv", domestic, DOMESTIC_BATCH)
    parts = (corpus.read(data / IDNER / f"{part}.txt") for part in ("train", "dev", "test"))
    idner = [joined(sentence.words) for part in parts for sentence in part]
    rows += _table("idner.tsv", idner, IDNER_BATCH)
    rows += _table("foreign.tsv", foreign, FOREIGN_BATCH)
    return rows


def joined(words: Sequence[str]) -> str:
    """Return the text of a tokenised sentence; `idner.tsv` has the offsets of this text."""
    return OPENING.sub(r"\1", CLOSING.sub(r"\1", " ".join(words)))


def _table(name: str, texts: list[str], batch: int) -> Iterator[dict[str, Any]]:
    """Yield the rows of an annotation table over lines of text."""
    events: dict[int, list[dict[str, Any]]] = {}
    for row in PackFiles(HERE).table(name, COLUMNS):
        line = int(row["line"])
        if not 0 <= line < len(texts):
            raise row.error(f"the text has no line {line}")
        told = events.setdefault(line, [])
        if row["type"] != NONE:
            told.append(_event(row, texts[line]))
    for line, told in events.items():
        yield {"id": f"{name}:{line}", "text": texts[line], "batch": batch, "events": told}


def _event(row: Row, text: str) -> dict[str, Any]:
    return {
        "type": row["type"],
        "modes": [row["mode"]] if row["mode"] else [],
        "trigger": _span(row["trigger"], text),
        "actors": [_party(part, text) for part in row.list("actors")],
        "recipients": [_party(part, text) for part in row.list("recipients")],
        "modality": row["modality"],
    }


def _party(cell: str, text: str) -> dict[str, str | None]:
    span, country, sector = cell.split(";")
    return {"text": _span(span, text), "country": country or None, "sector": sector or None}


def _span(cell: str, text: str) -> str:
    first, last = cell.split("-")
    return text[int(first) : int(last)]
