"""The Compose stack: pinned, complete, and as locked down as it says."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from service.settings import Settings

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^[\w./-]+:v?\d+(\.\d+)+[\w.-]*$")


def compose() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return data


def test_every_image_is_pinned_to_a_version() -> None:
    for name, service in compose()["services"].items():
        assert PINNED.match(service["image"]), name


@pytest.mark.parametrize("file", ("docker-compose.yml", "deploy/compose.replicated.yml"))
def test_compose_files_are_valid_by_the_specification(file: str) -> None:
    schema = json.loads((ROOT / "tests/deploy/schemas/compose.json").read_text())
    jsonschema.Draft7Validator(schema).validate(yaml.safe_load((ROOT / file).read_text()))


def test_every_service_is_bounded_restarted_and_asked_for_its_health() -> None:
    for name, service in compose()["services"].items():
        assert "mem_limit" in service, name
        assert service["logging"]["options"]["max-size"], name
        once = service["restart"] == "on-failure:3"
        assert once or service["restart"] == "unless-stopped", name
        assert service["healthcheck"] == {"disable": True} or not once, name
        assert "test" in service["healthcheck"] or once, name


def test_the_workers_limits_hold_its_extraction_processes() -> None:
    """The processes end at their own limit first, and docker waits longer than the grace."""
    worker = compose()["services"]["worker"]
    environ = {name: str(value) for name, value in worker["environment"].items()}
    settings = Settings.from_env(environ)
    assert settings.extractors <= worker["cpus"]
    assert (
        int(worker["mem_limit"].removesuffix("m"))
        > settings.extractors * settings.extractor_memory_mb
    )
    assert int(worker["stop_grace_period"].removesuffix("s")) > settings.shutdown_grace


def test_replicated_topics_have_the_brokers_they_need() -> None:
    over = yaml.safe_load((ROOT / "deploy/compose.replicated.yml").read_text())["services"]
    settings = Settings.from_env({k: str(v) for k, v in over["topics"]["environment"].items()})
    brokers = {address.split(":")[0] for address in settings.brokers()}
    assert brokers == {"kafka", *(name for name in over if name.startswith("kafka"))}
    assert settings.replication == len(brokers)
    assert {over[name]["image"] for name in ("kafka-2", "kafka-3")} == {
        compose()["services"]["kafka"]["image"]
    }


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
    assert started == {"kafka", "topics", "worker", "prometheus", "disk", "grafana"}
    assert services["topics"]["depends_on"]["kafka"]["condition"] == "service_healthy"
    topics = services["worker"]["depends_on"]["topics"]
    assert topics["condition"] == "service_completed_successfully"
    assert "healthcheck" in services["kafka"]


def test_prometheus_finds_the_rules_and_scrapes_what_runs() -> None:
    services = compose()["services"]
    inside = [volume.split(":")[1] for volume in services["prometheus"]["volumes"]]
    assert inside == ["/etc/prometheus/prometheus.yml", "/etc/prometheus/rules"]
    config = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
    assert config["rule_files"] == ["rules/*.yml"]
    jobs = {job["job_name"]: job for job in config["scrape_configs"]}
    (workers,) = jobs["kabar"]["dns_sd_configs"]
    assert workers["names"] == ["worker"]
    assert workers["port"] == Settings().web_port
    assert jobs["kafka-disk"]["static_configs"] == [{"targets": ["disk:9100"]}]
    assert services["disk"]["volumes"] == ["kafka-data:/kafka:ro"]


def test_grafana_opens_with_the_operations_board() -> None:
    grafana = compose()["services"]["grafana"]
    inside = dict(volume.split(":")[1::-1] for volume in grafana["volumes"])
    home = Path(grafana["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert (ROOT / inside[str(home.parent)] / home.name).exists()
