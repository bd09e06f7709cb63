"""What the event models look at: features of a trigger, and of a candidate beside a trigger.

A feature is a string, 'name=value'; its weight stands in the model file. All are read from closed
word classes, shapes and positions, so that a weight learned on some sentences holds for others.

Features come in groups: a group is a function of a few values to its features, and its values are
all that is noted down of a text (`Look`). So the model can remember the weight of a group's values
and need not make the strings again.
"""

from collections.abc import Callable
from typing import NamedTuple

from service.events.clause import Clause, gap, relative, word_class
from service.events.parties import Candidate
from service.events.tagger import Tagged
from service.events.triggers import Trigger

# One group of features and the values that it is a function of.
Look = tuple["Group", tuple[str | int, ...]]
Group = Callable[..., list[str]]


def standing(kind: str, mode: str, voice: str, stands: str, who: str, sector: str) -> list[str]:
    """How the candidate stands to the trigger, and what it is."""
    return [
        f"stands={stands}",
        f"voice,stands={voice},{stands}",
        f"type,voice,stands={kind},{voice},{stands}",
        f"type,mode,stands={kind},{mode},{stands}",
        f"stands,who={stands},{who}",
        f"type,sector={kind},{sector}",
        f"who,sector={who},{sector}",
    ]


def surroundings(voice: str, side: str, before: str, after: str, who: str, head: str) -> list[str]:
    """The words around the candidate."""
    return [
        f"side,before={side},{before}",
        f"voice,side,head={voice},{side},{head}",
        f"voice,side,before={voice},{side},{before}",
        f"voice,side,before,who={voice},{side},{before},{who}",
        f"side,before,after={side},{before},{after}",
        f"side,who,after={side},{who},{after}",
    ]


def distance(
    voice: str, side: str, before: str, rank: int, free: int, crossed: int, verbs: int, far: str
) -> list[str]:
    """How far the candidate is, in phrases, triggers, verbs and tokens."""
    return [
        f"voice,side,rank,crossed={voice},{side},{rank},{crossed}",
        f"voice,side,far,verbs={voice},{side},{far},{verbs}",
        f"voice,side,rank,before={voice},{side},{rank},{before}",
        f"voice,side,free,verbs={voice},{side},{free},{verbs}",
        f"side,far,before={side},{far},{before}",
    ]


def between(voice: str, side: str, crossed: int, marks: str) -> list[str]:
    """The words and marks between the candidate and the trigger."""
    return [
        f"voice,side,marks={voice},{side},{marks}",
        f"voice,side,crossed,marks={voice},{side},{crossed},{marks}",
    ]


def framing(
    kind: str, mode: str, voice: str, side: str, before: str, free: int, framed: str
) -> list[str]:
    """How events of the type take their parties."""
    return [
        f"type,mode,voice,side,before={kind},{mode},{voice},{side},{before}",
        f"type,side,before,free={kind},{side},{before},{free},{framed}",
    ]


def taking(kind: str, voice: str, side: str, who: str, sector: str) -> list[str]:
    """Who takes part in events of the type."""
    return [
        f"type,side,who,voice={kind},{side},{who},{voice}",
        f"type,side,sector,voice={kind},{side},{sector},{voice}",
    ]


def wording(word: str, side: str, before: str) -> list[str]:
    """How the trigger's own word takes its parties."""
    return [f"word,side,before={word},{side},{before}"]


def chaining(role: str, voice: str, side: str, ahead: str) -> list[str]:
    """What the candidate was to the trigger before, and the word before this one."""
    return [f"role,voice,ahead={role},{voice},{ahead}", f"role,voice,side={role},{voice},{side}"]


