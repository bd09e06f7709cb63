"""The pool: which record a lost process is blamed on, and that every lost process is replaced."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import psutil
import pytest

from service.errors import KabarError
from service.settings import Settings
from service.stream.forks import Template
from service.stream.outcome import Outcome
from service.stream.pool import Pool

SETTINGS = Settings.from_env(
    {}, enrich="tests.stream.stubs:enrich", extractors=1, time_limit=1.0, extractor_memory_mb=256
)
ARTICLE = b'{"title": "satu"}'
TEMPLATE = "service.stream.template"


def run(work: Callable[[Pool], Awaitable[Any]], settings: Settings = SETTINGS) -> Any:
    """Return what `work` returns with a warm pool."""

    async def inner() -> Any:
        pool = Pool(settings, Template(settings))
        await pool.start()
        try:
            return await asyncio.wait_for(work(pool), 60)
        finally:
            await pool.stop()

    return asyncio.run(inner())


def send(how: signal.Signals) -> None:
    """Send `how` to the extraction process; a broker of other tests may be a child too."""
    (child,) = template().children()
    child.send_signal(how)


def template() -> psutil.Process:
    """Return the template process; a broker of other tests may be a child too."""
    (found,) = (one for one in psutil.Process().children() if TEMPLATE in one.cmdline())
    return found


def reason(outcome: Outcome) -> str | None:
    return outcome.rejection.reason if outcome.rejection else None


def test_a_process_that_ends_while_idle_is_replaced_before_a_record_comes() -> None:
    async def work(pool: Pool) -> Outcome:
        (before,) = template().children()
        send(signal.SIGKILL)
        await _until(lambda: pool.ready and template().children() not in ([], [before]))
        return await pool.extract(ARTICLE)

    assert reason(run(work)) is None


def test_a_record_handed_to_a_process_that_has_just_ended_goes_to_another() -> None:
    """The end is not seen yet: nothing was awaited since the signal."""

    async def work(pool: Pool) -> list[Outcome]:
        outcomes = []
        for _ in range(3):
            send(signal.SIGKILL)
            outcomes.append(await pool.extract(ARTICLE))
        return outcomes

    assert [reason(outcome) for outcome in run(work)] == [None] * 3


def test_a_record_handed_to_a_process_that_stands_still_goes_to_another() -> None:
    async def work(pool: Pool) -> Outcome:
        send(signal.SIGSTOP)
        return await pool.extract(ARTICLE)

    assert reason(run(work)) is None


@pytest.mark.parametrize(
    ("title", "expected"),
    (
        ("crash", "extractor_crashed"),
        ("hang", "extraction_timeout"),
        ("eat", "extraction_memory"),
    ),
)
def test_a_record_that_a_process_had_taken_is_blamed_and_no_other(
    title: str, expected: str
) -> None:
    async def work(pool: Pool) -> list[Outcome]:
        values = [ARTICLE, b'{"title": "%s"}' % title.encode(), ARTICLE]
        return [await pool.extract(value) for value in values]

    assert [reason(outcome) for outcome in run(work)] == [None, expected, None]


def test_a_record_that_no_process_can_take_is_rejected() -> None:
    """It does not fit into the memory of a process, which therefore never tells that it has it.

    It is large: a busy machine may take seconds to hand it over.
    """

    async def work(pool: Pool) -> list[Outcome]:
        return [await pool.extract(bytes(300_000_000)), await pool.extract(ARTICLE)]

    outcomes = run(work, replace(SETTINGS, time_limit=20.0))
    assert [reason(outcome) for outcome in outcomes] == ["extraction_memory", None]


def test_too_little_memory_for_the_pipeline_is_said_with_how_much_it_needs() -> None:
    settings = Settings.from_env({}, extractors=1, extractor_memory_mb=128)
    with pytest.raises(KabarError, match=r"MEMORY_MB=128 is too little.*make it at least \d+"):
        run(lambda pool: pool.extract(ARTICLE), settings)


def test_a_pipeline_that_is_not_there_is_said() -> None:
    with pytest.raises(KabarError, match=r"KABAR_ENRICH='tests\.stream\.stubs:none'"):
        run(
            lambda pool: pool.extract(ARTICLE),
            replace(SETTINGS, enrich="tests.stream.stubs:none"),
        )


def test_when_the_template_ends_its_processes_finish_their_record_and_new_ones_come() -> None:
    async def work(pool: Pool) -> list[Outcome]:
        slow = asyncio.create_task(pool.extract(b'{"title": "slow one"}'))
        await asyncio.sleep(0.3)
        first = template()
        first.kill()
        outcomes = [await slow, await pool.extract(ARTICLE)]
        assert template().pid != first.pid
        return outcomes

    outcomes = run(work, replace(SETTINGS, time_limit=5.0))
    assert [reason(outcome) for outcome in outcomes] == [None, None]


def test_a_request_that_was_given_up_takes_no_process_of_others() -> None:
    async def work(_: Pool) -> None:
        forks = Template(SETTINGS)
        try:
            first = await forks.fork()
            given_up = asyncio.create_task(forks.fork())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            given_up.cancel()
            second = await forks.fork()
            parent = psutil.Process(first.pid).parent()
            assert parent
            await _until(
                lambda: {child.pid for child in parent.children()} == {first.pid, second.pid}
            )
        finally:
            await forks.close()

    run(work)


def test_no_process_is_left_behind() -> None:
    async def work(_: Pool) -> list[psutil.Process]:
        return [template(), *template().children()]

    assert psutil.wait_procs(run(work), timeout=5)[1] == []


def test_a_hung_process_ends_with_its_worker() -> None:
    """Killed, the worker can end nothing itself."""
    code = (
        "import asyncio; from dataclasses import replace; from tests.stream import test_pool as t\n"
        "async def work(pool):\n"
        '    hung = asyncio.create_task(pool.extract(b\'{"title": "hang"}\'))\n'
        "    await asyncio.sleep(0.3); print('hangs', flush=True); await hung\n"
        "t.run(work, replace(t.SETTINGS, time_limit=60.0))\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as worker:
        assert worker.stdout
        assert worker.stdout.readline() == b"hangs\n"
        its = psutil.Process(worker.pid).children(recursive=True)
        assert len(its) == 2
        worker.kill()
    assert psutil.wait_procs(its, timeout=5)[1] == []


async def _until(condition: Callable[[], bool], limit: float = 30.0) -> None:
    deadline = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
