"""Trains a type-factored CRF with python-crfsuite and compiles it to a `Model`.

Every feature depends on one word type at an offset of -2 … +2, or on two or three neighbouring
words or word classes; that is what lets `service.crf` tag with look-ups. Training is deterministic: equal
sentences, lexicon and settings give equal models.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from service.crf import kernel
from service.crf.model import FORBIDDEN, KINDS, SCALE, Model, Scores
from service.errors import ModelError

# How far a kind of feature (its first letter, see `kernel.features`) is told to the neighbours.
REACH = {"w": 2, "s": 2, "@": 2, "u": 1, "p": 1, "x": 1}
OFFSETS = (-2, -1, 0, 1, 2)
CUT = "\x1f"  # between the parts of a feature's name in crfsuite


class Sentence(NamedTuple):
    """Words with one IOB2 label each."""

    words: list[str]
    labels: list[str]


@dataclass(frozen=True, slots=True)
class Settings:
    """L1 and L2 regularisation, passes of L-BFGS, joint features on or off."""

    c1: float = 0.1
    c2: float = 0.05
    passes: int = 120
    joints: bool = True
    vocabulary: int = 20_000


class Told(NamedTuple):
    """What a word tells: itself in lower case, its class, the features of the token at each offset."""

    lower: str
    kind: str
    names: list[list[str]]


class Factored:
    """Tells the features of sentences, one list a token, as crfsuite wants them."""

    def __init__(self, lexicon: Mapping[str, tuple[str, ...]], *, joints: bool = True) -> None:
        self.lexicon = lexicon
        self.joints = joints
        self._known: dict[str, Told] = {}

    def __call__(self, words: Sequence[str]) -> list[list[str]]:
        """Return the names of the features of each word."""
        told = [*[_edge("<")] * 2, *map(self._word, words), *[_edge(">")] * 2]
        return [
            [name for offset in range(len(OFFSETS)) for name in told[i + offset].names[offset]]
            + (_joints(told[i : i + 4]) if self.joints else [])
            for i in range(len(words))
        ]

    def _word(self, word: str) -> Told:
        known = self._known.get(word)
        if known is None:
            lower, form = word.lower(), kernel.shape(word)
            tags = self.lexicon.get(lower, ())
            told = kernel.features(word, lower, form, tags)
            names = [
                [f"{place}{CUT}{name}" for name in told if REACH.get(name[0], 0) >= abs(offset)]
                for place, offset in enumerate(OFFSETS)
            ]
            known = self._known[word] = Told(lower, kernel.word_class(form, tags), names)
        return known


def _edge(edge: str) -> Told:
    return Told(edge, edge, [[f"{place}{CUT}{edge}"] for place in range(len(OFFSETS))])


def _joints(around: list[Told]) -> list[str]:
    """Return the joint features of the third of four tokens; a pair has a row for each of its two."""
    far, left, here, right = around
    return [
        CUT.join(parts)
        for parts in (
            ("words", "0", left.lower, here.lower),
            ("words", "1", here.lower, right.lower),
            ("classes", "0", left.kind, here.kind),
            ("classes", "1", here.kind, right.kind),
            ("around", "0", left.kind, here.kind, right.kind),
            ("up-to", "0", far.kind, left.kind, here.kind),
            ("word-class", "0", left.lower, here.kind),
            ("class-word", "0", here.kind, right.lower),
        )
    ]


def train(
    sentences: Sequence[Sentence],
    lexicon: Mapping[str, tuple[str, ...]],
    settings: Settings,
    about: Mapping[str, object],
) -> Model:
    """Return the model of `sentences`; `lexicon` gives words in lower case tags, with no space.

    `about` goes into the model's header. Raises `ModelError` without the `train` extra.
    """
    try:
        import pycrfsuite  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ModelError("training needs the extra: pip install 'kabar[train]'") from error
    factored = Factored(lexicon, joints=settings.joints)
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for sentence in sentences:
        trainer.append(factored(sentence.words), sentence.labels)
    trainer.set_params(
        {
            "c1": settings.c1,
            "c2": settings.c2,
            "max_iterations": settings.passes,
            "feature.possible_transitions": True,
        }
    )
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "model.crfsuite")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
        tagger.close()
    counts = Counter(word for sentence in sentences for word in sentence.words)
    return _compiled(info, lexicon, counts, settings, about)


def _compiled(
    info: Any,
    lexicon: Mapping[str, tuple[str, ...]],
    counts: Counter[str],
    settings: Settings,
    about: Mapping[str, object],
) -> Model:
    labels = sorted(info.labels)
    number = {label: i for i, label in enumerate(labels)}
    features: dict[str, Scores] = {}
    joints: dict[tuple[str, ...], Scores] = {}
    for (name, label), weight in info.state_features.items():
        score = round(weight * SCALE)
        if not score:
            continue
        first, *parts = name.split(CUT)
        if first in KINDS:
            scores = joints.setdefault((first, *parts[1:]), {})
            scores[int(parts[0]), number[label]] = score
        else:
            features.setdefault(parts[0], {})[int(first), number[label]] = score
    return Model(
        labels,
        [[_transition(info.transitions, a, b) for b in labels] for a in labels],
        features,
        joints,
        lexicon,
        [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))][
            : settings.vocabulary
        ],
        {**about, "settings": asdict(settings)},
    )


def _transition(weights: Mapping[tuple[str, str], float], before: str, label: str) -> int:
    """Return the score of `label` after `before`; an inside label only goes on with its own type."""
    if label.startswith("I-") and before[2:] != label[2:]:
        return FORBIDDEN
    return round(weights.get((before, label), 0.0) * SCALE)
