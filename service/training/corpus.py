"""Reads annotated sentences: CoNLL columns, a token a line, the label last."""

from pathlib import Path

from service.errors import ModelError
from service.training.crf import Sentence

TYPES = {"PERSON": "PER", "ORGANISATION": "ORG", "ORGANIZATION": "ORG", "PLACE": "LOC"}


def read(path: Path) -> list[Sentence]:
    """Return the sentences of `path` with labels made legal IOB2; raises `ModelError`.

    A blank line ends a sentence. An inside label without its beginning begins a span.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: {error}") from error
    sentences: list[Sentence] = []
    words: list[str] = []
    labels: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        cells = line.split()
        if not cells and words:
            sentences.append(Sentence(words, _legal(labels)))
            words, labels = [], []
        elif len(cells) == 1:
            raise ModelError(f"{path}:{number}: a word without a label")
        elif cells:
            words.append(cells[0])
            labels.append(_mapped(cells[-1]))
    return sentences


def lines(path: Path) -> list[str]:
    """Return the lines of a plain text in UTF-8 or, for old ones, Latin-1; raises `ModelError`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}") from error
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return [line for line in text.split("\n") if line.strip()]


def _mapped(label: str) -> str:
    begin, _, kind = label.partition("-")
    return f"{begin}-{TYPES.get(kind, kind)}" if kind else label


def _legal(labels: list[str]) -> list[str]:
    legal: list[str] = []
    before = "O"
    for label in labels:
        starts = label.startswith("I-") and before[2:] != label[2:]
        legal.append(f"B-{label[2:]}" if starts else label)
        before = label
    return legal
