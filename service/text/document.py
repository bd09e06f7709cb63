"""The parsed text that every later step reads: sentences and tokens, made once.

Tokens are columns (parallel lists), not objects: an article has hundreds and every step walks them.
"""

from dataclasses import dataclass, field
from typing import Final

# The word lists that were ever asked for, by number, and of each word the lists that it is on. They
# belong to the language, so they are few; each word of a text is looked up once for all of them.
_NUMBERS: Final[dict[frozenset[str], int]] = {}
_LISTS_OF: Final[dict[str, tuple[int, ...]]] = {}


class Sentence:
    """One sentence: characters `start:end` of the text, tokens `first:last` of the columns.

    What has no end in sight is cut into several; see `tokens.LONGEST`.

    `paragraph` counts from 0; the title, if there is one, is paragraph 0 and `title` is true.
    """

    def __init__(
        self, start: int, end: int, first: int, last: int, paragraph: int, *, title: bool
    ) -> None:
        self.start = start
        self.end = end
        self.first = first
        self.last = last
        self.paragraph = paragraph
        self.title = title


@dataclass(frozen=True, slots=True)
class Document:
    """Clean text with its sentences and tokens.

    `words[i] == text[starts[i]:ends[i]]` and `lowers[i] == words[i].lower()`. Punctuation marks
    are tokens of their own; a hyphenated word ("Al-Alam", "anak-anak"), a number ("2.500", "1,2"),
    and an abbreviation ("Jl.", "No.") are one token. `sentence_of[i]` is the index in `sentences`.
    `index[lower]` lists the tokens with that lower-case word, in order: a step that looks for some
    words asks `where` for them and never walks the text. `listed` is what `among` keeps. `digits` are the tokens that begin with one.
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
    listed: list[list[str]] = field(default_factory=list, repr=False)

    def among(self, words: frozenset[str]) -> list[str]:
        """Return the document's lower-case words that are in `words`, in order; not to be changed.

        `words` is remembered as long as the process lives: it must be a list of the language.
        """
        number = _NUMBERS.get(words, -1)
        if number < 0:
            number = _number(words)
        if number >= len(self.listed):
            self._look_up()
        return self.listed[number]

    def where(self, words: frozenset[str]) -> list[int]:
        """Return the tokens whose lower-case word is in `words`, in order; `words` as in `among`."""
        index = self.index
        return sorted([at for word in self.among(words) for at in index[word]])

    def _look_up(self) -> None:
        """Fill `listed`: by the number of a word list, which of its words the document has."""
        listed = self.listed
        listed[:] = [[] for _ in _NUMBERS]
        for word in self.index:
            for number in _LISTS_OF.get(word, ()):
                listed[number].append(word)


def _number(words: frozenset[str]) -> int:
    """Return the number of a new word list."""
    number = _NUMBERS[words] = len(_NUMBERS)
    for word in words:
        _LISTS_OF[word] = (*_LISTS_OF.get(word, ()), number)
    return number
