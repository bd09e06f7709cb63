"""Reading the files of a language pack: strict, and exact about where a mistake is.

A pack holds two kinds of file. A table is TSV: a header line with the column names, then one row a
line; `#` starts a comment line, an empty cell is the empty string. A TOML file holds settings and
word lists. Whoever needs a file asks for it by name and says what must be in it.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.errors import PackError

PACKS = Path(__file__).parent
SUFFIXES = frozenset({".tsv", ".toml", ".txt"})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, which knows where it stands."""

    cells: dict[str, str]
    path: Path
    line: int

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def list(self, column: str, separator: str = "|") -> tuple[str, ...]:
        """Return the cell's parts, without empty ones."""
        return tuple(part.strip() for part in self.cells[column].split(separator) if part.strip())

    def error(self, problem: str) -> PackError:
        """Return the error that names this line."""
        return PackError(f"{self.path}:{self.line}: {problem}")


@dataclass(frozen=True, slots=True)
class PackFiles:
    """The folder of one language."""

    folder: Path

    @classmethod
    def of(cls, code: str) -> "PackFiles":
        """Return the pack of language `code`; raises `PackError` when there is none."""
        folder = PACKS / code
        if not folder.is_dir():
            raise PackError(f"{folder}: there is no language pack {code!r}")
        return cls(folder)

    def names(self, folder: str) -> list[str]:
        """Return the names of the tables in `folder` of the pack, without `.tsv`, in order."""
        return sorted(path.stem for path in (self.folder / folder).glob("*.tsv"))

    def table(self, name: str, columns: tuple[str, ...]) -> Iterator[Row]:
        """Yield the rows of table `name`, whose header must be exactly `columns`."""
        path = self.folder / name
        header: list[str] | None = None
        for number, raw in enumerate(self._read(path).split("\n"), 1):
            if not raw.strip() or raw.startswith("#"):
                continue
            cells = [cell.strip() for cell in raw.split("\t")]
            if header is None:
                if tuple(cells) != columns:
                    raise PackError(f"{path}:{number}: header is {cells}, must be {list(columns)}")
                header = cells
                continue
            if len(cells) > len(columns):
                raise PackError(f"{path}:{number}: {len(cells)} cells, header has {len(columns)}")
            cells += [""] * (len(columns) - len(cells))
            yield Row(dict(zip(columns, cells, strict=True)), path, number)

    def toml(self, name: str, keys: tuple[str, ...]) -> dict[str, Any]:
        """Return TOML file `name`, whose top-level keys must be exactly `keys`."""
        path = self.folder / name
        try:
            data = tomllib.loads(self._read(path))
        except tomllib.TOMLDecodeError as error:
            raise PackError(f"{path}: {error}") from error
        if set(data) != set(keys):
            odd = sorted(set(data) ^ set(keys))
            raise PackError(f"{path}: keys {odd} are missing or unknown; need {sorted(keys)}")
        return data

    def version(self) -> str:
        """Return '<code>-<hash of all files>': equal packs have equal versions."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and path.suffix in SUFFIXES:
                digest.update(path.relative_to(self.folder).as_posix().encode())
                digest.update(path.read_bytes())
        return f"{self.folder.name}-{digest.hexdigest()[:12]}"

    @staticmethod
    def _read(path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PackError(f"{path}: {error}") from error
