"""Fixtures for all tests, and the last word on which broker they ran on."""

import asyncio
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

import service
from service import embedded
from service.settings import Settings
from service.stream import topics
from tests.deploy import programs
from tests.kafka import brokers, report

_started: list[brokers.Broker] = []


def pytest_sessionstart() -> None:
    """Refuse to test compiled modules that are older than their source."""
    for native in Path(service.__file__).parent.rglob("*.so"):
        source = native.with_name(f"{native.name.partition('.')[0]}.py")
        if source.is_file() and source.stat().st_mtime > native.stat().st_mtime:
            told = (
                f"{native} is older than {source.name}: run `make setup`, or remove all .so files"
            )
            pytest.exit(told, returncode=4)


@pytest.fixture(scope="session")
def broker() -> Iterator[brokers.Broker]:
    """The best broker this machine offers, started when the first test asks for it."""
    running = brokers.start()
    _started.append(running)
    yield running
    running.stop()


@pytest.fixture
def settings(broker: brokers.Broker) -> Settings:
    """Settings with topics of their own, which exist."""
    prefix = f"test-{uuid.uuid4().hex[:8]}."
    own = Settings.from_env(
        {}, broker=broker.address, topic_prefix=prefix, group=f"{prefix}group", partitions=1,
        extractors=2, session_timeout=10.0,
    )  # fmt: skip
    if broker.kind == "embedded":
        names = [plan.name for plan in topics.plans(own)]
        asyncio.run(embedded.touch_topics(broker.address, names))
    else:
        asyncio.run(topics.create(own))
    return own


@pytest.fixture(scope="session")
def promtool() -> str:
    """The path of promtool, when all of Prometheus's programs can be had; CI must have them."""
    try:
        return {name: programs.program(name) for name in programs.PROGRAMS}["promtool"]
    except programs.ProgramMissing as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"NOT TESTED: {error}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which broker was used, what it lacked, and what the fault tests did."""
    if told := report.lines(report.rows):
        terminalreporter.section("Faults")
        for line in told:
            terminalreporter.line(line)
    for running in _started:
        terminalreporter.section("Kafka")
        terminalreporter.line(f"broker: {running.kind} ({running.version}) at {running.address}")
        untested = "; ".join(running.limits) or "nothing"
        terminalreporter.line(f"not tested for lack of a better broker: {untested}")
