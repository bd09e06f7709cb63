"""Indonesian verb forms from stems: meN- with its sound changes, di-, the bare form of headlines.

A stem is written as in the trigger lexicon: `serang`, `tembak+i` (suffix), `jatuh+kan sanksi`
(suffix and the words that follow), `per-kuat` (prefix per-, whose p stays), `bukti!` (the bare form
is an everyday word and no trigger), `kudeta*` (a loan that is also written unassimilated).
Rules: Tata Bahasa Baku Bahasa Indonesia, 4th edition, on the prefix meng-.
"""

import re
from typing import NamedTuple

_STEM = re.compile(r"(per-)?([a-z]+(?:-[a-z]+)?)(?:\+(i|kan))?([!*]*)((?: [a-z-]+)*)")
_VOWELS = frozenset("aiueo")
# What the prefix becomes before a first letter; p, t, s, k give way to it before a vowel.
_NASALS = (
    ("lmnrwy", "me"),
    ("bpfv", "mem"),
    ("cdjztsx", "men"),
    ("aiueoghkq", "meng"),
)
_NASAL = {letter: prefix for letters, prefix in _NASALS for letter in letters}
_DROPPED = {"p": "mem", "t": "men", "s": "meny", "k": "meng"}
# mengkaji is to study, mengaji to recite.
_IRREGULAR = {"kaji": "mengkaji", "punya": "mempunyai"}


class Verb(NamedTuple):
    """The forms of one stem; `bare` is '' where that form is no trigger."""

    active: tuple[str, ...]
    passive: str
    bare: str


def conjugate(stem: str) -> Verb:
    """Return the forms of `stem`; raises `ValueError` when it is not written as above."""
    match = _STEM.fullmatch(stem)
    if match is None:
        raise ValueError(f"{stem!r} is no stem: write serang, tembak+i, jatuh+kan sanksi, per-kuat")
    per, root, suffix, marks, rest = (part or "" for part in match.groups())
    per = per.rstrip("-")
    tail = suffix + rest
    active = ["memper" + root] if per else list(_active(root, loan="*" in marks))
    bare = "" if "!" in marks else per + root + tail
    return Verb(tuple(form + tail for form in active), "di" + per + root + tail, bare)


def _active(root: str, *, loan: bool) -> tuple[str, ...]:
    if root in _IRREGULAR:
        return (_IRREGULAR[root],)
    plain = _NASAL[root[0]] + root
    if sum(letter in _VOWELS for letter in root) == 1:
        return ("menge" + root, plain)
    if root[0] not in _DROPPED or root[1] not in _VOWELS:
        return (plain,)
    assimilated = _DROPPED[root[0]] + root[1:]
    return (assimilated, plain) if loan else (assimilated,)
