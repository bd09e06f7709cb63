"""Who did it to whom: the candidates around a trigger, scored as actor and as recipient."""

from bisect import bisect_left, bisect_right

from service.events import features
from service.events.clause import Clause
from service.events.features import Row
from service.events.model import EventModel
from service.events.parties import Candidate
from service.events.triggers import Trigger

# A candidate fills a role from this probability on; a second one of the same role needs also that
# part of the first one's. Chosen on whole articles, real ones and our own.
ACTOR, RECIPIENT = 0.36, 0.33
SECOND = 0.4
JOINING = frozenset({"dan", "serta", ",", "maupun"})


class Scored:
    """A candidate, its probabilities to be actor and recipient, and how it stands to the trigger."""

    def __init__(self, candidate: Candidate, shares: tuple[float, float], relation: str) -> None:
        self.candidate, self.relation = candidate, relation
        self.actor, self.recipient = shares


class Frame:
    """The candidates that fill a trigger's roles, and the best probability of each role.

    A candidate takes the role that it is likelier to have.
    """

    def __init__(self, scored: list[Scored]) -> None:
        self.scored = scored
        self.actor = self.recipient = 0.0
        for one in scored:
            self.actor = max(self.actor, one.actor)
            self.recipient = max(self.recipient, one.recipient)
        self.actors: list[Candidate] = []
        self.recipients: list[Candidate] = []
        for one in scored:
            if one.actor >= one.recipient:
                if one.actor >= ACTOR and one.actor >= SECOND * self.actor:
                    self.actors.append(one.candidate)
            elif one.recipient >= RECIPIENT and one.recipient >= SECOND * self.recipient:
                self.recipients.append(one.candidate)

    def roles(self) -> dict[int, str]:
        """Return each party's first token and its role, for the next trigger of the sentence."""
        told = {candidate.first: "A" for candidate in self.actors}
        for candidate in self.recipients:
            told[candidate.first] = "R"
        return told


def fill(
    clause: Clause,
    model: EventModel,
    trigger: Trigger,
    light: str,
    triggers: list[Trigger],
    around: list[Candidate],
    before: dict[int, str],
) -> Frame:
    """Return the roles that the candidates `around` the trigger fill.

    `light` is its light verb; `triggers` are those of the sentence; `before` maps a candidate's
    first token to its role with the trigger before this one.
    """
    scored: list[Scored] = []
    for candidate, row in looked_at(clause, trigger, light, triggers, around, before):
        scored.append(Scored(candidate, model.shares(row), row[features.STANDS]))
    return Frame(scored)


def looked_at(
    clause: Clause,
    trigger: Trigger,
    light: str,
    triggers: list[Trigger],
    around: list[Candidate],
    before: dict[int, str],
) -> list[tuple[Candidate, Row]]:
    """Return each candidate with its row of values; see `features.of_candidate`."""
    lowers = clause.doc.lowers
    beside = features.Beside(clause, trigger, light)
    out: list[tuple[Candidate, Row]] = []
    last: Candidate | None = None
    stands = ""
    for candidate, rank, free, crossed in ranked(clause, trigger, triggers, around):
        joined = stands if last is not None and _joined(lowers, last, candidate) else ""
        row = features.of_candidate(
            clause, beside, candidate, rank, free, crossed, before.get(candidate.first, ""), joined
        )
        stands = row[features.STANDS]
        out.append((candidate, row))
        last = candidate
    return out


def _joined(lowers: list[str], one: Candidate, other: Candidate) -> bool:
    """'Iran dan Irak', 'Iran, Irak': one right after the other, on one side of everything else."""
    return other.lead - one.last == 1 and lowers[one.last] in JOINING


def ranked(
    clause: Clause,
    trigger: Trigger,
    triggers: list[Trigger],
    around: list[Candidate],
) -> list[tuple[Candidate, int, int, int]]:
    """Return each candidate with its ranks; see `features.of_candidate`."""
    first, last = trigger.first, trigger.last
    governing = clause.cues.governing
    ends = [other.first for other in triggers if other.last <= first]
    begins = [other.last for other in triggers if other.first >= last]
    left: list[tuple[Candidate, int, int, int]] = []
    inside: list[tuple[Candidate, int, int, int]] = []
    right: list[tuple[Candidate, int, int, int]] = []
    free = 0
    for candidate in reversed(around):
        if candidate.last <= first:
            crossed = len(ends) - bisect_left(ends, candidate.last)
            left.append((candidate, len(left), free, crossed))
            free += clause.of(candidate.lead - 1) not in governing
    free = 0
    for candidate in around:
        if candidate.lead >= last:
            crossed = bisect_right(begins, candidate.lead)
            right.append((candidate, len(right), free, crossed))
            free += clause.of(candidate.lead - 1) not in governing
        elif candidate.last > first:
            inside.append((candidate, 0, 0, 0))
    left.reverse()
    return left + inside + right
