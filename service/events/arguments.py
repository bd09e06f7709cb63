"""Who did it to whom: the candidates around a trigger, scored as actor and as recipient."""

from typing import NamedTuple

from service.events import features
from service.events.features import Clause, Look
from service.events.model import EventModel, Shares
from service.events.parties import Candidate
from service.events.triggers import Trigger
from service.text.document import Document

# A candidate fills a role from this probability on; a second one of the same role needs also half
# of the first one's. Both were chosen on held-out sentences of the training data.
ACTOR, RECIPIENT = 0.33, 0.3
SECOND = 0.6


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
    doc, cues = clause.doc, clause.cues
    yang = features.relative(clause, trigger)
    word = doc.lowers[trigger.first]
    out: list[tuple[Candidate, list[Look], str]] = []
    last: Candidate | None = None
    stands = ""
    for candidate, ranks in ranked(clause, trigger, triggers, around):
        joined = stands if last and _joined(doc, last, candidate) else ""
        stands, found = features.of_candidate(
            clause, trigger, light, yang, candidate, ranks, word, before.get(candidate.first, ""),
            governed=clause.of(candidate.lead - 1) in cues.governing, joined=joined,
        )  # fmt: skip
        out.append((candidate, found, stands))
        last = candidate
    return out


def _joined(doc: Document, one: Candidate, other: Candidate) -> bool:
    """'Iran dan Irak', 'Iran, Irak': one right after the other, on one side of everything else."""
    between = doc.lowers[one.last : other.lead]
    return len(between) == 1 and between[0] in {"dan", "serta", ",", "maupun"}


def ranked(
    clause: Clause,
    trigger: Trigger,
    triggers: list[Trigger],
    around: list[Candidate],
) -> list[tuple[Candidate, tuple[int, int, int]]]:
    """Return each candidate with its ranks; see `features.of_candidate`."""
    left = [c for c in around if c.last <= trigger.first]
    right = [c for c in around if c.lead >= trigger.last]
    out: dict[int, tuple[Candidate, tuple[int, int, int]]] = {
        c.first: (c, (0, 0, 0)) for c in around
    }
    for group, is_left in ((reversed(left), True), (right, False)):
        free = 0
        for rank, c in enumerate(group):
            if is_left:
                crossed = sum(c.last <= t.first and t.last <= trigger.first for t in triggers)
            else:
                crossed = sum(trigger.last <= t.first and t.last <= c.lead for t in triggers)
            out[c.first] = (c, (rank, free, crossed))
            free += clause.of(c.lead - 1) not in clause.cues.governing
    return [out[c.first] for c in around]


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
