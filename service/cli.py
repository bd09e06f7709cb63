"""The `kabar` command. Thin: each subcommand reads its options and calls the room that does it."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from service import __version__
from service.errors import KabarError
from service.settings import Settings

if TYPE_CHECKING:
    from service.stream.dead_letters import Wanted

app = typer.Typer(
    name="kabar",
    help="Turns a live stream of Indonesian news into entities, quotes and PLOVER-coded events.\n\n"
    "Try `kabar demo` first, then `kabar extract FILE` on an article of yours. Settings come from "
    "KABAR_* environment variables; the README lists them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
topics_app = typer.Typer(no_args_is_help=True, help="Create and check the five topics.")
schema_app = typer.Typer(no_args_is_help=True, help="Check and write the JSON Schemas.")
train_app = typer.Typer(no_args_is_help=True, help="Build the models; needs the `train` extra.")
app.add_typer(topics_app, name="topics")
app.add_typer(schema_app, name="schema")
app.add_typer(train_app, name="train")

errors = Console(stderr=True)
Broker = Annotated[
    str | None, typer.Option(help="Kafka bootstrap servers, host:port. Default: KABAR_BROKER.")
]
DAY = ["%Y-%m-%d"]
MOMENT = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"]
Reasons = Annotated[
    list[str] | None, typer.Option(help="Only this reason, as `kabar dlq` names it; again: or.")
]
Partitions = Annotated[
    list[int] | None, typer.Option(help="Only from this partition of the raw topic; again: or.")
]
Since = Annotated[
    datetime | None, typer.Option(formats=MOMENT, help="Dead-lettered at this time or later, UTC.")
]
Until = Annotated[
    datetime | None, typer.Option(formats=MOMENT, help="Dead-lettered before this time, UTC.")
]
Folder = Annotated[Path, typer.Option(help="The folder that holds the schema files.")]


def main() -> None:
    """Run the command line; a `KabarError` becomes one clear line and exit code 1."""
    try:
        app()
    except KabarError as error:
        errors.print(f"[bold red]kabar:[/] {error}", highlight=False, soft_wrap=True)
        sys.exit(1)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(f"kabar {__version__}")
        raise typer.Exit


@app.command()
def worker(broker: Broker = None) -> None:
    """Read raw articles, write enriched records, events and entities, until stopped.

    Needs the five topics (`kabar topics create`). SIGTERM finishes what is in flight. Metrics are
    at /metrics, health at /live and /ready, on KABAR_WEB_HOST:KABAR_WEB_PORT.
    """
    from service.stream.forks import Template

    settings = Settings.from_env(broker=broker)
    template = Template(settings)
    template.launch()
    # Only now: what the worker needs is imported while the template loads.
    from service.stream import worker as stream_worker

    stream_worker.run(settings, template)


@app.command()
def demo(
    broker: Broker = None,
    hold: Annotated[bool, typer.Option(help="Keep running until Ctrl-C at the end.")] = False,
) -> None:
    """Send the sample articles through a real worker and show the events as they arrive.

    Without a broker (KABAR_BROKER or --broker) an in-memory one is started: nothing to install.
    """
    from service import demo as demo_

    raise typer.Exit(demo_.run(broker, hold=hold))


@app.command()
def extract(
    file: Annotated[
        str, typer.Argument(help="Article JSON, JSON lines, or plain text; - is stdin.")
    ],
    title: Annotated[str | None, typer.Option(help="Headline; makes FILE plain text.")] = None,
    published: Annotated[
        str | None, typer.Option(help="Publication time of a plain text, RFC 3339.")
    ] = None,
    pretty: Annotated[bool, typer.Option(help="A reading view instead of JSON.")] = False,
    explain: Annotated[
        bool, typer.Option(help="The reading view, and why each event was coded.")
    ] = False,
) -> None:
    """Enrich articles without Kafka; print one record a line, in input order.

    Examples: `kabar extract article.json --pretty`, `kabar extract - --title "Judul" < body.txt`,
    `kabar extract articles.jsonl > enriched.jsonl`. Articles that cannot be read are reported on
    standard error with their place, and make the exit code 1; the others are still printed.
    """
    from service import extract as extract_

    raise typer.Exit(
        extract_.run(file, title=title, published=published, pretty=pretty, explain=explain)
    )


@app.command()
def evaluate(
    gold: Annotated[list[Path], typer.Argument(help="Gold files: annotated articles, one a line.")],
    enriched: Annotated[
        Path | None,
        typer.Option(help="Enriched records to score; without it the articles are read now."),
    ] = None,
    misses: Annotated[int, typer.Option(help="Show the first so many misses of each kind.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Score kabar on annotated articles: entities, quotes, events and their fields, text.

    tests/gold holds articles of this kind and a README on their format. Examples:
    `kabar evaluate tests/gold/*.jsonl --misses 10`,
    `kabar evaluate gold.jsonl --enriched enriched.jsonl --json`.
    """
    from service.evaluation import run

    run.run(gold, enriched, misses=misses, as_json=as_json)


