"""What the dashboards and rules ask, and whether a Prometheus has an answer."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from tests.deploy.prometheus import RULES, Prometheus
from tests.kafka.brokers import ROOT

DASHBOARDS = ROOT / "deploy" / "grafana" / "dashboards"
# What Grafana puts in for its variables, on a board that shows ten minutes.
VARIABLES = {"$__rate_interval": "1m", "$__range": "10m"}
_WORDS = {"and", "or", "unless", "bool", "offset", "inf", "nan"}
# Strings, matchers, ranges and lists of labels hold no names of metrics.
_NO_NAMES = re.compile(
    r'"[^"]*"|\{[^}]*\}|\[[^\]]*\]|\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)'
)
_NAME = re.compile(r"(?<![\w:.])[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])")


@dataclass(frozen=True, slots=True)
class Query:
    """A query and where it stands: dashboard and panel, or "rules" and a rule's name."""

    board: str
    panel: str
    expression: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a query: the number of series, the largest value; or what is wrong."""

    query: Query
    series: int
    largest: float
    wrong: str = ""


def panels() -> list[Query]:
    """Return the queries of all panels, with Grafana's variables put in."""
    return [
        Query(path.stem, _title(panel, target), _filled(target["expr"]))
        for path in sorted(DASHBOARDS.glob("*.json"))
        for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]
        for target in panel.get("targets", [])
    ]


def rules() -> Iterator[dict[str, Any]]:
    """Yield all rules as they stand in their files."""
    for path in RULES:
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]:
            yield from group["rules"]


def metrics_in(expression: str) -> frozenset[str]:
    """Return the names of the metrics that `expression` reads."""
    found = _NAME.findall(_NO_NAMES.sub(" ", expression))
    return frozenset(found) - _WORDS


def answer(prometheus: Prometheus, query: Query) -> Answer:
    """Ask `query`; an answer without a finite value is wrong."""
    try:
        samples = prometheus.query(query.expression)
    except ValueError as error:
        return Answer(query, 0, 0.0, str(error))
    if not samples:
        return Answer(query, 0, 0.0, "no data")
    return Answer(query, len(samples), max(sample.value for sample in samples))


def judged(prometheus: Prometheus) -> list[Answer]:
    """Return an answer a rule: healthy, its metrics exist, and a recorded one has data."""
    names = prometheus.names()
    return [_judged(prometheus, rule, names) for rule in prometheus.rules()]


def _judged(prometheus: Prometheus, rule: dict[str, Any], names: frozenset[str]) -> Answer:
    query = Query("rules", rule["name"], rule["query"])
    missing = sorted(metrics_in(rule["query"]) - names)
    if rule["health"] != "ok":
        return Answer(query, 0, 0.0, f"{rule['health']}: {rule.get('lastError', '')}")
    if missing:
        return Answer(query, 0, 0.0, f"no such metric: {', '.join(missing)}")
    if rule["type"] == "recording":
        return answer(prometheus, Query("rules", rule["name"], rule["name"]))
    return Answer(query, len(rule["alerts"]), 0.0)


def _title(panel: dict[str, Any], target: dict[str, Any]) -> str:
    several = len(panel["targets"]) > 1
    return f"{panel['title']}, {target['legendFormat']}" if several else str(panel["title"])


def _filled(expression: str) -> str:
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    return expression
