"""Compiles what reads every article: the hot loops with Cython, the modules around them with mypyc.

Each compiled module runs from its source too, with the same results, only slower: without a compiler,
or with KABAR_PURE=1 at installation, nothing is compiled.
"""

import os
import sys
from pathlib import Path

from setuptools import Extension, setup

# Modules whose functions and classes become native. Not here: records (read by orjson and the schemas
# through their fields), geography (memory views), parts that tests replace.
READING = ("text", "entities", "speech", "when", "events")
ALONE = ("ids", "numbers", "quantities", "quotes", "times")
PLAIN = frozenset({"__init__", "geography", "explain", "weights"})
# Tight loops over numbers, with their C types in a .pxd beside them.
KERNELS = ("service.crf.kernel", "service.events.weights")
# Compiled functions call each other at once, not through a table of symbols: 3 % of the time. The flag
# is that of linkers on Linux.
AT_ONCE = ["-Wl,-Bsymbolic"] if sys.platform == "linux" else []


def modules() -> list[str]:
    """Return the paths of the modules that mypyc compiles, in order."""
    found = [path for room in READING for path in Path("service", room).glob("*.py")]
    found += [Path("service", f"{name}.py") for name in ALONE]
    return sorted(str(path) for path in found if path.stem not in PLAIN)


def extensions() -> list[Extension]:
    """Return all compiled modules as optional extensions; none where a compiler of Python is missing."""
    if os.environ.get("KABAR_PURE"):
        return []
    try:
        from Cython.Build import cythonize  # noqa: PLC0415 - a build may lack it
        from mypyc.build import mypycify  # noqa: PLC0415
    except ImportError:
        return []
    kernels = [Extension(name, [name.replace(".", "/") + ".py"]) for name in KERNELS]
    unchecked = {
        "boundscheck": False,
        "wraparound": False,
        "initializedcheck": False,
        "cdivision": True,
        "annotation_typing": False,
    }
    options = ["--config-file=", "--ignore-missing-imports", *modules()]
    compiled: list[Extension] = [
        *cythonize(kernels, build_dir="build", language_level=3, compiler_directives=unchecked),
        *mypycify(options, multi_file=True, group_name="kabar"),
    ]
    for extension in compiled:
        extension.optional = True
        extension.extra_link_args += AT_ONCE
    return compiled


setup(ext_modules=extensions())
