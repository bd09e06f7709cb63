"""What the broker was asked of the group reaches health when it has answered, and not before."""

import asyncio

import pytest
from aiokafka import TopicPartition

from service.errors import KabarError
from service.settings import Settings
from service.stream import group
from service.stream.health import Health

RAW = TopicPartition("news.articles.raw", 0)


@pytest.mark.parametrize("answer", (True, False, None))
def test_what_was_known_holds_until_the_broker_has_answered(
    monkeypatch: pytest.MonkeyPatch, *, answer: bool | None
) -> None:
    health = Health(stall_limit=60, spare=False)
    seen = []

    async def all_is_read(_: Settings) -> bool:
        seen.append(health.spare)
        if answer is None:
            raise KabarError("no answer")
        return answer

    monkeypatch.setattr(group, "all_is_read", all_is_read)
    asyncio.run(group.ask(Settings(), health, []))
    assert seen == [False]
    assert health.spare is answer


def test_a_worker_with_partitions_asks_for_their_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    async def bounds(_: Settings, parts: list[TopicPartition]) -> dict[TopicPartition, object]:
        return dict.fromkeys(parts, (3, 7))

    monkeypatch.setattr(group, "bounds", bounds)
    health = Health(stall_limit=60, spare=False)
    asyncio.run(group.ask(Settings(), health, [RAW]))
    assert health.bounds == {RAW: (3, 7)}
    assert health.spare is None
