"""`make observe`: Kafka, workers and Prometheus on this machine, and every panel and rule asked.

Starts all, sends the sample articles and some bad records, asks every query of both dashboards and
looks at every rule, prints what came back, and ends all. Exit code 1 when something has no data.
"""

import logging
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.deploy import checks
from tests.deploy.programs import ProgramMissing, program
from tests.deploy.stack import WORKERS, observed
from tests.kafka import brokers


def main() -> int:
    """Run it; return the exit code."""
    console = Console()
    # Clients that are told of a dead extraction process, or of a leaving worker, say so at length.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    with (
        tempfile.TemporaryDirectory(prefix="kabar-observe-") as folder,
        console.status("looking for Prometheus") as status,
    ):
        console.print(f"prometheus  {program('prometheus')}", highlight=False)
        status.update("starting Kafka")
        broker = brokers.start()
        try:
            if broker.kind == "embedded":
                console.print("[red]needs a real Kafka: Docker, or Java 17 and Maven, or your own at "
                              "KABAR_TEST_BROKER[/]")  # fmt: skip
                return 1
            console.print(f"kafka       {broker.kind} {broker.version}, {broker.address}",
                          highlight=False)  # fmt: skip
            console.print(f"workers     {WORKERS}, one extraction process each")
            say = status.update if console.is_terminal else console.print
            with observed(broker.address, Path(folder), say) as prometheus:
                asked = [checks.answer(prometheus, query) for query in checks.panels()]
                asked += checks.judged(prometheus)
                states = {rule["name"]: rule.get("state", "") for rule in prometheus.rules()}
        finally:
            broker.stop()
    return _report(console, asked, states)


def _report(console: Console, asked: list[checks.Answer], states: dict[str, str]) -> int:
    table = Table(title="What the dashboards and rules found", title_justify="left")
    for column in ("where", "panel or rule", "series", "largest value"):
        table.add_column(column, justify="right" if column == "series" else "left")
    for place, item in enumerate(asked):
        last = place + 1 == len(asked) or asked[place + 1].query.board != item.query.board
        told = states.get(item.query.panel) or f"{item.largest:.6g}"
        told = f"[red]{item.wrong}[/]" if item.wrong else told
        table.add_row(item.query.board, item.query.panel, str(item.series), told, end_section=last)
    console.print(table)
    wrong = [item for item in asked if item.wrong]
    for item in wrong:
        console.print(f"[red]{item.query.panel}: {item.wrong}[/]\n  {item.query.expression}")
    if wrong:
        console.print(f"[bold red]{len(wrong)} of {len(asked)} found nothing[/]")
        return 1
    console.print(f"[bold green]all {len(asked)} queries and rules found what they ask for[/]")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ProgramMissing as error:
        sys.exit(str(error))
