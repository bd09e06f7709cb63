"""The command line, as a user runs it: as a process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from service.demo import samples
from tests.kafka.brokers import ROOT

EXAMPLE = ROOT / "schemas" / "examples" / "raw-article.v1.json"


def kabar(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run `kabar` with `arguments`."""
    command = [sys.executable, "-m", "service", *arguments]
    return subprocess.run(
        command, input=stdin, capture_output=True, cwd=ROOT, timeout=120, check=False
    )


@pytest.mark.parametrize(
    "command",
    (
        "worker", "demo", "extract", "evaluate", "export", "topics", "produce", "tail", "dlq",
        "replay", "schema",
    ),
)  # fmt: skip
def test_every_command_teaches_with_help(command: str) -> None:
    done = kabar(command, "--help")
    assert done.returncode == 0
    assert b"Usage" in done.stdout


def test_extract_prints_one_record_a_line_in_input_order_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_bytes(b"\n".join(samples()[:4]) + b"\n")
    done = kabar("extract", str(file))
    assert done.returncode == 0
    titles = [json.loads(line)["title"] for line in done.stdout.splitlines()]
    assert titles == [json.loads(line)["title"] for line in samples()[:4]]
    assert done.stderr == b""


def test_extract_is_the_same_bytes_on_a_second_run() -> None:
    assert kabar("extract", str(EXAMPLE)).stdout == kabar("extract", str(EXAMPLE)).stdout


def test_extract_reads_plain_text_from_standard_input_with_a_title() -> None:
    done = kabar("extract", "-", "--title", "Presiden ke Tokyo", stdin=b"Presiden tiba di Tokyo.")
    record = json.loads(done.stdout)
    assert record["text"] == "Presiden ke Tokyo\n\nPresiden tiba di Tokyo."


def test_extract_names_the_line_that_is_wrong_and_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_bytes(b'{"title": "Satu"}\n{"title": 7}\n{"title": "Dua"}\n')
    done = kabar("extract", str(file))
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    message = b" ".join(done.stderr.split()).decode()
    assert "articles.jsonl:2: wrong_type: title must be a string" in message


def test_extract_pretty_shows_names_quotes_and_events() -> None:
    shown = kabar("extract", str(EXAMPLE), "--pretty").stdout.decode()
    for part in ("Farid Haddad", "ASSAULT", "Aleppo", "Quotes", "Events"):
        assert part in shown


def test_a_missing_file_is_one_clear_line() -> None:
    done = kabar("extract", "tidak-ada.json")
    assert done.returncode == 1
    assert b"cannot read tidak-ada.json" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_wrong_setting_is_one_clear_line() -> None:
    done = kabar("worker", "--broker", "localhost:1")
    assert done.returncode == 1
    assert b"is KABAR_BROKER right?" in b" ".join(done.stderr.split())


def test_schema_check_passes_on_the_checkout() -> None:
    assert kabar("schema", "check").returncode == 0


@pytest.mark.kafka
def test_the_demo_accounts_for_every_record_and_ends_by_itself() -> None:
    done = kabar("demo")
    assert done.returncode == 0, done.stderr.decode()
    shown = done.stdout.decode()
    assert "all 20 records are accounted for" in " ".join(shown.split())
    assert "/metrics" in shown
