"""Command-line tools that tests call where `make tools` has put them."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def tool(name: str) -> str:
    """Return the path of tool `name`; skips the test where there is none."""
    own = ROOT / ".tools" / "bin" / name
    found = str(own) if own.exists() else shutil.which(name)
    if found is None:
        pytest.skip(f"no {name}: `make tools` installs it")
    return found
