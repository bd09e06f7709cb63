"""Compiled modules and their sources give the same records, byte for byte."""

import subprocess
import sys

import pytest

from service.text import document

# Makes every module of `service` load from its source, though a compiled one lies beside it.
FROM_SOURCE = """
import importlib.machinery as machinery, pathlib, sys
def sources(path):
    if "service" not in pathlib.Path(path).parts:
        raise ImportError
    return machinery.FileFinder(path, (machinery.SourceFileLoader, machinery.SOURCE_SUFFIXES))
sys.path_hooks.insert(0, sources)
sys.path_importer_cache.clear()
"""
READ = """
import sys, orjson
from pathlib import Path
from service.enrich import enrich
from service import raw
from service.evaluation import gold
from service.events import coder
sys.stderr.write(coder.__file__)
for file in sorted(Path("tests/gold").glob("*.jsonl")):
    for told in gold.read(file):
        sys.stdout.buffer.write(orjson.dumps(enrich(raw.from_object(told.raw))) + b"\\n")
"""


def read(program: str) -> tuple[bytes, str]:
    """Return what a process of its own writes: the records, and the file the coder came from."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return done.stdout, done.stderr.decode()


def test_the_sources_give_the_records_that_the_compiled_modules_give() -> None:
    if str(document.__file__).endswith(".py"):
        pytest.skip("nothing is compiled: KABAR_PURE is set, or there is no compiler")
    compiled, native = read(READ)
    plain, source = read(FROM_SOURCE + READ)
    assert (native.endswith(".so"), source.endswith(".py")) == (True, True)
    assert compiled.count(b"\n") > 20
    assert compiled == plain
