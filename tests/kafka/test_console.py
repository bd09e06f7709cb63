"""The console in a real browser: worker, Kafka and headless Chromium together."""

import asyncio
import json
import os
import shutil
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.request import urlopen

import orjson
import pytest

from service.settings import Settings
from tests.kafka.brokers import ROOT
from tests.kafka.worker import Sent, receive, running, send

Result = TypeVar("Result")
pytestmark = pytest.mark.kafka
SAMPLES = sorted((ROOT / "service" / "samples").glob("*.json"))
MARKUP = "<script>document.title='broken'</script>"
ARTICLE = {
    "title": f"1 < 2 {MARKUP} 👍 KPK menangkap Bupati Bogor",
    "body": "Jakarta - KPK menangkap Bupati Bogor Ade Yasin di Bogor, Senin (5/1/2026). "
    '"Kami menahan yang bersangkutan," kata juru bicara KPK Ali Fikri.',
    "published": "2026-01-05T10:00:00+07:00",
}
# Contrast of WCAG 2 for the page's text, computed in the page from what is really drawn.
CONTRAST = """selector => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (color) => rgb(color).slice(0, 3).map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const back = (node) => {
    for (; node; node = node.parentElement) {
      const color = getComputedStyle(node).backgroundColor;
      if (rgb(color)[3] !== 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const of = (node) => {
    const [a, b] = [light(getComputedStyle(node).color), light(back(node))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  return Math.min(...[...document.querySelectorAll(selector)].map(of));
}"""
CIRCLES = """() => [...document.querySelectorAll("#dots circle")].map((circle) => ({
  x: circle.cx.baseVal.value, y: circle.cy.baseVal.value, title: circle.textContent}))"""
FOCUSED = "() => document.activeElement.name || document.activeElement.id || document.activeElement.textContent"


@contextmanager
def browser() -> Iterator[Any]:
    """Headless Chromium; without one the test says that nothing was tested."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("NOT TESTED: no chromium: `make tools` as root, or `apt-get install chromium`")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        yield play.chromium.launch(executable_path=path, args=["--no-sandbox"])


def aside(work: Coroutine[Any, Any, Result]) -> Result:
    """Return what `work` gives, run in another thread: playwright has a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def test_events_come_in_are_found_and_a_pasted_article_is_explained(settings: Settings) -> None:
    """KABAR_SCREENSHOTS=folder keeps what the page looks like, to be looked at."""
    switched = replace(settings, console="on")
    samples = [Sent(path.read_bytes()) for path in SAMPLES]
    with browser() as chromium, running(switched) as (_, address):
        page = chromium.new_page(color_scheme="light", viewport={"width": 1280, "height": 900})
        page.set_default_timeout(10_000)
        asked, errors = list[str](), list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        page.goto(f"{address}/console")
        aside(send(settings, samples))
        out = aside(receive(settings, len(samples)))
        events = [orjson.loads(item.value or b"") for item in out if item.topic == "events"]
        _feed(page, events)
        _search(page, events)
        _keyboard(page)
        _paste(page, out_before=len(out), settings=settings)
        _looks(page)
        # The refused article is one, as a browser tells it.
        assert [error for error in errors if "status of 422" not in error] == []
        assert all(url.startswith(f"{address}/console") for url in asked), asked


def test_without_the_setting_there_is_no_console(settings: Settings) -> None:
    with running(settings) as (_, address):
        for path in ("/console", "/console/events", "/console/static/console.js"):
            with pytest.raises(HTTPError) as refused:
                urlopen(f"{address}{path}")  # noqa: S310
            assert refused.value.code == 404


def _feed(page: Any, events: list[dict[str, Any]]) -> None:
    _rows(page, len(events))
    places = {(event["location"] or {}).get("lat") for event in events} - {None}
    dots = page.locator("#dots circle")
    assert len(places) <= dots.count() <= len(events)
    circles = page.evaluate(CIRCLES)
    assert len({(circle["x"], circle["y"]) for circle in circles}) == dots.count()
    for circle in circles:
        assert circle["title"].rpartition(":")[0] in page.locator("#map").get_attribute(
            "aria-label"
        )
    # The world's land is drawn, and a place lies where it should on it: Semarang, 7 S, 110.4 E.
    (semarang,) = (circle for circle in circles if circle["title"].startswith("Semarang"))
    assert abs(semarang["x"] - 2904) < 5
    assert abs(semarang["y"] - 970) < 5
    assert page.evaluate("document.querySelector('.land').getBBox().width") > 3000


