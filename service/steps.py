"""The steps of an article through a process, and the stopwatch that whoever runs them may hold.

The pipeline names each step as it begins it and knows no clock; the extraction process times them.
"""

import time
from collections.abc import Callable

Begin = Callable[[str], object]
"""Told the name of each step when it begins."""

READ = "read"
CLEAN = "clean"
ENTITIES = "entities"
EVENTS = "events"
SERIALISE = "serialise"
DELIVER = "deliver"
# The whole of a pipeline that names no steps, and of an article whose process was lost.
ENRICH = "enrich"


def untimed(step: str) -> None:
    """Let `step` begin without anyone watching."""


class Stopwatch:
    """Times steps that follow one another; a step that comes again is added up."""

    __slots__ = ("_since", "began_ns", "seconds", "step")

    def __init__(self, step: str) -> None:
        self.began_ns = time.time_ns()
        self.seconds: dict[str, float] = {}
        self.step = step
        self._since = time.perf_counter()

    def begin(self, step: str) -> None:
        """End the step under way and begin `step`."""
        now = time.perf_counter()
        self.seconds[self.step] = self.seconds.get(self.step, 0.0) + now - self._since
        self.step, self._since = step, now

    def stop(self) -> dict[str, float]:
        """End the step under way; return step → seconds, in the order they began."""
        self.begin(self.step)
        return self.seconds
