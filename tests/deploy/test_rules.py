"""Alerts: each is tested firing and not firing, and each says what to do."""

import re
import subprocess
from collections import defaultdict
from typing import Any

import yaml

from tests.deploy.checks import panels, rules
from tests.deploy.prometheus import FOLDER
from tests.kafka.brokers import ROOT

CASES = sorted((FOLDER / "tests").glob("*.yml"))
RUNBOOK = (ROOT / "deploy" / "runbook.md").read_text(encoding="utf-8")
# What the runbook stresses that is no panel: severities, causes, a stage, pages.
PLAIN = {
    *("critical", "critical.", "warning", "warning."),
    *("timeout", "memory", "crash", "idle", "timeout:", "memory:"),
    *("deliver", "Targets", "News", "kabar: Operations", "kabar: News"),
}
PARTS = ("What it means:", "How to look:", "What to do:")


def alerts() -> dict[str, dict[str, Any]]:
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}


def test_configuration_and_rules_are_valid(promtool: str) -> None:
    done = subprocess.run(
        [promtool, "check", "config", str(FOLDER / "prometheus.yml")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 rule files found" in done.stdout


def test_alerts_fire_when_they_should_and_only_then(promtool: str) -> None:
    """The cases are in deploy/prometheus/tests, one file a theme."""
    assert CASES
    done = subprocess.run(
        [promtool, "test", "rules", *(path.name for path in CASES)],
        cwd=FOLDER / "tests", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("SUCCESS") == len(CASES)


def test_every_alert_has_a_case_that_fires_and_one_that_does_not() -> None:
    seen: dict[str, set[bool]] = defaultdict(set)
    for path in CASES:
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]:
            for check in case.get("alert_rule_test", []):
                seen[check["alertname"]].add(bool(check["exp_alerts"]))
    assert seen == {name: {True, False} for name in alerts()}


def test_every_alert_says_how_bad_it_is_what_happened_and_where_help_stands() -> None:
    for name, alert in alerts().items():
        assert set(alert["labels"]) == {"severity"}, name
        assert alert["labels"]["severity"] in {"critical", "warning"}, name
        texts = alert["annotations"]
        assert set(texts) == {"summary", "description", "runbook_url"}, name
        assert texts["runbook_url"] == f"deploy/runbook.md#{name.lower()}"


def test_the_runbook_has_a_section_for_each_alert_and_for_nothing_else() -> None:
    first, *sections = re.split(r"^## ", RUNBOOK, flags=re.MULTILINE)
    assert first
    told = {section.split("\n", 1)[0]: section for section in sections}
    assert set(told) == set(alerts())
    for name, section in told.items():
        assert section.split("\n")[2].startswith(f"*{alerts()[name]['labels']['severity']}.*"), name
        assert all(f"**{part}**" in section for part in PARTS), name


def test_the_runbook_names_only_panels_that_exist() -> None:
    """A panel's name, or its beginning, stands in single stars; so do a few plain words."""
    prose = re.sub(r"```.*?```|`[^`]*`|\*\*[^*]*\*\*", "", RUNBOOK, flags=re.DOTALL)
    named = {" ".join(found.split()) for found in re.findall(r"\*([^*]+)\*", prose)}
    titles = {query.panel for query in panels()}
    known = {title[: len(name)] for name in named for title in titles}
    assert named - PLAIN - known == set()