def relation(
    side: str,
    before: str,
    clause_ranks: tuple[int, int],
    *,
    next_to: bool,
    head: bool,
    governed: bool,
) -> str:
    """Return how a candidate stands to the trigger: 'byR', 'head', 'next', 'ppR:ke', 'L01'.

    That is: after 'oleh'; the head of its relative clause; right after it; after a preposition;
    else its side with `clause_ranks`, its rank among those without a preposition and the verbs
    between.
    """
    free, verbs = clause_ranks
    if before == "oleh":
        return f"by{side}"
    if head or next_to:
        return "head" if head else "next"
    if governed:
        return f"pp{side}:{before}"
    return f"{side}{min(free, 2)}{min(verbs, 2)}"


class Beside(NamedTuple):
    """What is the same for all candidates of a trigger.

    `yang` is the token that makes it a relative clause, -1 without one; `voice` its own with its
    light verb and that clause; `ahead` the class of the word before it.
    """

    trigger: Trigger
    word: str
    voice: str
    yang: int
    ahead: str

    @classmethod
    def of(cls, clause: Clause, trigger: Trigger, light: str) -> "Beside":
        """Return it for `trigger` with its light verb."""
        yang = relative(clause, trigger)
        voice = trigger.meaning.voice + light + ("y" if yang >= 0 else "")
        word = clause.doc.lowers[trigger.first]
        return cls(trigger, word, voice, yang, clause.of(trigger.first - 1))


def of_candidate(
    clause: Clause,
    beside: Beside,
    candidate: Candidate,
    ranks: tuple[int, int, int],
    before_role: str,
    governed: bool,
    joined: str,
) -> tuple[str, list[Look]]:
    """Return the relation of `candidate` to the trigger, and its features as a party of it.

    `ranks`: candidates from the trigger outwards on its side, from 0; the same without those after
    a preposition; the other triggers between the two. `before_role`: what the candidate was to the
    trigger before in the sentence, 'A', 'R' or ''. `governed`: after a preposition. `joined`: the
    relation of the candidate that this one is joined to with 'dan' or a comma, or ''.
    """
    trigger, trigger_word, voice, yang, ahead = beside
    (kind, mode, _, _, frame) = trigger.meaning
    _, end, lead, who, party = candidate
    if end <= trigger.first:
        side, first, last = "L", end, trigger.first
    elif lead >= trigger.last:
        side, first, last = "R", trigger.last, lead
    else:
        side, first, last = "I", trigger.first, trigger.first
    before, after = clause.of(lead - 1), clause.of(end)
    verbs = min(clause.verbs_between(first, last), 3)
    rank, free, crossed = ranks
    rank, free, crossed = min(rank, 3), min(free, 3), min(crossed, 3)
    sector = party.sector or "-"
    head = "head" if end == yang else ""
    if joined:
        stands = joined.rstrip("&") + "&"
    else:
        stands = relation(
            side, before, (free, verbs), next_to=lead == trigger.last, head=bool(head),
            governed=governed,
        )  # fmt: skip
    framed = "framed" if side == "R" and before in frame else ""
    return stands, [
        (standing, (kind, mode, voice, stands, who, sector)),
        (surroundings, (voice, side, before, after, who, head)),
        (distance, (voice, side, before, rank, free, crossed, verbs, gap(last - first))),
        (between, (voice, side, crossed, clause.marks_between(first, last))),
        (framing, (kind, mode, voice, side, before, free, framed)),
        (taking, (kind, voice, side, who, sector)),
        (wording, (trigger_word, side, before)),
        (chaining, (before_role, voice, side, ahead)),
    ]


def naming(kind: str, mode: str, voice: str, light: str) -> list[str]:
    """What the trigger tells, and in which form."""
    return [
        f"type,voice={kind},{voice}",
        f"type,mode={kind},{mode}",
        f"voice,light={voice},{light}",
    ]


def tagging(kind: str, voice: str, tagger: str, source: str) -> list[str]:
    """What the tagger says of the trigger, and whether the lexicon knows it."""
    return [
        f"tagger={tagger}",
        f"tagger,source={tagger},{source}",
        f"tagger,voice={tagger},{voice}",
        f"tagger,type={tagger},{kind}",
    ]


