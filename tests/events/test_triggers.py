"""The trigger lexicon: its loader, its matching, and an example sentence for what it must know."""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from service.errors import PackError
from service.events.ontology import cameo_codes, codes, stands_for
from service.events.triggers import Lexicon, Trigger
from service.packs.files import PackFiles
from tests.reading import parse

EXAMPLES = Path(__file__).parent / "examples"
HEADER = "mode\tcameo\tverb\tactive\tpassive\tnoun\tintransitive\tframe\tunless\n"


class Example(NamedTuple):
    """A sentence whose words `first:last` (characters) are a trigger."""

    type: str
    mode: str
    cameo: str
    sentence: str
    first: int
    last: int


@cache
def lexicon() -> Lexicon:
    return Lexicon.load(PackFiles.of("id"))


def lexicon_of(folder: Path, *rows: str) -> Lexicon:
    (folder / "triggers").mkdir()
    (folder / "triggers" / "ASSAULT.tsv").write_text(HEADER + "\n".join(rows))
    return Lexicon.load(PackFiles(folder))


def found(words: Lexicon, sentence: str) -> list[str]:
    doc = parse(sentence)
    return [doc.text[doc.starts[t.first] : doc.ends[t.last - 1]] for t in words.find(doc)]


def one(words: Lexicon, sentence: str) -> Trigger:
    (trigger,) = words.find(parse(sentence))
    return trigger


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def examples() -> list[Example]:
    """Return all examples; the brackets are taken off the sentence."""
    result = []
    for path in sorted(EXAMPLES.glob("[A-Z]*.tsv")):
        for row in rows(path):
            before, trigger, after = row["sentence"].replace("]", "[").split("[")
            sentence, first = before + trigger + after, len(before)
            cameo = row["cameo"] or codes()[path.stem, row["mode"]].cameo
            result.append(
                Example(path.stem, row["mode"], cameo, sentence, first, first + len(trigger))
            )
    return result


def missed(example: Example) -> str:
    """Return what the lexicon finds instead, or '' when it finds the example's trigger."""
    doc = parse(example.sentence)
    told = []
    for trigger in lexicon().find(doc):
        span = doc.starts[trigger.first], doc.ends[trigger.last - 1]
        meaning = trigger.meaning.type, trigger.meaning.mode, trigger.meaning.cameo
        if (*span, *meaning) == (*example[-2:], *example[:3]):
            return ""
        told.append(f"{doc.text[slice(*span)]}: {' '.join(meaning)}")
    return f"{' '.join(example[:4])} -> {'; '.join(told) or 'nothing'}"


def test_every_example_has_exactly_its_trigger_with_its_meaning() -> None:
    assert [problem for problem in map(missed, examples()) if problem] == []


def expressions() -> dict[tuple[str, str], set[str]]:
    """Return the triggers that the examples show, by type and mode or CAMEO code."""
    shown = defaultdict(set)
    for example in examples():
        words = example.sentence[example.first : example.last].lower()
        shown[example.type, example.mode].add(words)
        shown[example.type, example.cameo].add(words)
    return shown


@pytest.mark.parametrize("kind", [path.stem for path in sorted(EXAMPLES.glob("[A-Z]*.tsv"))])
def test_every_mode_and_cameo_code_of_a_type_has_three_expressions(kind: str) -> None:
    shown = expressions()
    cameo = [(kind, code) for code in cameo_codes() if stands_for(code, kind)]
    wanted = [*(key for key in codes() if key[0] == kind), *cameo]
    assert [key for key in wanted if len(shown[key]) < 3] == []


@pytest.mark.parametrize(
    ("file", "half"),
    (
        ("lures.tsv", "REJECT ACCUSE THREATEN SANCTION PROTEST MOBILIZE COERCE ASSAULT"),
        ("lures-coop.tsv", "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST"),
    ),
)
def test_other_senses_have_no_trigger(file: str, half: str) -> None:
    lured = []
    for row in rows(EXAMPLES / file):
        doc = parse(row["sentence"])
        lured += [
            f"{doc.words[trigger.first : trigger.last]} {trigger.meaning.type}: {doc.text}"
            for trigger in lexicon().find(doc)
            if trigger.meaning.type in half.split()
        ]
    assert lured == []


def test_the_longest_form_wins(tmp_path: Path) -> None:
    words = lexicon_of(tmp_path, "\t\tserang\t\t\tserangan", "drone\t\t\t\t\tserangan drone")
    assert one(words, "Serangan drone menghantam pangkalan.").meaning.mode == "drone"
    assert one(words, "Serangan menghantam pangkalan.").meaning.mode == ""


