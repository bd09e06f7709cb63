"""The consumer: when it reads, when it does not, and that nothing unseen is acknowledged."""

import asyncio
from typing import Any, cast

import pytest
from faust.types import TP
from faust.types.tuples import ConsumerMessage

from service.errors import KabarError
from service.settings import Settings
from service.stream.app import build
from service.stream.consumer import LosslessConsumer
from service.stream.forks import Template
from service.stream.health import Health
from service.stream.trace import traces

TOPIC = "news.articles.raw"


def consumer() -> LosslessConsumer:
    """Return the consumer that a worker has, not started."""
    settings = Settings()
    app = build(settings, Health(60), {0}, traces(settings), Template(settings))
    made = app.consumer
    assert isinstance(made, LosslessConsumer)
    return made


def run(work: Any) -> None:
    async def inner() -> None:
        await work(consumer())

    asyncio.run(inner())


def test_nothing_is_read_between_two_assignments_though_the_first_was_empty() -> None:
    """What a spare worker reads too early sits in queues that are emptied when all is ready."""

    async def work(made: LosslessConsumer) -> None:
        made.resume_flow()

        async def revoked(_: set[TP]) -> None:
            assert made.flow_active is False

        cast("Any", made)._on_partitions_revoked = revoked  # noqa: SLF001  # its only seam
        made.app.rebalancing = True
        await made.on_partitions_revoked(set())
        assert made.flow_active is False

    run(work)


@pytest.mark.parametrize("given", (True, False))
def test_a_record_is_acknowledged_when_someone_was_given_it_and_stops_the_worker_else(
    given: bool,
) -> None:
    async def work(made: LosslessConsumer) -> None:
        made.app.topics.acks_enabled_for = lambda topic: topic == TOPIC  # type: ignore[method-assign]
        message = ConsumerMessage(TOPIC, 0, 7, 0.0, 0, None, None, b"{}", None, tp=TP(TOPIC, 0))
        message.tracked = given
        if given:
            assert message.ack(made) is True
            return
        with pytest.raises(KabarError, match=r"record 7 of .* thrown away unseen"):
            message.ack(made)

    run(work)


def test_a_full_buffer_does_not_put_the_reader_to_sleep() -> None:
    """Faust stops reading a partition whose buffer is nearly full, and sleeps a second without any."""

    async def work(made: LosslessConsumer) -> None:
        parts = {TP(TOPIC, number) for number in range(3)}
        asked: list[set[TP]] = []

        async def getmany(active_partitions: set[TP], timeout: float) -> dict[TP, list[Any]]:  # noqa: ASYNC109  # Faust's
            assert timeout
            asked.append(set(active_partitions))
            return {}

        seam = cast("Any", made)
        seam._getmany = getmany  # noqa: SLF001  # what asks aiokafka
        seam._set_active_tps(parts)  # noqa: SLF001  # what an assignment does
        made.resume_flow()
        for part in parts:
            made.on_buffer_full(part)
        await asyncio.wait_for(seam._wait_next_records(1.0), 0.5)  # noqa: SLF001
        assert asked == [parts]

    run(work)


def test_the_place_is_set_anew_when_nothing_is_on_its_way_that_would_be_thrown_away() -> None:
    """And where nothing is committed, it is the first record."""

    class Thread:
        """Answers a fetch when it is told to; remembers what it is asked, in order."""

        def __init__(self) -> None:
            self.asked: list[str] = []
            self.answer = asyncio.Event()

        async def getmany(self, *_: Any) -> dict[TP, Any]:
            self.asked.append("fetch")
            await self.answer.wait()
            self.asked.append("answer")
            return {}

        async def seek_to_committed(self) -> dict[TP, int | None]:
            self.asked.append("committed")
            return {TP(TOPIC, 0): 7, TP(TOPIC, 1): None}

        async def seek_to_beginning(self, *partitions: TP) -> None:
            self.asked.append(f"first of {[tp.partition for tp in partitions]}")

    async def work(made: LosslessConsumer) -> None:
        thread = Thread()
        cast("Any", made)._thread = thread  # noqa: SLF001  # its only seam
        fetching = asyncio.ensure_future(made._getmany(None, 1.0))  # noqa: SLF001
        await asyncio.sleep(0)
        seeking = asyncio.ensure_future(made.perform_seek())
        await asyncio.sleep(0.05)
        assert thread.asked == ["fetch"]
        thread.answer.set()
        await asyncio.gather(fetching, seeking)
        assert thread.asked == ["fetch", "answer", "committed", "first of [1]"]

    run(work)
