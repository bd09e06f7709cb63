import importlib.util
import random
from pathlib import Path
from types import ModuleType

import pytest

from service.crf import kernel, model
from service.crf.model import Model, spans
from service.errors import ModelError
from tests.crf import twin

SOURCE = Path(model.__file__).with_name("kernel.py")


def uncompiled() -> ModuleType:
    """The kernel's source, run as Python whether or not it is compiled."""
    spec = importlib.util.spec_from_file_location("plain_kernel", SOURCE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def saved(made: Model, folder: Path) -> Path:
    path = folder / "model.gz"
    path.write_bytes(made.to_bytes())
    return path


def sentences(seed: int, most: int) -> list[list[str]]:
    draw = random.Random(seed)
    return [draw.choices(twin.WORDS, k=draw.randint(1, most)) for _ in range(12)]


@pytest.mark.parametrize("seed", range(4))
def test_labels_and_margins_are_those_of_the_best_of_all_labellings(
    tmp_path: Path, seed: int
) -> None:
    made = twin.random_model(seed)
    tagger = model.load(saved(made, tmp_path))
    for words in sentences(seed, 5):
        labels, margins = twin.best(made, words)
        assert tagger.tag(words) == labels
        for usual, name in enumerate(twin.LABELS):
            assert tagger.find(words, usual=name) == [
                (at, label, margin / model.SCALE)
                for at, (label, margin) in enumerate(zip(labels, margins, strict=True))
                if label != usual
            ]


def test_the_source_gives_the_scores_that_the_compiled_kernel_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(twin.random_model(7), tmp_path)
    installed = model.load(path)
    monkeypatch.setattr(model, "kernel", uncompiled())
    plain = model.load(path)
    for words in sentences(7, 60):
        assert plain.tag(words) == installed.tag(words)
        assert plain.find(words) == installed.find(words)


def test_sentences_tagged_together_are_tagged_as_apart(tmp_path: Path) -> None:
    tagger = model.load(saved(twin.random_model(3), tmp_path))
    apart = sentences(3, 9)
    words = [word for sentence in apart for word in sentence]
    ends = [sum(map(len, apart[: i + 1])) for i in range(len(apart))]
    assert tagger.tag(words, ends) == [
        label for sentence in apart for label in tagger.tag(sentence)
    ]
    assert tagger.tag([], []) == []


def test_results_do_not_depend_on_what_was_tagged_before(tmp_path: Path) -> None:
    path = saved(twin.random_model(5), tmp_path)
    small, large = model.load(path, room=4), model.load(path)
    for words in [*sentences(5, 40), *sentences(6, 6), *sentences(5, 40)]:
        assert small.tag(words) == large.tag(words)


def test_a_bias_moves_the_decision_as_if_it_were_a_feature_of_every_word(tmp_path: Path) -> None:
    made = twin.random_model(2)
    bias = {"O": -1.5, "B-PER": 0.25}
    tagger = model.load(saved(made, tmp_path), bias=bias)
    for words in sentences(2, 5):
        assert tagger.tag(words) == twin.best(made, words, bias)[0]


def test_a_model_file_is_the_same_bytes_each_time_and_says_what_it_is(tmp_path: Path) -> None:
    made = twin.random_model(1)
    assert made.to_bytes() == made.to_bytes()
    tagger = model.load(saved(made, tmp_path))
    assert (tagger.about, list(tagger.labels)) == ({"name": "random"}, twin.LABELS)


def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    path = tmp_path / "wrong.gz"
    path.write_bytes(b"not gzip")
    with pytest.raises(ModelError, match=r"wrong\.gz: .*the file is no model, or damaged"):
        model.load(path)
    with pytest.raises(ModelError, match="absent"):
        model.load(tmp_path / "absent")


def test_a_damaged_model_and_an_unknown_label_are_named(tmp_path: Path) -> None:
    made = twin.random_model(1)
    path = saved(made, tmp_path)
    with pytest.raises(ModelError, match="bias on 'X', which is none of the labels"):
        model.load(path, bias={"X": 1.0})
    made.transitions.pop()
    made.labels.pop()
    with pytest.raises(ModelError, match="the file is damaged"):
        model.load(saved(made, tmp_path))


def test_shapes_tell_capitals_digits_and_marks_apart() -> None:
    assert [
        kernel.shape(word) for word in ("Jakarta", "AK-47", "2.500", "anak-anak", "McCain")
    ] == [
        "Aa",
        "A-0",
        "0.0",
        "a-a",
        "AaAa",
    ]


def test_spans_are_read_from_labels() -> None:
    labels = ["O", "B-PER", "I-PER", "B-PER", "B-ORG", "O", "B-LOC", "I-LOC"]
    assert list(spans(labels)) == [(1, 3, "PER"), (3, 4, "PER"), (4, 5, "ORG"), (6, 8, "LOC")]
    assert list(spans([])) == []
