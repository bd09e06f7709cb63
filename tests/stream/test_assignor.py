"""The assignor gives the partitions out even when the leader's view of the cluster is empty."""

from typing import Any

import faust
import pytest
from aiokafka.cluster import ClusterMetadata
from aiokafka.coordinator.protocol import ConsumerProtocolMemberMetadata

from service.stream.assignor import remembering

TOPIC = "news.articles.raw"


@pytest.mark.parametrize("members", (("a",), ("a", "b")))
def test_an_empty_view_of_the_cluster_leaves_no_partition_unread(members: tuple[str, ...]) -> None:
    app = faust.App("kabar-test", PartitionAssignor=remembering({TOPIC: {0, 1, 2}}))
    assignor: Any = app.assignor
    metadata = {
        name: ConsumerProtocolMemberMetadata(0, [TOPIC], assignor.metadata({TOPIC}).user_data)
        for name in members
    }
    given = assignor.assign(ClusterMetadata(), metadata)
    found = [part for one in given.values() for _, parts in one.assignment for part in parts]
    assert sorted(found) == [0, 1, 2]
