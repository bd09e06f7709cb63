"""The scaling guide's arithmetic follows from the figures at its top."""

import re

from tests.deploy.tools import ROOT

GUIDE = (ROOT / "deploy" / "scaling.md").read_text()
DAY = 86_400


def figure(name: str) -> float:
    """Return the figure `name` of the first table; the first number of its last cell."""
    (cell,) = re.findall(rf"^\| {name} \| .* \| ([\d.]+)[^|]*\|$", GUIDE, re.MULTILINE)
    return float(cell)


def results(heading: str) -> dict[str, float]:
    """Return the first number of the last cell of each row under `heading`."""
    part = GUIDE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| \**([\d.,]+)[^|]*\|$", part, re.MULTILINE)
    return {name: float(number.replace(",", "")) for name, number in rows}


def close(told: float, computed: float) -> bool:
    """Return whether a printed, rounded number is what was computed."""
    return abs(told - computed) <= 0.06 * computed


def test_a_core_and_a_loop_do_what_the_times_say() -> None:
    extraction, worker = figure("E"), figure("W")
    for rate in (1000 / extraction, 1000 / (extraction + worker), 1000 / worker):
        assert str(round(rate)) in GUIDE


def test_each_size_follows_from_the_figures() -> None:
    core, pair = 1000 / (figure("E") + figure("W")), 2000 / figure("E")
    plain, packed = figure("R") + figure("O"), figure("R") + figure("Z")
    for heading, articles, unit in (
        ("One million articles a day", 1e6, 1e6),
        ("A hundred million articles a day", 1e8, 1e9),
    ):
        told = results(heading)
        peak = 4 * articles / DAY
        assert close(told["mean"], articles / DAY)
        assert close(told["peak"], peak)
        assert close(told["cores"], peak / core / 0.7)
        assert close(told["disk a day and replica"], articles * plain / unit)
        assert close(told["7 days, 3 replicas, plain"], articles * plain * 21 / 1e9)
        assert close(told["the same with zstd outputs"], articles * packed * 21 / 1e9)
    assert close(
        results("A hundred million articles a day")["workers of 2 processes"], 4630 / pair / 0.7
    )
