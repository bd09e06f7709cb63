"""What /live and /ready answer: two different questions, from the same observations.

Live: the event loop beats, and the worker gets on: with lag the committed position advances, without
partitions it is a spare one (all are read by others), and a rebalance comes to its end.
Ready: partitions are assigned, the extraction processes are warm, the producer is connected, and
no one has asked for the end.
The web server runs in a thread of its own and only reads here.
"""

import time
from dataclasses import dataclass, field

from aiokafka import TopicPartition

Bounds = tuple[int, int]
"""The offset of a partition's first record, and the one behind its last."""

# The loop writes a beat every second; this many missed ones are a stopped loop.
BEAT_LIMIT = 15.0


@dataclass(slots=True)
class Health:
    """The latest observations, written by the event loop at least once a second. Times are monotonic.

    `bounds` and `spare` are what the broker said last; `spare`: whether all partitions are read by
    some worker, None when that is not known.
    """

    stall_limit: float
    last_beat: float = field(default_factory=time.monotonic)
    last_advance: float = field(default_factory=time.monotonic)
    lag: int = 0
    committed: int = -1
    rebalancing: bool = True
    bounds: dict[TopicPartition, Bounds] = field(default_factory=dict)
    spare: bool | None = None
    partitions: int = 0
    extractors_ready: bool = False
    producer_ready: bool = False
    stopping: bool = False

    def beat(self, *, lag: int, committed: int, rebalancing: bool) -> None:
        """Write one beat: records behind, the sum of committed offsets, whether rebalancing."""
        self.last_beat = time.monotonic()
        idle = lag == 0 if self.partitions else self.spare is not False
        moved = (committed, rebalancing) != (self.committed, self.rebalancing)
        if moved or (idle and not rebalancing):
            self.last_advance = self.last_beat
        self.lag, self.committed, self.rebalancing = lag, committed, rebalancing

    def live(self) -> tuple[bool, dict[str, object]]:
        """Return whether the worker makes progress, and why."""
        now = time.monotonic()
        beating = now - self.last_beat < BEAT_LIMIT
        advancing = now - self.last_advance < self.stall_limit
        return beating and advancing, {
            "loop_beats": beating,
            "gets_on": advancing,
            "seconds_since_beat": round(now - self.last_beat, 1),
            "seconds_since_advance": round(now - self.last_advance, 1),
            "lag": self.lag,
            "partitions": self.partitions,
            "rebalancing": self.rebalancing,
        }

    def ready(self) -> tuple[bool, dict[str, object]]:
        """Return whether the worker takes in articles now, and why."""
        checks: dict[str, object] = {
            "partitions_assigned": self.partitions > 0 and not self.rebalancing,
            "extractors_warm": self.extractors_ready,
            "producer_connected": self.producer_ready,
            "not_stopping": not self.stopping,
        }
        return all(checks.values()), checks | {"partitions": self.partitions}
