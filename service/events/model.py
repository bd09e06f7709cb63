"""The learned weights of the coder: which triggers tell an event, which candidates take part.

Three logistic models over the features of `features.py`, trained by `kabar train events`; the
file is JSON: {"event"|"party": …}, its card stands beside it. Weights are whole thousandths.
"""

import hashlib
import math
from pathlib import Path
from typing import get_args

import orjson

from service.errors import PackError
from service.events import features
from service.events.features import Looks, Row
from service.events.weights import Weights
from service.records import EventType

# A trigger tells an event from this probability on. Held-out sentences are read best from .4, whole
# articles, in which an event is told several times, from .55.
EVENT = 0.55
# Features that the parties of a trigger add to its own; see `features.PEOPLED`.
PARTY_FEATURES = 5
SCALE = 1000
NUMBERS: dict[str, int] = {kind: number for number, kind in enumerate(get_args(EventType))}
# Scores beyond it are as sure as it.
FAR = 30.0
FILE = Path(__file__).parent.parent / "models" / "events.json"


class EventModel:
    """Weights by feature; a party's weight is the pair (actor, recipient).

    `topics` are the content words that the event weights know; `parties` is the most that the
    parties of a trigger can add to its own weights, in thousandths.
    """

    def __init__(
        self,
        event: dict[str, float],
        event_bias: float,
        topics: frozenset[str],
        party: dict[str, tuple[float, float]],
        party_bias: tuple[float, float],
        sha256: str = "",
    ) -> None:
        self.event, self.event_bias, self.topics = event, event_bias, topics
        self.party, self.party_bias = party, party_bias
        self.sha256 = sha256
        told = [w for f, w in event.items() if f.startswith(("actor,", "recipient,")) and w > 0]
        self.parties = round(sum(sorted(told)[-PARTY_FEATURES:]) * SCALE)
        alone = {feature: (round(weight * SCALE), 0) for feature, weight in event.items()}
        self._trigger = Weights(features.TRIGGER.features, alone)
        self.by_topic = _by_topic(topics, event)
        self._peopled = Weights(features.PEOPLED.features, alone)
        pairs = {f: (round(a * SCALE), round(r * SCALE)) for f, (a, r) in party.items()}
        self._party = Weights(features.PARTY.features, pairs)
        self._bias = round(event_bias * SCALE)
        self._actor, self._recipient = (round(bias * SCALE) for bias in party_bias)

    @classmethod
    def load(cls, path: Path = FILE) -> "EventModel":
        """Read the model file; raises `PackError` when it is missing or damaged."""
        try:
            content = path.read_bytes()
            data = orjson.loads(content)
            event, party = data["event"], data["party"]
            return cls(
                event["weights"],
                event["bias"],
                frozenset(event["topics"]),
                {feature: (a, r) for feature, (a, r) in party["weights"].items()},
                (party["bias"][0], party["bias"][1]),
                hashlib.sha256(content).hexdigest(),
            )
        except (OSError, KeyError, ValueError, TypeError) as error:
            raise PackError(
                f"{path}: no event model ({error}); `kabar train events` makes it"
            ) from error

    def told(self, trigger: Row, topics: list[list[int]]) -> int:
        """Return the sum of a trigger's event weights, in a sentence with `topics` of `by_topic`."""
        total, number = self._trigger.sum(trigger)[0], NUMBERS[trigger[0]]
        for topic in topics:
            total += topic[number]
        return total

    def may_be_event(self, told: int) -> bool:
        """Whether a trigger with weights `told` can tell an event, whoever takes part."""
        return sigmoid((self._bias + told + self.parties) / SCALE) >= EVENT

    def is_event(self, told: int, peopled: Row) -> float:
        """Return the probability that the trigger with weights `told` and these parties tells one."""
        return sigmoid((self._bias + told + self._peopled.sum(peopled)[0]) / SCALE)

    def shares(self, party: Row) -> tuple[float, float]:
        """Return the probabilities that a candidate is actor and that it is recipient."""
        actor, recipient = self._party.sum(party)
        return (
            sigmoid((self._actor + actor) / SCALE),
            sigmoid((self._recipient + recipient) / SCALE),
        )

    def reasons(self, looks: Looks, row: Row) -> list[tuple[float, str, list[str]]]:
        """Return the event weight of each group of features of `row`, its name and its values."""
        told = []
        for about, group in looks.groups.items():
            weight = sum(self.event.get(f, 0.0) for f in features.strings(group, row))
            columns = dict.fromkeys(at for _, columns in group for at in columns)
            told.append((weight, about, [row[at] for at in columns]))
        return told


def _by_topic(topics: frozenset[str], event: dict[str, float]) -> dict[str, list[int]]:
    """Return topic → weight of its features in a trigger of each type, by `NUMBERS`."""
    told = {}
    for topic in topics:
        alone = event.get(f"topic={topic}", 0.0)
        told[topic] = [
            round(alone * SCALE) + round(event.get(f"type,topic={kind},{topic}", 0.0) * SCALE)
            for kind in NUMBERS
        ]
    return told


def sigmoid(score: float) -> float:
    """Return the logistic function of `score`, safe for large values."""
    if score > FAR:
        score = FAR
    elif score < -FAR:
        score = -FAR
    return 1.0 / (1.0 + math.exp(-score))
