"""`kabar demo`: the whole road in a minute, with a real worker process and the sample articles.

Without a broker of yours an in-memory one is started. On your broker the demo works under a topic
prefix of its own, and deletes those topics at the end.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.live import Live
from rich.table import Table

from service import clients, embedded, view
from service.errors import KabarError
from service.settings import PREFIX, Settings
from service.stream import topics

SAMPLES = Path(__file__).parent / "samples"
# One record that is no article, so that a dead letter can be seen.
BROKEN = b'{"title": "Artikel ini terpotong di teng'
START_LIMIT = 60.0
FLOW_LIMIT = 90.0
SHOWN_EVENTS = 18


@dataclass(slots=True)
class Tally:
    """What came out of the topics so far."""

    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    enriched: list[dict[str, Any]] = field(default_factory=list)
    entities: int = 0
    dead_letters: Counter[str] = field(default_factory=Counter)

    def add(self, topic: str, record: Any) -> None:
        """Count one consumed record of `topic` (without prefix)."""
        if topic == topics.DLQ:
            headers = dict(record.headers)
            self.dead_letters[headers["kabar.errors.reason"].decode()] += 1
            return
        value = orjson.loads(record.value)
        if topic == topics.EVENTS:
            self.events.append((value["source"] or "", value))
        elif topic == topics.ENRICHED:
            self.enriched.append(value)
        else:
            self.entities += 1

    def complete(self, sent: int) -> bool:
        """Whether every article has its outcome, and every outcome all its records."""
        return (
            len(self.enriched) + self.dead_letters.total() == sent
            and len(self.events) == sum(len(record["events"]) for record in self.enriched)
            and self.entities == sum(len(record["entities"]) for record in self.enriched)
        )


def samples() -> list[bytes]:
    """Return the sample articles as raw records, in the order of their file names."""
    return [
        orjson.dumps(orjson.loads(path.read_bytes())) for path in sorted(SAMPLES.glob("*.json"))
    ]


def run(broker: str | None, *, hold: bool) -> int:
    """Run the demo; return 0 when everything that was sent came out."""
    console = Console()
    given = broker or os.environ.get(PREFIX + "BROKER")
    with nullcontext() if given else embedded.EmbeddedBroker() as own:
        address = given or (own.address if own else "")
        kind = "your Kafka" if given else "in-memory broker, started for this demo"
        console.print(f"broker    [bold]{address}[/] ({kind})", highlight=False)
        settings = Settings.from_env(
            broker=address, topic_prefix=f"kabar-demo-{int(time.time())}.", web_port=_free_port()
        )
        try:
            asyncio.run(_make_topics(settings, own_broker=own is not None))
            with _worker(settings, console) as process:
                tally, sent = asyncio.run(_flow(settings, console))
                if hold:
                    _hold(console)
                code = _stop(process)
        finally:
            if own is None:
                asyncio.run(topics.delete(settings))
    return _summary(console, tally, sent, code)


async def _make_topics(settings: Settings, *, own_broker: bool) -> None:
    if own_broker:
        names = [plan.name for plan in topics.plans(settings)]
        await embedded.touch_topics(settings.broker, names)
    else:
        await topics.create(settings)


@contextmanager
def _worker(settings: Settings, console: Console) -> Iterator[subprocess.Popen[bytes]]:
    """Start `kabar worker` as its own process and wait until it is ready."""
    environment = os.environ | {
        "KABAR_BROKER": settings.broker,
        "KABAR_TOPIC_PREFIX": settings.topic_prefix,
        "KABAR_WEB_PORT": str(settings.web_port),
        "KABAR_GROUP": f"{settings.topic_prefix}group",
        "KABAR_LOG_FORMAT": "text",
    }
    address = f"http://{settings.web_host}:{settings.web_port}"
    with tempfile.NamedTemporaryFile(prefix="kabar-worker-", suffix=".log") as log:
        process = subprocess.Popen(  # our own command
            [sys.executable, "-m", "service", "worker"], env=environment, stderr=log, stdout=log
        )
        try:
            with console.status("starting the worker"):
                _wait_until_ready(f"{address}/ready", process, Path(log.name))
            console.print(f"worker    process {process.pid}, ready", highlight=False)
            console.print(f"metrics   {address}/metrics")
            console.print(f"health    {address}/live  {address}/ready\n")
            yield process
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310  # http, our own
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    raise KabarError(f"the worker did not become ready in {START_LIMIT:g} s; it said:\n{tail}")


async def _flow(settings: Settings, console: Console) -> tuple[Tally, int]:
    """Send the samples and collect what comes out, showing events as they arrive."""
    articles = samples()
    records = [*articles, BROKEN]
    tally = Tally()
    started = time.monotonic()
    async with clients.connected(
        clients.consumer(settings, *topics.OUTPUTS, from_start=True), settings
    ) as reader:
        async with clients.connected(clients.producer(settings), settings) as writer:
            for value in records:
                key = clients.key_of(value, settings)
                await writer.send_and_wait(settings.topic(topics.RAW), value, key=key)
        console.print(f"sent      {len(articles)} sample articles and 1 broken record\n")
        with Live(_events(tally), console=console, refresh_per_second=8, transient=False) as live:
            while not tally.complete(len(records)):
                if time.monotonic() - started > FLOW_LIMIT:
                    break
                for batch in (await reader.getmany(timeout_ms=250)).values():
                    for record in batch:
                        tally.add(record.topic.removeprefix(settings.topic_prefix), record)
                live.update(_events(tally))
    return tally, len(records)


def _events(tally: Tally) -> Table:
    """Return the table of the latest events."""
    table = Table(title=f"{len(tally.events)} events on the topic", title_justify="left")
    for column in ("outlet", "type", "who", "to whom", "where", "how told"):
        table.add_column(column, overflow="ellipsis", no_wrap=True)
    for source, event in tally.events[-SHOWN_EVENTS:]:
        table.add_row(source, *view.event_cells(event))
    return table


def _hold(console: Console) -> None:
    console.print("\nholding: look at metrics and health; Ctrl-C ends")
    try:
        signal.pause()
    except KeyboardInterrupt:
        console.print()


def _stop(process: subprocess.Popen[bytes]) -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait(timeout=60)


def _summary(console: Console, tally: Tally, sent: int, code: int) -> int:
    unsupported = sum(not record["language"]["supported"] for record in tally.enriched)
    types = Counter(event["type"] for _, event in tally.events)
    reasons = ", ".join(
        f"{number} {reason}" for reason, number in sorted(tally.dead_letters.items())
    )
    console.print(
        f"\nsent          {sent}"
        f"\nenriched      {len(tally.enriched)}  ({unsupported} in a language not supported: text only)"
        f"\ndead letters  {tally.dead_letters.total()}  ({reasons or 'none'})"
        f"\nevents        {len(tally.events)}  "
        f"({', '.join(f'{number} {kind}' for kind, number in types.most_common()) or 'none'})"
        f"\nentities      {tally.entities}"
        f"\nquotes        {sum(len(record['quotes']) for record in tally.enriched)}",
        highlight=False,
    )
    if tally.complete(sent) and code == 0:
        console.print(
            f"\n[bold green]all {sent} records are accounted for; worker ended cleanly[/]"
        )
        return 0
    missing = sent - len(tally.enriched) - tally.dead_letters.total()
    console.print(f"\n[bold red]{missing} records are missing; worker exit code {code}[/]")
    return 1


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
