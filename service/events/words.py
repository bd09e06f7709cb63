"""What the coder knows of words: looked up once a word of an article, not once a table."""

from service.events.contexts import Cue
from service.events.cues import Cues
from service.events.triggers import Forms
from service.text.document import Document

VERB_PREFIXES = ("me", "di", "ber", "ter")
SHORTEST_VERB = 6
# Words that are told when they stand between two tokens; see `Clause.marks_between`.
MARKS = (("yang", "y"), ("bahwa", "b"), (",", ","), ("dan", "d"), ("oleh", "o"), ('"', "q"))
BITS = {word: 1 << number for number, (word, _) in enumerate(MARKS)}
# Words that are remembered, at most.
ROOM = 100_000


class Word:
    """What is known of a word in lower case.

    `name` is its class; `mark` its bit among `MARKS`. `forms` are those of triggers that begin with
    it, `cues` those of contexts, `topic` its weights as one, by event type; a candidate may `begin`
    with it.
    """

    def __init__(
        self,
        name: str,
        mark: int,
        forms: Forms | None,
        cues: list[Cue] | None,
        topic: list[int] | None,
        begins: bool,
        sport: bool,
    ) -> None:
        self.name, self.mark, self.verb = name, mark, name[-1] == "V"
        self.forms, self.cues, self.topic = forms, cues, topic
        self.begins, self.sport = begins, sport


class Known:
    """What is known of the `tokens` of an article, and those that something begins with, in order."""

    def __init__(self, tokens: list[Word]) -> None:
        self.tokens = tokens
        self.forms: list[tuple[int, Forms]] = []
        self.cues: list[tuple[int, list[Cue]]] = []
        self.topics: list[int] = []
        self.begins: list[int] = []
        self.sport = 0
        for at, word in enumerate(tokens):
            if word.forms is not None:
                self.forms.append((at, word.forms))
            if word.cues is not None:
                self.cues.append((at, word.cues))
            if word.topic is not None:
                self.topics.append(at)
            if word.begins:
                self.begins.append(at)
            self.sport += word.sport


class Words:
    """All that the parts of the coder know of words: their tables, and what was looked up in them."""

    def __init__(
        self,
        cues: Cues,
        forms: dict[str, Forms],
        begins: frozenset[str],
        contexts: dict[str, list[Cue]],
        topics: dict[str, list[int]],
    ) -> None:
        self.cues, self.forms, self.begins = cues, forms, begins
        self.contexts, self.topics = contexts, topics
        self.known: dict[str, Word] = {}

    def of(self, doc: Document) -> Known:
        """Return what is known of the tokens of `doc`."""
        if not doc.words:
            return Known([])
        tokens = [self.word(doc.lowers[0])] * len(doc.lowers)
        for lower, places in doc.index.items():
            word = self.word(lower)
            for at in places:
                tokens[at] = word
        return Known(tokens)

    def word(self, lower: str) -> Word:
        """Return what is known of a word in lower case."""
        known = self.known.get(lower)
        if known is None:
            if len(self.known) >= ROOM:
                self.known.clear()
            known = self.known[lower] = self._learn(lower)
        return known

    def _learn(self, lower: str) -> Word:
        return Word(
            word_class(self.cues, lower),
            BITS.get(lower, 0),
            self.forms.get(lower),
            self.contexts.get(lower),
            self.topics.get(lower),
            lower in self.begins,
            lower in self.cues.sport,
        )


def word_class(cues: Cues, lower: str) -> str:
    """Return a function word or mark as it is, 'V' for the shape of a verb, 'N' for the rest."""
    if lower in cues.function or lower in cues.light or not lower[0].isalnum():
        return lower
    if lower[0].isdigit():
        return "0"
    if len(lower) >= SHORTEST_VERB and lower.startswith(VERB_PREFIXES):
        return lower[:2] + "V"
    return "N"