def _rows(page: Any, number: int) -> None:
    """Wait until the feed has `number` rows; a script of the test's own may not run in the page."""
    from playwright.sync_api import expect

    expect(page.locator("#rows tr")).to_have_count(number, timeout=10_000)


def _search(page: Any, events: list[dict[str, Any]]) -> None:
    clear = page.get_by_role("button", name="Clear")
    page.get_by_label("Type").select_option("AID")
    _rows(page, [event["type"] for event in events].count("AID"))
    assert set(page.locator("#rows th").all_text_contents()) == {"AID"}
    clear.click()
    _rows(page, len(events))
    page.get_by_label("Country code").fill("phl")
    in_philippines = [event for event in events if '"PHL"' in json.dumps(event)]
    assert 0 < len(in_philippines) < len(events)
    _rows(page, len(in_philippines))
    page.get_by_label("Actor or recipient").fill("nobody of this name")
    _rows(page, 0)
    clear.click()
    _rows(page, len(events))


def _keyboard(page: Any) -> None:
    """All controls are reached in the order they are read in, each with a label."""
    page.reload()
    order = []
    for _ in range(11):
        page.keyboard.press("Tab")
        order.append(page.evaluate(FOCUSED))
    assert order == [
        "Skip to the events", "actor", "country", "type", "Clear", "pause", "feed",
        "title", "published_at", "body", "Read",
    ]  # fmt: skip
    for control in page.locator("input, select, textarea").all():
        assert control.evaluate("node => node.labels.length") == 1
    page.get_by_role("button", name="Pause").press("Enter")
    assert page.locator("#pause").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Pause").press("Enter")


def _paste(page: Any, out_before: int, settings: Settings) -> None:
    page.get_by_label("Headline").fill(ARTICLE["title"])
    page.get_by_label("Published").fill(ARTICLE["published"])
    page.get_by_label("Text", exact=True).fill(ARTICLE["body"])
    page.get_by_label("Text", exact=True).press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#article:not([hidden])")
    shown = page.locator("#text")
    marks = [
        (mark.get_attribute("class"), mark.text_content()) for mark in shown.locator("mark").all()
    ]
    assert ("ORG", "KPK") in marks
    assert any(kind == "PER" and "Ade Yasin" in text for kind, text in marks)
    assert "menangkap" in shown.locator("a.event").all_text_contents()
    assert "Kami menahan" in "".join(shown.locator(".quote").all_text_contents())
    told = page.locator("#events").inner_text()
    assert "'menangkap' tells the event" in told
    assert "Who: " in told
    assert "How told: told as a fact" in told
    shown.locator("a.event").first.press("Enter")
    assert page.evaluate("document.activeElement.id") == "event-0"
    # Markup stands in the text as it was written, and does nothing.
    assert MARKUP in shown.text_content()
    assert page.locator("#text script, #rows script, #events script").count() == 0
    assert page.title() == "kabar console"
    page.get_by_label("Headline").fill("")
    page.get_by_label("Text", exact=True).fill("")
    page.get_by_role("button", name="Read").click()
    page.get_by_text("Rejected (").wait_for()
    assert (
        "no_text" in page.locator("#answer").text_content()
        or "wrong_type" in page.locator("#answer").text_content()
    )
    assert len(aside(receive(settings, len(SAMPLES)))) == out_before


def _looks(page: Any) -> None:
    backs = set()
    page.get_by_label("Text", exact=True).fill(ARTICLE["body"])
    page.get_by_role("button", name="Read").click()
    page.wait_for_selector("#article:not([hidden])")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        backs.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert page.evaluate(CONTRAST, "body *:not(svg *)") >= 4.5
        if folder := os.environ.get("KABAR_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"console-{scheme}.png", full_page=True)
    assert len(backs) == 2
