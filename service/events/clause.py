"""A sentence as the event models see it: classes of words, and what stands between two tokens."""

from bisect import bisect_left

from service.events.cues import Cues
from service.events.triggers import Trigger
from service.events.words import BITS, MARKS, Word
from service.text.document import Document, Sentence

GAPS = (0, 1, 2, 3, 5, 8, 12, 20)
BUCKETS = tuple(map(str, range(len(GAPS) + 1)))
NEAR = tuple(BUCKETS[bisect_left(GAPS, size)] for size in range(GAPS[-1] + 1))
LETTERS = tuple(
    "".join(letter for word, letter in MARKS if bits & BITS[word])
    for bits in range(1 << len(MARKS))
)


def gap(size: int) -> str:
    """Return the bucket of a distance in tokens."""
    return NEAR[size] if size < len(NEAR) else BUCKETS[-1]


class Clause:
    """Counts along a sentence, so that what stands between two tokens is told at once."""

    def __init__(self, doc: Document, cues: Cues, sentence: Sentence, words: list[Word]) -> None:
        self.doc, self.cues, self.words = doc, cues, words
        self.first, self.last = sentence.first, sentence.last
        # Verbs before each token, and before the end.
        self.verbs = [0]
        self.marks: list[tuple[int, int]] = []
        verbs = 0
        for at in range(self.first, self.last):
            word = words[at]
            verbs += word.verb
            self.verbs.append(verbs)
            if word.mark:
                self.marks.append((at, word.mark))

    def of(self, at: int) -> str:
        """Return the class of token `at`, '^' and '$' beyond the ends."""
        if at < self.first:
            return "^"
        return self.words[at].name if at < self.last else "$"

    def verbs_between(self, first: int, last: int) -> int:
        """Return the number of verbs in tokens `first:last`."""
        return self.verbs[last - self.first] - self.verbs[first - self.first]

    def marks_between(self, first: int, last: int) -> str:
        """Return a letter for each mark that stands in tokens `first:last`, in their order there."""
        found = 0
        for at, bit in self.marks:
            if first <= at < last:
                found |= bit
        return LETTERS[found]


def light_verb(clause: Clause, trigger: Trigger) -> str:
    """Return 'a' when a light verb governs the noun from before, 'p' when its subject undergoes it."""
    lowers = clause.doc.lowers
    for at in range(trigger.first - 1, max(clause.first, trigger.first - 4) - 1, -1):
        lower = lowers[at]
        if lower in clause.cues.light:
            return "a"
        if lower in clause.cues.light_passive:
            return "p"
        if not lower[0].isalnum() or (
            lower in clause.cues.function and lower not in clause.cues.determiners
        ):
            return ""
    return ""


def relative(clause: Clause, trigger: Trigger) -> int:
    """Return the token of the 'yang' that makes the trigger a relative clause, else -1."""
    lowers = clause.doc.lowers
    for at in range(trigger.first - 1, max(clause.first, trigger.first - 4) - 1, -1):
        if lowers[at] == "yang":
            return at
        if lowers[at] not in clause.cues.function:
            return -1
    return -1
