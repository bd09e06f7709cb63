"""The JSON Schemas of the records, made from the dataclasses of `service.records`.

`schemas/` holds them as files, dialect 2020-12, written by `kabar schema write`.
"""

from dataclasses import MISSING, fields, is_dataclass
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import orjson
from jsonschema import Draft202012Validator

from service.constraints import Pattern, Range
from service.records import EnrichedArticle, EntityMention, Event, RawArticle

DIALECT = "https://json-schema.org/draft/2020-12/schema"
RECORDS: dict[str, type] = {
    "raw-article.v1": RawArticle,
    "enriched-article.v1": EnrichedArticle,
    "event.v1": Event,
    "entity-mention.v1": EntityMention,
}
INPUTS = (RawArticle,)

Schema = dict[str, Any]


def build(name: str) -> Schema:
    """Return the JSON Schema of record `name`, such as 'event.v1'."""
    record = RECORDS[name]
    definitions: dict[str, Schema] = {}
    body = _object(record, definitions)
    if record is RawArticle:
        body["anyOf"] = [_has_text("title"), _has_text("body")]
    head = {"$schema": DIALECT, "$id": f"urn:kabar:schema:{name}", "title": record.__name__}
    return head | body | ({"$defs": dict(sorted(definitions.items()))} if definitions else {})


def _has_text(name: str) -> Schema:
    return {"required": [name], "properties": {name: {"type": "string", "pattern": "\\S"}}}


def dump(schema: Schema) -> bytes:
    """Return `schema` as the bytes of its file."""
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def validator(name: str) -> Draft202012Validator:
    """Return a validator for record `name`; what the worker writes passes it."""
    return Draft202012Validator(build(name))


def _object(record: type, definitions: dict[str, Schema]) -> Schema:
    hints = get_type_hints(record, include_extras=True)
    outgoing = record not in INPUTS
    properties = {item.name: _type(hints[item.name], definitions) for item in fields(record)}
    required = [item.name for item in fields(record) if item.default is MISSING]
    return {
        "description": (record.__doc__ or "").strip(),
        "type": "object",
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": not outgoing,
    }


def _type(hint: Any, definitions: dict[str, Schema]) -> Schema:
    if is_dataclass(hint) and isinstance(hint, type):
        if hint.__name__ not in definitions:
            definitions[hint.__name__] = _object(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"type": "string", "enum": list(arguments)}
    if origin is None:
        return {"type": _SCALARS[hint]}
    if origin is Annotated:
        return _with_notes(_type(arguments[0], definitions), arguments[1:])
    return _compound(origin, [_type(part, definitions) for part in arguments if part is not ...])


def _compound(origin: Any, parts: list[Schema]) -> Schema:
    if origin is tuple:
        return {"type": "array", "items": parts[0]}
    if origin is dict:
        return {"type": "object", "additionalProperties": parts[1]}
    return _nullable(parts)


def _nullable(options: list[Schema]) -> Schema:
    """Fold 'string or null' into one schema where that can be said with `type` alone."""
    null = {"type": "null"}
    rest = [option for option in options if option != null]
    if len(rest) == 1 and null in options and "type" in rest[0]:
        one = dict(rest[0])
        one["type"] = [one["type"], "null"]
        if "enum" in one:
            one["enum"] = [*one["enum"], None]
        return one
    return {"anyOf": options}


def _with_notes(schema: Schema, notes: tuple[object, ...]) -> Schema:
    schema = dict(schema)
    for note in notes:
        if isinstance(note, str):
            schema["description"] = note
        elif isinstance(note, Pattern):
            schema["pattern"] = note.regex
        elif isinstance(note, Range):
            schema["minimum"] = note.minimum
            if note.maximum is not None:
                schema["maximum"] = note.maximum
    return schema


_SCALARS: dict[Any, str] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
}