@app.command()
def produce(
    file: Annotated[
        Path, typer.Argument(help="JSON lines, one article a line.", exists=True, dir_okay=False)
    ],
    broker: Broker = None,
) -> None:
    """Send articles to the raw topic, as they are, with a progress bar."""
    from service import clients

    lines = [line for line in file.read_bytes().split(b"\n") if line.strip()]
    asyncio.run(clients.produce(Settings.from_env(broker=broker), lines))


@app.command()
def tail(
    topic: Annotated[
        str,
        typer.Argument(help="events, entities, articles.enriched, articles.raw or articles.dlq."),
    ] = "events",
    broker: Broker = None,
    from_start: Annotated[bool, typer.Option(help="Begin with the oldest record.")] = False,
    count: Annotated[int, typer.Option("-n", help="Stop after so many records; 0: never.")] = 0,
    raw: Annotated[bool, typer.Option("--json", help="Print the values as they are.")] = False,
) -> None:
    """Follow a topic readably, one line a record."""
    from service import clients

    settings = Settings.from_env(broker=broker)
    asyncio.run(clients.tail(settings, topic, from_start=from_start, count=count, raw=raw))


@app.command()
def export(
    form: Annotated[
        str, typer.Option("--format", help="polecat-tsv, gdelt-tsv, acled-csv or jsonl.")
    ],
    origin: Annotated[
        str,
        typer.Option(
            "--from", help="JSON lines of events or enriched articles, - for stdin, or topic."
        ),
    ] = "topic",
    output: Annotated[Path | None, typer.Option(help="File to write. Default: stdout.")] = None,
    broker: Broker = None,
    follow: Annotated[bool, typer.Option(help="Go on at the end of the topic.")] = False,
    since: Annotated[datetime | None, typer.Option(formats=DAY, help="First day.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=DAY, help="Last day.")] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--type", help="PLOVER type; again: or.")
    ] = None,
    country: Annotated[
        list[str] | None, typer.Option(help="ISO alpha-3 code of place or party; again: or.")
    ] = None,
) -> None:
    """Write events in the format of another data set, each event once.

    Reads the events topic from its oldest record to its end. POLECAT, GDELT and ACLED cannot say
    that something did not happen: there, only asserted events and agreed plans are written (ACLED:
    of these, political violence, demonstrations and what bears on them). jsonl holds all.

    Example: `kabar export --format gdelt-tsv --from events.jsonl --type ASSAULT --country IDN`
    """
    from service.exports import run as export_

    wanted = export_.Wanted(
        since.date() if since else None,
        until.date() if until else None,
        frozenset(name.upper() for name in kind or ()),
        frozenset(code.upper() for code in country or ()),
    )
    settings = Settings.from_env(broker=broker)
    raise typer.Exit(export_.run(form, origin, output, wanted, settings, follow=follow))


@train_app.command("gazetteer")
def train_gazetteer(
    register: Annotated[Path, typer.Argument(help="wilayah.sql of cahyadsn/wilayah.")],
) -> None:
    """Build the gazetteer of places from GeoNames and the Indonesian register; print its figures."""
    from service.training import gazetteer

    for name, value in gazetteer.build(register).items():
        typer.echo(f"{name}: {value}")


@app.command()
def dlq(
    broker: Broker = None,
    reason: Reasons = None,
    partition: Partitions = None,
    since: Since = None,
    until: Until = None,
    show: Annotated[
        str | None, typer.Option(help="One record, partition:offset as the table has it.")
    ] = None,
    raw: Annotated[bool, typer.Option(help="With --show: its original bytes alone.")] = False,
) -> None:
    """Count the dead letters by reason, or show one.

    Example: `kabar dlq`, then `kabar dlq --show 2:17`; `kabar dlq --show 2:17 --raw | kabar extract -`
    tries it here.
    """
    from service.stream import dlq as dlq_

    settings = Settings.from_env(broker=broker)
    if show:
        dlq_.show(asyncio.run(dlq_.one(settings, show)), raw=raw)
        return
    sums = asyncio.run(dlq_.count(settings, _wanted(reason, since, until, partition)))
    total = sum(found.count for found in sums.values())
    if total:
        Console().print(dlq_.table(sums))
    typer.echo(f"{total} dead letters")


