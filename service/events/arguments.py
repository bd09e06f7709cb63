"""Who did it to whom: the candidates around a trigger, by the trigger's voice."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from service.events.parties import Candidate
from service.events.triggers import Trigger
from service.packs.files import PackFiles
from service.text.document import Document, Sentence

FILE = "arguments.toml"
KEYS = (
    "by", "to", "with", "at", "oblique", "light", "pronouns", "negated", "future", "hypothetical",
    "purpose", "sport", "casualties",
)  # fmt: skip
# Tokens between a trigger and an argument that belongs to it.
REACH = 12
ADJACENT = 2


class Frame(NamedTuple):
    """The candidates that fill a trigger's roles."""

    actors: list[Candidate]
    recipients: list[Candidate]


@dataclass(frozen=True, slots=True)
class Cues:
    """The words around triggers, as sets, and the casualty words."""

    words: dict[str, frozenset[str]]
    casualties: dict[str, frozenset[str]]

    @classmethod
    def load(cls, files: PackFiles) -> "Cues":
        """Read `arguments.toml`; raises `PackError`."""
        data: dict[str, Any] = files.toml(FILE, KEYS)
        casualties = data.pop("casualties")
        return cls(
            {key: frozenset(words) for key, words in data.items()},
            {key: frozenset(words) for key, words in casualties.items()},
        )


def frame(
    doc: Document, cues: Cues, sentence: Sentence, trigger: Trigger, around: list[Candidate]
) -> Frame:
    """Return actors and recipients of `trigger` among the candidates of its sentence."""
    left = [c for c in around if c.last <= trigger.first]
    right = [c for c in around if c.first >= trigger.last and c.first - trigger.last <= REACH]
    by = [c for c in right if _before(doc, sentence, c) in cues.words["by"]]
    voice = trigger.meaning.voice
    if voice == "active":
        return Frame(_subject(doc, cues, sentence, left), _object(doc, cues, sentence, right))
    if voice == "passive":
        agent = by or [c for c in right if c.first == trigger.last and not c.place]
        return Frame(_coordinated(doc, agent), _subject(doc, cues, sentence, left))
    if voice == "intransitive":
        partner = [c for c in right if _before(doc, sentence, c) in cues.words["with"]]
        partner = partner or _marked(doc, cues, sentence, right)
        return Frame(_subject(doc, cues, sentence, left), _coordinated(doc, partner))
    return _noun(doc, cues, sentence, trigger, left, right, by)


def _noun(
    doc: Document,
    cues: Cues,
    sentence: Sentence,
    trigger: Trigger,
    left: list[Candidate],
    right: list[Candidate],
    by: list[Candidate],
) -> Frame:
    owner = [c for c in right if c.first == trigger.last]
    partner = [c for c in right if _before(doc, sentence, c) in cues.words["with"]]
    actor = by or owner
    if not actor and _light_before(doc, cues, sentence, trigger):
        actor = _subject(doc, cues, sentence, left)
    recipient = partner or [c for c in _marked(doc, cues, sentence, right) if c not in actor]
    return Frame(_coordinated(doc, actor), _coordinated(doc, recipient))


def _light_before(doc: Document, cues: Cues, sentence: Sentence, trigger: Trigger) -> bool:
    start = max(sentence.first, trigger.first - 4)
    return not cues.words["light"].isdisjoint(doc.lowers[start : trigger.first])


def _subject(
    doc: Document, cues: Cues, sentence: Sentence, left: list[Candidate]
) -> list[Candidate]:
    """Return the nearest candidate before the trigger that no preposition governs."""
    for number in range(len(left) - 1, -1, -1):
        if _before(doc, sentence, left[number]) not in cues.words["oblique"]:
            first = number
            while first and _joined(doc, left[first - 1], left[first]):
                first -= 1
            return left[first : number + 1]
    return []


def _object(
    doc: Document, cues: Cues, sentence: Sentence, right: list[Candidate]
) -> list[Candidate]:
    for candidate in right:
        before = _before(doc, sentence, candidate)
        if before not in cues.words["oblique"] or before in cues.words["to"]:
            return _coordinated(doc, right[right.index(candidate) :])
    return []


def _marked(
    doc: Document, cues: Cues, sentence: Sentence, right: list[Candidate]
) -> list[Candidate]:
    for number, candidate in enumerate(right):
        if _before(doc, sentence, candidate) in cues.words["to"]:
            return right[number:]
    return []


def _coordinated(doc: Document, group: list[Candidate]) -> list[Candidate]:
    """Return the first candidate and those joined to it with a comma or 'dan'."""
    taken = group[:1]
    for candidate in group[1:]:
        if not _joined(doc, taken[-1], candidate):
            break
        taken.append(candidate)
    return taken


def _joined(doc: Document, one: Candidate, other: Candidate) -> bool:
    between = doc.lowers[one.last : other.first]
    return 0 < len(between) <= 2 and set(between) <= {",", "dan", "serta"}


def _before(doc: Document, sentence: Sentence, candidate: Candidate) -> str:
    at = candidate.first - 1
    # "tiga pasukan AS": the number belongs to the noun phrase.
    if at > sentence.first and doc.lowers[at][0].isdigit():
        at -= 1
    return doc.lowers[at] if at >= sentence.first else ""
