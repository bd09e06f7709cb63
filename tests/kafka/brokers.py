"""The broker the tests run on: the best one this machine offers.

In this order: KABAR_TEST_BROKER; a Docker engine; Java 17 and Maven (a real Apache Kafka from Maven
Central); the embedded in-memory broker. KABAR_TEST_BROKER_KIND asks for one kind.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from service.embedded import EmbeddedBroker

ROOT = Path(__file__).parents[2]
KAFKA_FILES = ROOT / "deploy" / "kafka"
IMAGE = "apache/kafka:4.1.0"
VERSION = "4.1.0"
START_LIMIT = 60.0
KINDS = ("given", "docker", "apache", "embedded")


class Broker(Protocol):
    """A running broker."""

    address: str
    kind: str
    version: str
    limits: tuple[str, ...]

    def stop(self) -> None:
        """End it and all it started."""


@dataclass(slots=True)
class GivenBroker:
    """The broker at KABAR_TEST_BROKER: not ours to stop."""

    address: str
    kind: str = "given"
    version: str = "unknown"
    limits: tuple[str, ...] = ()

    def stop(self) -> None:
        """Leave it running."""


class DockerBroker:
    """Apache Kafka in a container."""

    kind: str = "docker"
    version: str = VERSION
    limits: tuple[str, ...] = ()

    def __init__(self) -> None:
        from testcontainers.community.kafka import KafkaContainer

        self._container = KafkaContainer(IMAGE).with_kraft()
        self._container.start()
        self.address = str(self._container.get_bootstrap_server())

    def stop(self) -> None:
        """Remove the container."""
        self._container.stop()


class ApacheBroker:
    """Apache Kafka as a Java process; the jars are kept in .kafka/ of the checkout."""

    kind: str = "apache"
    version: str = VERSION
    limits: tuple[str, ...] = ()

    def __init__(self) -> None:
        from tests.kafka import apache

        self._cluster = apache.cluster()
        self.address = self._cluster.address

    def stop(self) -> None:
        """End the process and remove its data."""
        self._cluster.stop()


class EmbeddedTestBroker:
    """librdkafka's in-memory broker."""

    kind: str = "embedded"
    version: str = "librdkafka mock"
    limits: tuple[str, ...] = (
        "creating and checking topics (no CreateTopics)",
        "size limits of the broker",
        "delivery across a broker restart",
    )

    def __init__(self) -> None:
        self._broker = EmbeddedBroker()
        self.address = self._broker.address

    def stop(self) -> None:
        """Let go of it."""
        self._broker.__exit__(None, None, None)


def choose(environ: dict[str, str], *, docker: bool, java: bool) -> str:
    """Return the kind of broker to use, given what this machine has."""
    if wanted := environ.get("KABAR_TEST_BROKER_KIND"):
        if wanted not in KINDS:
            raise ValueError(f"KABAR_TEST_BROKER_KIND={wanted} must be one of {', '.join(KINDS)}")
        return wanted
    if environ.get("KABAR_TEST_BROKER"):
        return "given"
    if docker:
        return "docker"
    return "apache" if java else "embedded"


def start() -> Broker:
    """Start the best broker there is."""
    kind = choose(dict(os.environ), docker=_has_docker(), java=has_java())
    if kind == "given":
        return GivenBroker(os.environ["KABAR_TEST_BROKER"])
    if kind == "docker":
        return DockerBroker()
    return ApacheBroker() if kind == "apache" else EmbeddedTestBroker()


def _has_docker() -> bool:
    return bool(shutil.which("docker")) and _runs("docker", "info")


def has_java() -> bool:
    """Whether this machine can run Apache Kafka as a process: Java 17 and Maven."""
    if not shutil.which("java") or not shutil.which("mvn"):
        return False
    shown = subprocess.run(["java", "-version"], capture_output=True, check=False).stderr.decode()
    version = re.search(r'version "(\d+)', shown)
    return version is not None and int(version[1]) >= 17


def _runs(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=10, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def jars() -> Path:
    """Return the folder of Kafka's jars, fetched once."""
    home = Path(os.environ.get("KABAR_KAFKA_HOME", ROOT / ".kafka" / VERSION))
    if not any(home.glob("kafka_2.13-*.jar")):
        command = ["mvn", "-q", "-B", "-f", str(KAFKA_FILES / "pom.xml")]
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={home}"]
        subprocess.run([*command, *goal], check=True, timeout=600)
    return home


def free_ports(number: int) -> list[int]:
    """Return `number` ports of loopback that nobody listens on now."""
    probes = [socket.socket() for _ in range(number)]
    for probe in probes:
        probe.bind(("localhost", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def die_with_parent() -> None:
    """Ask Linux to end this child when its parent dies; elsewhere do nothing."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):
        libc.prctl(1, signal.SIGKILL)
