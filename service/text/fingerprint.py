"""Two fingerprints of a text: an exact one, and one whose distance tells near duplicates.

Both read the lower-case tokens of the document, so that a text is not walked again.
"""

import hashlib

from service.crf import kernel
from service.text.document import Document


def content_hash(doc: Document) -> str:
    """Return the sha256 (hex) of the letters and digits of `doc`: no case, marks, white space."""
    normal = doc.lowers.copy()
    for word, places in doc.index.items():
        if not word.isalnum():
            plain = "".join([character for character in word if character.isalnum()])
            for at in places:
                normal[at] = plain
    return hashlib.sha256("".join(normal).encode("utf-8", "surrogatepass")).hexdigest()


def simhash(words: list[str]) -> str:
    """Return the 64-bit simhash (16 hex digits) of the word triples in `words` (lower case).

    Charikar 2002: bit i is set when most distinct shingles have it set. A shingle's hash mixes the
    CRC-32 of its words. Equal texts are at Hamming distance 0, lightly edited ones below about 10,
    unrelated ones near 32.
    """
    return f"{kernel.simhash(kernel.checksums(words)):016x}"
