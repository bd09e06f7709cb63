"""`kabar replay`: sends the original records of dead letters back to the raw topic.

How far a choice of dead letters was replayed is a committed offset of a consumer group of its own,
written only after the broker has confirmed what was sent. So a replay that is interrupted, however
roughly, goes on where it stopped: a few records may be sent twice, none is left out. The `ATTEMPTS`
header keeps a record that always fails from going round for ever.
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from rich.console import Console

from service import clients
from service.errors import KabarError
from service.settings import Settings
from service.stream import dead_letters, topics
from service.stream.dead_letters import DeadLetter, Wanted
from service.stream.headers import REPLAYED, original
from service.stream.security import client_options

# Records sent between two commits, at most: what an interruption can repeat.
BATCH = 200
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Plan:
    """What to replay and how: `rate` in records a second (0: as fast as it goes)."""

    wanted: Wanted
    max_attempts: int
    rate: float = 0.0
    dry_run: bool = False
    again: bool = False

    def group(self, settings: Settings) -> str:
        """Return the consumer group that remembers how far this choice was replayed."""
        return f"{settings.group}-replay-{self.wanted.name()}-{self.max_attempts}"

    def batch(self) -> int:
        """Return how many records to read at once: no more than a second's worth."""
        return max(1, min(BATCH, int(self.rate))) if self.rate else BATCH


@dataclass(slots=True)
class Tally:
    """What a replay did: sent (or to be sent) by reason, left out by cause."""

    sent: Counter[str] = field(default_factory=Counter)
    given_up: int = 0
    not_wanted: int = 0
    read: int = 0


def command(settings: Settings, plan: Plan) -> int:
    """Run `plan` with progress on standard error; return the exit code, 130 when interrupted."""
    console, tally = Console(stderr=True), Tally()
    code = 0
    try:
        asyncio.run(run(settings, plan, console, tally))
    except KeyboardInterrupt:
        code = INTERRUPTED
    finally:
        _tell(console, settings, plan, tally)
    if code:
        console.print("interrupted: run the same command again to go on")
    return code


def _tell(console: Console, settings: Settings, plan: Plan, tally: Tally) -> None:
    verb = "would be sent" if plan.dry_run else "sent"
    reasons = ", ".join(f"{count} {reason}" for reason, count in tally.sent.most_common())
    lines = [f"{tally.sent.total()} {verb} to {settings.topic(topics.RAW)} ({reasons or 'none'})"]
    if tally.given_up:
        lines.append(f"{tally.given_up} left out: tried {plan.max_attempts} times or more")
    if tally.not_wanted:
        lines.append(f"{tally.not_wanted} left out: not of this choice")
    lines.append(f"how far this choice got is kept in group {plan.group(settings)}")
    console.print("\n".join(lines), highlight=False, soft_wrap=True)


async def run(settings: Settings, plan: Plan, console: Console, tally: Tally) -> None:
    """Replay what `plan` says, counting into `tally`; raises `KabarError` without a broker.

    Progress goes to `console`. May be cancelled at any point.
    """
    parts = await topics.partitions(settings, topics.DLQ)
    count = len(await topics.partitions(settings, topics.RAW))
    async with clients.connected(_consumer(settings, plan), settings) as consumer:
        consumer.assign(parts)
        ends = await consumer.end_offsets(parts)
        left = await _rewind(consumer, plan, ends)
        with clients.progress(console) as bar:
            task = bar.add_task("dead letters", total=left)
            async with clients.connected(clients.producer(settings), settings) as producer:
                back = _Back(settings, producer, count)
                pace = _Pace(plan.rate)
                async for letters in dead_letters.batches(consumer, ends, plan.batch()):
                    chosen = _choose(letters, plan, tally)
                    if not plan.dry_run:
                        await back.send(chosen)
                        await _commit(consumer, letters)
                    tally.sent.update(letter.reason for letter in chosen)
                    bar.update(task, completed=tally.read)
                    if not plan.dry_run:
                        await pace.wait(len(chosen))


def _consumer(settings: Settings, plan: Plan) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        **client_options(settings),
        group_id=plan.group(settings),
        enable_auto_commit=False,
        # What retention removes while this runs is gone; the rest is not to be leapt over.
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=settings.max_record_bytes,
    )


async def _rewind(consumer: AIOKafkaConsumer, plan: Plan, ends: dict[TopicPartition, int]) -> int:
    """Put `consumer` where this choice was left; return how many records are before `ends`."""
    first = await consumer.beginning_offsets(list(ends))
    left = 0
    for part, end in ends.items():
        done = None if plan.again else await consumer.committed(part)
        # Retention may have removed what was not replayed yet.
        begin = min(max(done or 0, first[part]), end)
        consumer.seek(part, begin)
        left += end - begin
    return left


def _choose(letters: list[DeadLetter], plan: Plan, tally: Tally) -> list[DeadLetter]:
    wanted = [letter for letter in letters if plan.wanted.fits(letter)]
    chosen = [letter for letter in wanted if letter.attempts < plan.max_attempts]
    tally.read += len(letters)
    tally.not_wanted += len(letters) - len(wanted)
    tally.given_up += len(wanted) - len(chosen)
    return chosen


async def _commit(consumer: AIOKafkaConsumer, letters: list[DeadLetter]) -> None:
    """Remember that `letters` are dealt with: in each partition, the next one is to be read."""
    (topic,) = {part.topic for part in consumer.assignment()}
    last = {TopicPartition(topic, letter.partition): letter.offset + 1 for letter in letters}
    try:
        await consumer.commit(last)
    except KafkaError as error:
        raise KabarError(
            f"sent, but not noted as sent ({error}): run the same command again; "
            f"{len(letters)} records may come twice"
        ) from error


@dataclass(frozen=True, slots=True)
class _Back:
    """The way back to the raw topic, to the partition each record came from."""

    settings: Settings
    producer: Any
    partitions: int

    async def send(self, letters: list[DeadLetter]) -> None:
        """Return when every one is confirmed; raises `KabarError` when one is not."""
        topic = self.settings.topic(topics.RAW)
        try:
            futures = [await self._start(topic, letter) for letter in letters]
            for future in futures:
                await future
        except KafkaError as error:
            raise KabarError(
                f"{topic} did not take a record: {error}; run the same command again to go on"
            ) from error

    async def _start(self, topic: str, letter: DeadLetter) -> Any:
        partition = letter.source_partition
        if partition is not None and partition >= self.partitions:
            partition = None
        headers = [*original(letter.headers), (REPLAYED, str(letter.attempts).encode())]
        return await self.producer.send(
            topic, letter.value, key=letter.key, partition=partition, headers=headers
        )


class _Pace:
    """Keeps the average rate of what is sent under a limit, in records a second; 0 is no limit."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._due = time.monotonic()

    async def wait(self, sent: int) -> None:
        """Wait until `sent` more records may have been sent."""
        if not self._rate:
            return
        self._due = max(self._due, time.monotonic() - 1.0) + sent / self._rate
        await asyncio.sleep(max(0.0, self._due - time.monotonic()))
