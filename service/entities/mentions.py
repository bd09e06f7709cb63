"""What the entity step hands on: the article's entities and where each is mentioned."""

from dataclasses import dataclass
from typing import NamedTuple

from service.records import Entity


class Mention(NamedTuple):
    """Characters `start:end` and tokens `first:last` of one mention; `entity` indexes `entities`."""

    start: int
    end: int
    first: int
    last: int
    entity: int


@dataclass(frozen=True, slots=True)
class Entities:
    """The article's entities, and all their mentions sorted by place, never overlapping."""

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]

    def of(self, mention: Mention) -> Entity:
        """Return the entity that `mention` names."""
        return self.entities[mention.entity]
