"""The parsed text that every later step reads: sentences and tokens, made once.

Tokens are columns (parallel lists), not objects: an article has hundreds and every step walks them.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Sentence(NamedTuple):
    """One sentence: characters `start:end` of the text, tokens `first:last` of the columns.

    `paragraph` counts from 0; the title, if there is one, is paragraph 0 and `title` is true.
    """

    start: int
    end: int
    first: int
    last: int
    paragraph: int
    title: bool


@dataclass(frozen=True, slots=True)
class Document:
    """Clean text with its sentences and tokens.

    `words[i] == text[starts[i]:ends[i]]` and `lowers[i] == words[i].lower()`. Punctuation marks
    are tokens of their own; a hyphenated word ("Al-Alam", "anak-anak"), a number ("2.500", "1,2"),
    and an abbreviation ("Jl.", "No.") are one token. `sentence_of[i]` is the index in `sentences`.
    `index[lower]` lists the tokens with that lower-case word, in order: a step that looks for some
    words asks `where` for them and never walks the text. `digits` are the tokens that begin with one.
    """

    text: str
    words: list[str]
    lowers: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[Sentence]
    sentence_of: list[int]
    index: dict[str, list[int]]
    digits: list[int]

    def where(self, words: frozenset[str]) -> list[int]:
        """Return the tokens whose lower-case word is in `words`, in order."""
        # Whichever side is smaller is walked: `keys() & frozenset` always walks the latter.
        index = self.index
        present = index.keys() & words if len(words) < len(index) else words.intersection(index)
        return sorted(at for word in present for at in index[word])