def chained(kind: str, voice: str, earlier: str, apart: str, before: str) -> list[str]:
    """The trigger before in the sentence: what is demanded or threatened is not told as done."""
    return [
        f"earlier={earlier},{apart}",
        f"earlier,type={earlier},{kind}",
        f"earlier,before={earlier},{apart},{before}",
        f"earlier,voice={earlier},{apart},{voice}",
    ]


def peopled(kind: str, voice: str, actor: int, recipient: int) -> list[str]:
    """How likely it has an actor and a recipient, in fifths."""
    return [
        f"actor,voice={actor},{voice}",
        f"recipient,voice={recipient},{voice}",
        f"actor,recipient,voice={actor},{recipient},{voice}",
        f"actor,type={actor},{kind}",
        f"recipient,type={recipient},{kind}",
    ]


def neighbours(one: str, two: str, after: str, beyond: str) -> list[str]:
    """The words right before and after."""
    return [f"before={one}", f"before2={two}", f"after={after}", f"after2={beyond}"]


def classes(kind: str, before: str, after: str) -> list[str]:
    """The classes of the words right before and after."""
    return [f"type,before={kind},{before}", f"type,after={kind},{after}"]


def words(word: str, one: str, after: str) -> list[str]:
    """The trigger's own words."""
    return [f"words={word}", f"before,words={one},{word}", f"words,after={word},{after}"]


def topic(kind: str, word: str) -> list[str]:
    """A content word of the sentence."""
    return [f"topic={word}", f"type,topic={kind},{word}"]


def of_trigger(
    clause: Clause,
    trigger: Trigger,
    light: str,
    topics: list[str],
    tagged: Tagged | None,
    earlier: Trigger | None,
) -> list[Look]:
    """Return what tells, but for its parties (`peopled`), whether `trigger` is an event told here.

    `topics` are the sentence's words; `tagged` is what the tagger says of the trigger's first word;
    `earlier` the trigger before in the sentence.
    """
    lowers, meaning = clause.doc.lowers, trigger.meaning
    sentence, cues = clause.sentence, clause.cues
    kind, voice = meaning.type, meaning.voice
    word = " ".join(lowers[trigger.first : trigger.last])
    first, last = sentence.first, sentence.last
    one = lowers[trigger.first - 1] if trigger.first > first else "^"
    two = lowers[trigger.first - 2] if trigger.first > first + 1 else "^"
    if one in cues.negated:  # a modality of the event, not a reason against it
        one = two = "^"
    after = lowers[trigger.last] if trigger.last < last else "$"
    beyond = lowers[trigger.last + 1] if trigger.last + 1 < last else "$"
    class_before = word_class(cues, one)
    tagger = "-"
    if tagged is not None:
        tagger = f"{'same' if tagged.type == kind else 'other'}{min(int(tagged.margin), 7)}"
    under, apart = "-", "-"
    if earlier is not None:
        under, apart = earlier.meaning.type, gap(trigger.first - earlier.last)
    return [
        (naming, (kind, meaning.mode, voice, light)),
        (tagging, (kind, voice, tagger, "lexicon" if meaning.cameo else "tagger")),
        (chained, (kind, voice, under, apart, class_before)),
        (neighbours, (one, two, after, beyond)),
        (classes, (kind, class_before, word_class(cues, after))),
        (words, (word, one, after)),
        *((topic, (kind, content)) for content in topics),
    ]


def of_parties(trigger: Trigger, actor: float, recipient: float) -> Look:
    """Return the look at the best probabilities of an actor and a recipient."""
    meaning = trigger.meaning
    return peopled, (meaning.type, meaning.voice, int(actor * 5), int(recipient * 5))


def strings(looks: list[Look]) -> list[str]:
    """Return the features themselves."""
    return [feature for group, values in looks for feature in group(*values)]
