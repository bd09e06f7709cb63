"""What the event models look at: features of a trigger, and of a candidate beside a trigger.

A feature is a string; its weight stands in the model file. All are read from closed word classes,
shapes and positions, so that a weight learned on some sentences holds for others.
"""

from service.events.cues import Cues
from service.events.parties import Candidate
from service.events.tagger import Tagged
from service.events.triggers import Trigger
from service.text.document import Document, Sentence

VERB_PREFIXES = ("me", "di", "ber", "ter")
SHORTEST_VERB = 6
GAPS = (0, 1, 2, 3, 5, 8, 12, 20)


def word_class(cues: Cues, lower: str) -> str:
    """Return a function word or mark as it is, 'V' for the shape of a verb, 'N' for the rest."""
    if lower in cues.function or lower in cues.light or not lower[0].isalnum():
        return lower
    if lower[0].isdigit():
        return "0"
    if len(lower) >= SHORTEST_VERB and lower.startswith(VERB_PREFIXES):
        return lower[:2] + "V"
    return "N"


def gap(size: int) -> str:
    """Return the bucket of a distance in tokens."""
    for bucket, most in enumerate(GAPS):
        if size <= most:
            return str(bucket)
    return str(len(GAPS))


def light_verb(doc: Document, cues: Cues, sentence: Sentence, trigger: Trigger) -> str:
    """Return 'a' when a light verb governs the noun from before, 'p' when its subject undergoes it."""
    for at in range(trigger.first - 1, max(sentence.first, trigger.first - 4) - 1, -1):
        lower = doc.lowers[at]
        if lower in cues.light:
            return "a"
        if lower in cues.light_passive:
            return "p"
        if not lower[0].isalnum() or (lower in cues.function and lower not in cues.determiners):
            return ""
    return ""


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


class Clause:
    """Counts along a sentence, so that what stands between two tokens is told at once."""

    MARKS = (("yang", "y"), ("bahwa", "b"), (",", ","), ("dan", "d"), ("oleh", "o"), ('"', "q"))

    def __init__(self, doc: Document, cues: Cues, sentence: Sentence) -> None:
        self.first = sentence.first
        lowers = doc.lowers[sentence.first : sentence.last]
        self.classes = [word_class(cues, lower) for lower in lowers]
        self.verbs = [0]
        for name in self.classes:
            self.verbs.append(self.verbs[-1] + (name.endswith("V")))
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
        return "".join(
            mark for places, mark in self.marks if any(first <= at < last for at in places)
        )


def relative(doc: Document, cues: Cues, sentence: Sentence, trigger: Trigger) -> int:
    """Return the token of the 'yang' that makes the trigger a relative clause, else -1."""
    for at in range(trigger.first - 1, max(sentence.first, trigger.first - 4) - 1, -1):
        if doc.lowers[at] == "yang":
            return at
        if doc.lowers[at] not in cues.function:
            return -1
    return -1


