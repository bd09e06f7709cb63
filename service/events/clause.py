"""A sentence as the event models see it: classes of words, and what stands between two tokens."""

from bisect import bisect_left
from itertools import accumulate

from service.events.cues import Cues
from service.events.triggers import Trigger
from service.text.document import Document, Sentence

VERB_PREFIXES = ("me", "di", "ber", "ter")
SHORTEST_VERB = 6
GAPS = (0, 1, 2, 3, 5, 8, 12, 20)
BUCKETS = tuple(map(str, range(len(GAPS) + 1)))
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

    MARKS = (("yang", "y"), ("bahwa", "b"), (",", ","), ("dan", "d"), ("oleh", "o"), ('"', "q"))

    def __init__(self, doc: Document, cues: Cues, sentence: Sentence) -> None:
        self.doc, self.cues, self.sentence = doc, cues, sentence
        self.first = sentence.first
        lowers = doc.lowers[sentence.first : sentence.last]
        known = cues.classes
        self.classes = [known.get(lower) or word_class(cues, lower) for lower in lowers]
        self.verbs = [0, *accumulate(name[-1] == "V" for name in self.classes)]
        self.marks = [
            ([sentence.first + at for at, lower in enumerate(lowers) if lower == word], mark)
            for word, mark in self.MARKS
            if word in lowers
        ]

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
        """Return a letter for each mark that stands in tokens `first:last`."""
        found = ""
        for places, mark in self.marks:
            at = bisect_left(places, first)
            if at < len(places) and places[at] < last:
                found += mark
        return found


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
