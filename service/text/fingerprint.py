"""Two fingerprints of a text: an exact one, and one whose distance tells near duplicates.

Both read the lower-case tokens of the document, so that a text is not walked again.
"""

import hashlib
import re
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SHINGLE = 3
BLOCK = 255
_NOT_WORD = re.compile(r"[\W_]+")
# Odd multipliers of the three places of a shingle, and the finaliser of splitmix64 (Steele, Lea,
# Flood 2014), which spreads them over all 64 bits.
_PLACES = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_MIX = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))


def content_hash(words: list[str]) -> str:
    """Return the sha256 (hex) of the letters and digits of `words`: no case, marks, white space."""
    normal = _NOT_WORD.sub("", "".join(words))
    return hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()


def simhash(words: list[str]) -> str:
    """Return the 64-bit simhash (16 hex digits) of the word triples in `words` (lower case).

    Charikar 2002: bit i is set when most distinct shingles have it set. A shingle's hash mixes the
    CRC-32 of its words. Equal texts are at Hamming distance 0, lightly edited ones below about 10,
    unrelated ones near 32.
    """
    hashes = np.unique(_shingles(words))
    bits = np.unpackbits(hashes.astype(">u8").view(np.uint8).reshape(-1, 8), axis=1)
    # Eight counters of a byte are added at once; no block is long enough to overflow one.
    blocks = np.add.reduceat(bits.view(np.uint64), range(0, len(bits), BLOCK), axis=0)
    counts = blocks.view(np.uint8).sum(axis=0, dtype=np.uint32)
    return np.packbits(counts * 2 > len(bits)).tobytes().hex()


def _shingles(words: list[str]) -> NDArray[np.uint64]:
    data = "\n".join(words).encode("utf-8", "surrogatepass").split(b"\n")
    crcs = np.fromiter(map(crc32, data), dtype=np.uint64, count=len(data))
    if len(crcs) < SHINGLE:
        crcs = np.pad(crcs, (0, SHINGLE - len(crcs)))
    count = len(crcs) - SHINGLE + 1
    first, second, third = (crcs[place : place + count] for place in range(SHINGLE))
    mixed: NDArray[np.uint64] = first * _PLACES[0] + second * _PLACES[1] + third * _PLACES[2]
    for shift, factor in _MIX:
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    return mixed
