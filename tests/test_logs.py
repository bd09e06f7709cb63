"""Log lines: for a terminal or for machines, with the record they tell of."""

import asyncio
import io
import json
import logging
import re
from collections.abc import Iterator

import pytest

from service import logs
from service.logs import About, about

RECORD = About(3, 17, "4bf92f3577b34da6a3ce929d0e0e4736", "a-1")


class Terminal(io.StringIO):
    """A stream that says that someone looks at it."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Put the root logger back as it was."""
    root, own = logging.getLogger(), logging.getLogger(logs.OWN)
    before = root.handlers[:], root.level, own.level
    yield
    root.handlers[:], root.level = before[0], before[1]
    own.setLevel(before[2])


def printed(style: str, stream: io.StringIO, level: str = "INFO") -> str:
    """Return what a line about a record looks like."""
    logs.configure(level, style, stream)
    with about(RECORD):
        logging.getLogger("service.stream.pool").warning("replaced (%s)", "timeout\nand so on")
    return stream.getvalue()


def test_a_machine_reads_one_json_object_a_line_with_the_record() -> None:
    (line,) = printed("auto", io.StringIO()).splitlines()
    told = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told.pop("time"))
    assert told == {
        "level": "WARNING",
        "logger": "service.stream.pool",
        "message": "replaced (timeout\nand so on)",
        "partition": 3,
        "offset": 17,
        "trace_id": RECORD.trace_id,
        "article_id": "a-1",
    }


def test_a_person_at_a_terminal_reads_text_with_the_record_at_its_end() -> None:
    line = printed("auto", Terminal())
    assert "WARNING service.stream.pool: replaced" in line
    assert line.rstrip().endswith(
        f"[partition=3 offset=17 trace_id={RECORD.trace_id} article_id=a-1]"
    )


def test_the_setting_wins_over_the_terminal() -> None:
    assert json.loads(printed("json", Terminal()))
    assert "WARNING service" in printed("text", io.StringIO())


def test_an_error_is_told_with_its_stack_in_the_same_object() -> None:
    stream = io.StringIO()
    logs.configure("INFO", "json", stream)
    try:
        int("\ud800 no number")
    except ValueError:
        logging.getLogger("service").exception("broken")
    told = json.loads(stream.getvalue())
    assert "ValueError" in told["error"]
    assert "partition" not in told


def test_a_task_keeps_the_record_it_was_started_for() -> None:
    stream = io.StringIO()
    logs.configure("INFO", "json", stream)

    async def work() -> None:
        await asyncio.sleep(0)
        logging.getLogger("service").info("working")

    async def main() -> None:
        tasks = []
        for offset in (1, 2):
            with about(About(0, offset, "t")):
                tasks.append(asyncio.ensure_future(work()))
        await asyncio.gather(*tasks)

    asyncio.run(main())
    assert [json.loads(line)["offset"] for line in stream.getvalue().splitlines()] == [1, 2]


@pytest.mark.parametrize(
    ("level", "heard"),
    (
        ("DEBUG", ["own debug", "own info", "own error", "other warning"]),
        ("INFO", ["own info", "own error", "other warning"]),
        ("ERROR", ["own error"]),
    ),
)
def test_libraries_are_heard_only_when_something_is_wrong(level: str, heard: list[str]) -> None:
    stream = io.StringIO()
    logs.configure(level, "json", stream)
    for say in ("debug", "info", "error"):
        getattr(logging.getLogger("service.x"), say)("own %s", say)
    for say in ("debug", "info", "warning"):
        getattr(logging.getLogger("some.library"), say)("other %s", say)
    assert [json.loads(line)["message"] for line in stream.getvalue().splitlines()] == heard


def test_a_library_that_repeats_itself_is_heard_seldom() -> None:
    seldom = logs.Seldom()

    def heard(name: str, moment: int) -> str | None:
        told = {"name": name, "msg": "no broker, try %d", "args": (moment,), "created": moment}
        record = logging.makeLogRecord(told)
        return record.getMessage() if seldom.filter(record) else None

    assert [heard("aiokafka.client", moment) for moment in (100, 101, 109, 111, 112)] == [
        "no broker, try 100",
        None,
        None,
        "no broker, try 111 (2 more like it before)",
        None,
    ]
    assert all(heard("service.stream", moment) for moment in (100, 101, 102))
