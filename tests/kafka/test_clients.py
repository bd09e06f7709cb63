"""`kabar produce` and `kabar tail`, as a user runs them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.demo import samples
from service.settings import Settings
from tests.kafka.brokers import ROOT

pytestmark = pytest.mark.kafka


def environment(settings: Settings) -> dict[str, str]:
    """Return the environment of a command that works on the topics of `settings`."""
    return os.environ | {
        "KABAR_BROKER": settings.broker,
        "KABAR_TOPIC_PREFIX": settings.topic_prefix,
        "COLUMNS": "160",
    }


def kabar(
    settings: Settings, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """Run `kabar` against the topics of `settings`, with `variables` in its environment."""
    command = [sys.executable, "-m", "service", *arguments]
    return subprocess.run(
        command,
        env=environment(settings) | variables,
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_what_produce_sends_tail_shows(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_bytes(b"\n".join([*samples()[:3], b"bukan json"]) + b"\n")
    done = kabar(settings, "produce", str(file))
    assert done.returncode == 0, done.stderr.decode()
    shown = " ".join(done.stderr.decode().split())
    assert f"sent 4 records to {settings.topic('articles.raw')}" in shown
    assert "1 of them are no articles" in shown
    done = kabar(settings, "tail", "articles.raw", "--from-start", "--json", "-n", "4")
    assert done.returncode == 0, done.stderr.decode()
    assert sorted(done.stdout.splitlines()) == sorted(file.read_bytes().splitlines())


def test_an_unknown_topic_is_named_with_those_that_are_known(settings: Settings) -> None:
    done = kabar(settings, "tail", "berita")
    assert done.returncode == 1
    assert b"articles.enriched" in done.stderr
