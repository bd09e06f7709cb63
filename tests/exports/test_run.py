"""`kabar export`: what goes in, what comes out, what is left out."""

import json
import subprocess
from pathlib import Path

import pytest

from service.exports import source
from service.exports.tables import layouts
from tests.exports.events import Json, attack, event, meeting, party
from tests.test_cli import kabar


def exported(
    tmp_path: Path, form: str, *records: Json, options: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[bytes]:
    file = tmp_path / "events.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    return kabar("export", "--format", form, "--from", str(file), *options)


def ids(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return [json.loads(line)["event_id"] for line in done.stdout.splitlines()]


def test_polecat_has_a_header_and_writes_none_for_what_is_unknown(tmp_path: Path) -> None:
    header, row = exported(tmp_path, "polecat-tsv", attack()).stdout.decode().splitlines()
    assert tuple(header.split("\t")) == layouts()["polecat-tsv"].columns
    cells = dict(zip(header.split("\t"), row.split("\t"), strict=True))
    assert (cells["Event Date"], cells["Latitude"], cells["District"]) == (
        "2025-10-20",
        "None",
        "None",
    )


def test_gdelt_has_no_header_and_leaves_the_unknown_empty(tmp_path: Path) -> None:
    (row,) = exported(tmp_path, "gdelt-tsv", meeting()).stdout.decode().splitlines()
    cells = dict(zip(layouts()["gdelt-tsv"].columns, row.split("\t"), strict=True))
    assert (cells["EventCode"], cells["AvgTone"], cells["Actor1EthnicCode"]) == ("042", "", "")


def test_acled_is_csv_with_a_header_and_holds_only_what_acled_holds(tmp_path: Path) -> None:
    told = {**attack(), "evidence": {"text": 'KKB, kata warga, "menyerang".', "start": 0, "end": 9}}
    done = exported(tmp_path, "acled-csv", told, meeting())
    header, row = done.stdout.decode().splitlines()
    assert header.startswith("data_id,iso,event_id_cnty,")
    assert '"KKB, kata warga, ""menyerang""."' in row
    assert b"1 written, 1 left out" in done.stderr


def test_what_did_not_happen_is_only_in_jsonl(tmp_path: Path) -> None:
    denied = {**attack(), "modality": "negated"}
    assert exported(tmp_path, "gdelt-tsv", denied).stdout == b""
    assert ids(exported(tmp_path, "jsonl", denied)) == ["event:1"]


def test_enriched_articles_give_their_events_and_each_event_is_written_once(tmp_path: Path) -> None:
    article = {"entities": [], "events": [attack(), meeting()]}
    assert ids(exported(tmp_path, "jsonl", article, meeting())) == ["event:1", "event:2"]


@pytest.mark.parametrize(
    ("options", "expected"),
    (
        (("--type", "consult"), ["event:2"]),
        (("--type", "CONSULT", "--type", "ASSAULT"), ["event:1", "event:2"]),
        (("--since", "2025-10-21"), ["event:2"]),
        (("--until", "2025-10-20"), ["event:1"]),
        (("--country", "syr"), ["event:3"]),
        (("--country", "IDN"), ["event:1", "event:2"]),
    ),
)
def test_filters_ask_for_types_days_and_countries_of_place_or_party(
    tmp_path: Path, options: tuple[str, ...], expected: list[str]
) -> None:
    accused = party("Suriah", country="SYR")
    other = event("ACCUSE", event_id="event:3", recipients=[accused], published_at=None)
    done = exported(tmp_path, "jsonl", attack(), meeting(), other, options=options)
    assert ids(done) == expected


def test_a_wrong_line_is_named_and_the_others_are_still_written(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text('{"title": "x"}\n{"event_id": "e"}\nnot json\n' + json.dumps(attack()))
    done = kabar("export", "--format", "jsonl", "--from", str(file))
    assert done.returncode == 1
    assert ids(done) == ["event:1"]
    assert b"events.jsonl:1: neither an event nor an enriched article" in done.stderr
    assert b"events.jsonl:2: no event.v1 record" in done.stderr
    assert b"events.jsonl:3: not JSON" in done.stderr


def test_standard_input_and_output_files(tmp_path: Path) -> None:
    out = tmp_path / "events.tsv"
    line = json.dumps(attack()).encode()
    done = kabar("export", "--format", "gdelt-tsv", "--from", "-", "--output", str(out), stdin=line)
    assert (done.returncode, done.stdout) == (0, b"")
    assert out.read_text().count("\n") == 1


def test_mistakes_say_what_to_do(tmp_path: Path) -> None:
    assert b"one of: polecat-tsv" in kabar("export", "--format", "xls", "--from", "-").stderr
    missing = kabar("export", "--format", "jsonl", "--from", str(tmp_path / "no"))
    assert (missing.returncode, b"cannot read" in missing.stderr) == (1, True)
    follow = kabar("export", "--format", "jsonl", "--from", "-", "--follow")
    assert b"--follow goes with --from topic" in follow.stderr


def test_events_of_an_article_know_it() -> None:
    line = json.dumps({"entities": [], "events": [attack()]}).encode()
    (found,) = source.events("x", line)
    assert found.article is not None
    (alone,) = source.events("x", json.dumps(attack()).encode())
    assert alone.article is None
