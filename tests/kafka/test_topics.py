"""Creating and checking topics on a real broker."""

import asyncio
import uuid

import pytest

from service.errors import KabarError
from service.settings import Settings
from service.stream import topics
from tests.kafka import brokers

pytestmark = pytest.mark.kafka


def test_create_is_idempotent_and_check_finds_what_does_not_fit(broker: brokers.Broker) -> None:
    """The embedded broker has no CreateTopics; there the chooser's summary says so."""
    if broker.kind == "embedded":
        assert "CreateTopics" in " ".join(broker.limits)
        return
    own = Settings.from_env({}, broker=broker.address, topic_prefix=f"t{uuid.uuid4().hex[:8]}.")
    assert asyncio.run(topics.missing(own)) == [plan.name for plan in topics.plans(own)]
    assert all(created for _, created in asyncio.run(topics.create(own)))
    assert not any(created for _, created in asyncio.run(topics.create(own)))
    assert not any(state.problems for state in asyncio.run(topics.check(own)))
    larger = Settings.from_env(
        {}, broker=broker.address, topic_prefix=own.topic_prefix, partitions=50,
        max_record_bytes=9_000_000,
    )  # fmt: skip
    problems = " ".join(
        text for state in asyncio.run(topics.check(larger)) for text in state.problems
    )
    assert "wants 50" in problems
    assert "max.message.bytes" in problems
    asyncio.run(topics.delete(own))


def test_a_broker_that_is_not_there_is_named() -> None:
    with pytest.raises(KabarError, match="localhost:1"):
        asyncio.run(topics.create(Settings.from_env({}, broker="localhost:1")))


@pytest.mark.parametrize(
    ("environ", "docker", "java", "kind"),
    (
        ({"KABAR_TEST_BROKER": "k:9092"}, True, True, "given"),
        ({}, True, True, "docker"),
        ({}, False, True, "apache"),
        ({}, False, False, "embedded"),
        ({"KABAR_TEST_BROKER_KIND": "embedded"}, True, True, "embedded"),
    ),
)
def test_the_best_broker_is_chosen(
    environ: dict[str, str], docker: bool, java: bool, kind: str
) -> None:
    assert brokers.choose(environ, docker=docker, java=java) == kind