def of_candidate(
    clause: Clause,
    trigger: Trigger,
    light: str,
    yang: int,
    candidate: Candidate,
    ranks: tuple[int, int, int],
    trigger_word: str,
    before_role: str,
    *,
    governed: bool,
    joined: str,
) -> tuple[str, list[str]]:
    """Return the relation of `candidate` to `trigger`, and its features as a party of it.

    `ranks`: candidates from the trigger outwards on its side, from 0; the same without those after
    a preposition; the other triggers between the two. `before_role`: what the candidate was to the
    trigger before in the sentence, 'A', 'R' or ''. `governed`: after a preposition. `joined`: the
    relation of the candidate that this one is joined to with 'dan' or a comma, or ''.
    """
    meaning = trigger.meaning
    voice = meaning.voice + light + ("y" if yang >= 0 else "")
    kind = meaning.type
    if candidate.last <= trigger.first:
        side, inner = "L", (candidate.last, trigger.first)
    elif candidate.lead >= trigger.last:
        side, inner = "R", (trigger.last, candidate.lead)
    else:
        side, inner = "I", (trigger.first, trigger.first)
    before = clause.of(candidate.lead - 1)
    after = clause.of(candidate.last)
    far = gap(inner[1] - inner[0])
    marks = clause.marks_between(*inner)
    verbs = min(clause.verbs_between(*inner), 3)
    rank, free, crossed = (min(value, 3) for value in ranks)
    sector = candidate.party.sector or "-"
    who = candidate.kind
    place = f"{voice}{side}{before}"
    stands = relation(
        side, before, (free, verbs), next_to=candidate.lead == trigger.last,
        head=yang >= 0 and candidate.last == yang, governed=governed,
    )  # fmt: skip
    if joined:
        stands = joined + "&"
    head = "h" if yang >= 0 and candidate.last == yang else ""
    framed = "f" if side == "R" and before in meaning.frame else ""
    return stands, [
        f"r{voice}{stands}",
        f"q{stands}",
        f"s{kind}{voice}{stands}",
        f"u{stands}{who}",
        f"o{kind}{meaning.mode}{stands}",
        f"l{side}{before}",
        f"0{voice}{side}{head}",
        f"1{place}",
        f"2{place}{who}",
        f"3{voice}{side}{rank}{crossed}",
        f"4{kind}{side}{who}{voice}",
        f"5{kind}{sector}",
        f"6{kind}{meaning.mode}{place}",
        f"7{voice}{side}{far}{verbs}",
        f"8{voice}{side}{marks}",
        f"9{side}{before}{after}",
        f"a{voice}{side}{rank}{before}",
        f"b{side}{who}{after}",
        f"c{kind}{side}{before}{free}{framed}",
        f"d{voice}{side}{crossed}{marks}",
        f"e{who}{sector}",
        f"f{side}{far}{before}",
        f"g{trigger_word}{side}{before}",
        f"h{voice}{side}{free}{verbs}{head}",
        f"i{kind}{side}{sector}{voice}",
        f"j{before_role}{voice}{clause.of(trigger.first - 1)}",
        f"k{before_role}{voice}{side}",
    ]


def of_trigger(
    doc: Document,
    cues: Cues,
    sentence: Sentence,
    trigger: Trigger,
    light: str,
    actor: float,
    recipient: float,
    topics: list[str],
    tagged: Tagged | None,
    earlier: Trigger | None,
) -> list[str]:
    """Return the features that tell whether `trigger` is an event told here.

    `actor` and `recipient` are the best probabilities of a party; `topics` the sentence's words;
    `tagged` what the tagger says of the trigger's first word; `earlier` is the trigger before in the
    sentence: what is demanded, threatened or alleged is not told as done.
    """
    lowers = doc.lowers
    meaning = trigger.meaning
    kind, voice = meaning.type, meaning.voice
    words = " ".join(lowers[trigger.first : trigger.last])
    first, last = sentence.first, sentence.last
    one = lowers[trigger.first - 1] if trigger.first > first else "^"
    two = lowers[trigger.first - 2] if trigger.first > first + 1 else "^"
    if one in cues.negated:  # a modality of the event, not a reason against it
        one = two = "^"
    next_one = lowers[trigger.last] if trigger.last < last else "$"
    next_two = lowers[trigger.last + 1] if trigger.last + 1 < last else "$"
    a, r = int(actor * 5), int(recipient * 5)
    if tagged is None:
        sure = "-"
    else:
        sure = f"{'=' if tagged.type == kind else '!'}{min(int(tagged.margin), 7)}"
    under = f"{earlier.meaning.type}{gap(trigger.first - earlier.last)}" if earlier else "-"
    known = "k" if meaning.cameo else "u"
    return [
        f"t{words}",
        f"z{under}", f"zk{under[:8]}{kind}", f"zw{under}{word_class(cues, one)}", f"zv{under}{voice}",
        f"c{sure}{known}", f"cv{sure}{voice}", f"ck{sure}{kind}", f"cn{sure}",
        f"k{kind}{voice}",
        f"m{kind}{meaning.mode}",
        f"v{voice}{light}",
        f"p{one}", f"pp{kind}{word_class(cues, one)}", f"p2{two}",
        f"n{next_one}", f"nn{kind}{word_class(cues, next_one)}", f"n2{next_two}",
        f"pw{one}|{words}", f"wn{words}|{next_one}",
        f"a{a}{voice}", f"r{r}{voice}", f"ar{a}{r}{voice}", f"ak{a}{kind}", f"rk{r}{kind}",
        *(f"s{word}" for word in topics),
        *(f"x{kind}{word}" for word in topics),
    ]  # fmt: skip