def test_a_stem_tells_in_all_voices(tmp_path: Path) -> None:
    words = lexicon_of(tmp_path, "\t\tserang")
    voices = {
        sentence: one(words, sentence).meaning.voice
        for sentence in ("Mereka menyerang desa.", "Desa diserang.", "Iran Serang Irak")
    }
    assert list(voices.values()) == ["active", "passive", "active"]


def test_clitics_and_reduplication_are_the_same_word(tmp_path: Path) -> None:
    words = lexicon_of(tmp_path, "\t\tserang\t\t\tserangan|serangan udara")
    sentence = "Serangannya, serangan-serangan itu dan serangan udaranya; ia menyerangnya."
    found = [(trigger.first, trigger.last) for trigger in words.find(parse(sentence))]
    assert found == [(0, 1), (2, 3), (5, 7), (9, 10)]


def test_a_word_near_by_tells_another_sense(tmp_path: Path) -> None:
    words = lexicon_of(tmp_path, "\t\tserang\t\t\tserangan\t\t\tjantung|umum kilat|<masa")
    assert found(words, "Ia terkena serangan jantung.") == []
    assert found(words, "Itu serangan yang umum kilat.") == ["serangan"]
    assert found(words, "Itu serangan umum kilat.") == []
    assert found(words, "Itu masa serangan.") == []
    assert found(words, "Itu serangan. Jantung kota sepi.") == ["serangan"]


def test_a_word_that_must_stand_near_decides_between_meanings(tmp_path: Path) -> None:
    words = lexicon_of(
        tmp_path, "\t\t\tmenjatuhkan", "aerial\t\t\tmenjatuhkan\t\t\t\t\t+buah bom|+rudal"
    )
    assert one(words, "Mereka menjatuhkan tiga buah bom.").meaning.mode == "aerial"
    assert one(words, "Mereka menjatuhkan lawan. Bom tidak ada.").meaning.mode == ""


def test_such_a_word_may_stand_on_either_side_when_it_says_so(tmp_path: Path) -> None:
    words = lexicon_of(tmp_path, "\t\t\t\ttewas\t\t\t\t~prajurit", "\t\t\t\tgugur\t\t\t\t+prajurit")
    assert found(words, "Seorang prajurit tewas dan gugur di sana.") == ["tewas"]
    assert found(words, "Tewas dan gugur dua prajurit di sana.") == ["Tewas", "gugur"]


def test_a_word_anywhere_in_the_sentence_tells_another_sense(tmp_path: Path) -> None:
    words = lexicon_of(tmp_path, "\t\t\tmenewaskan\t\t\t\t\t-gempa")
    assert found(words, "Gempa di kota itu menewaskan dua orang.") == []
    assert found(words, "Ada gempa. Serangan itu menewaskan dua orang.") == ["menewaskan"]


def test_the_meaning_carries_cameo_and_frame(tmp_path: Path) -> None:
    words = lexicon_of(
        tmp_path, "\t196\t\t\t\tpelanggaran gencatan\t\toleh|antara", "drone\t\t\t\t\tdron"
    )
    meaning = one(words, "Pelanggaran gencatan terjadi.").meaning
    assert (meaning.cameo, meaning.frame) == ("196", ("oleh", "antara"))
    assert one(words, "Sebuah dron terbang.").meaning.cameo == codes()["ASSAULT", "drone"].cameo


@pytest.mark.parametrize(
    ("row", "problem"),
    (
        ("magic\t\tsihir", "ASSAULT has no mode 'magic'"),
        ("\t010\tserang", "010 is no CAMEO code of ASSAULT"),
        ("\t\tSerang", "'Serang' is no stem"),
        ("\t\tserang\t\t\t\t\t\t+", r"'\+' in unless"),
        ("\t\tbom\n drone\t\t\tmengebom", "'mengebom' already tells ASSAULT  190"),
    ),
)
def test_a_mistake_names_file_and_line(tmp_path: Path, row: str, problem: str) -> None:
    with pytest.raises(PackError, match=rf"ASSAULT.tsv:[23]: {problem}"):
        lexicon_of(tmp_path, row)


def test_a_table_is_named_after_a_type(tmp_path: Path) -> None:
    (tmp_path / "triggers").mkdir()
    (tmp_path / "triggers" / "FIGHT.tsv").write_text(HEADER + "\t\tserang")
    with pytest.raises(PackError, match="FIGHT is no PLOVER type"):
        Lexicon.load(PackFiles(tmp_path))


def test_a_form_that_the_text_ends_with_ends_with_the_text() -> None:
    doc = parse("Kedua negara membentuk tim pemantau gencatan senjata")
    triggers = list(lexicon().find(doc))
    assert triggers
    assert all(trigger.last <= len(doc.words) for trigger in triggers)
