"""The Helm chart, for its tests: rendering it, and what of it is made from the code.

    python -m tests.deploy.chart

writes the settings into values.schema.json, and what the chart renders from each file of values into
rendered/, which is then to be read as a diff.
"""

import json
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from service.settings import MECHANISMS, PREFIX, SECURITY, Settings
from tests.deploy.tools import ROOT, tool

CHART = ROOT / "deploy" / "helm"
SCHEMA = CHART / "values.schema.json"
HERE = Path(__file__).parent
VALUES = sorted((HERE / "values").glob("*.yaml"))
RENDERED = HERE / "rendered"
KUBERNETES = "1.36.0"
# Settings that have values of their own, or that the chart decides.
OWN = {
    "broker", "group", "topic_prefix", "security_protocol", "sasl_mechanism", "sasl_username",
    "sasl_password", "ssl_cafile", "extractors", "extractor_memory_mb", "shutdown_grace",
    "partitions", "replication", "web_host", "web_port",
}  # fmt: skip
TYPES = {int: "integer", float: "number", bool: "boolean", str: "string"}


def helm(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run helm; skips the test where there is none."""
    return subprocess.run(
        [tool("helm"), *arguments], capture_output=True, text=True, check=False, cwd=ROOT
    )


def template(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Render the chart with `arguments` as release kabar."""
    given = ("--namespace", "news", "--kube-version", KUBERNETES)
    return helm("template", "kabar", str(CHART), *given, *arguments)


def manifests(text: str) -> list[dict[str, Any]]:
    """Return the objects that `text` holds."""
    return [item for item in yaml.safe_load_all(text) if item]


def of_kind(items: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """Return the only object of `kind`."""
    (found,) = (item for item in items if item["kind"] == kind)
    return found


def value_schema() -> dict[str, Any]:
    """Return values.schema.json with what it says of settings as the code has them."""
    schema: dict[str, Any] = json.loads(SCHEMA.read_text())
    kafka = schema["properties"]["kafka"]["properties"]
    kafka["securityProtocol"] = {"enum": list(SECURITY)}
    kafka["sasl"]["properties"]["mechanism"] = {"enum": list(MECHANISMS)}
    schema["properties"]["settings"] = _settings_schema()
    return schema


def _settings_schema() -> dict[str, Any]:
    """Return the schema of the value `settings`: what may be set, and to what."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            PREFIX + item.name.upper(): _property(item.type, item.metadata)
            for item in fields(Settings)
            if item.name not in OWN
        },
    }


def _property(kind: Any, metadata: Any) -> dict[str, Any]:
    limits = {"minimum": metadata["low"], "maximum": metadata["high"]}
    return (
        {"type": TYPES[kind], "description": metadata["doc"]}
        | {name: limit for name, limit in limits.items() if limit is not None}
        | ({"enum": list(metadata["choices"])} if metadata["choices"] else {})
    )


def main() -> None:
    """Write the settings' schema and the rendered manifests."""
    SCHEMA.write_text(json.dumps(value_schema(), indent=2) + "\n")
    RENDERED.mkdir(exist_ok=True)
    for file in VALUES:
        done = template("--values", str(file))
        if done.returncode:
            raise SystemExit(done.stderr)
        (RENDERED / file.name).write_text(done.stdout)


if __name__ == "__main__":
    main()
