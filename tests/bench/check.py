"""`make bench-check`: fails when reading or streaming has become clearly slower; half a minute.

Absolute times say little on a machine that others use, so each is told as a ratio to a reference that
runs in turns with it in the same process: plain Python that splits, counts, hashes and serialises the
same texts, and is never changed. All times are CPU times; what counts is the median of `ROUNDS` ratios.

`EXPECTED` are medians of several runs on two cores with eight busy processes beside them. From run to
run the medians moved by a tenth, single rounds by a third. `LOSS` is three times that tenth: a loss that
noise does not make, and less than a change costs that undoes one of the larger gains. Whoever makes
something faster raises its number in the same commit.
"""

import asyncio
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median
from time import process_time
from typing import Any

from aiokafka.producer.message_accumulator import BatchBuilder

from service.enrich import enrich
from service.settings import Settings
from service.stream import frames
from service.stream.extractor import process
from service.stream.outcome import Outcome, from_parts, to_parts
from service.stream.sending import Batches
from service.stream.window import Record, Window
from service.text import tokens
from tests.bench.articles import MIDDLE, Feed, articles

ROUNDS = 9
STREAMED = 400
LOSS = 0.3
# How many times as many articles a second as the reference.
EXPECTED = {"enrich": 0.15, "stream": 0.93}

WORD = re.compile(r"\w+")


def reference(texts: Sequence[str]) -> None:
    """Do the work that all ratios are to."""
    for text in texts:
        words = [match.group().lower() for match in WORD.finditer(text)]
        counts = Counter(words)
        for number, word in enumerate(words):
            counts[word] += number & 1
        table = {word: {"count": count, "at": text.find(word)} for word, count in counts.items()}
        hashlib.sha256(json.dumps(table, sort_keys=True).encode()).hexdigest()


class Producer:
    """Takes batches as a real producer builds them, and confirms them at once."""

    async def partitions_for(self, topic: str) -> set[int]:
        """Return six partitions of every topic."""
        assert topic
        return set(range(6))

    def create_batch(self) -> BatchBuilder:
        """Return an empty batch."""
        return BatchBuilder(1_048_576, 0)

    async def send_batch(self, batch: BatchBuilder, topic: str, *, partition: int) -> Any:
        """Build what would go out."""
        assert topic
        assert partition >= 0
        batch._build()  # noqa: SLF001  # the client does it when it sends
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        future.set_result(None)
        return future


def streamed(answers: Sequence[bytes]) -> None:
    """Put articles through a window whose extraction answers at once with `answers`, frames."""
    asyncio.run(_stream(answers))


async def _stream(answers: Sequence[bytes]) -> None:
    producer: Any = Producer()
    all_done = asyncio.Event()
    acknowledged: list[int] = []

    async def extract(value: bytes | None) -> Outcome:
        reader = asyncio.StreamReader()
        reader.feed_data(answers[int(value or b"0") % len(answers)])
        return from_parts(await frames.receive(reader))

    async def ack() -> None:
        acknowledged.append(1)
        if len(acknowledged) == STREAMED:
            all_done.set()

    window = Window(Settings.from_env({}), extract, Batches(lambda: producer))
    running = asyncio.ensure_future(window.run())
    for number in range(STREAMED):
        await window.put(Record("raw", 0, number, 1000, b"k", b"%d" % number, [], ack))
    await all_done.wait()
    running.cancel()


def measure() -> dict[str, list[float]]:
    """Return the ratios of each round; all take turns."""
    told = articles(MIDDLE)
    texts = [item.body or "" for item in told]
    feed = Feed()
    answers = [
        frames.encode(to_parts(process(feed.value(number), enrich, 1_048_576, 1_000_000)))
        for number in range(len(told))
    ]
    found: dict[str, list[float]] = {name: [] for name in EXPECTED}
    for _ in range(ROUNDS):
        before = _rate(len(texts), lambda: reference(texts))
        read = _rate(len(told), lambda: [enrich(item) for item in told])
        sent = _rate(STREAMED, lambda: streamed(answers))
        base = (before + _rate(len(texts), lambda: reference(texts))) / 2
        found["enrich"].append(read / base)
        found["stream"].append(sent / base)
    return found


def _rate(count: int, work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return count / (process_time() - begun)


def main() -> None:
    """Measure, tell, and exit 1 on a clear loss."""
    if not tokens.__file__.endswith(".so"):
        sys.exit("bench-check measures compiled modules: `make setup` with a C compiler first")
    lost = False
    for name, ratios in measure().items():
        ratio, floor = median(ratios), (1 - LOSS) * EXPECTED[name]
        spread = f"{min(ratios):.3f} to {max(ratios):.3f}"
        expected = f"expected {EXPECTED[name]:g}, at least {floor:.3f}"
        sys.stdout.write(f"{name}: {ratio:.3f} of the reference ({spread}); {expected}\n")
        lost |= ratio < floor
    sys.exit("clearly slower than expected: profile it, or say in EXPECTED why" if lost else 0)


if __name__ == "__main__":
    main()
