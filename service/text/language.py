"""Which language a text is in: py3langid on its beginning, and words that tell relatives apart.

py3langid alone takes a sixth of Malay headlines for Indonesian, loses some Indonesian ones to Malay,
Javanese and stranger languages, and knows no Sundanese. So a text that it gives to a relative, or
that is full of the words Malay languages share, is decided by the words that only one of them uses.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from service.records import Language
from service.text.document import Document

SUPPORTED = frozenset({"id"})
# Close relatives that short Indonesian texts are mistaken for.
KIN = frozenset(
    {"id", "ms", "jv", "tl", "mg", "sw", "ht", "rw", "zu", "xh", "vo", "an", "su", "so"}
)
HEAD = 200
# Fewer letters than this say nothing.
LEAST_LETTERS = 12
UNDETERMINED = "und"
# So many of the tokens are shared words in any text of length in Indonesian or Malay.
SHARED_SHARE = 0.1
# Fewer telling words than this are names or quotations in another language.
LEAST_TELLING = {"id": 1, "ms": 1, "jv": 2, "su": 2, "en": 2}


def load() -> None:
    """Load all that `detect` asks, which takes a third of a second: no article is to wait for it."""
    _lists()
    _identifier()


def detect(doc: Document, declared: str | None) -> Language:
    """Return the language of `doc`.

    `declared` (BCP 47) decides only where the text says too little, or between relatives. The
    confidence is 0 to 1: py3langid's, or the winner's share of the telling words.
    """
    hint = (declared or "").split("-")[0].strip().lower() or None
    malayic, best, share = _telling(doc)
    if malayic and len(best) == 1:
        return Language(best[0], share, best[0] in SUPPORTED)
    head = doc.text[:HEAD]
    if sum(map(str.isalpha, head)) < LEAST_LETTERS:
        code = hint or UNDETERMINED
        return Language(code, 0.0, code in SUPPORTED)
    code, confidence = _identifier().classify(head)
    confidence = round(float(confidence), 3)
    if malayic or code in KIN:
        if len(best) == 1:
            code, confidence = best[0], share
        elif hint in best:
            code, confidence = hint, 0.5
        elif code not in best and share:
            code, confidence = best[0], 0.5
    return Language(code, confidence, code in SUPPORTED)


def _telling(doc: Document) -> tuple[bool, list[str], float]:
    """Return whether `doc` is full of shared words, and the languages with most telling words.

    With them stands the share of each in all telling words.
    """
    lists = _lists()
    shared = sum([len(doc.index[word]) for word in doc.among(lists["shared"])])
    votes = {name: len(doc.among(lists[name])) for name in LEAST_TELLING}
    for name, least in LEAST_TELLING.items():
        if votes[name] < least:
            votes[name] = 0
    most = max(votes.values())
    share = round(most / sum(votes.values()), 3) if most else 0.0
    malayic = shared > 1 and shared >= SHARED_SHARE * len(doc.words)
    return malayic, [name for name, count in votes.items() if count == most], share


@cache
def _identifier() -> Any:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _lists() -> dict[str, frozenset[str]]:
    """Return the word lists of `language.toml`."""
    data = tomllib.loads(Path(__file__).with_name("language.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data.items()}
