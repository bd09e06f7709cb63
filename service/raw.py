"""Bytes from the raw topic → `RawArticle`, or the reason why not."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import orjson

from service.errors import NotAnObject, NoText, NotJson, TooLarge, WrongType
from service.records import RawArticle


def parse(value: bytes | None, max_bytes: int) -> RawArticle:
    """Return the article in `value`.

    Unknown fields are ignored, null is absence. Raises a `Rejected` error: `TooLarge` over
    `max_bytes`, `NotJson`, `NotAnObject`, `WrongType` (names the field), `NoText`.
    """
    if value is None:
        raise NotJson("the value is null: there is no article in it")
    if len(value) > max_bytes:
        raise TooLarge(f"{len(value)} bytes, the limit is {max_bytes}")
    try:
        data = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise NotJson(str(error)) from error
    if not isinstance(data, dict):
        raise not_an_object(data)
    return from_object(data)


def not_an_object(data: object) -> NotAnObject:
    """Return the error for JSON `data` that stands where an article should."""
    return NotAnObject(f"the value is a JSON {_kind(data)}, an article is an object")


def from_object(data: dict[str, Any]) -> RawArticle:
    """Return the article that the JSON object `data` holds; raises `WrongType` or `NoText`."""
    article = RawArticle(
        **{item.name: _READERS[item.name](item.name, data.get(item.name)) for item in _FIELDS}
    )
    if not ((article.title or "").strip() or (article.body or "").strip()):
        raise NoText("title and body are both empty")
    return article


def parse_time(text: str) -> tuple[datetime, bool]:
    """Return the aware datetime in RFC 3339 `text`, and whether its zone had to be assumed (UTC).

    Raises `ValueError`.
    """
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC), True
    return moment, False


def _text(name: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise WrongType(f"{name} must be a string, is a {_kind(value)}")


def _texts(name: str, value: object) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise WrongType(f"{name} must be a list of strings, is a {_kind(value)}")
    for index, item in enumerate(value):
        if not isinstance(item, str):
            raise WrongType(f"{name}[{index}] must be a string, is a {_kind(item)}")
    return tuple(value)


def _content_type(name: str, value: object) -> str | None:
    """Drop parameters ('; charset=…'); an unknown type is sniffed like an absent one."""
    text = _text(name, value)
    base = text.partition(";")[0].strip().lower() if text else None
    return base if base in ("text/plain", "text/html") else None


def _time(name: str, value: object) -> str | None:
    text = _text(name, value)
    if text is None or not text.strip():
        return None
    try:
        parse_time(text)
    except ValueError:
        raise WrongType(f"{name} must be an RFC 3339 time, is {text[:40]!r}") from None
    return text


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "number")


_KINDS: dict[type, str] = {
    str: "string", bool: "boolean", dict: "object", list: "list", type(None): "null",
}  # fmt: skip
_FIELDS = fields(RawArticle)
_SPECIAL: dict[str, Callable[[str, object], Any]] = {
    "content_type": _content_type,
    "published_at": _time,
    "fetched_at": _time,
    "authors": _texts,
    "tags": _texts,
}
_READERS = {item.name: _SPECIAL.get(item.name, _text) for item in _FIELDS}
