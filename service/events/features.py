"""What the event models look at: features of a trigger, and of a candidate beside a trigger.

A feature is a string, 'name=value,value'; its weight stands in the model file. All are read from
closed word classes, shapes and positions, so that a weight learned on some sentences holds for
others. Of a text the values alone are noted down, in rows; which features they make is listed here
once (`PARTY`, `TRIGGER`, `PEOPLED`, `TOPIC`), and `weights` finds what those weigh without making
the strings.
"""

from service.events.clause import BUCKETS, Clause, gap, relative
from service.events.parties import Candidate
from service.events.tagger import Tagged
from service.events.triggers import Trigger

Row = list[str]
# A feature's name, and the columns of a row that hold its values.
Feature = tuple[str, list[int]]


class Looks:
    """The columns of a row, and the features that are made of them: by what they are about.

    A name tells the columns of its values in their order ('voice,side'), unless they are told
    behind it ('earlier=earlier,apart').
    """

    def __init__(self, columns: str, groups: dict[str, tuple[str, ...]]) -> None:
        self.columns = columns.split()
        self.groups = {
            about: [self._feature(feature) for feature in features]
            for about, features in groups.items()
        }
        self.features = [feature for group in self.groups.values() for feature in group]

    def _feature(self, told: str) -> Feature:
        name, _, columns = told.partition("=")
        return name, [self.columns.index(column) for column in (columns or name).split(",")]


def strings(features: list[Feature], row: Row) -> list[str]:
    """Return the features of `row`."""
    return [f"{name}={','.join([row[at] for at in columns])}" for name, columns in features]


# A candidate beside a trigger; see `of_candidate`. Column `STANDS` holds its relation to the trigger.
PARTY = Looks(
    "type mode voice stands who sector side before after head rank free crossed verbs far marks"
    " framed word role ahead",
    {
        "how the candidate stands to the trigger, and what it is": (
            "stands", "voice,stands", "type,voice,stands", "type,mode,stands", "stands,who",
            "type,sector", "who,sector",
        ),
        "the words around the candidate": (
            "side,before", "voice,side,head", "voice,side,before", "voice,side,before,who",
            "side,before,after", "side,who,after",
        ),
        "how far the candidate is, in phrases, triggers, verbs and tokens": (
            "voice,side,rank,crossed", "voice,side,far,verbs", "voice,side,rank,before",
            "voice,side,free,verbs", "side,far,before",
        ),
        "the words and marks between the candidate and the trigger": (
            "voice,side,marks", "voice,side,crossed,marks",
        ),
        "how events of the type take their parties": (
            "type,mode,voice,side,before", "type,side,before,free=type,side,before,free,framed",
        ),
        "who takes part in events of the type": ("type,side,who,voice", "type,side,sector,voice"),
        "how the trigger's own word takes its parties": ("word,side,before",),
        "what the candidate was to the trigger before, and the word before this one": (
            "role,voice,ahead", "role,voice,side",
        ),
    },
)  # fmt: skip
STANDS = PARTY.columns.index("stands")
# A trigger, but for its parties; see `of_trigger`.
TRIGGER = Looks(
    "type mode voice light tagger source earlier apart class_before class_after"
    " before before2 after after2 words",
    {
        "what the trigger tells, and in which form": ("type,voice", "type,mode", "voice,light"),
        "what the tagger says of the trigger, and whether the lexicon knows it": (
            "tagger", "tagger,source", "tagger,voice", "tagger,type",
        ),
        "the trigger before in the sentence: what is demanded or threatened is not told as done": (
            "earlier=earlier,apart", "earlier,type", "earlier,before=earlier,apart,class_before",
            "earlier,voice=earlier,apart,voice",
        ),
        "the words right before and after": ("before", "before2", "after", "after2"),
        "the classes of the words right before and after": (
            "type,before=type,class_before", "type,after=type,class_after",
        ),
        "the trigger's own words": ("words", "before,words", "words,after"),
    },
)  # fmt: skip
# The best probabilities of an actor and of a recipient, in fifths.
PEOPLED = Looks(
    "type voice actor recipient",
    {
        "how likely it has an actor and a recipient, in fifths": (
            "actor,voice", "recipient,voice", "actor,recipient,voice", "actor,type",
            "recipient,type",
        ),
    },
)  # fmt: skip
TOPIC = Looks("type topic", {"a content word of the sentence": ("topic", "type,topic")})


