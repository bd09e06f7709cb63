"""kabar: a live stream of Indonesian news in, structured knowledge out."""

from importlib.metadata import version

__version__ = version("kabar")
