"""Given and family names of many countries, from the `faker` package (MIT), as tags and to draw from."""

import importlib
import pkgutil
from collections import Counter
from dataclasses import dataclass

from service.errors import ModelError

SHORTEST = 3
COMMON = 5  # a name of this many countries is a common one
OWN = "id_ID"


@dataclass(frozen=True, slots=True)
class Names:
    """Names in lower case, each with the number of countries that use it; `own` are Indonesian."""

    given: Counter[str]
    family: Counter[str]
    own: frozenset[str]

    @classmethod
    def load(cls) -> "Names":
        """Read all countries in Latin letters; raises `ModelError` without the `train` extra."""
        try:
            from faker.providers import person  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise ModelError("training needs the extra: pip install 'kabar[train]'") from error
        given: Counter[str] = Counter()
        family: Counter[str] = Counter()
        own: set[str] = set()
        for module in sorted(pkgutil.iter_modules(person.__path__), key=lambda found: found.name):
            country = importlib.import_module(f"{person.__name__}.{module.name}").Provider
            first, last = _listed(country, "first_name"), _listed(country, "last_name")
            given.update(first)
            family.update(last)
            if module.name == OWN:
                own = first | last
        return cls(given, family, frozenset(own))

    def tags(self, every: int = 1) -> dict[str, list[str]]:
        """Return name → tags: given or family, of few or many countries, Indonesian.

        Only each `every`-th name: a model that meets names without tags learns to do without.
        """
        tags: dict[str, list[str]] = {}
        for what, counts in (("given", self.given), ("family", self.family)):
            for name in sorted(counts):
                tags.setdefault(name, []).append(what + ("+" if counts[name] >= COMMON else ""))
        for name in sorted(self.own):
            tags[name].append("own")
        kept = sorted(tags)[::every]
        return {name: tags[name] for name in kept}


def _listed(country: object, prefix: str) -> set[str]:
    """Return the names in the lists of `country` called `prefix`…, lower case, plain letters."""
    return {
        name.lower()
        for attribute in dir(country)
        if attribute.startswith(prefix)
        and isinstance(listed := getattr(country, attribute), (tuple, list, dict))
        for name in listed
        if isinstance(name, str) and name.isascii() and name.isalpha() and len(name) >= SHORTEST
    }
