"""Two fingerprints of a text: an exact one, and one whose distance tells near duplicates.

Both read the lower-case tokens of the document, so that a text is not walked again.
"""

import hashlib
import re
from zlib import crc32

from service.crf import kernel
from service.text.document import Document

SHINGLE = 3
_NOT_WORD = re.compile(r"[\W_]+")


def content_hash(doc: Document) -> str:
    """Return the sha256 (hex) of the letters and digits of `doc`: no case, marks, white space."""
    odd = {word: _NOT_WORD.sub("", word) for word in doc.index if not word.isalnum()}
    normal = "".join(map(odd.get, doc.lowers, doc.lowers))
    return hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()


def simhash(words: list[str]) -> str:
    """Return the 64-bit simhash (16 hex digits) of the word triples in `words` (lower case).

    Charikar 2002: bit i is set when most distinct shingles have it set. A shingle's hash mixes the
    CRC-32 of its words. Equal texts are at Hamming distance 0, lightly edited ones below about 10,
    unrelated ones near 32.
    """
    numbers = list(map(crc32, "\n".join(words).encode("utf-8", "surrogatepass").split(b"\n")))
    numbers += [0] * (SHINGLE - len(numbers))
    return f"{kernel.simhash(numbers):016x}"
