"""The Helm chart: valid for Kubernetes, fit for the worker, and strict about its values.

`rendered/` holds what the chart makes of each file in `values/` (tests.deploy.chart writes it), so that
all but the tests of helm itself run everywhere.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import service
from service.settings import Settings
from tests.deploy.chart import (
    CHART,
    RENDERED,
    SCHEMA,
    VALUES,
    helm,
    manifests,
    of_kind,
    template,
    value_schema,
)
from tests.deploy.tools import ROOT, tool

SCHEMAS = ROOT / "tests" / "deploy" / "schemas"
each_rendered = pytest.mark.parametrize("file", VALUES, ids=lambda file: file.stem)


def rendered(name: str) -> list[dict[str, Any]]:
    """Return the objects that the values `name` give."""
    return manifests((RENDERED / f"{name}.yaml").read_text())


def containers(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield every container of `items`, the first ones too."""
    for item in items:
        pod = item.get("spec", {}).get("template", {}).get("spec", {})
        yield from pod.get("initContainers", [])
        yield from pod.get("containers", [])


def schema_of(item: dict[str, Any]) -> Path:
    """Return the schema file of an object, named as kubeconform names it."""
    group, _, version = item["apiVersion"].rpartition("/")
    first = group.split(".")[0]
    return SCHEMAS / ("-".join(filter(None, (item["kind"].lower(), first, version))) + ".json")


# --- Valid for Kubernetes --------------------------------------------------------------------------


@each_rendered
def test_what_is_rendered_is_valid_by_the_schemas_of_kubernetes(file: Path) -> None:
    items = rendered(file.stem)
    assert items
    for item in items:
        jsonschema.Draft7Validator(json.loads(schema_of(item).read_text())).validate(item)


def test_the_schemas_refuse_a_field_that_kubernetes_does_not_know() -> None:
    """The check above could not fail otherwise."""
    item = of_kind(rendered("plain"), "Deployment")
    item["spec"]["template"]["spec"]["containers"][0]["livenessProb"] = {}
    validator = jsonschema.Draft7Validator(json.loads(schema_of(item).read_text()))
    with pytest.raises(jsonschema.ValidationError, match="livenessProb"):
        validator.validate(item)


@each_rendered
def test_helm_renders_what_is_kept(file: Path) -> None:
    """After a change of the chart, `python -m tests.deploy.chart` writes it anew, to be read."""
    done = template("--values", str(file))
    assert done.returncode == 0, done.stderr
    assert done.stdout == (RENDERED / file.name).read_text()


