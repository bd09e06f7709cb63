"""Which language a text is in: py3langid on its beginning, with a word test for Malay.

py3langid alone takes a sixth of Malay headlines for Indonesian and loses some Indonesian ones to
Malay and Javanese; a few words that only one of the two uses settle it.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from service.records import Language

SUPPORTED = frozenset({"id"})
# Close relatives that short Indonesian texts are mistaken for.
KIN = frozenset(
    {"id", "ms", "jv", "tl", "mg", "sw", "ht", "rw", "zu", "xh", "vo", "an", "su", "so"}
)
HEAD = 200
WORDS_HEAD = 1500
# Fewer letters than this say nothing.
LEAST_LETTERS = 12
UNDETERMINED = "und"


def detect(text: str, words: list[str], declared: str | None) -> Language:
    """Return the language of `text`, whose lower-case tokens are `words`.

    `declared` (BCP 47) decides only where the text says too little, or between relatives.
    """
    hint = (declared or "").split("-")[0].strip().lower() or None
    if sum(map(str.isalpha, text[:HEAD])) < LEAST_LETTERS:
        code = hint or UNDETERMINED
        return Language(code, 0.0, code in SUPPORTED)
    code, confidence = _identifier().classify(text[:HEAD])
    confidence = round(float(confidence), 3)
    if code in KIN:
        code, confidence = _among_kin(words[:WORDS_HEAD], hint, code, confidence)
    return Language(code, confidence, code in SUPPORTED)


def _among_kin(
    words: list[str], hint: str | None, code: str, confidence: float
) -> tuple[str, float]:
    telling = _telling_words()
    present = set(words)
    votes = {name: len(known & present) for name, known in telling.items()}
    if votes["id"] == votes["ms"]:
        return (hint, 0.5) if hint in telling else (code, confidence)
    winner = "id" if votes["id"] > votes["ms"] else "ms"
    share = votes[winner] / (votes["id"] + votes["ms"])
    return winner, round(share, 3)


@cache
def _identifier() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _telling_words() -> dict[str, frozenset[str]]:
    data = tomllib.loads(Path(__file__).with_name("language.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data.items()}
