"""Dashboards: made from the tables of panels, about metrics that exist, and about all of them."""

import json
from typing import Any

import pytest

from deploy.grafana.__main__ import BOARDS, FOLDER
from deploy.grafana.panels import render
from service import metrics
from tests.deploy.checks import metrics_in, panels, rules

# What is there without kabar: Prometheus's own, and the exporter's of the disk.
FOREIGN = {"up", "ALERTS", "node_filesystem_avail_bytes", "node_filesystem_size_bytes"}


def asked() -> set[str]:
    """Return the names of all metrics that panels and rules read."""
    expressions = [query.expression for query in panels()] + [rule["expr"] for rule in rules()]
    return {name for expression in expressions for name in metrics_in(expression)}


def samples(family: Any) -> set[str]:
    suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
    return {family.name + suffix for suffix in suffixes.get(family.type, ("",))}


def test_the_files_are_what_the_tables_make() -> None:
    """`make dashboards` writes them."""
    assert {path.name for path in FOLDER.glob("*.json")} == set(BOARDS)
    for name, board in BOARDS.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == render(board), name


def test_panels_and_rules_read_only_metrics_that_exist() -> None:
    own = {name for family in metrics.REGISTRY.collect() for name in samples(family)}
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    assert asked() - own - recorded <= FOREIGN


def test_every_metric_of_kabar_and_every_recorded_one_is_looked_at() -> None:
    read = asked()
    families = [item for item in metrics.REGISTRY.collect() if item.name.startswith("kabar_")]
    assert [family.name for family in families if not samples(family) & read] == []
    assert {rule["record"] for rule in rules() if "record" in rule} <= read


def test_panels_stand_beside_each_other_and_say_what_they_show() -> None:
    for name in BOARDS:
        shown = json.loads((FOLDER / name).read_text(encoding="utf-8"))["panels"]
        taken: set[tuple[int, int]] = set()
        for panel in shown:
            place = panel["gridPos"]
            cells = {
                (place["x"] + column, place["y"] + line)
                for column in range(place["w"])
                for line in range(place["h"])
            }
            assert not cells & taken, panel["title"]
            assert place["x"] + place["w"] <= 24, panel["title"]
            taken |= cells
            assert panel["type"] == "row" or (panel["description"] and panel["targets"])
        assert len({panel["id"] for panel in shown}) == len(shown)


@pytest.mark.parametrize(
    ("expression", "names"),
    (
        ('sum by (a, b) (rate(one_total{c="three_total"}[5m])) / on () group_left () two', "one_total two"),
        ("absent(one) or time() - max_over_time(two[1h] offset 1d) > 14.4 * 0.01", "one two"),
        ("job:one:rate5m and on (job) histogram_quantile(0.9, two_bucket) > bool 1e3", "job:one:rate5m two_bucket"),
    ),
)  # fmt: skip
def test_the_metrics_of_an_expression_are_told_from_its_other_words(
    expression: str, names: str
) -> None:
    assert metrics_in(expression) == set(names.split())
