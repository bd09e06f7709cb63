"""Apache Kafka as Java processes that can be stopped, killed and started again, one or several."""

import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.kafka.brokers import KAFKA_FILES, START_LIMIT, die_with_parent, free_ports, jars

CLUSTER_ID = "kabarTestClusterAAAAAA"


@dataclass(slots=True)
class Node:
    """One broker-and-controller; `port` is its plain listener."""

    number: int
    port: int
    folder: Path
    _process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it listens, host:port."""
        return f"localhost:{self.port}"

    def format(self, arguments: Sequence[str]) -> None:
        """Prepare its data folder."""
        command = ["kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, *arguments, "-c"]
        done = self._java(*command, str(self._properties)).wait(START_LIMIT)
        if done:
            raise RuntimeError(f"Kafka's storage could not be formatted:\n{self._log()}")

    def start(self) -> None:
        """Start it, without waiting."""
        self._process = self._java("kafka.Kafka", str(self._properties))

    def wait(self) -> None:
        """Wait until it listens."""
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline and self._process and self._process.poll() is None:
            try:
                with socket.create_connection(("localhost", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"Apache Kafka did not start; its log ends with:\n{self._log()}")

    def end(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it with signal `how`, and wait for its end."""
        if self._process:
            self._process.send_signal(how)
            try:
                self._process.wait(START_LIMIT / 2)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _java(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "kafka.log").open("ab") as log:
            return subprocess.Popen(
                ["java", "-Xmx512m", "-cp", f"{jars()}/*", *arguments],
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,  # noqa: PLW1509  # nothing but a system call
            )

    def _log(self) -> str:
        return (self.folder / "kafka.log").read_text(errors="replace")[-3000:]

    @property
    def _properties(self) -> Path:
        return self.folder / "server.properties"


@dataclass(slots=True)
class Cluster:
    """Nodes that form one Kafka; `proxies` are the ports that node by node stand before them."""

    nodes: list[Node]
    proxied: list[tuple[int, int]] = field(default_factory=list)
    folder: Path = field(default_factory=Path)

    @property
    def address(self) -> str:
        """The bootstrap servers."""
        return ",".join(node.address for node in self.nodes)

    def stop(self) -> None:
        """Kill all and remove their data."""
        for node in self.nodes:
            node.end()
        shutil.rmtree(self.folder, ignore_errors=True)


def cluster(
    size: int = 1,
    *,
    proxied: bool = False,
    more: Mapping[str, str] | None = None,
    formatting: Sequence[str] = (),
) -> Cluster:
    """Start a cluster of `size` nodes with `more` properties, PORT and CONTROLLER_PORT filled in.

    When `proxied`, each node has a second listener, advertised at another port: `proxied` of the
    cluster holds (port to listen on, port to forward to) for a proxy to serve.
    """
    folder = Path(tempfile.mkdtemp(prefix="kabar-kafka-"))
    ports = iter(free_ports(4 * size))
    plain, controllers, inner, outer = ([next(ports) for _ in range(size)] for _ in range(4))
    voters = ",".join(f"{n + 1}@localhost:{port}" for n, port in enumerate(controllers))
    template = (KAFKA_FILES / "server.properties").read_text(encoding="utf-8")
    nodes = []
    for place in range(size):
        node = Node(place + 1, plain[place], folder / f"node-{place + 1}")
        node.folder.mkdir()
        values = {
            "CONTROLLER_PORT": str(controllers[place]),
            "PORT": str(plain[place]),
            "DATA": f"{node.folder}/data",
        }
        own = {
            "node.id": str(place + 1),
            "controller.quorum.voters": voters,
            "offsets.topic.replication.factor": str(min(size, 3)),
        }
        if proxied:
            hidden = f"localhost:{plain[place]},CONTROLLER://localhost:{controllers[place]}"
            own |= {
                "listeners": f"PLAINTEXT://{hidden},PROXIED://localhost:{inner[place]}",
                "advertised.listeners": f"PLAINTEXT://localhost:{plain[place]},"
                f"PROXIED://localhost:{outer[place]}",
                "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,"
                "PROXIED:PLAINTEXT",
                "inter.broker.listener.name": "PLAINTEXT",
            }
        own |= dict(more or {})
        # In a properties file the last word counts.
        text = template + "".join(f"{name}={value}\n" for name, value in own.items())
        for name, value in values.items():
            text = re.sub(rf"\b{name}\b", value, text)
        (node.folder / "server.properties").write_text(text, encoding="utf-8")
        nodes.append(node)
    for node in nodes:
        node.format(formatting)
    for node in nodes:
        node.start()
    for node in nodes:
        node.wait()
    return Cluster(nodes, list(zip(outer, inner, strict=True)) if proxied else [], folder)
