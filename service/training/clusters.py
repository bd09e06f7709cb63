"""Groups words by the company they keep: how a word behaves, for words that no list knows.

Each word of plain news text is a row of counts: which words stand one and two places before and
after it. Positive pointwise mutual information, the strongest directions of it, then k-means from
the most frequent words on, at three grains. Only these statistics are kept, never the text. Equal
text gives equal clusters on one machine; the file is committed, so that training starts from it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.errors import ModelError
from service.packs.files import PackFiles
from service.text.tokens import Tokenizer

if TYPE_CHECKING:
    import numpy as np

    Matrix = np.ndarray[Any, np.dtype[np.float32]]

PACK = "id"
FILE = Path(__file__).with_name("clusters.tsv")
GRAINS = (64, 256, 1000)
RAREST, CONTEXTS, DIMENSIONS, ROUNDS = 2, 1500, 64, 30
# Offsets of the contexts, and how much a word there counts.
OFFSETS = {-2: 0.5, -1: 1.0, 1: 1.0, 2: 0.5}
SMOOTHING = 0.75  # of context frequencies (Levy, Goldberg & Dagan 2015)
NUMBERS = "0"  # all words that begin with a digit are one


def words_of(path: Path) -> Iterator[list[str]]:
    """Yield the words of each line of a text file, in UTF-8 or an old encoding; `ModelError`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}") from error
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    tokenizer = Tokenizer.load(PackFiles.of(PACK))
    for line in text.split("\n"):
        if line.strip():
            yield tokenizer.parse(None, [line]).words


def build(sentences: Sequence[list[str]]) -> dict[str, tuple[int, ...]]:
    """Return word → its cluster at each of `GRAINS`, for words told `RAREST` times or more."""
    try:
        import numpy as np  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ModelError("training needs the extra: pip install 'kabar[train]'") from error
    sentences = [[_plain(word) for word in sentence] for sentence in sentences]
    counts = Counter(word for sentence in sentences for word in sentence)
    ordered = sorted(counts, key=lambda word: (-counts[word], word))
    rows = {word: i for i, word in enumerate(ordered) if counts[word] >= RAREST}
    contexts = {word: i for i, word in enumerate(ordered[:CONTEXTS])}
    seen = np.zeros((len(rows), len(contexts) * len(OFFSETS)), np.float32)
    for sentence in sentences:
        for i, word in enumerate(sentence):
            row = rows.get(word)
            for place, (offset, weight) in enumerate(OFFSETS.items()):
                if row is not None and 0 <= i + offset < len(sentence):
                    context = contexts.get(sentence[i + offset])
                    if context is not None:
                        seen[row, place * len(contexts) + context] += weight
    vectors = _vectors(seen)
    grains = [_means(vectors, size) for size in GRAINS]
    return {word: tuple(int(grain[i]) for grain in grains) for word, i in rows.items()}


def _plain(word: str) -> str:
    return NUMBERS if word[0].isdigit() else word.lower()


def _vectors(seen: "Matrix") -> "Matrix":
    """Return a unit vector a row: the strongest directions of positive mutual information."""
    import numpy as np  # noqa: PLC0415

    total = seen.sum()
    word = seen.sum(1, keepdims=True) / total
    context = seen.sum(0, keepdims=True) ** SMOOTHING
    context /= context.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        told = np.log(seen / total / (word * context))
    told[~np.isfinite(told)] = 0
    told = np.maximum(told, 0)
    strengths, directions = np.linalg.eigh((told.T @ told).astype(np.float64))
    strongest = directions[:, ::-1][:, :DIMENSIONS].astype(np.float32)
    weights = strengths[::-1][:DIMENSIONS].astype(np.float32) ** -0.25
    return _unit((told @ strongest) * weights)


def _means(vectors: "Matrix", size: int) -> Any:
    """Return the cluster of each row: k-means by cosine, begun at the most frequent words."""
    import numpy as np  # noqa: PLC0415

    centres = vectors[:size].copy()
    for _ in range(ROUNDS):
        nearest = (vectors @ centres.T).argmax(1)
        for cluster in range(len(centres)):
            own = vectors[nearest == cluster]
            if len(own):
                centres[cluster] = _unit(own.sum(0, keepdims=True))[0]
    return np.asarray((vectors @ centres.T).argmax(1))


def _unit(vectors: "Matrix") -> "Matrix":
    import numpy as np  # noqa: PLC0415

    unit: Matrix = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + np.float32(1e-9))
    return unit


def write(clusters: dict[str, tuple[int, ...]], path: Path = FILE) -> None:
    """Write one word a line, in order."""
    lines = ["\t".join((word, *map(str, own))) for word, own in sorted(clusters.items())]
    head = (
        "# Word clusters at three grains, made by `kabar train clusters`: statistics only, no text."
    )
    path.write_text("\n".join([head, *lines, ""]), encoding="utf-8")


def read(path: Path = FILE) -> dict[str, tuple[str, ...]]:
    """Return word → tags; raises `ModelError` when the file is missing or wrong."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")[1:-1]
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}; run `kabar train clusters`") from error
    tags = {}
    for line in lines:
        word, *own = line.split("\t")
        tags[word] = tuple(f"{grain}-{own[i]}" for i, grain in enumerate(GRAINS))
    return tags