@app.command()
def replay(
    broker: Broker = None,
    reason: Reasons = None,
    partition: Partitions = None,
    since: Since = None,
    until: Until = None,
    max_attempts: Annotated[
        int, typer.Option(min=2, help="Leave out what was tried so often already.")
    ] = 3,
    rate: Annotated[float, typer.Option(min=0, help="Records a second; 0: no limit.")] = 0.0,
    dry_run: Annotated[bool, typer.Option(help="Only count; nothing is sent.")] = False,
    again: Annotated[
        bool, typer.Option(help="From the beginning, whatever was replayed before.")
    ] = False,
) -> None:
    """Send the originals of dead letters back to the raw topic, each choice once.

    How far a choice (reasons, times, partitions) was replayed is remembered, so an interrupted
    replay goes on with the same command: a few records may be sent twice, none is left out. What
    fails again becomes a dead letter again, with one more attempt, up to --max-attempts.

    Example: `kabar replay --reason extraction_timeout --since 2026-01-31T18:00 --dry-run`
    """
    from service.stream import replay as replay_

    wanted = _wanted(reason, since, until, partition)
    plan = replay_.Plan(wanted, max_attempts, rate, dry_run, again)
    raise typer.Exit(replay_.command(Settings.from_env(broker=broker), plan))


def _wanted(
    reason: list[str] | None,
    since: datetime | None,
    until: datetime | None,
    partition: list[int] | None,
) -> "Wanted":
    from service.stream.dead_letters import Wanted

    return Wanted(
        frozenset(reason or ()),
        since.replace(tzinfo=UTC) if since else None,
        until.replace(tzinfo=UTC) if until else None,
        frozenset(partition or ()),
    )


@train_app.command("events")
def train_events(
    data: Annotated[Path, typer.Argument(help="The data folder, with events/ and news/.")],
    out: Annotated[Path, typer.Option(help="Folder for the model files.")] = Path("service/models"),
    trial: Annotated[
        bool, typer.Option(help="First train without the held-out sentences, for the figures.")
    ] = True,
) -> None:
    """Train the trigger tagger and the event models (10 to 30 minutes); print figures and hashes."""
    from service.training import events

    for line in events.run(data, out, trial=trial):
        typer.echo(line)


@topics_app.command("create")
def topics_create(broker: Broker = None) -> None:
    """Create the topics that are missing. Safe to run again."""
    from service.stream import topics

    for name, created in asyncio.run(topics.create(Settings.from_env(broker=broker))):
        typer.echo(f"{name}: {'created' if created else 'was there'}")


@topics_app.command("check")
def topics_check(broker: Broker = None) -> None:
    """Compare the topics with the settings; exit code 1 when one does not fit."""
    from service.stream import topics

    states = asyncio.run(topics.check(Settings.from_env(broker=broker)))
    for state in states:
        typer.echo(f"{state.plan.name}: {'; '.join(state.problems) or 'fits'}")
    if any(state.problems for state in states):
        raise typer.Exit(1)


@schema_app.command("check")
def schema_check(folder: Folder = Path("schemas")) -> None:
    """Check that schemas, code, examples and the last release agree; exit code 1 if not."""
    from service import compatibility

    problems = compatibility.check(folder)
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"{folder}: schemas, code, examples and the last release agree")


@schema_app.command("write")
def schema_write(folder: Folder = Path("schemas")) -> None:
    """Write the schema files from service/records.py."""
    from service import compatibility

    for path in compatibility.write(folder):
        typer.echo(str(path))


@train_app.command("ner")
def train_ner(
    data: Annotated[Path, typer.Option(help="The folder with idner-news-2k/ and nergrit/.")],
    news: Annotated[Path, typer.Option(help="Plain news text to count untagged countries on.")],
) -> None:
    """Train the recogniser of persons, organisations and places; write it and its card."""
    from service.training import ner

    for line in ner.make(data, news):
        typer.echo(line)
