"""Names as they are compared: in plain letters, and by how they begin."""

import re
import unicodedata

# What a slug or a key of a name leaves out.
OTHERS = re.compile(r"[^a-z0-9]+")


def plain(name: str) -> str:
    """Return `name` in lower-case ASCII, without accents and what has no ASCII form."""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return name.lower()


def beginnings(text: str) -> list[str]:
    """Return what stands before each space of `text`."""
    return [text[:at] for at, character in enumerate(text) if character == " "]
