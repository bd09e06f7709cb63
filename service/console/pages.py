"""The console's routes: the page, its files, the latest events as JSON, and reading a pasted article.

They run in the web server's thread. Nothing of a pasted article goes to Kafka or is kept.
"""

import asyncio
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import orjson
from aiohttp import web

from service.console.memory import Memory, Search
from service.errors import KabarError, TooLarge
from service.settings import Settings
from service.stream import topics
from service.stream.outcome import Outcome
from service.stream.window import Extract

TYPES = {
    "console.html": "text/html",
    "console.css": "text/css",
    "console.js": "text/javascript",
    "icon.svg": "image/svg+xml",
    "land.svg": "image/svg+xml",
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
# Pasted articles under way at once: the extraction processes are there for the articles on Kafka.
AT_ONCE = 2


class Console:
    """What the pages show and use.

    `extract` runs in the worker's loop, which `loop` names once the worker has started.
    """

    def __init__(self, settings: Settings, memory: Memory, extract: Extract) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self._memory = memory
        self._extract = extract
        self._limit = settings.max_input_bytes
        self._under_way = 0
        folder = files("service.console") / "static"
        self._files = {name: (folder / name).read_bytes() for name in TYPES}

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return all routes."""
        return [
            web.get("/console", self._page),
            web.get("/console/static/{name}", self._static),
            web.get("/console/events", self._events),
            web.post("/console/enrich", self._enrich),
        ]

    async def _page(self, request: web.Request) -> web.Response:
        del request
        return self._file("console.html")

    async def _static(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self._files:
            return _refusal(404, "not_found", f"there is no file {name!r}")
        return self._file(name)

    def _file(self, name: str) -> web.Response:
        kind = TYPES[name]
        return web.Response(
            body=self._files[name], content_type=kind, charset="utf-8", headers=HEADERS
        )

    async def _events(self, request: web.Request) -> web.Response:
        given = request.query.get("since", "0")
        if not (given.isascii() and given.isdigit()):
            return _refusal(400, "wrong_type", "since must be the number of an event")
        return _json(orjson.dumps(self._memory.since(int(given), Search.of(request.query))))

    async def _enrich(self, request: web.Request) -> web.Response:
        """Answer with the enriched article, or with the reason why there is none."""
        if request.content_type != "application/json":
            return _refusal(415, "wrong_type", "send the article as application/json")
        if urlsplit(request.headers.get("Origin", "")).netloc != request.host:
            return _refusal(403, "other_origin", "articles are taken from the console's page only")
        if self._under_way >= AT_ONCE:
            return _refusal(429, "busy", "other pasted articles are being read: try again")
        self._under_way += 1
        try:
            return _answer(await self._outcome(await _body(request, self._limit)))
        except TooLarge as error:
            return _refusal(413, error.reason, str(error))
        except KabarError as error:
            return _refusal(503, "unavailable", str(error))
        finally:
            self._under_way -= 1

    async def _outcome(self, value: bytes) -> Outcome:
        """Return what extraction, in the worker's loop, makes of `value`."""
        if self.loop is None:
            raise KabarError("the worker has not started yet: try again")

        async def extract() -> Outcome:
            return await self._extract(value)

        # Shielded: a reader who leaves must not cost the pool the process that reads for him.
        under_way = asyncio.run_coroutine_threadsafe(extract(), self.loop)
        return await asyncio.shield(asyncio.wrap_future(under_way))


async def _body(request: web.Request, limit: int) -> bytes:
    """Return the request's body; raises `TooLarge` as soon as it is over `limit` bytes."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > limit:
            raise TooLarge(f"the article has more than {limit} bytes, the limit")
    return bytes(body)


def _answer(outcome: Outcome) -> web.Response:
    if why := outcome.rejection:
        return _refusal(422, why.reason, why.message)
    (article,) = (item.value for item in outcome.outputs if item.topic == topics.ENRICHED)
    return _json(article)


def _refusal(status: int, reason: str, message: str) -> web.Response:
    told: dict[str, Any] = {"reason": reason, "message": message}
    return _json(orjson.dumps(told), status)


def _json(body: bytes, status: int = 200) -> web.Response:
    return web.Response(
        body=body,
        status=status,
        content_type="application/json",
        charset="utf-8",
        headers=HEADERS,
    )
