"""The kernel's other loops: tokens and the simhash, compiled and as plain Python."""

import random
from array import array
from zlib import crc32

import pytest

from service.crf import kernel
from service.enrich import reader
from tests.crf.test_tagger import uncompiled

PIECES = (
    "Presiden ", "tiba ", "H. ", "No. 7", "S.H. ", "kompas.com ", "Rp1.000 ", "USD5 ", "anak-anak ",
    "Jum’at, ", "2.500,5 ", "10-15 ", "20-an ", "“", "” ", "...", "!?", "a_b ", "½", "Ⅷ ", "İ", "é", "٣",
    "\n\n", "(", ") ", "dkk. ", "-", "'", ".", " ",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_tokens_are_those_of_the_source_and_columns_agree(seed: int) -> None:
    text = "".join(random.Random(seed).choices(PIECES, k=60))
    tokenizer = reader().tokenizer
    read = kernel.Scan(text, tokenizer.token.match, tokenizer.joint)
    plain = uncompiled().Scan(text, tokenizer.token.match, tokenizer.joint)
    for column in ("words", "lowers", "starts", "ends", "index", "marks", "digits"):
        assert getattr(read, column) == getattr(plain, column)
    assert read.words == [text[s:e] for s, e in zip(read.starts, read.ends, strict=True)]
    assert "".join(read.words) == "".join(text.split())
    assert read.lowers == [word.lower() for word in read.words]
    assert list(read.index) == list(dict.fromkeys(read.lowers))
    assert sorted(at for places in read.index.values() for at in places) == [
        *range(len(read.words))
    ]
    assert read.digits == [at for at, word in enumerate(read.words) if "0" <= word[0] <= "9"]
    assert all(read.words[mark][-1] in ".!?…" for mark in read.marks)


@pytest.mark.parametrize("length", (3, 4, 9, 700))
def test_the_simhash_has_the_bits_of_most_distinct_shingles(length: int) -> None:
    draw = random.Random(length)
    drawn = [draw.choice((0, 7, draw.getrandbits(32), 2**32 - 1)) for _ in range(length)]
    numbers = array("Q", drawn)
    hashes = {_mixed(*numbers[i : i + 3]) for i in range(length - 2)}
    expected = sum(
        1 << bit for bit in range(64) if sum(h >> bit & 1 for h in hashes) * 2 > len(hashes)
    )
    assert kernel.simhash(numbers) == uncompiled().simhash(numbers) == expected


@pytest.mark.parametrize("words", ([""], ["di"], ["a", "", "b"], [*"rumah", "é“½" * 9]))
def test_each_word_has_its_crc_32_and_a_shingle_at_least_three(words: list[str]) -> None:
    sums = list(kernel.checksums(words))
    assert sums == list(uncompiled().checksums(words))
    assert sums == [crc32(word.encode()) for word in words] + [0] * (3 - len(words))


def _mixed(first: int, second: int, third: int) -> int:
    """The definition, in whole numbers of any size."""
    mixed = first * 0x9E3779B97F4A7C15 + second * 0xC2B2AE3D27D4EB4F + third * 0x165667B19E3779F9
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
        mixed %= 2**64
        mixed = (mixed ^ mixed >> shift) * factor
    return mixed
