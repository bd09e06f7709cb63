"""`python -m deploy.grafana` (`make dashboards`): write dashboards/ from the tables of panels."""

from pathlib import Path

from deploy.grafana.news import NEWS
from deploy.grafana.operations import OPERATIONS
from deploy.grafana.panels import render

FOLDER = Path(__file__).parent / "dashboards"
# By file name; operations.json is the one that Grafana opens with.
BOARDS = {"operations.json": OPERATIONS, "news.json": NEWS}

if __name__ == "__main__":
    for name, board in BOARDS.items():
        (FOLDER / name).write_text(render(board), encoding="utf-8")
