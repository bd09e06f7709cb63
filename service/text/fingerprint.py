"""Two fingerprints of a text: an exact one, and one whose distance tells near duplicates.

Both read the lower-case tokens of the document, so that a text is not walked again.
"""

import hashlib

from service.crf import kernel
from service.text.document import Document


def content_hash(doc: Document) -> str:
    """Return the sha256 (hex) of the letters and digits of `doc`: no case, marks, white space."""
    odd = "".join([word for word in doc.index if not word.isalnum()])
    normal = "".join(doc.lowers)
    for mark in set(odd):
        if not mark.isalnum():
            normal = normal.replace(mark, "")
    return hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()


def simhash(words: list[str]) -> str:
    """Return the 64-bit simhash (16 hex digits) of the word triples in `words` (lower case).

    Charikar 2002: bit i is set when most distinct shingles have it set. A shingle's hash mixes the
    CRC-32 of its words. Equal texts are at Hamming distance 0, lightly edited ones below about 10,
    unrelated ones near 32.
    """
    sums = kernel.checksums("\n".join(words).encode("utf-8", "surrogatepass"))
    return f"{kernel.simhash(sums):016x}"
