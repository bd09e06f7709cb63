"""`schema check`: find where code, schema files, examples and the last release disagree.

`schemas/` holds the schema files, `examples/` one record each, `released/` the schemas as they
were last released. Within a major version fields are only added, and optional.
"""

from collections.abc import Iterator
from pathlib import Path

import orjson
from jsonschema import Draft202012Validator

from service.errors import KabarError
from service.schema import RECORDS, Schema, build, dump

FIXED = ("type", "enum", "pattern", "minimum", "maximum")


def write(folder: Path) -> list[Path]:
    """Write all schema files into `folder`; return their paths."""
    paths = []
    for name in RECORDS:
        path = folder / f"{name}.schema.json"
        path.write_bytes(dump(build(name)))
        paths.append(path)
    return paths


def check(folder: Path) -> list[str]:
    """Return every problem of the schema files in `folder`; empty when all is well.

    Raises `KabarError` when there is no such folder.
    """
    if not folder.is_dir():
        raise KabarError(f"{folder} is not a folder; run this in a checkout or give --folder")
    return [problem for name in RECORDS for problem in _check_record(folder, name)]


def _check_record(folder: Path, name: str) -> Iterator[str]:
    schema = build(name)
    path = folder / f"{name}.schema.json"
    if not path.is_file() or path.read_bytes() != dump(schema):
        yield f"{path}: differs from service/records.py; run `kabar schema write`"
    example = folder / "examples" / f"{name}.json"
    if example.is_file():
        faults = Draft202012Validator(schema).iter_errors(orjson.loads(example.read_bytes()))
        yield from (f"{example}: {fault.json_path}: {fault.message}" for fault in faults)
    else:
        yield f"{example}: there is no example"
    released = folder / "released" / f"{name}.schema.json"
    if released.is_file():
        old = orjson.loads(released.read_bytes())
        yield from (
            f"{path}: breaks the release: {text}" for text in incompatibilities(old, schema)
        )


def incompatibilities(old: Schema, new: Schema) -> list[str]:
    """Return how `new` breaks readers or writers of `old`, each with the path of the field."""
    return list(_Comparison(old, new).compare("$", old, new))


class _Comparison:
    """Two schemas, walked side by side; each resolves references in its own root."""

    def __init__(self, old_root: Schema, new_root: Schema) -> None:
        self._old_root = old_root
        self._new_root = new_root

    def compare(self, path: str, old: Schema, new: Schema) -> Iterator[str]:
        old, new = _resolve(old, self._old_root), _resolve(new, self._new_root)
        for keyword in FIXED:
            if old.get(keyword) != new.get(keyword):
                yield f"{path}: {keyword} was {old.get(keyword)!r}, is {new.get(keyword)!r}"
        yield from self._properties(path, old, new)
        for keyword in ("items", "additionalProperties"):
            yield from self._inside(path, old.get(keyword), new.get(keyword))
        if len(old.get("anyOf", [])) != len(new.get("anyOf", [])):
            yield f"{path}: the alternatives changed"
        for one, other in zip(old.get("anyOf", []), new.get("anyOf", []), strict=False):
            yield from self.compare(path, one, other)

    def _properties(self, path: str, old: Schema, new: Schema) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            if name not in after:
                yield f"{path}.{name} was removed"
            else:
                yield from self.compare(f"{path}.{name}", before[name], after[name])
        was, now = set(old.get("required", [])), set(new.get("required", []))
        yield from (f"{path}.{name} became required" for name in sorted(now - was))
        yield from (f"{path}.{name} is no longer always there" for name in sorted(was - now))

    def _inside(
        self, path: str, old: Schema | bool | None, new: Schema | bool | None
    ) -> Iterator[str]:
        if isinstance(old, dict) and isinstance(new, dict):
            yield from self.compare(f"{path}[]", old, new)
        elif old != new:
            yield f"{path}: what it may contain changed"


def _resolve(schema: Schema, root: Schema) -> Schema:
    reference = schema.get("$ref")
    resolved: Schema = root["$defs"][reference.rpartition("/")[2]] if reference else schema
    return resolved
