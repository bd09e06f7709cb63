"""A sentence as the event models see it: classes of words, and what stands between two tokens."""

from bisect import bisect_left

from service.events.cues import Cues
from service.events.triggers import Trigger
from service.text.document import Document, Sentence

VERB_PREFIXES = ("me", "di", "ber", "ter")
SHORTEST_VERB = 6
GAPS = (0, 1, 2, 3, 5, 8, 12, 20)
BUCKETS = tuple(map(str, range(len(GAPS) + 1)))
# Words and marks that are told when they stand between two tokens: each a letter, and a bit.
MARKS = (("yang", "y"), ("bahwa", "b"), (",", ","), ("dan", "d"), ("oleh", "o"), ('"', "q"))
BITS = {word: 1 << number for number, (word, _) in enumerate(MARKS)}
LETTERS = tuple(
    "".join(letter for word, letter in MARKS if bits & BITS[word])
    for bits in range(1 << len(MARKS))
)
# Words whose classes are remembered, at most.
ROOM = 100_000


def word_class(cues: Cues, lower: str) -> str:
    """Return a function word or mark as it is, 'V' for the shape of a verb, 'N' for the rest."""
    known = cues.classes.get(lower)
    if known is None:
        if len(cues.classes) >= ROOM:
            cues.classes.clear()
        known = cues.classes[lower] = _word_class(cues, lower)
    return known


def _word_class(cues: Cues, lower: str) -> str:
    if lower in cues.function or lower in cues.light or not lower[0].isalnum():
        return lower
    if lower[0].isdigit():
        return "0"
    if len(lower) >= SHORTEST_VERB and lower.startswith(VERB_PREFIXES):
        return lower[:2] + "V"
    return "N"


def gap(size: int) -> str:
    """Return the bucket of a distance in tokens."""
    return BUCKETS[bisect_left(GAPS, size)]


class Clause:
    """Counts along a sentence, so that what stands between two tokens is told at once."""

    def __init__(self, doc: Document, cues: Cues, sentence: Sentence) -> None:
        self.doc, self.cues, self.sentence = doc, cues, sentence
        self.first, self.last = sentence.first, sentence.last
        self.classes: list[str] = []
        # Verbs before each token, and before the end.
        self.verbs = [0]
        self.marks: list[tuple[int, int]] = []
        verbs = 0
        for at in range(self.first, self.last):
            lower = doc.lowers[at]
            name = cues.classes.get(lower) or word_class(cues, lower)
            self.classes.append(name)
            verbs += name[-1] == "V"
            self.verbs.append(verbs)
            if lower in BITS:
                self.marks.append((at, BITS[lower]))

    def of(self, at: int) -> str:
        """Return the class of token `at`, '^' and '$' beyond the ends."""
        at -= self.first
        if at < 0:
            return "^"
        return self.classes[at] if at < len(self.classes) else "$"

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
