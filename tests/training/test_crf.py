from pathlib import Path

import pycrfsuite
import pytest

from service.crf import model
from service.errors import ModelError
from service.training import corpus
from service.training.crf import Factored, Sentence, Settings, train


def sentence(text: str) -> Sentence:
    """Read 'Budi/B-PER tiba': no label is O."""
    pairs = [word.partition("/") for word in text.split()]
    return Sentence([word for word, _, _ in pairs], [label or "O" for _, _, label in pairs])


SENTENCES = [
    sentence("Budi/B-PER Santoso/I-PER tiba di Kota/B-LOC Banda/I-LOC ."),
    sentence("Menurut Ani/B-PER , hujan turun < 2 jam ."),
    sentence("Ani/B-PER pergi ke Maluku/B-LOC ."),
]
LEXICON = {"budi": ("name",), "ani": ("name",), "maluku": ("place",)}


def test_a_model_learns_its_sentences_and_the_same_one_each_time(tmp_path: Path) -> None:
    made = train(SENTENCES, LEXICON, Settings(c1=0.01), {"name": "tiny"})
    again = train(SENTENCES, LEXICON, Settings(c1=0.01), {"name": "tiny"})
    assert made.to_bytes() == again.to_bytes()
    path = tmp_path / "tiny.gz"
    path.write_bytes(made.to_bytes())
    tagger = model.load(path)
    for words, labels in SENTENCES:
        assert [tagger.labels[label] for label in tagger.tag(words)] == labels


def test_the_tagger_labels_as_crfsuite_does(tmp_path: Path) -> None:
    factored = Factored(LEXICON)
    trainer = pycrfsuite.Trainer(verbose=False)
    for words, labels in SENTENCES:
        trainer.append(factored(words), labels)
    trainer.set_params(
        {"c1": 0.1, "c2": 0.05, "max_iterations": 120, "feature.possible_transitions": True}
    )
    trainer.train(str(tmp_path / "reference"))
    reference = pycrfsuite.Tagger()
    reference.open(str(tmp_path / "reference"))
    path = tmp_path / "ours.gz"
    path.write_bytes(train(SENTENCES, LEXICON, Settings(), {}).to_bytes())
    tagger = model.load(path)
    for text in ("Ani Santoso tiba di Banda .", "Budi pergi ke Maluku , menurut Ani", "hujan"):
        words = text.split()
        ours = [tagger.labels[label] for label in tagger.tag(words)]
        assert ours == reference.tag(factored(words))


def test_columns_are_read_with_labels_made_legal(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "Budi NOUN I-PERSON\r\ntiba VERB O\r\n\r\ndi\tO\nBanda\tB-PLACE\nAceh\tI-PLACE\n"
    )
    assert corpus.read(path) == [
        Sentence(["Budi", "tiba"], ["B-PER", "O"]),
        Sentence(["di", "Banda", "Aceh"], ["O", "B-LOC", "I-LOC"]),
    ]


def test_a_word_without_a_label_is_named_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Budi O\ntiba\n")
    with pytest.raises(ModelError, match=r"a\.txt:2: a word without a label"):
        corpus.read(path)
