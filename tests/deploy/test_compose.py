"""The Compose stack: pinned, complete, and as locked down as it says."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from service import metrics

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^[\w./-]+:v?\d+(\.\d+)+[\w.-]*$")


def compose() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return data


def test_every_image_is_pinned_to_a_version() -> None:
    for name, service in compose()["services"].items():
        assert PINNED.match(service["image"]), name


def test_every_mounted_file_exists() -> None:
    for service in compose()["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert not source.startswith(".") or (ROOT / source).exists(), source


def test_the_worker_runs_without_privileges_on_a_read_only_root() -> None:
    worker = compose()["services"]["worker"]
    assert worker["read_only"] is True
    assert worker["cap_drop"] == ["ALL"]
    assert re.search(r"^USER \d+", (ROOT / "deploy" / "Dockerfile").read_text(), re.MULTILINE)


def test_plain_up_starts_the_whole_stack_in_order() -> None:
    services = compose()["services"]
    started = {name for name, service in services.items() if "profiles" not in service}
    assert started == {"kafka", "topics", "worker", "prometheus", "grafana"}
    assert services["topics"]["depends_on"]["kafka"]["condition"] == "service_healthy"
    topics = services["worker"]["depends_on"]["topics"]
    assert topics["condition"] == "service_completed_successfully"
    assert "healthcheck" in services["kafka"]


def test_the_dashboard_asks_only_for_metrics_that_exist() -> None:
    known = {sample for family in metrics.REGISTRY.collect() for sample in _samples(family)}
    board = json.loads((ROOT / "deploy/grafana/dashboards/kabar.json").read_text())
    asked = {
        name
        for panel in board["panels"]
        for target in panel["targets"]
        for name in re.findall(r"\bkabar_\w+", target["expr"])
    }
    assert asked
    assert asked <= known


def _samples(family: Any) -> set[str]:
    suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
    return {family.name + suffix for suffix in suffixes.get(family.type, ("",))}
