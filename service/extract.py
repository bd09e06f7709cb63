"""`kabar extract`: enrich articles from a file or standard input, without Kafka."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console

from service import raw, view
from service.enrich import enrich
from service.errors import KabarError, NotJson, Rejected
from service.events.explain import Notes

errors = Console(stderr=True)


def run(
    file: str, *, title: str | None, published: str | None, pretty: bool, explain: bool = False
) -> int:
    """Print one enriched record a line, in input order; return the exit code.

    `explain` adds, in the reading view, why each event was coded as it was.

    An article that is rejected is reported on standard error with its place; the rest goes on.
    Raises `KabarError` when the file cannot be read.
    """
    failures = 0
    console = Console()
    for place, item in _articles(file, _read(file), title, published):
        try:
            if isinstance(item, Rejected):
                raise item
            notes = Notes() if explain else None
            record = enrich(raw.from_object(item), notes=notes)
        except Rejected as error:
            errors.print(f"{place}: {error.reason}: {error}", style="red", highlight=False)
            failures += 1
            continue
        if pretty or notes:
            console.print(view.article(record))
            if notes:
                console.print(view.reasons(record.events, notes.lines))
        else:
            sys.stdout.buffer.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
            sys.stdout.buffer.flush()
    return 1 if failures else 0


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise KabarError(f"cannot read {file}: {error.strerror}") from error


def _articles(
    file: str, data: bytes, title: str | None, published: str | None
) -> Iterator[tuple[str, dict[str, Any] | Rejected]]:
    """Yield (place, article object or why there is none).

    Plain text when a title is given or when nothing in the file looks like JSON.
    """
    name = "standard input" if file == "-" else file
    if title is not None or data.lstrip()[:1] not in (b"{", b"["):
        body = data.decode("utf-8", "replace")
        yield name, {"title": title, "body": body, "published_at": published}
        return
    try:
        whole = orjson.loads(data)
    except orjson.JSONDecodeError:
        yield from _lines(name, data)
        return
    items = whole if isinstance(whole, list) else [whole]
    for number, item in enumerate(items, 1):
        place = f"{name}[{number}]" if len(items) > 1 else name
        yield place, _object(item)


def _lines(name: str, data: bytes) -> Iterator[tuple[str, dict[str, Any] | Rejected]]:
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield f"{name}:{number}", _object(orjson.loads(line))
        except orjson.JSONDecodeError as error:
            yield f"{name}:{number}", NotJson(str(error))


def _object(item: object) -> dict[str, Any] | Rejected:
    """Accept an article, or a line that holds one under 'article' (an annotated article)."""
    if not isinstance(item, dict):
        return raw.not_an_object(item)
    inner = item.get("article")
    return inner if isinstance(inner, dict) else item
