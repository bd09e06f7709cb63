"""The learned weights of the coder: which triggers tell an event, which candidates take part.

Three logistic models over the features of `features.py`, trained by `kabar train events`; the
file is JSON: {"event"|"party": …}, its card stands beside it.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import orjson

from service.errors import PackError

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

    @classmethod
    def load(cls, path: Path = FILE) -> "EventModel":
        """Read the model file; raises `PackError` when it is missing or damaged."""
        try:
            data = orjson.loads(path.read_bytes())
            event, party = data["event"], data["party"]
            return cls(
                event["weights"],
                event["bias"],
                frozenset(event["topics"]),
                {feature: (a, r) for feature, (a, r) in party["weights"].items()},
                (party["bias"][0], party["bias"][1]),
            )
        except (OSError, KeyError, ValueError, TypeError) as error:
            raise PackError(
                f"{path}: no event model ({error}); `kabar train events` makes it"
            ) from error

    def is_event(self, features: list[str]) -> float:
        """Return the probability that the trigger with `features` tells an event."""
        get = self.event.get
        return sigmoid(self.event_bias + sum(get(feature, 0.0) for feature in features))

    def shares(self, features: list[str]) -> Shares:
        """Return the probabilities that the candidate with `features` is actor and recipient."""
        actor, recipient = self.party_bias
        get = self.party.get
        for feature in features:
            weights = get(feature)
            if weights is not None:
                actor += weights[0]
                recipient += weights[1]
        return Shares(sigmoid(actor), sigmoid(recipient))


def sigmoid(score: float) -> float:
    """Return the logistic function of `score`, safe for large values."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))
