"""Who did it to whom: the candidates around a trigger, scored as actor and as recipient."""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from service.events import features
from service.events.clause import Clause
from service.events.features import Look
from service.events.model import EventModel, Shares
from service.events.parties import Candidate
from service.events.triggers import Trigger

# A candidate fills a role from this probability on; a second one of the same role needs also half
# of the first one's. Both were chosen on held-out sentences of the training data.
ACTOR, RECIPIENT = 0.33, 0.3
SECOND = 0.6
JOINING = frozenset({"dan", "serta", ",", "maupun"})


class Scored(NamedTuple):
    """A candidate with its probabilities and how it stands to the trigger."""

    candidate: Candidate
    shares: Shares
    relation: str


class Frame(NamedTuple):
    """The candidates that fill a trigger's roles, and the best probability of each role."""

    actors: list[Candidate]
    recipients: list[Candidate]
    actor: float
    recipient: float
    scored: list[Scored]


def score(
    clause: Clause,
    model: EventModel,
    trigger: Trigger,
    light: str,
    triggers: list[Trigger],
    around: list[Candidate],
    before: dict[int, str],
) -> list[Scored]:
    """Return the candidates `around` the trigger with their probabilities.

    `light` is its light verb; `triggers` are those of the sentence; `before` maps a candidate's
    first token to its role with the trigger before this one.
    """
    return [
        Scored(candidate, model.shares(found), stands)
        for candidate, found, stands in looked_at(clause, trigger, light, triggers, around, before)
    ]


def looked_at(
    clause: Clause,
    trigger: Trigger,
    light: str,
    triggers: list[Trigger],
    around: list[Candidate],
    before: dict[int, str],
) -> list[tuple[Candidate, list[Look], str]]:
    """Return each candidate with its features and its relation to the trigger."""
    lowers, governing = clause.doc.lowers, clause.cues.governing
    beside = features.Beside.of(clause, trigger, light)
    out: list[tuple[Candidate, list[Look], str]] = []
    last: Candidate | None = None
    stands = ""
    for candidate, ranks in ranked(clause, trigger, triggers, around):
        joined = stands if last and _joined(lowers, last, candidate) else ""
        stands, found = features.of_candidate(
            clause, beside, candidate, ranks, before.get(candidate.first, ""),
            clause.of(candidate.lead - 1) in governing, joined,
        )  # fmt: skip
        out.append((candidate, found, stands))
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
) -> list[tuple[Candidate, tuple[int, int, int]]]:
    """Return each candidate with its ranks; see `features.of_candidate`."""
    first, last = trigger.first, trigger.last
    left = [c for c in around if c.last <= first]
    right = [c for c in around if c.lead >= last]
    if len(left) + len(right) == len(around):
        inside = []
    else:
        inside = [c for c in around if c.last > first and c.lead < last]
    governing = clause.cues.governing
    ranks: list[tuple[Candidate, tuple[int, int, int]]] = []
    free = 0
    before = [t.first for t in triggers if t.last <= first]
    for rank, c in enumerate(reversed(left)):
        ranks.append((c, (rank, free, len(before) - bisect_left(before, c.last))))
        free += clause.of(c.lead - 1) not in governing
    ranks.reverse()
    ranks += [(c, (0, 0, 0)) for c in inside]
    free = 0
    after = [t.last for t in triggers if t.first >= last]
    for rank, c in enumerate(right):
        ranks.append((c, (rank, free, bisect_right(after, c.lead))))
        free += clause.of(c.lead - 1) not in governing
    return ranks


def fill(scored: list[Scored]) -> Frame:
    """Return who takes part: a candidate takes the role that it is likelier to have."""
    actors = [s for s in scored if s.shares.actor >= max(ACTOR, s.shares.recipient)]
    recipients = [
        s for s in scored if s.shares.recipient >= RECIPIENT and s.shares.recipient > s.shares.actor
    ]
    actor = max((s.shares.actor for s in scored), default=0.0)
    recipient = max((s.shares.recipient for s in scored), default=0.0)
    return Frame(
        [s.candidate for s in actors if s.shares.actor >= SECOND * actor],
        [s.candidate for s in recipients if s.shares.recipient >= SECOND * recipient],
        actor,
        recipient,
        scored,
    )


def roles(frame: Frame) -> dict[int, str]:
    """Return each party's first token and its role, for the next trigger of the sentence."""
    return {c.first: "A" for c in frame.actors} | {c.first: "R" for c in frame.recipients}
