import pytest

from service.text.fingerprint import content_hash, simhash
from service.text.language import detect
from tests.reading import parse

ID = "Polisi mengatakan bahwa tersangka ditangkap karena kasus suap di kantor bupati pada hari Senin."
MS = "Polis berkata bahawa lelaki itu ditahan kerana kes rasuah di pejabat pada hari Isnin manakala siasatan diteruskan."
EN = "The police said on Monday that the man had been arrested over a bribery case at the office."


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    ((ID, None, "id"), (ID, "ms", "id"), (MS, None, "ms"), (MS, "id", "ms"), (EN, "id", "en")),
)
def test_the_text_decides_not_the_label(text: str, declared: str | None, code: str) -> None:
    found = detect(parse(text), declared)
    assert found.code == code
    assert found.supported is (code == "id")
    assert 0 <= found.confidence <= 1


def test_too_little_text_is_what_it_is_declared_to_be() -> None:
    assert detect(parse("7-1"), "id-ID").code == "id"
    assert detect(parse("7-1"), None).code == "und"


def test_the_content_hash_forgets_case_marks_and_spaces() -> None:
    def hashed(text: str) -> str:
        return content_hash(parse(text))

    assert hashed("Presiden,  bertemu!") == hashed("presiden bertemu")
    assert hashed("presiden bertemu") != hashed("presiden bertamu")


@pytest.mark.parametrize("size", (1, 2, 3, 255, 256, 257, 258, 700))
def test_a_bit_of_the_simhash_is_the_majority_of_the_shingles(size: int) -> None:
    words = [f"kata{number % 251}x{number}" for number in range(size)]
    last = max(1, size - 2)
    singles = [int(simhash(words[at : at + 3]), 16) for at in range(last)]
    majority = sum(
        1 << bit for bit in range(64) if sum(one >> bit & 1 for one in singles) * 2 > last
    )
    assert int(simhash(words), 16) == majority


def test_near_duplicates_are_near_and_other_texts_far() -> None:
    words = [f"{word}{number}" for number in range(12) for word in ID.lower().split()]
    other = [f"{word}{number}" for number in range(12) for word in EN.lower().split()]

    def distance(a: list[str], b: list[str]) -> int:
        return (int(simhash(a), 16) ^ int(simhash(b), 16)).bit_count()

    assert distance(words, words) == 0
    assert distance(words, [*words[:-1], "Selasa"]) < 12
    assert distance(words, other) > 15
