"""The console's routes: what they show, what they refuse, and that markup in articles stays text."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from service.console.memory import Memory
from service.console.pages import AT_ONCE, TYPES, Console
from service.enrich import enrich
from service.errors import KabarError
from service.settings import Settings
from service.stream.extractor import process
from service.stream.outcome import Outcome
from service.stream.window import Extract
from tests.console.test_memory import read

Client = TestClient[web.Request, web.Application]
SETTINGS = Settings.from_env({}, max_input_bytes=2000)
ARTICLE = {
    "title": "<script>alert(1)</script> KPK menangkap bupati",
    "body": "KPK menangkap bupati.",
}


async def extract(value: bytes | None) -> Outcome:
    """Read at once, with room for more than the console lets in."""
    return process(value, enrich, 1_000_000, 1_000_000)


def visit(
    visitor: Callable[[Client], Awaitable[None]],
    extract: Extract = extract,
    memory: Memory | None = None,
) -> None:
    """Run `visitor` against the console's routes."""

    async def run() -> None:
        console = Console(SETTINGS, memory or Memory(10), extract)
        console.loop = asyncio.get_running_loop()
        app = web.Application()
        app.add_routes(console.routes())
        async with TestClient(TestServer(app)) as client:
            await visitor(client)

    asyncio.run(asyncio.wait_for(run(), 60))


async def post(client: Client, body: bytes, **headers: str) -> tuple[int, Any]:
    """Send `body` as the page does, but for `headers`; return status and answer."""
    own = {"Content-Type": "application/json", "Origin": str(client.make_url("/")).rstrip("/")}
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {name: value for name, value in (own | given).items() if value}
    async with client.post("/console/enrich", data=body, headers=sent) as answer:
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        return answer.status, await answer.json()


def test_the_page_and_its_files_may_load_from_their_own_host_only() -> None:
    async def visitor(client: Client) -> None:
        for path in ("", *(f"/static/{name}" for name in TYPES)):
            async with client.get(f"/console{path}") as answer:
                assert answer.status == 200
                assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
                text = await answer.text()
                assert "http" not in text.replace("http://www.w3.org/2000/svg", "")

    visit(visitor)


def test_the_page_has_no_inline_script_or_style_and_the_script_writes_no_markup() -> None:
    folder = files("service.console") / "static"
    page = (folder / "console.html").read_text()
    assert page.count("<script") == page.count("<script src=") == 1
    assert "<style" not in page
    assert " style=" not in page
    assert not re.search(r"\son\w+\s*=", page)
    script = (folder / "console.js").read_text()
    for unsafe in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert unsafe not in script


def test_no_other_file_can_be_had() -> None:
    async def visitor(client: Client) -> None:
        for name in ("README.md", "..%2Fpages.py", "%2Fetc%2Fpasswd"):
            async with client.get(f"/console/static/{name}") as answer:
                assert answer.status == 404

    visit(visitor)


def test_events_are_searched_by_the_address() -> None:
    memory = Memory(100)
    memory.add(read("11-bantuan-filipina"))

    async def visitor(client: Client) -> None:
        async with client.get("/console/events?type=AID&since=0") as answer:
            found = await answer.json()
        assert {item["event"]["type"] for item in found["events"]} == {"AID"}
        async with client.get(f"/console/events?since={found['last']}") as answer:
            assert (await answer.json())["events"] == []
        async with client.get("/console/events?since=-1") as answer:
            assert answer.status == 400

    visit(visitor, memory=memory)


def test_a_pasted_article_comes_back_enriched_as_json() -> None:
    async def visitor(client: Client) -> None:
        status, answer = await post(client, orjson.dumps(ARTICLE))
        assert status == 200
        assert orjson.dumps(answer) == orjson.dumps(enrich(_raw()))
        assert answer["events"]

    def _raw() -> Any:
        from service import raw

        return raw.from_object(ARTICLE)

    visit(visitor)


@pytest.mark.parametrize(
    ("body", "headers", "status", "reason"),
    (
        (b"{}", {"Origin": "http://elsewhere.example"}, 403, "other_origin"),
        (b"{}", {"Origin": "null"}, 403, "other_origin"),
        (b"{}", {"Origin": ""}, 403, "other_origin"),
        (b"{}", {"Content_Type": "text/plain"}, 415, "wrong_type"),
        (b"{}", {"Content_Type": "application/x-www-form-urlencoded"}, 415, "wrong_type"),
        (b"{}", {}, 422, "no_text"),
        (b"kabar", {}, 422, "not_json"),
        (b"[]", {}, 422, "not_an_object"),
        (b'{"title": 1}', {}, 422, "wrong_type"),
        (b'{"title": "' + b"x" * 2000 + b'"}', {}, 413, "too_large"),
    ),
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    body: bytes, headers: dict[str, str], status: int, reason: str
) -> None:
    async def visitor(client: Client) -> None:
        got, answer = await post(client, body, **headers)
        assert (got, answer["reason"]) == (status, reason)
        assert answer["message"]

    visit(visitor)


def test_more_articles_at_once_than_allowed_are_refused_and_the_rest_is_read() -> None:
    free = asyncio.Event()

    async def waiting(value: bytes | None) -> Outcome:
        await free.wait()
        return await extract(value)

    async def visitor(client: Client) -> None:
        body = orjson.dumps(ARTICLE)
        reading = [asyncio.ensure_future(post(client, body)) for _ in range(AT_ONCE + 1)]
        done, _ = await asyncio.wait(reading, return_when=asyncio.FIRST_COMPLETED)
        assert [task.result()[0] for task in done] == [429]
        free.set()
        assert sorted([(await task)[0] for task in reading]) == [200] * AT_ONCE + [429]

    visit(visitor, waiting)


def test_a_pool_that_is_gone_is_told() -> None:
    async def broken(value: bytes | None) -> Outcome:
        del value
        raise KabarError("extraction processes do not start any more")

    async def visitor(client: Client) -> None:
        status, answer = await post(client, orjson.dumps(ARTICLE))
        assert (status, answer["reason"]) == (503, "unavailable")

    visit(visitor, broken)
