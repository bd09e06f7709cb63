"""What the entity step hands on: the article's entities and where each is mentioned."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from service.records import Entity

Kind = Literal[
    "country", "seat", "admin1", "city", "region", "water", "place", "org", "per"
]  # fmt: skip


class Mention(NamedTuple):
    """Characters `start:end` and tokens `first:last` of one mention; `entity` indexes `entities`."""

    start: int
    end: int
    first: int
    last: int
    entity: int


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