def relation(side: str, before: str, free: int, verbs: int, *, governed: bool) -> str:
    """Return how a candidate stands to the trigger, when it is neither its head nor next to it.

    After 'oleh' ('byR'), after another preposition ('ppR:ke'), else ('L01') its side with its rank
    among those without a preposition and the verbs between.
    """
    if before == "oleh":
        return "by" + side
    if governed:
        return f"pp{side}:{before}"
    return side + BUCKETS[min(free, 2)] + BUCKETS[min(verbs, 2)]


class Beside:
    """What is the same for all candidates of a trigger.

    `yang` is the token that makes it a relative clause, -1 without one; `voice` its own with its
    light verb and that clause; `ahead` the class of the word before it.
    """

    def __init__(self, clause: Clause, trigger: Trigger, light: str) -> None:
        self.trigger = trigger
        self.word = clause.doc.lowers[trigger.first]
        self.yang = relative(clause, trigger)
        self.voice = trigger.meaning.voice + light + ("y" if self.yang >= 0 else "")
        self.ahead = clause.of(trigger.first - 1)


def of_candidate(
    clause: Clause,
    beside: Beside,
    candidate: Candidate,
    rank: int,
    free: int,
    crossed: int,
    role: str,
    joined: str,
) -> Row:
    """Return the row (`PARTY`) of `candidate` as a party of the trigger.

    `rank` counts the candidates from the trigger outwards on its side, from 0, `free` those of them
    without a preposition, `crossed` the other triggers between the two. `role`: what the candidate
    was to the trigger before in the sentence, 'A', 'R' or ''. `joined`: the relation of the
    candidate that this one is joined to with 'dan' or a comma, or ''.
    """
    trigger = beside.trigger
    meaning = trigger.meaning
    end, lead = candidate.last, candidate.lead
    if end <= trigger.first:
        side, first, last = "L", end, trigger.first
    elif lead >= trigger.last:
        side, first, last = "R", trigger.last, lead
    else:
        side, first, last = "I", trigger.first, trigger.first
    before = clause.of(lead - 1)
    verbs = min(clause.verbs_between(first, last), 3)
    head = "head" if end == beside.yang else ""
    if joined:
        stands = joined.rstrip("&") + "&"
    elif before != "oleh" and (head or lead == trigger.last):
        stands = head or "next"
    else:
        stands = relation(side, before, free, verbs, governed=before in clause.cues.governing)
    return [
        meaning.type, meaning.mode, beside.voice, stands, candidate.kind,
        candidate.sector or "-", side, before, clause.of(end), head, BUCKETS[min(rank, 3)],
        BUCKETS[min(free, 3)], BUCKETS[min(crossed, 3)], BUCKETS[verbs], gap(last - first),
        clause.marks_between(first, last),
        "framed" if side == "R" and before in meaning.frame else "", beside.word, role, beside.ahead,
    ]  # fmt: skip


def of_trigger(
    clause: Clause, trigger: Trigger, light: str, tagged: Tagged | None, earlier: Trigger | None
) -> Row:
    """Return the row (`TRIGGER`) that tells, but for its parties, whether `trigger` is an event here.

    `tagged` is what the tagger says of the trigger's first word; `earlier` the trigger before in
    the sentence.
    """
    lowers, meaning = clause.doc.lowers, trigger.meaning
    first, last = clause.first, clause.last
    one = lowers[trigger.first - 1] if trigger.first > first else "^"
    two = lowers[trigger.first - 2] if trigger.first > first + 1 else "^"
    class_before = clause.of(trigger.first - 1)
    if one in clause.cues.negated:  # a modality of the event, not a reason against it
        one = two = class_before = "^"
    after = lowers[trigger.last] if trigger.last < last else "$"
    beyond = lowers[trigger.last + 1] if trigger.last + 1 < last else "$"
    tagger = "-"
    if tagged is not None:
        tagger = ("same" if tagged.type == meaning.type else "other") + str(
            min(int(tagged.margin), 7)
        )
    under, apart = "-", "-"
    if earlier is not None:
        under, apart = earlier.meaning.type, gap(trigger.first - earlier.last)
    return [
        meaning.type, meaning.mode, meaning.voice, light, tagger,
        "lexicon" if meaning.cameo else "tagger", under, apart, class_before,
        clause.of(trigger.last), one, two, after, beyond,
        " ".join(lowers[trigger.first : trigger.last]),
    ]  # fmt: skip


def of_parties(trigger: Trigger, actor: float, recipient: float) -> Row:
    """Return the row (`PEOPLED`) of the best probabilities of an actor and a recipient."""
    meaning = trigger.meaning
    return [meaning.type, meaning.voice, BUCKETS[int(actor * 5)], BUCKETS[int(recipient * 5)]]