@each_rendered
def test_kubeconform_finds_nothing(file: Path) -> None:
    location = str(SCHEMAS / "{{.ResourceKind}}{{.KindSuffix}}.json")
    done = subprocess.run(
        [tool("kubeconform"), "-strict", "-summary", "-schema-location", location, "-"],
        input=template("--values", str(file)).stdout,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "Invalid: 0, Errors: 0, Skipped: 0" in done.stdout


@each_rendered
def test_helm_lint_finds_nothing(file: Path) -> None:
    done = helm("lint", "--strict", str(CHART), "--values", str(file))
    assert done.returncode == 0, done.stdout


# --- Fit for the worker ----------------------------------------------------------------------------


@each_rendered
def test_every_container_is_given_settings_that_kabar_accepts(file: Path, tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.touch()
    for container in containers(rendered(file.stem)):
        environ = {item["name"]: item.get("value", "secret") for item in container["env"]}
        mounts = [mount["mountPath"] for mount in container["volumeMounts"]]
        if given := environ.get("KABAR_SSL_CAFILE"):
            assert str(Path(given).parent) in mounts
            environ["KABAR_SSL_CAFILE"] = str(authority)
        Settings.from_env(environ)


def test_numbers_reach_the_worker_as_they_were_written() -> None:
    (worker,) = of_kind(rendered("secure"), "Deployment")["spec"]["template"]["spec"]["containers"]
    environ = {item["name"]: item.get("value") for item in worker["env"]}
    assert environ["KABAR_WINDOW_BYTES"] == "134217728"
    assert environ["KABAR_BREAKER_SHARE"] == "0.9"


@each_rendered
def test_the_kubelet_waits_longer_than_the_worker_takes_to_end(file: Path) -> None:
    pod = of_kind(rendered(file.stem), "Deployment")["spec"]["template"]["spec"]
    environ = {item["name"]: item.get("value") for item in pod["containers"][0]["env"]}
    assert pod["terminationGracePeriodSeconds"] > int(environ["KABAR_SHUTDOWN_GRACE"])


@pytest.mark.parametrize("name", ("plain", "secure", "keda"))
def test_the_memory_limit_holds_every_extraction_process_at_its_own_limit(name: str) -> None:
    (worker,) = of_kind(rendered(name), "Deployment")["spec"]["template"]["spec"]["containers"]
    environ = {item["name"]: item.get("value") for item in worker["env"]}
    needed = int(environ["KABAR_EXTRACTORS"]) * int(environ["KABAR_EXTRACTOR_MEMORY_MB"])
    assert int(worker["resources"]["limits"]["memory"].removesuffix("Mi")) > needed


def test_probes_ask_pages_that_the_worker_serves() -> None:
    """Live asks for progress, ready for work; start may take as long as extraction may warm up."""
    pages = set(re.findall(r'@app\.page\("(/\w+)"\)', (ROOT / "service/stream/app.py").read_text()))
    (worker,) = of_kind(rendered("plain"), "Deployment")["spec"]["template"]["spec"]["containers"]
    paths = {
        name: worker[name]["httpGet"]["path"]
        for name in ("startupProbe", "livenessProbe", "readinessProbe")
    }
    assert paths == {"startupProbe": "/live", "livenessProbe": "/live", "readinessProbe": "/ready"}
    assert set(paths.values()) <= pages
    start = worker["startupProbe"]
    assert start["periodSeconds"] * start["failureThreshold"] >= 60 + 10 + 15


@each_rendered
def test_every_container_is_locked_down(file: Path) -> None:
    for item in rendered(file.stem):
        pod = item.get("spec", {}).get("template", {}).get("spec")
        if pod:
            assert pod["automountServiceAccountToken"] is False
            assert pod["securityContext"]["runAsNonRoot"] is True
            assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in containers(rendered(file.stem)):
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] is True
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["limits"]["memory"]


@pytest.mark.parametrize("name", ("secure", "keda"))
def test_secrets_are_only_named(name: str) -> None:
    items = rendered(name)
    assert all(item["kind"] != "Secret" for item in items)
    for container in containers(items):
        for item in container["env"]:
            if item["name"] in {"KABAR_SASL_USERNAME", "KABAR_SASL_PASSWORD"}:
                assert "value" not in item
                assert item["valueFrom"]["secretKeyRef"]["name"] == "kafka-user"


@pytest.mark.parametrize(
    ("name", "kind", "field"),
    (
        ("keda", "ScaledObject", "maxReplicaCount"),
        ("hpa", "HorizontalPodAutoscaler", "maxReplicas"),
    ),
)
def test_an_autoscaler_goes_no_further_than_the_partitions(
    name: str, kind: str, field: str
) -> None:
    items = rendered(name)
    deployment = of_kind(items, "Deployment")
    values = yaml.safe_load((ROOT / "tests/deploy/values" / f"{name}.yaml").read_text())
    assert of_kind(items, kind)["spec"][field] == values["topics"]["partitions"]
    assert "replicas" not in deployment["spec"]


def test_keda_asks_for_the_lag_of_the_group_and_topic_that_the_worker_reads() -> None:
    items = rendered("keda")
    (worker,) = of_kind(items, "Deployment")["spec"]["template"]["spec"]["containers"]
    environ = {item["name"]: item.get("value") for item in worker["env"]}
    kafka = of_kind(items, "ScaledObject")["spec"]["triggers"][0]
    asked = kafka["metadata"]
    assert asked["bootstrapServers"] == environ["KABAR_BROKER"]
    assert asked["consumerGroup"] == environ["KABAR_GROUP"]
    assert asked["topic"] == f"{environ['KABAR_TOPIC_PREFIX']}articles.raw"
    assert (asked["sasl"], asked["tls"]) == ("scram_sha256", "enable")
    given = of_kind(items, "TriggerAuthentication")
    assert kafka["authenticationRef"]["name"] == given["metadata"]["name"]
    parameters = {item["parameter"] for item in given["spec"]["secretTargetRef"]}
    assert parameters == {"username", "password", "ca"}


def test_a_rollout_never_waits_for_a_worker_beyond_the_partitions() -> None:
    strategy = of_kind(rendered("plain"), "Deployment")["spec"]["strategy"]["rollingUpdate"]
    assert strategy == {"maxSurge": 0, "maxUnavailable": 1}


def test_the_network_policy_opens_the_ports_of_the_brokers_and_of_names() -> None:
    egress = of_kind(rendered("secure"), "NetworkPolicy")["spec"]["egress"]
    ports = {port["port"] for rule in egress for port in rule["ports"]}
    assert ports == {53, 9093, 9094, 4318}


def test_selectors_find_the_workers_and_not_the_topics_job() -> None:
    items = rendered("secure")
    worker = of_kind(items, "Deployment")["spec"]["template"]["metadata"]["labels"]
    job = of_kind(items, "Job")["spec"]["template"]["metadata"]["labels"]
    chosen = [
        of_kind(items, "Service")["spec"]["selector"],
        of_kind(items, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        of_kind(items, "Deployment")["spec"]["selector"]["matchLabels"],
    ]
    for labels in chosen:
        assert labels.items() <= worker.items()
        assert not labels.items() <= job.items()
    everyone = of_kind(items, "NetworkPolicy")["spec"]["podSelector"]["matchLabels"]
    assert everyone.items() <= worker.items()
    assert everyone.items() <= job.items()
    monitored = of_kind(items, "ServiceMonitor")["spec"]["selector"]["matchLabels"]
    assert monitored.items() <= of_kind(items, "Service")["metadata"]["labels"].items()


def test_the_rules_are_those_of_prometheus() -> None:
    """Whole and as they are: an alert's own templates are not helm's."""
    groups = of_kind(rendered("secure"), "PrometheusRule")["spec"]["groups"]
    files = sorted((ROOT / "deploy/prometheus/rules").glob("*.yml"))
    assert groups == [
        group for file in files for group in yaml.safe_load(file.read_text())["groups"]
    ]


# --- Strict about its values -----------------------------------------------------------------------


def test_the_schema_of_values_says_of_settings_what_the_code_says() -> None:
    """After a change of service/settings.py: `make schemas`."""
    assert json.loads(SCHEMA.read_text()) == value_schema()


def test_the_chart_is_of_this_version() -> None:
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert chart["appVersion"] == service.__version__


WRONG = {
    "replicaCount=0": "replicaCount",
    "replicaCount=7": "topics.partitions is 6",
    "replicaCont=2": "replicaCont",
    "extractors=two": "extractors",
    "extractorMemoryMb=64": "extractorMemoryMb",
    "kafka.brokers=kafka": "brokers",
    "kafka.securityProtocol=SSL_SASL": "securityProtocol",
    "kafka.securityProtocol=SASL_SSL": "kafka.sasl.secret.name",
    "kafka.sasl.secret.name=x": "kafka.securityProtocol is PLAINTEXT",
    "kafka.tls.secret.name=x": "kafka.securityProtocol is PLAINTEXT",
    "kafka.sasl.password=x": "password",
    "settings.KABAR_WINDOW=0": "KABAR_WINDOW",
    "settings.KABAR_WINDOWS=64": "KABAR_WINDOWS",
    "settings.KABAR_SASL_PASSWORD=x": "KABAR_SASL_PASSWORD",
    "extraEnv[0].name=KABAR_SASL_PASSWORD": "extraEnv",
    "keda.enabled=true,hpa.enabled=true": "two autoscalers would fight",
    "keda.enabled=true,keda.minReplicas=9": "keda.minReplicas is 9",
    "topics.partitions=0": "partitions",
    "image.pullPolicy=Sometimes": "pullPolicy",
}


@pytest.mark.parametrize(("given", "told"), WRONG.items(), ids=list(WRONG))
def test_wrong_values_are_refused_with_their_name(given: str, told: str) -> None:
    done = template("--set", given)
    assert done.returncode != 0
    assert told in done.stderr


def test_the_readme_lists_every_value_with_its_default() -> None:
    rows = dict(
        re.findall(
            r"^\| `([\w.]+)` \| `?(.*?)`? \|", (CHART / "README.md").read_text(), re.MULTILINE
        )
    )
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    assert rows == {name: json.dumps(value) for name, value in _leaves(values)}


def _leaves(values: dict[str, Any], under: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{under}{name}.")
        else:
            yield f"{under}{name}", value
