"""The image: pinned, built from what .dockerignore lets through, without privileges, linted."""

import re
import subprocess

from tests.deploy.tools import ROOT, tool

DOCKERFILE = ROOT / "deploy" / "Dockerfile"
VERSION = re.compile(r"^[\w./-]+:v?\d+(\.\d+){2}[\w.-]*$")


def lines(instruction: str) -> list[str]:
    """Return the arguments of every `instruction` of the Dockerfile."""
    text = DOCKERFILE.read_text().replace("\\\n", " ")
    return [
        line.removeprefix(instruction).strip()
        for line in text.splitlines()
        if line.startswith(instruction + " ")
    ]


def test_both_stages_begin_with_the_same_pinned_image() -> None:
    """Another Python in the second stage would not run what the first installed."""
    bases = {line.split()[0] for line in lines("FROM")}
    assert len(lines("FROM")) == 2
    assert len(bases) == 1
    assert VERSION.match(bases.pop())


def test_what_is_copied_exists_and_is_not_ignored() -> None:
    """What .dockerignore keeps back cannot be copied: the build would fail."""
    let_through = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    sources = [
        source
        for line in lines("COPY")
        if not line.startswith("--from")
        for source in line.split()[:-1]
    ]
    assert sources
    for source in sources:
        assert (ROOT / source).exists(), source
        assert source.removeprefix("./") in let_through, source


def test_what_this_machine_compiled_does_not_get_into_the_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert ignored.index("**/*.so") > ignored.index("!service")


def test_it_runs_without_privileges_and_answers_for_its_health() -> None:
    assert re.match(r"^[1-9]\d*:[1-9]\d*$", lines("USER")[-1])
    assert "/live" in lines("HEALTHCHECK")[-1]


def test_the_build_looks_for_compiled_modules_that_exist() -> None:
    """What is named in the check of the first stage is a module, so that the check can pass."""
    (parts,) = [
        re.findall(r"for part in ([^;]+);", line)[0] for line in lines("RUN") if "for part" in line
    ]
    assert "crf/kernel" in parts.split()
    for part in parts.split():
        assert (ROOT / "service" / f"{part}.py").exists(), part


def test_hadolint_finds_nothing() -> None:
    done = subprocess.run(
        [tool("hadolint"), str(DOCKERFILE)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
