"""What is looked up once a word is what each table would have told."""

from service.events import words
from tests.reading import knows, parse

TEXT = "Polisi menangkap tiga warga yang, kata Bupati, mengecam serangan rudal ke Irak 2 kali."


def test_the_tokens_that_something_begins_with_are_those_of_its_own_table() -> None:
    doc, coder = parse(TEXT), knows().coder
    known = coder.words.of(doc)
    assert [at for at, _ in known.forms] == doc.where(coder.lexicon.firsts)
    assert [at for at, _ in known.cues] == doc.where(coder.contexts.firsts)
    assert known.begins == doc.where(coder.parties.begins)
    assert known.topics == doc.where(coder.model.topics)
    assert known.forms
    assert known.cues


def test_words_fall_into_classes_by_function_and_shape() -> None:
    known = knows().coder.words.of(parse(TEXT))
    names = [word.name for word in known.tokens]
    assert names[:6] == ["N", "meV", "N", "N", "yang", ","]
    assert names[-4:] == ["N", "0", "N", "."]


def test_an_empty_text_has_no_words() -> None:
    assert knows().coder.words.of(parse()).tokens == []


def test_words_are_forgotten_when_they_are_too_many() -> None:
    own = words.Words(knows().coder.cues, {}, frozenset(), {}, {})
    for number in range(words.ROOM + 1):
        own.word(f"kata{number}")
    assert len(own.known) == 1
