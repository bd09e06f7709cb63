"""Limits on a record's field, written beside its type and carried into the JSON Schema."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """A number's inclusive bounds; `maximum` None is unbounded."""

    minimum: float
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression (ECMA 262 subset) that the whole string matches."""

    regex: str
