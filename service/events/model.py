"""The learned weights of the coder: which triggers tell an event, which candidates take part.

Three logistic models over the features of `features.py`, trained by `kabar train events`; the
file is JSON: {"event"|"party": …}, its card stands beside it.
"""

import hashlib
import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from service.errors import PackError
from service.events.features import Look

# A trigger tells an event from this probability on; chosen on held-out training sentences.
EVENT = 0.4
# Features that the parties of a trigger add to its own; see `features.peopled`.
PARTY_FEATURES = 5
# Groups of features whose weights are remembered, at most.
ROOM = 100_000
NOTHING = (0.0, 0.0)
# Scores beyond it are as sure as it.
FAR = 30.0
FILE = Path(__file__).parent.parent / "models" / "events.json"


class Shares(NamedTuple):
    """The probabilities that a candidate is actor and that it is recipient."""

    actor: float
    recipient: float


@dataclass(frozen=True, slots=True)
class EventModel:
    """Weights by feature; a party's weight is the pair (actor, recipient)."""

    event: dict[str, float]
    event_bias: float
    topics: frozenset[str]
    party: dict[str, tuple[float, float]]
    party_bias: tuple[float, float]
    parties: float
    sha256: str = ""
    remembered: dict[Look, float] = field(default_factory=dict, repr=False)
    remembered_parties: dict[Look, tuple[float, float]] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, path: Path = FILE) -> "EventModel":
        """Read the model file; raises `PackError` when it is missing or damaged."""
        try:
            content = path.read_bytes()
            data = orjson.loads(content)
            event, party = data["event"], data["party"]
            model = cls.of(
                event["weights"],
                event["bias"],
                frozenset(event["topics"]),
                {feature: (a, r) for feature, (a, r) in party["weights"].items()},
                (party["bias"][0], party["bias"][1]),
            )
            return replace(model, sha256=hashlib.sha256(content).hexdigest())
        except (OSError, KeyError, ValueError, TypeError) as error:
            raise PackError(
                f"{path}: no event model ({error}); `kabar train events` makes it"
            ) from error

    @classmethod
    def of(
        cls,
        event: dict[str, float],
        event_bias: float,
        topics: frozenset[str],
        party: dict[str, tuple[float, float]],
        party_bias: tuple[float, float],
    ) -> "EventModel":
        """Return the model of these weights."""
        told = [w for f, w in event.items() if f.startswith(("actor,", "recipient,")) and w > 0]
        most = sum(sorted(told)[-PARTY_FEATURES:])
        return cls(event, event_bias, topics, party, party_bias, most)

    def told(self, looks: list[Look]) -> float:
        """Return the sum of the event weights of `looks`."""
        remembered = self.remembered
        total = 0.0
        for look in looks:
            known = remembered.get(look)
            total += self.weight(look) if known is None else known
        return total

    def may_be_event(self, told: float) -> bool:
        """Whether a trigger with weights `told` can tell an event, whoever takes part."""
        return sigmoid(self.event_bias + told + self.parties) >= EVENT

    def is_event(self, told: float) -> float:
        """Return the probability that the trigger with weights `told` tells an event."""
        return sigmoid(self.event_bias + told)

    def weight(self, look: Look) -> float:
        """Return the sum of the event weights of one group of features."""
        known = self.remembered.get(look)
        if known is None:
            group, values = look
            known = sum(self.event.get(feature, 0.0) for feature in group(*values))
            _remember(self.remembered, look, known)
        return known

    def shares(self, looks: list[Look]) -> Shares:
        """Return the probabilities that the candidate with `looks` is actor and recipient."""
        actor, recipient = self.party_bias
        remembered = self.remembered_parties
        for look in looks:
            known = remembered.get(look) or self._pair(look)
            actor += known[0]
            recipient += known[1]
        return Shares(sigmoid(actor), sigmoid(recipient))

    def _pair(self, look: Look) -> tuple[float, float]:
        """Sum the party weights of one group of features, and remember them."""
        group, values = look
        pairs = [self.party.get(feature, NOTHING) for feature in group(*values)]
        known = (sum(a for a, _ in pairs), sum(r for _, r in pairs))
        _remember(self.remembered_parties, look, known)
        return known


def _remember(memory: dict[Look, Any], look: Look, weight: Any) -> None:
    """Keep a weight; when there are too many, all are forgotten: they can be summed again."""
    if len(memory) >= ROOM:
        memory.clear()
    memory[look] = weight


def sigmoid(score: float) -> float:
    """Return the logistic function of `score`, safe for large values."""
    if score > FAR:
        score = FAR
    elif score < -FAR:
        score = -FAR
    return 1.0 / (1.0 + math.exp(-score))
