"""The plain twin of the tagger: the same definition, as directly as it can be written."""

import itertools
import random
from collections.abc import Mapping

from service.crf import kernel
from service.crf.model import SCALE, Model

LABELS = ["B-LOC", "B-PER", "I-LOC", "I-PER", "O"]
WORDS = ["Budi", "budi", "tiba", "di", "Kota", "Banda", "AK-47", "2.500", ",", "<", "PBB"]


def emissions(model: Model, words: list[str]) -> list[list[int]]:
    """Return the score of each label at each word, straight from the model's tables."""
    told = [_told(model, word) for word in words]
    lowers = ["<", "<", *[word.lower() for word in words], ">"]
    kinds = ["<", "<", *[_class(model, word) for word in words], ">"]
    scores = []
    for i in range(len(words)):
        row = [0] * len(model.labels)
        for offset in range(-2, 3):
            at = i + offset
            names = ["<"] if at < 0 else [">"] if at >= len(words) else told[at]
            for name in names:
                _add(row, model.features.get(name, {}), offset + 2)
        _, a, b, c = lowers[i : i + 4]
        w, x, y, z = kinds[i : i + 4]
        _add(row, model.joints.get(("words", a, b), {}), 0)
        _add(row, model.joints.get(("words", b, c), {}), 1)
        _add(row, model.joints.get(("classes", x, y), {}), 0)
        _add(row, model.joints.get(("classes", y, z), {}), 1)
        _add(row, model.joints.get(("around", x, y, z), {}), 0)
        _add(row, model.joints.get(("up-to", w, x, y), {}), 0)
        _add(row, model.joints.get(("word-class", a, y), {}), 0)
        _add(row, model.joints.get(("class-word", y, c), {}), 0)
        scores.append(row)
    return scores


def _told(model: Model, word: str) -> list[str]:
    lower = word.lower()
    return kernel.features(word, lower, kernel.shape(word), model.lexicon.get(lower, ()))


def _class(model: Model, word: str) -> str:
    return kernel.word_class(kernel.shape(word), model.lexicon.get(word.lower(), ()))


def _add(row: list[int], scores: Mapping[tuple[int, int], int], place: int) -> None:
    for (at, label), score in scores.items():
        if at == place:
            row[label] += score


def best(
    model: Model, words: list[str], bias: Mapping[str, float] | None = None
) -> tuple[list[int], list[int]]:
    """Return labels and margins by trying every legal labelling: for short sentences."""
    own = [round((bias or {}).get(label, 0.0) * SCALE) for label in model.labels]
    rows = emissions(model, words)
    tried = {
        labels: sum(row[label] + own[label] for row, label in zip(rows, labels, strict=True))
        + sum(model.transitions[a][b] for a, b in itertools.pairwise(labels))
        for labels in itertools.product(range(len(model.labels)), repeat=len(words))
        if _legal([model.labels[label] for label in labels])
    }
    chosen = max(tried, key=lambda labels: tried[labels])
    margins = [
        tried[chosen] - max(total for labels, total in tried.items() if labels[i] != chosen[i])
        for i in range(len(words))
    ]
    return list(chosen), margins


def _legal(labels: list[str]) -> bool:
    return all(
        not label.startswith("I-") or before[2:] == label[2:]
        for before, label in itertools.pairwise(["O", *labels])
    )


def random_model(seed: int) -> Model:
    """Return a model with every kind of feature, scores drawn so that ties do not happen."""
    draw = random.Random(seed)

    def scores(rows: int) -> dict[tuple[int, int], int]:
        return {
            (row, label): draw.randint(-5000, 5000)
            for row in range(rows)
            for label in range(len(LABELS))
            if draw.random() < 0.7
        } or {(0, 0): 1}

    lexicon = {"budi": ("name",), "banda": ("place", "!rare"), "di": ("place",)}
    names = {
        name
        for word in WORDS
        for name in kernel.features(
            word, word.lower(), kernel.shape(word), lexicon.get(word.lower(), ())
        )
    }
    lowers = ["<", *{word.lower(): None for word in WORDS}, ">"]
    made = Model(LABELS, [], {}, {}, lexicon, [], {})
    kinds = ["<", *{_class(made, word): None for word in WORDS}, ">"]
    joints: dict[tuple[str, ...], dict[tuple[int, int], int]] = {}
    for pair in itertools.product(lowers, lowers):
        if draw.random() < 0.5:
            joints["words", *pair] = scores(2)
    for word, kind in itertools.product(lowers, kinds):
        if draw.random() < 0.5:
            joints["word-class", word, kind] = scores(1)
            joints["class-word", kind, word] = scores(1)
    for three in itertools.product(kinds, kinds, kinds):
        if draw.random() < 0.3:
            joints["around", *three] = scores(1)
            joints["up-to", *three] = scores(1)
            joints["classes", *three[:2]] = scores(2)
    return Model(
        LABELS,
        [
            [
                -(1 << 40)
                if after.startswith("I-") and before[2:] != after[2:]
                else draw.randint(-2000, 2000)
                for after in LABELS
            ]
            for before in LABELS
        ],
        {name: scores(5) for name in sorted(names) if draw.random() < 0.8}
        | {"<": scores(5), ">": scores(5)},
        joints,
        lexicon,
        ["Budi", "di"],
        {"name": "random"},
    )
