"""What the entity step hands on: the article's entities and where each is mentioned."""

from dataclasses import dataclass
from typing import Literal

from service.records import Entity

Kind = Literal[
    "country", "seat", "admin1", "city", "region", "water", "place", "org", "per"
]  # fmt: skip


class Mention:
    """Characters `start:end` and tokens `first:last` of one mention; `entity` indexes `entities`."""

    def __init__(self, start: int, end: int, first: int, last: int, entity: int) -> None:
        self.start = start
        self.end = end
        self.first = first
        self.last = last
        self.entity = entity


@dataclass(frozen=True, slots=True)
class Entities:
    """The article's entities, and all their mentions sorted by place, never overlapping.

    `kinds[i]` says what `entities[i]` is: of a place "country", "seat" (of a government, which it
    may stand for), "admin1" (first-order division), "city" (or district), "region", "water" or
    "place" (a facility, street or village); of the others "org" or "per".
    """

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    kinds: tuple[Kind, ...]

    def of(self, mention: Mention) -> Entity:
        """Return the entity that `mention` names."""
        return self.entities[mention.entity]
