"""A model file: features with their scores, the words they know, and what the model was made from.

A gzipped text, one fact a line, fields apart by tabs, so that `zcat` shows it:

    {"format": "kabar-crf/1", "labels": […], …}      the header, JSON
    transition  LABEL    n n …                       scores of each label after LABEL
    feature     FEATURE  OFFSET:LABEL=SCORE …        OFFSET 0 … 4 stands for -2 … +2
    joint       KIND     LEFT RIGHT …  ROW:LABEL=SCORE …
    lexicon     TAG      word word …
    vocabulary  word word …                          featurised when the model is loaded

Scores are whole numbers, 1/1024 nat. Equal models give equal bytes.
"""

import gzip
import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from service.crf import kernel
from service.errors import ModelError

FORMAT = "kabar-crf/1"
SCALE = 1024
FORBIDDEN = -(1 << 40)
# Ids of the words and classes of joint features; 0 is for those that none holds.
EDGES = {"<": 1, ">": 2}
# Joint features in the order of the kernel's kinds: w a word in lower case, c a class.
KINDS = {
    "words": "ww",
    "classes": "cc",
    "around": "ccc",  # before, here, after
    "up-to": "ccc",  # two before, one before, here
    "word-class": "wc",
    "class-word": "cw",
}
NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
PAIRS = frozenset({"words", "classes"})
ROOM = 32_768

