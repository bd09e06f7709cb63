"""Two real workers and a real Prometheus on a Kafka, with articles and bad records sent."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import orjson

from service import clients, demo
from service.settings import Settings
from service.stream import topics
from tests.deploy import checks
from tests.deploy.prometheus import Prometheus, watching
from tests.kafka.worker import extractors, prepared, running, stop

Say = Callable[[str], None]
WORKERS = 2
# Records that are no articles, each in its own way.
BAD = (demo.BROKEN, b"[]", b'{"title": 7}', b'{"title": ""}', b'{"title": "", "body": null}')
# Articles of outlets and languages that come again and again, so that rates have something to tell.
ROUNDS = 6
PAUSE = 2.0
LIMIT = 60.0


@contextmanager
def observed(broker: str, folder: Path, say: Say) -> Iterator[Prometheus]:
    """Run the stack on the Kafka at `broker` until the block ends; it has worked off articles."""
    settings = prepared(broker, partitions=2 * WORKERS, extractors=1, session_timeout=10.0)
    with ExitStack() as started:
        say("starting the workers")
        logs = [
            started.enter_context((folder / f"worker-{number}.log").open("wb"))
            for number in range(WORKERS)
        ]
        workers = [started.enter_context(running(settings, log)) for log in logs]
        say("starting Prometheus")
        targets = [address.removeprefix("http://") for _, address in workers]
        prometheus = started.enter_context(watching(targets, folder))
        sent = _exercise(settings, [process.pid for process, _ in workers], say)
        say(f"waiting until {sent} records are worked off and the rules have seen it")
        try:
            _settle(prometheus, sent)
        except TimeoutError as error:
            raise RuntimeError(f"{error}; workers said:\n{_said(logs)}") from None
        yield prometheus
        say("stopping")
        if any(codes := [stop(process) for process, _ in workers]):
            raise RuntimeError(f"workers ended with exit codes {codes}; they said:\n{_said(logs)}")


def _said(logs: Sequence[IO[bytes]]) -> str:
    """Return the ends of the workers' logs."""
    return "\n".join(Path(log.name).read_text(errors="replace")[-3000:] for log in logs)


def _exercise(settings: Settings, workers: list[int], say: Say) -> int:
    """Send rounds of samples and bad records, and kill extraction processes between them."""
    records = [*demo.samples(), *BAD]
    for number in range(ROUNDS):
        say(f"sending the samples and {len(BAD)} bad records, round {number + 1} of {ROUNDS}")
        if number == ROUNDS // 2:
            for worker in workers:
                extractors(worker)[0].kill()
        asyncio.run(_send(settings, records, number))
        time.sleep(PAUSE)
    return ROUNDS * len(records)


async def _send(settings: Settings, records: list[bytes], number: int) -> None:
    """Put `records` on the raw topic; a bad one has the number as its key."""
    async with clients.connected(clients.producer(settings), settings) as producer:
        for place, value in enumerate(records):
            key = clients.key_of(value, settings) or orjson.dumps([number, place])
            await producer.send_and_wait(settings.topic(topics.RAW), value, key=key)


def _settle(prometheus: Prometheus, sent: int) -> None:
    """Wait until Prometheus has seen all finished, and every rule and query its newest values."""
    deadline = time.monotonic() + LIMIT
    seen = 0.0
    while time.monotonic() < deadline:
        seen = prometheus.number("sum(kabar_articles_total)")
        if seen >= sent and not _unanswered(prometheus):
            return
        time.sleep(1)
    if seen < sent:
        raise TimeoutError(f"{seen:g} of {sent} records were finished in {LIMIT:g} s")


def _unanswered(prometheus: Prometheus) -> list[checks.Answer]:
    """Return what has no answer yet; rules look only once a second."""
    asked = [checks.answer(prometheus, query) for query in checks.panels()]
    return [answer for answer in asked + checks.judged(prometheus) if answer.wrong]
