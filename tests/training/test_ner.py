import gzip
import random
from pathlib import Path

from service.crf.model import load, spans
from service.entities.gazetteer import Gazetteer
from service.entities.recogniser import MODEL
from service.entities.roles import Roles
from service.packs.files import PackFiles
from service.training.augment import Supply, renamed, titled
from service.training.countries import Countries
from service.training.crf import Sentence, Settings, train
from service.training.names import Names
from service.training.ner import f1, lexicon
from tests.training.test_crf import sentence

FILES = PackFiles.of("id")
GAZETTEER = Gazetteer.load(FILES)
SUPPLY = Supply(["Ines"], ["Marković"], ["Wahyu"], ["Kota Baru", "Sula"], ["KRI"])


def test_untagged_foreign_countries_become_places_and_our_own_stays() -> None:
    told = sentence("Menlu Amerika Serikat dari Iran/B-LOC tiba di Indonesia .")
    (relabelled,) = Countries.of(GAZETTEER).relabel([told])
    assert list(spans(relabelled.labels)) == [(1, 3, "LOC"), (4, 5, "LOC")]


def test_a_country_within_another_name_is_left() -> None:
    told = sentence("Kedutaan/B-ORG Iran/I-ORG tutup")
    assert Countries.of(GAZETTEER).relabel([told]) == [told]


def test_renamed_sentences_keep_their_words_and_types_around_other_names() -> None:
    told = sentence("Kata Budi/B-PER Santoso/I-PER , TNI/B-ORG ada di Banda/B-LOC .")
    copies = list(renamed([told] * 20, SUPPLY, 0))
    assert copies == list(renamed([told] * 20, SUPPLY, 0))
    assert copies != list(renamed([told] * 20, SUPPLY, 1))
    for copy in copies:
        assert [kind for _, _, kind in spans(copy.labels)] == ["PER", "ORG", "LOC"]
        outside = [word for word, label in zip(*copy, strict=True) if label == "O"]
        assert outside == ["Kata", ",", "ada", "di", "."]


def test_a_drawn_person_has_as_many_words_as_asked_for() -> None:
    draw = random.Random(0)
    assert {len(SUPPLY.person(draw, 1)) for _ in range(20)} == {1}
    assert {len(SUPPLY.person(draw, 4)) for _ in range(20)} == {2, 3}


def test_headlines_are_short_sentences_in_capitals_without_their_full_stop() -> None:
    told = sentence("kapal tiba di Banda/B-LOC .")
    assert list(titled([told, Sentence(["a"] * 9, ["O"] * 9)], 6)) == [
        sentence("Kapal Tiba Di Banda/B-LOC")
    ]


def test_names_of_many_countries_are_told_from_those_of_few() -> None:
    names = Names.load()
    tags = names.tags()
    assert "own" in tags["budi"]
    assert "given+" in tags["maria"]
    assert set(names.tags(2)) < set(tags)


def test_the_lexicon_marks_roles_and_heads_and_knows_places() -> None:
    told = lexicon(FILES, GAZETTEER, {"budi": ["own"]})
    assert told["budi"][-1] == "own"
    assert "!body" in told["polda"]
    assert "!role" in told["gubernur"]
    assert any(tag.startswith("country") for tag in told["iran"])
    assert "gubernur" in Roles.load(FILES).words()


def test_the_committed_model_knows_words_as_todays_lists_do() -> None:
    """After a change of the lists `kabar train ner` has to make the model anew."""
    known: dict[str, set[str]] = {}
    for line in gzip.decompress(MODEL.read_bytes()).decode().splitlines():
        what, *fields = line.split("\t")
        if what == "lexicon":
            for word in fields[1].split(" "):
                known.setdefault(word, set()).add(fields[0])
    told = lexicon(FILES, GAZETTEER, Names.load().tags())
    assert known == {word: set(tags) for word, tags in told.items()}


def test_f1_counts_exact_spans_only(tmp_path: Path) -> None:
    told = sentence("Budi/B-PER tiba di Maluku/B-LOC")
    path = tmp_path / "tiny.gz"
    path.write_bytes(train([told], {}, Settings(c1=0.01), {}).to_bytes())
    assert f1(load(path), [told]) == 1.0
    assert f1(load(path), [told._replace(labels=["B-PER", "O", "B-LOC", "I-LOC"])]) == 0.5
