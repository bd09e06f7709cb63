"""No pattern of the code goes back over what it has read: each meets strings made to hurt it.

The patterns of the language pack, and the text steps as a whole, are in text/test_hostile.py.
"""

import importlib
import pkgutil
import re
import time
from typing import Any

import pytest

import service
from tests.text.test_hostile import PIECES

LENGTH = 20_000
# CPU seconds; the slowest takes 0.02, one that goes back over 20,000 characters takes ten.
PATIENCE = 1.0
# Datelines are looked for in a short head only; training needs packages that tests do not have.
ASIDE = ("service.text.dateline", "service.training", "service.__main__")


def patterns() -> list[tuple[str, re.Pattern[Any]]]:
    """Return (module.name, pattern) of every pattern that a module of the package keeps."""
    names = [found.name for found in pkgutil.walk_packages(service.__path__, "service.")]
    modules = [importlib.import_module(name) for name in names if not name.startswith(ASIDE)]
    return [
        (f"{module.__name__}.{name}", value)
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern)
    ]


@pytest.mark.parametrize(("name", "pattern"), patterns(), ids=lambda value: str(value)[:60])
def test_a_pattern_is_linear(name: str, pattern: re.Pattern[Any]) -> None:
    for piece in PIECES:
        text = piece * (LENGTH // len(piece)) + "\x01"
        began = time.process_time()
        for _ in pattern.finditer(text if isinstance(pattern.pattern, str) else text.encode()):
            pass
        assert time.process_time() - began < PATIENCE, (name, piece)
