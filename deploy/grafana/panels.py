"""Panels, rows and boards as values, and the JSON that Grafana 12 makes of them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

DATASOURCE = {"type": "prometheus", "uid": "prometheus"}
SCHEMA_VERSION = 41
COLUMNS = 24
# Red from the last value on, orange from the one before; green below.
COLOURS = ("green", "orange", "red")


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: `queries` are (PromQL, legend); `limits` colour what is too high, in `unit`."""

    title: str
    about: str
    queries: tuple[tuple[str, str], ...]
    unit: str = "short"
    kind: str = "timeseries"
    limits: tuple[float, ...] = ()
    width: int = 8
    height: int = 8

    @property
    def instant(self) -> bool:
        """Whether only the newest value is asked for."""
        return self.kind in {"bargauge", "table"}


@dataclass(frozen=True, slots=True)
class Row:
    """Panels under a heading, laid out from left to right."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard; `span` is the time it shows at first, as now-1h."""

    uid: str
    title: str
    about: str
    span: str
    refresh: str
    rows: tuple[Row, ...]


def lines(title: str, about: str, *queries: tuple[str, str], unit: str = "short") -> Panel:
    """Return a panel of lines over time."""
    return Panel(title, about, queries, unit)


def bars(title: str, about: str, *queries: tuple[str, str], unit: str = "short") -> Panel:
    """Return a panel of stacked bars over time."""
    return Panel(title, about, queries, unit, kind="bars")


def number(
    title: str, about: str, query: str, unit: str = "short", limits: tuple[float, ...] = ()
) -> Panel:
    """Return a panel of one large number with its recent course."""
    return Panel(title, about, ((query, ""),), unit, "stat", limits, width=3, height=4)


def ranking(
    title: str, about: str, query: str, legend: str, unit: str = "short", width: int = 8
) -> Panel:
    """Return a panel of horizontal bars, the longest first."""
    ordered = ((f"sort_desc({query})", legend),)
    return Panel(title, about, ordered, unit, "bargauge", width=width, height=12)


def table(title: str, about: str, query: str, width: int = 8, height: int = 12) -> Panel:
    """Return a panel with a line a series and a column a label."""
    return Panel(title, about, ((query, ""),), kind="table", width=width, height=height)


def sized(panel: Panel, width: int) -> Panel:
    """Return `panel` in another width."""
    return replace(panel, width=width)


def render(board: Board) -> str:
    """Return the board as JSON, as it stands in dashboards/."""
    told = {
        "uid": board.uid,
        "title": board.title,
        "description": board.about,
        "tags": ["kabar"],
        "timezone": "browser",
        "editable": False,
        "refresh": board.refresh,
        "time": {"from": board.span, "to": "now"},
        "schemaVersion": SCHEMA_VERSION,
        "links": [_links()],
        "panels": list(_placed(board.rows)),
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _links() -> dict[str, Any]:
    """Return the link from each board to all with the same tag."""
    return {"type": "dashboards", "title": "kabar", "tags": ["kabar"], "keepTime": True}


def _placed(rows: tuple[Row, ...]) -> Iterator[dict[str, Any]]:
    """Yield headings and panels with their places: lines fill up from the left, then break."""
    ids, top = count(1), 0
    for row in rows:
        place = {"h": 1, "w": COLUMNS, "x": 0, "y": top}
        yield {"id": next(ids), "type": "row", "title": row.title, "gridPos": place, "panels": []}
        top, left, tallest = top + 1, 0, 0
        for panel in row.panels:
            if left + panel.width > COLUMNS:
                top, left, tallest = top + tallest, 0, 0
            place = {"h": panel.height, "w": panel.width, "x": left, "y": top}
            yield {"id": next(ids), **_panel(panel), "gridPos": place}
            left, tallest = left + panel.width, max(tallest, panel.height)
        top += tallest


def _panel(panel: Panel) -> dict[str, Any]:
    defaults: dict[str, Any] = {"unit": panel.unit, "min": 0} | _drawn(panel.kind)
    if panel.limits:
        values = [None, *panel.limits]
        steps = [
            {"value": value, "color": colour}
            for value, colour in zip(values, COLOURS, strict=False)
        ]
        defaults["thresholds"] = {"mode": "absolute", "steps": steps}
    return {
        "type": "timeseries" if panel.kind == "bars" else panel.kind,
        "title": panel.title,
        "description": panel.about,
        "datasource": DATASOURCE,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": OPTIONS.get(panel.kind, {}),
        "targets": [_target(panel, place, *query) for place, query in enumerate(panel.queries)],
    } | ({"transformations": [TIDY]} if panel.kind == "table" else {})


def _target(panel: Panel, place: int, query: str, legend: str) -> dict[str, Any]:
    return {
        "refId": chr(ord("A") + place),
        "datasource": DATASOURCE,
        "expr": query,
        "legendFormat": legend,
        "instant": panel.instant,
        "range": not panel.instant,
        "format": "table" if panel.kind == "table" else "time_series",
    }


def _drawn(kind: str) -> dict[str, Any]:
    """Return how values are drawn and coloured in a panel of `kind`."""
    if kind == "bars":
        stacked = {"mode": "normal", "group": "A"}
        return {"custom": {"drawStyle": "bars", "fillOpacity": 70, "stacking": stacked}}
    if kind == "timeseries":
        return {"custom": {"drawStyle": "line", "fillOpacity": 8, "showPoints": "never"}}
    if kind == "bargauge":
        return {"color": {"mode": "fixed", "fixedColor": "blue"}}
    return {}


_LEGEND = {"displayMode": "list", "placement": "bottom", "showLegend": True}
_NEWEST = {"calcs": ["lastNotNull"], "fields": "", "values": False}
OPTIONS: dict[str, dict[str, Any]] = {
    "timeseries": {"legend": _LEGEND, "tooltip": {"mode": "multi", "sort": "desc"}},
    "bars": {"legend": _LEGEND, "tooltip": {"mode": "multi", "sort": "desc"}},
    "stat": {"reduceOptions": _NEWEST, "graphMode": "area", "colorMode": "value"},
    "bargauge": {"reduceOptions": _NEWEST, "orientation": "horizontal", "displayMode": "basic"},
}
# The time of the newest value and Prometheus's own labels are of no use in a table.
TIDY = {
    "id": "organize",
    "options": {"excludeByName": {"Time": True, "__name__": True, "job": True}},
}
