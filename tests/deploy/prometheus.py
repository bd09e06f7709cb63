"""A real Prometheus on this machine, with the configuration and rules of deploy/prometheus."""

import json
import math
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.deploy.programs import program
from tests.kafka.brokers import ROOT, die_with_parent, free_ports

FOLDER = ROOT / "deploy" / "prometheus"
RULES = sorted((FOLDER / "rules").glob("*.yml"))
START_LIMIT = 30.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One series of an answer and its value."""

    labels: dict[str, str]
    value: float


@dataclass(frozen=True, slots=True)
class Prometheus:
    """A running Prometheus at `address`."""

    address: str

    def query(self, expression: str) -> list[Sample]:
        """Return the finite samples of an instant query; raises `ValueError` when it is wrong."""
        result = self._ask("query", query=expression)["result"]
        samples = [Sample(item["metric"], float(item["value"][1])) for item in result]
        return [sample for sample in samples if math.isfinite(sample.value)]

    def number(self, expression: str) -> float:
        """Return the value of a query that has one series at most; 0 when it has none."""
        return sum(sample.value for sample in self.query(expression))

    def names(self) -> frozenset[str]:
        """Return the names of all series."""
        return frozenset(self._ask("label/__name__/values"))

    def rules(self) -> list[dict[str, Any]]:
        """Return all rules, with their health and state."""
        return [rule for group in self._ask("rules")["groups"] for rule in group["rules"]]

    def _ask(self, path: str, **parameters: str) -> Any:
        url = f"{self.address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  # http, our own
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            told = json.load(error)["error"] if error.code in {400, 422} else str(error)
            raise ValueError(f"{parameters.get('query', path)}: {told}") from None


@contextmanager
def watching(workers: list[str], folder: Path) -> Iterator[Prometheus]:
    """Run Prometheus and the exporter of disks; it scrapes `workers` (host:port) each second.

    `folder` takes the data, logs and the configuration: that of deploy/prometheus, with these
    targets and all intervals at a second.
    """
    exporter, port = free_ports(2)
    disk = f"127.0.0.1:{exporter}"
    configuration = _configured(folder, {"kabar": workers, "kafka-disk": [disk]})
    commands = [
        [program("prometheus-node-exporter"), f"--web.listen-address={disk}",
         "--collector.disable-defaults", "--collector.filesystem"],
        [program("prometheus"), f"--config.file={configuration}", "--log.level=warn",
         f"--web.listen-address=127.0.0.1:{port}", f"--storage.tsdb.path={folder}/data"],
    ]  # fmt: skip
    processes = []
    try:
        for command in commands:
            with (folder / f"{Path(command[0]).name}.log").open("wb") as log:
                processes.append(
                    subprocess.Popen(
                        command,
                        stdout=log,
                        stderr=log,
                        preexec_fn=die_with_parent,  # noqa: PLW1509  # nothing but a system call
                    )
                )
        prometheus = Prometheus(f"http://127.0.0.1:{port}")
        _wait(prometheus, len(workers) + 1, folder)
        yield prometheus
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _configured(folder: Path, targets: dict[str, list[str]]) -> Path:
    """Write the configuration with other targets and short intervals; return its path."""
    data = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))
    data["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    data["rule_files"] = [path.name for path in RULES]
    data["scrape_configs"] = [
        {"job_name": job["job_name"], "static_configs": [{"targets": targets[job["job_name"]]}]}
        for job in data["scrape_configs"]
    ]
    for path in RULES:
        rules = yaml.safe_load(path.read_text(encoding="utf-8"))
        for group in rules["groups"]:
            group.pop("interval", None)
        (folder / path.name).write_text(yaml.safe_dump(rules), encoding="utf-8")
    configuration = folder / "prometheus.yml"
    configuration.write_text(yaml.safe_dump(data), encoding="utf-8")
    return configuration


def _wait(prometheus: Prometheus, targets: int, folder: Path) -> None:
    """Wait until Prometheus has scraped all its targets."""
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        try:
            if prometheus.number("sum(up)") == targets:
                return
        except OSError:
            pass
        time.sleep(0.2)
    log = (folder / "prometheus.log").read_text(errors="replace")[-2000:]
    raise RuntimeError(f"Prometheus did not reach its {targets} targets; it said:\n{log}")
