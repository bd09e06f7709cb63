"""The window: side by side in extraction, in order in delivery and acknowledgement."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from aiokafka.errors import KafkaTimeoutError, MessageSizeTooLargeError

from service import metrics
from service.errors import Undeliverable
from service.settings import Settings
from service.stream import topics
from service.stream.delivery import Batch, Message, Send, deliver
from service.stream.outcome import Outcome, Output, Rejection
from service.stream.window import Record, Window

SETTINGS = Settings.from_env({}, window=3, delivery_timeout=10.0)


class Broker:
    """Takes messages, unless told to refuse some; remembers them in order."""

    def __init__(self, *failures: Exception) -> None:
        self.taken: list[Message] = []
        self.failures = list(failures)

    async def send(self, messages: Sequence[Message]) -> list[Batch]:
        """Take each of `messages` as a batch of its own, or fail its confirmation."""
        return [Batch([message], self._take(message)) for message in messages]

    def _take(self, message: Message) -> Awaitable[Any]:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if self.failures:
            future.set_exception(self.failures.pop(0))
        else:
            self.taken.append(message)
            future.set_result(None)
        return future


def refusing(broker: Broker, key: bytes) -> Send:
    """Send by `broker`, which finds the enriched article of `key` too large."""

    async def send(messages: Sequence[Message]) -> list[Batch]:
        begun = []
        for message in messages:
            if message.key == key and message.topic == "news.articles.enriched":
                broker.failures = [MessageSizeTooLargeError()]
            begun += await broker.send([message])
        return begun

    return send


def record(offset: int, acks: list[int]) -> Record:
    async def ack() -> None:
        acks.append(offset)

    return Record("news.articles.raw", 0, offset, 1000, b"k", b"%d" % offset, [("h", b"1")], ack)


async def extract(value: bytes | None) -> Outcome:
    """Take longer for earlier records, so that later ones finish first."""
    number = int(value or b"0")
    await asyncio.sleep(0.03 / (number + 1))
    return Outcome((Output(topics.ENRICHED, value or b"", b"{}", f"id-{number}"),))


def run(coroutine: Any) -> Any:
    return asyncio.run(asyncio.wait_for(coroutine, 10))


async def flow(window: Window, records: list[Record], acks: list[int]) -> None:
    """Put `records` in and run until all are acknowledged or the window raises."""
    task = asyncio.ensure_future(window.run())
    for item in records:
        await window.put(item)
    done = asyncio.ensure_future(_until(lambda: len(acks) == len(records)))
    await asyncio.wait([task, done], return_when=asyncio.FIRST_COMPLETED)
    done.cancel()
    if task.done():
        task.result()
    task.cancel()


async def _until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  # acks have no event of their own
        await asyncio.sleep(0.005)


def test_records_are_delivered_and_acknowledged_in_order_though_extracted_out_of_it() -> None:
    broker, acks = Broker(), list[int]()
    window = Window(SETTINGS, extract, broker.send)
    run(flow(window, [record(number, acks) for number in range(8)], acks))
    assert acks == list(range(8))
    assert [message.key for message in broker.taken] == [b"%d" % number for number in range(8)]


def test_nothing_is_acknowledged_before_its_delivery_is_confirmed() -> None:
    acks = list[int]()
    confirmed = asyncio.Event()

    async def scenario() -> None:
        async def send(messages: Sequence[Message]) -> list[Batch]:
            return [Batch(messages, asyncio.ensure_future(confirmed.wait()))]

        window = Window(SETTINGS, extract, send)
        task = asyncio.ensure_future(flow(window, [record(0, acks)], acks))
        await asyncio.sleep(0.1)
        assert acks == []
        confirmed.set()
        await task

    run(scenario())
    assert acks == [0]


def test_put_waits_while_the_window_is_full() -> None:
    async def scenario() -> None:
        window = Window(SETTINGS, extract, Broker().send)
        for number in range(3):
            await window.put(record(number, []))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(window.put(record(3, [])), 0.05)
        assert metrics.REGISTRY.get_sample_value("kabar_window_fullness_ratio") == 1
        assert metrics.REGISTRY.get_sample_value("kabar_in_flight_records") == 3

    run(scenario())


def test_articles_that_are_ready_together_are_one_batch() -> None:
    def batches() -> tuple[float, float]:
        """Return how many there were, and the articles in them."""
        count, articles = (
            metrics.REGISTRY.get_sample_value(f"kabar_batch_records_{part}") or 0.0
            for part in ("count", "sum")
        )
        return count, articles

    async def at_once(value: bytes | None) -> Outcome:
        return Outcome((Output(topics.ENRICHED, value or b"", b"{}", "id"),))

    async def running() -> None:
        acks = list[int]()
        window = Window(SETTINGS, at_once, Broker().send)
        for number in range(3):
            await window.put(record(number, acks))
        task = asyncio.ensure_future(window.run())
        await _until(lambda: len(acks) == 3)
        task.cancel()

    before = batches()
    run(running())
    assert batches() == (before[0] + 1, before[1] + 3)


def test_a_rejected_record_becomes_a_dead_letter_with_its_original_bytes_and_headers() -> None:
    broker, acks = Broker(), list[int]()

    async def reject(value: bytes | None) -> Outcome:
        assert value
        return Outcome(rejection=Rejection("no_text", "NoText", "title and body are both empty"))

    run(flow(Window(SETTINGS, reject, broker.send), [record(7, acks)], acks))
    (message,) = broker.taken
    assert message.topic == "news.articles.dlq"
    assert (message.key, message.value) == (b"k", b"7")
    told = dict(message.headers)
    assert told["h"] == b"1"
    assert told["__connect.errors.offset"] == b"7"
    assert told["kabar.errors.reason"] == b"no_text"


def test_a_record_that_the_broker_finds_too_large_is_dead_lettered_alone() -> None:
    broker, acks = Broker(), list[int]()
    window = Window(SETTINGS, extract, refusing(broker, b"1"))
    run(flow(window, [record(number, acks) for number in range(3)], acks))
    dead = [message for message in broker.taken if message.topic == "news.articles.dlq"]
    assert [message.value for message in dead] == [b"1"]
    assert acks == [0, 1, 2]
    stage = {"reason": "output_too_large", "stage": "deliver"}
    assert metrics.REGISTRY.get_sample_value("kabar_dead_letters_total", stage) == 1


def test_a_passing_failure_is_tried_again() -> None:
    broker = Broker(KafkaTimeoutError(), KafkaTimeoutError())
    run(deliver([Message("t", b"k", b"v", [])], broker.send, 10))
    assert len(broker.taken) == 1


def test_a_lasting_failure_stops_the_window_without_acknowledging() -> None:
    broker, acks = Broker(*[KafkaTimeoutError()] * 50), list[int]()
    settings = Settings.from_env({}, delivery_timeout=1.0, request_timeout=1.0)
    with pytest.raises(Undeliverable, match="unconfirmed after 1 s"):
        run(flow(Window(settings, extract, broker.send), [record(0, acks)], acks))
    assert acks == []


def test_put_waits_while_the_bytes_are_too_many_but_one_record_always_fits() -> None:
    async def scenario() -> None:
        settings = Settings.from_env({}, window=10, window_bytes=1024)
        window = Window(settings, never, Broker().send)
        await window.put(replace(record(0, []), value=b"x" * 5000))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(window.put(record(1, [])), 0.05)

    run(scenario())


async def never(value: bytes | None) -> Outcome:
    """Never finish, as a hung process does."""
    assert value
    await asyncio.Event().wait()
    raise AssertionError


def test_what_is_delivered_is_told_once_each_in_order_without_what_was_refused() -> None:
    """The console shows what is on the topics."""
    acks, told = list[int](), list[list[str]]()
    window = Window(
        SETTINGS,
        extract,
        refusing(Broker(), b"1"),
        delivered=lambda outcome: told.append([output.event_id for output in outcome.outputs]),
    )
    run(flow(window, [record(number, acks) for number in range(3)], acks))
    assert told == [["id-0"], [], ["id-2"]]


def test_an_error_in_showing_what_is_delivered_is_told_and_stops_no_delivery(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broker, acks = Broker(), list[int]()

    def broken(outcome: Outcome) -> None:
        raise ValueError(outcome.outputs[0].event_id)

    window = Window(SETTINGS, extract, broker.send, delivered=broken)
    run(flow(window, [record(number, acks) for number in range(3)], acks))
    assert acks == [0, 1, 2]
    assert [message.key for message in broker.taken] == [b"0", b"1", b"2"]
    assert caplog.text.count("could not be shown") == caplog.text.count("ValueError: id-") == 3
