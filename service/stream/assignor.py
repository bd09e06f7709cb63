"""Faust's assignor with a memory: a gap in the broker's metadata leaves no partition unread.

When the group's leader assigns while its view of the cluster is empty (the broker was just gone),
Faust ignores the topic as missing and assigns nothing to anyone, and the group stands still until
its next rebalance. The partitions are known from the check at the start, so they are used then.
"""

from typing import Any

from faust.assignor import PartitionAssignor


class _Remembered:
    """A view of the cluster that answers for `known` topics when it has no answer itself."""

    def __init__(self, cluster: Any, known: dict[str, set[int]]) -> None:
        self._cluster = cluster
        self._known = known

    def partitions_for_topic(self, topic: str) -> set[int] | None:
        """Return the partition numbers of `topic`; None when it was never seen."""
        found = self._cluster.partitions_for_topic(topic)
        if found:
            self._known[topic] = set(found)
        return self._known.get(topic)


def remembering(known: dict[str, set[int]]) -> type[PartitionAssignor]:
    """Return an assignor class that begins with the partitions of `known` topics (full names)."""

    class Assignor(PartitionAssignor):
        """Assigns by the cluster as it was last seen."""

        def assign(self, cluster: Any, member_metadata: Any) -> Any:
            """Return member → its assignment."""
            return super().assign(_Remembered(cluster, known), member_metadata)

    return Assignor
