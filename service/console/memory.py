"""The latest events that this worker delivered, and the search in them."""

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from service.stream import topics
from service.stream.outcome import Outcome

# A larger event is not kept: it bounds what the memory takes. A usual one has 1,500 bytes.
EVENT_BYTES = 32_768
Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Search:
    """What events must have; an empty field asks for nothing.

    `actor`: part of an actor's or recipient's name, in any case; `country`: ISO 3166 code of a
    party or of the place; `type`: PLOVER event type.
    """

    actor: str = ""
    country: str = ""
    type: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Search":
        """Return the search that the parameters of an address ask for."""
        given = {name: query.get(name, "").strip() for name in ("actor", "country", "type")}
        return cls(given["actor"].casefold(), given["country"].upper(), given["type"].upper())

    def finds(self, event: Event) -> bool:
        """Whether `event` has all that is asked for."""
        parties = [*event["actors"], *event["recipients"]]
        names = (party["name"] or party["text"] for party in parties)
        return (
            (not self.type or event["type"] == self.type)
            and (not self.actor or any(self.actor in name.casefold() for name in names))
            and (not self.country or self.country in _countries(event, parties))
        )


def _countries(event: Event, parties: list[Event]) -> set[str | None]:
    return {party["country"] for party in parties} | {(event["location"] or {}).get("country")}


class Memory:
    """At most `size` events; the worker's loop adds, the web server's thread searches.

    Events are kept as they were sent and are parsed only when somebody looks.
    """

    def __init__(self, size: int) -> None:
        self._events: deque[tuple[int, bytes]] = deque(maxlen=size)
        self._lock = threading.Lock()
        self._last = 0

    def add(self, outcome: Outcome) -> None:
        """Keep the events of a record that is delivered."""
        with self._lock:
            for output in outcome.outputs:
                if output.topic == topics.EVENTS and len(output.value) <= EVENT_BYTES:
                    self._last += 1
                    self._events.append((self._last, output.value))

    def since(self, number: int, search: Search) -> dict[str, Any]:
        """Return events with a number over `number` that `search` finds, oldest first.

        `last` is the number of the newest event there is, `held` how many are kept.
        """
        with self._lock:
            held, last = list(self._events), self._last
        events = [
            {"number": own, "event": event}
            for own, value in held
            if own > number and search.finds(event := orjson.loads(value))
        ]
        return {"last": last, "held": len(held), "events": events}
