"""Compiles the hot loop where there is a compiler; without one its source runs as it is."""

from setuptools import Extension, setup


def extensions() -> list[Extension]:
    """Return the kernel as an optional extension; none without Cython."""
    try:
        from Cython.Build import cythonize  # noqa: PLC0415 - a build may lack it
    except ImportError:
        return []
    kernel = Extension("service.crf.kernel", ["service/crf/kernel.py"], optional=True)
    unchecked = {
        "boundscheck": False,
        "wraparound": False,
        "initializedcheck": False,
        "cdivision": True,
        "annotation_typing": False,
    }
    return cythonize([kernel], build_dir="build", language_level=3, compiler_directives=unchecked)


setup(ext_modules=extensions())
