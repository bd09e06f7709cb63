"""Schemas, code, examples, AsyncAPI and README say the same."""

import copy
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from jsonschema import Draft202012Validator

from service import compatibility, schema, settings
from service.errors import REJECTIONS, KabarError
from service.stream import headers, topics

ROOT = Path(__file__).parents[1]
SCHEMAS = ROOT / "schemas"


def event_schema() -> dict[str, Any]:
    return schema.build("event.v1")


def test_code_files_examples_and_release_agree() -> None:
    assert compatibility.check(SCHEMAS) == []


def test_every_released_schema_is_there_to_compare_with() -> None:
    released = {path.name for path in (SCHEMAS / "released").iterdir()}
    assert released == {f"{name}.schema.json" for name in schema.RECORDS}


@pytest.mark.parametrize("name", schema.RECORDS)
def test_schemas_are_valid_2020_12(name: str) -> None:
    Draft202012Validator.check_schema(schema.build(name))


def test_a_schema_file_that_differs_from_the_code_is_found(tmp_path: Path) -> None:
    compatibility.write(tmp_path)
    path = tmp_path / "event.v1.schema.json"
    path.write_bytes(path.read_bytes().replace(b"goldstein", b"goldstone"))
    assert any(
        "event.v1" in problem and "differs" in problem for problem in compatibility.check(tmp_path)
    )


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(KabarError, match="nowhere"):
        compatibility.check(Path("nowhere"))


def test_an_added_optional_field_is_compatible() -> None:
    new = copy.deepcopy(event_schema())
    new["properties"]["note"] = {"type": ["string", "null"]}
    assert compatibility.incompatibilities(event_schema(), new) == []


def test_removed_retyped_and_newly_required_fields_break_the_release() -> None:
    new = copy.deepcopy(event_schema())
    del new["properties"]["cameo"]
    new["properties"]["quad"]["type"] = "string"
    new["properties"]["note"] = {"type": "string"}
    new["required"] = [*new["required"], "note"]
    problems = " ".join(compatibility.incompatibilities(event_schema(), new))
    assert "$.cameo was removed" in problems
    assert "$.quad: type was 'integer', is 'string'" in problems
    assert "$.note became required" in problems


def test_a_change_deep_inside_a_record_is_found() -> None:
    new = copy.deepcopy(event_schema())
    del new["$defs"]["Party"]["properties"]["sector"]
    assert any(
        "actors[].sector" in text for text in compatibility.incompatibilities(event_schema(), new)
    )


def test_outputs_are_strict_and_inputs_tolerant() -> None:
    assert event_schema()["additionalProperties"] is False
    assert schema.build("raw-article.v1")["additionalProperties"] is True


def test_asyncapi_describes_the_five_topics_and_its_references_resolve() -> None:
    api = yaml.safe_load((SCHEMAS / "asyncapi.yaml").read_text(encoding="utf-8"))
    assert api["asyncapi"] == "3.0.0"
    addresses = {channel["address"] for channel in api["channels"].values()}
    assert addresses == {f"news.{name}" for name in topics.ALL}
    for reference in references(api):
        file, _, pointer = reference.partition("#")
        target: Any = api if not file else orjson.loads((SCHEMAS / file).read_bytes())
        for part in pointer.strip("/").split("/") if pointer else ():
            target = target[part]
        assert target
    for operation in api["operations"].values():
        assert operation["action"] in {"send", "receive"}


def test_asyncapi_names_the_headers_and_reasons_that_the_code_writes() -> None:
    api = yaml.safe_load((SCHEMAS / "asyncapi.yaml").read_text(encoding="utf-8"))
    schemas = api["components"]["schemas"]
    assert set(schemas["CloudEvent"]["properties"]["ce_type"]["enum"]) == {
        name.decode() for name in headers.TYPES.values()
    }
    reasons = schemas["DeadLetterHeaders"]["properties"]["kabar.errors.reason"]["enum"]
    assert set(reasons) == set(REJECTIONS)


def test_the_readme_lists_every_setting_with_its_default() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, default, meaning in settings.table():
        shown = meaning.replace("|", "\\|")
        cell = f"`{default}`" if default else ""
        row = f"| `{name}` | {cell} | {shown} |".replace("|  |", "| |")
        assert row in readme, row


def test_the_readme_lists_every_topic() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in topics.ALL:
        assert f"`news.{name}`" in readme


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if "$ref" in node else []
        return own + [found for value in node.values() for found in references(value)]
    if isinstance(node, list):
        return [found for value in node for found in references(value)]
    return []
