"""Makes the JSON Schemas of this folder from the sources that its README names.

    python -m tests.deploy.schemas.make ~/go/pkg/mod

Kept: what a manifest of ours can hold, strictly. Left out: descriptions, and what no kind reaches.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
KUBERNETES = "k8s.io/kubernetes@v1.36.3/api/openapi-spec/swagger.json"
KEDA = "github.com/kedacore/keda/v2@v2.21.0/config/crd/bases"
OPERATOR = (
    "github.com/prometheus-operator/prometheus-operator@v0.90.1/example/prometheus-operator-crd"
)
COMPOSE = "github.com/compose-spec/compose-go/v2@v2.16.2/schema/compose-spec.json"
API = "io.k8s.api."
HINT, PRESERVE = "x-kubernetes-", "preserve-unknown-fields"
NATIVE = {
    "deployment-apps-v1": "apps.v1.Deployment",
    "horizontalpodautoscaler-autoscaling-v2": "autoscaling.v2.HorizontalPodAutoscaler",
    "job-batch-v1": "batch.v1.Job",
    "networkpolicy-networking-v1": "networking.v1.NetworkPolicy",
    "poddisruptionbudget-policy-v1": "policy.v1.PodDisruptionBudget",
    "service-v1": "core.v1.Service",
    "serviceaccount-v1": "core.v1.ServiceAccount",
}
CUSTOM = {
    "scaledobject-keda-v1alpha1": f"{KEDA}/keda.sh_scaledobjects.yaml",
    "triggerauthentication-keda-v1alpha1": f"{KEDA}/keda.sh_triggerauthentications.yaml",
    "servicemonitor-monitoring-v1": f"{OPERATOR}/monitoring.coreos.com_servicemonitors.yaml",
    "prometheusrule-monitoring-v1": f"{OPERATOR}/monitoring.coreos.com_prometheusrules.yaml",
}
# What the API server itself takes for these two types, whatever "type" the sources print.
LOOSE = {
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"type": ["string", "integer"]},
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": ["string", "number"]},
}


def main(modules: Path) -> None:
    """Write every schema, read from the Go modules unpacked under `modules`."""
    definitions = json.loads((modules / KUBERNETES).read_text())["definitions"] | LOOSE
    for file, name in NATIVE.items():
        _write(file, _native(definitions, API + name))
    for file, path in CUSTOM.items():
        _write(file, _custom(yaml.safe_load((modules / path).read_text())))
    _write("compose", _without_texts(json.loads((modules / COMPOSE).read_text())))


def _native(definitions: dict[str, Any], root: str) -> dict[str, Any]:
    reached: dict[str, Any] = {}
    waiting = [root]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached[name] = _strict(definitions[name])
            reached[name].get("properties", {}).pop("status", None)
            waiting += _references(reached[name])
    schema = reached.pop(root)
    (gvk,) = definitions[root][HINT + "group-version-kind"]
    version = "/".join(part for part in (gvk["group"], gvk["version"]) if part)
    return _named(schema, version, gvk["kind"]) | {"definitions": dict(sorted(reached.items()))}


def _custom(crd: dict[str, Any]) -> dict[str, Any]:
    spec = crd["spec"]
    (version,) = (item for item in spec["versions"] if item["storage"])
    schema = _strict(version["schema"]["openAPIV3Schema"])
    # The contents of metadata are the API server's own business, not the resource's.
    schema["properties"]["metadata"] = {"type": "object"}
    schema["properties"].pop("status", None)
    return _named(schema, f"{spec['group']}/{version['name']}", spec["names"]["kind"])


def _named(schema: dict[str, Any], version: str, kind: str) -> dict[str, Any]:
    """Return `schema` for exactly this kind, everything required that makes a manifest."""
    schema["properties"] |= {"apiVersion": {"const": version}, "kind": {"const": kind}}
    required = {"apiVersion", "kind", "metadata", *schema.get("required", ())}
    return schema | {"required": sorted(required)}


def _strict(node: Any) -> Any:
    """Return `node` without texts, refusing unknown fields wherever fields are listed."""
    node = _without_texts(node)
    for part in _objects(node):
        hints = {key: part.pop(key) for key in list(part) if key.startswith(HINT)}
        if hints.get(HINT + "int-or-string"):
            part.pop("type", None)
            part.setdefault("anyOf", [{"type": "integer"}, {"type": "string"}])
        if "(?i)" in str(part.get("pattern", "")):  # Go's way to write it, not JSON Schema's
            part.pop("pattern")
        if isinstance(part.get("properties"), dict) and not hints.get(HINT + PRESERVE):
            part.setdefault("additionalProperties", False)
    return node


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        yield from _objects(child)


def _without_texts(node: Any) -> Any:
    """Return `node` without its descriptions; a field that is named so stays."""
    if isinstance(node, list):
        return [_without_texts(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _without_texts(value)
        for key, value in node.items()
        if not (key == "description" and isinstance(value, str))
    }


def _references(node: Any) -> list[str]:
    return re.findall(r'"#/definitions/([^"]+)"', json.dumps(node))


def _write(file: str, schema: dict[str, Any]) -> None:
    text = json.dumps(schema, sort_keys=True, separators=(",", ":"))
    (HERE / f"{file}.json").write_text(text + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
