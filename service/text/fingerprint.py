"""Two fingerprints of a text: an exact one, and one whose distance tells near duplicates."""

import hashlib
import re

import numpy as np

SHINGLE = 3
_NOT_WORD = re.compile(r"\W+")


def content_hash(text: str) -> str:
    """Return the sha256 (hex) of `text` without case, marks and white space differences."""
    normal = _NOT_WORD.sub(" ", text.casefold()).strip()
    return hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()


def simhash(words: list[str]) -> str:
    """Return the 64-bit simhash (16 hex digits) of the word triples in `words` (lower case).

    Charikar 2002: bit i is set when most shingles have it set. Equal texts are at Hamming distance
    0, lightly edited ones below about 10, unrelated ones near 32.
    """
    shingles = {" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))}
    digests = b"".join(
        hashlib.blake2b(shingle.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for shingle in shingles
    )
    bits = np.unpackbits(np.frombuffer(digests, dtype=np.uint8).reshape(-1, 8), axis=1)
    majority = bits.sum(axis=0) * 2 > len(bits)
    return np.packbits(majority).tobytes().hex()