Scores = dict[tuple[int, int], int]  # (row, label) → score; rows are offsets, or tokens of a pair


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model as plain tables; `joints` are keyed by (kind, word or class, …)."""

    labels: list[str]
    transitions: list[list[int]]
    features: dict[str, Scores]
    joints: dict[tuple[str, ...], Scores]
    lexicon: Mapping[str, tuple[str, ...]]
    vocabulary: list[str]
    about: dict[str, object]

    def to_bytes(self) -> bytes:
        """Return the model file."""
        text = "\n".join(self._lines()) + "\n"
        return gzip.compress(text.encode(), compresslevel=9, mtime=0)

    def _lines(self) -> Iterator[str]:
        yield json.dumps({"format": FORMAT, "labels": self.labels, **self.about})
        for label, scores in zip(self.labels, self.transitions, strict=True):
            yield f"transition\t{label}\t{' '.join(map(str, scores))}"
        for feature, sparse in sorted(self.features.items()):
            yield f"feature\t{feature}\t{_sparse(sparse)}"
        for (kind, *parts), sparse in sorted(self.joints.items()):
            yield "\t".join(("joint", kind, *parts, _sparse(sparse)))
        tagged: dict[str, list[str]] = {}
        for word, tags in sorted(self.lexicon.items()):
            for tag in tags:
                tagged.setdefault(tag, []).append(word)
        for tag, words in sorted(tagged.items()):
            yield f"lexicon\t{tag}\t{' '.join(words)}"
        yield f"vocabulary\t{' '.join(self.vocabulary)}"


def _sparse(scores: Scores) -> str:
    return " ".join(f"{row}:{label}={score}" for (row, label), score in sorted(scores.items()))


@dataclass(frozen=True, slots=True)
class Tagger:
    """A loaded model: labels for words. It holds scratch space, so use one in one thread at a time.

    `sha256` is of the model file.
    """

    labels: tuple[str, ...]
    sha256: str
    about: dict[str, object]
    decoder: kernel.Decoder

    def tag(self, words: list[str], ends: list[int] | None = None) -> list[int]:
        """Return the index into `labels` of each word.

        `ends`, for several sentences at once: where each ends in `words`; they cover all words.
        """
        ends = [len(words)] if ends is None else ends
        return self.decoder.tag(words, ends, self.labels.index("O"))

    def find(
        self, words: list[str], ends: list[int] | None = None, usual: str = "O"
    ) -> list[tuple[int, int, float]]:
        """Return (word, label, margin) of each word whose label is not `usual`.

        The margin of a word, in nats, is the score of the best label sequence less that of the best
        one that gives the word another label: 0 is a toss-up, 5 is sure.
        """
        ends = [len(words)] if ends is None else ends
        found = self.decoder.find(words, ends, self.labels.index(usual))
        return [(at, label, margin / SCALE) for at, label, margin in found]


def load(path: Path, bias: Mapping[str, float] | None = None, room: int = ROOM) -> Tagger:
    """Return the tagger of the model file at `path`; raises `ModelError` when it cannot be read.

    `bias` is added to the score of a label at every word, in nats: `{"O": -1.0}` decodes for
    recall. `room` is how many word types beyond the vocabulary are remembered.
    """
    try:
        data = path.read_bytes()
        lines = gzip.decompress(data).decode().split("\n")
        header = json.loads(lines[0])
    except (OSError, EOFError, ValueError) as error:
        raise ModelError(f"{path}: {error}; the file is no model, or damaged") from error
    if header.pop("format", None) != FORMAT:
        raise ModelError(f"{path}: not of format {FORMAT}; train it again with `kabar train`")
    labels = header.pop("labels")
    tables = _Tables(len(labels))
    try:
        for line in lines[1:-1]:
            tables.read(line)
        decoder = tables.decoder(labels, bias or {}, room)
    except (ValueError, KeyError, IndexError, OverflowError) as error:
        raise ModelError(f"{path}: {error!r}; the file is damaged") from error
    return Tagger(tuple(labels), sha256(data).hexdigest(), header, decoder)


class _Tables:
    """Gathers the lines of a model file into the arrays of a decoder."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.transitions = array("q")
        self.ids: dict[str, int] = {}
        self.rows = array("h")
        self.words = dict(EDGES)
        self.classes = dict(EDGES)
        self.joints: dict[int, int] = {}
        self.joint_rows = array("h")
        self.lexicon: dict[str, tuple[str, ...]] = {}
        self.vocabulary: list[str] = []

    def read(self, line: str) -> None:
        what, *fields = line.split("\t")
        if what == "feature":
            feature, scores = fields
            self.ids[feature] = len(self.ids)
            self.rows.extend(self._dense(scores, kernel.OFFSETS))
        elif what == "joint":
            self._joint(fields)
        elif what == "lexicon":
            tag, words = fields
            for word in words.split(" "):
                self.lexicon[word] = (*self.lexicon.get(word, ()), tag)
        elif what == "transition":
            self.transitions.extend(map(int, fields[1].split(" ")))
        elif what == "vocabulary":
            self.vocabulary = fields[0].split(" ")
        else:
            raise ValueError(f"unknown line {what!r}")

    def _joint(self, fields: list[str]) -> None:
        kind, *parts, scores = fields
        ids = [
            _number(self.words, part, kernel.ID_BITS)
            if what == "w"
            else _number(self.classes, part, kernel.OF_THREE_BITS)
            for what, part in zip(KINDS[kind], parts, strict=True)
        ]
        first, second, third = (*ids, 0)[:3]
        key = kernel.joint_key(NUMBERS[kind], first, second, third)
        self.joints[key] = len(self.joint_rows) // self.size
        if self.joints[key] >= kernel.MOST_ROWS:
            raise ValueError("too many joint features")
        self.joint_rows.extend(self._dense(scores, 2 if kind in PAIRS else 1))

    def _dense(self, scores: str, rows: int) -> list[int]:
        dense = [0] * (rows * self.size)
        # "row:label=score …" in one go: there are a hundred thousand of these lines.
        told = list(map(int, scores.replace(":", " ").replace("=", " ").split(" ")))
        for row, label, score in zip(told[::3], told[1::3], told[2::3], strict=True):
            dense[row * self.size + label] = score
        return dense

    def decoder(self, labels: list[str], bias: Mapping[str, float], room: int) -> kernel.Decoder:
        if len(self.transitions) != self.size**2:
            raise ValueError(f"{len(self.transitions)} transitions for {self.size} labels")
        for word in bias.keys() - set(labels):
            raise ValueError(f"bias on {word!r}, which is none of the labels {', '.join(labels)}")
        decoder = kernel.Decoder(
            self.size,
            self.ids,
            self.rows,
            self.lexicon,
            self.words,
            self.classes,
            self.joints,
            self.joint_rows or array("h", [0]),
            self.transitions,
            array("q", [FORBIDDEN if label.startswith("I-") else 0 for label in labels]),
            array("i", [round(bias.get(label, 0.0) * SCALE) for label in labels]),
            room,
        )
        decoder.preload(self.vocabulary)
        return decoder


def _number(ids: dict[str, int], word: str, bits: int) -> int:
    number = ids.setdefault(word, len(ids) + 1)
    if number >= 1 << bits:
        raise ValueError("too many words or classes in joint features")
    return number


def spans(labels: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (first, last, type) of each span of IOB2 labels: 'B-PER', 'I-PER', 'O'."""
    first, kind = 0, ""
    at = -1
    for at, label in enumerate(labels):
        if kind and label != f"I-{kind}":
            yield first, at, kind
            kind = ""
        if label.startswith("B-"):
            first, kind = at, label[2:]
    if kind:
        yield first, at + 1, kind
