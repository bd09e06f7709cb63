"""The words around triggers that tell roles, modality and setting: `cues.toml` of the pack."""

from dataclasses import dataclass, fields

from service.packs.files import PackFiles

FILE = "cues.toml"
# Fields that the file does not have.
DERIVED = frozenset({"hurt", "nobody_ends"})


@dataclass(frozen=True, slots=True)
class Cues:
    """Word sets, lower case; the file says what each is for."""

    function: frozenset[str]
    governing: frozenset[str]
    determiners: frozenset[str]
    leading: frozenset[str]
    groups: frozenset[str]
    pronouns: frozenset[str]
    plural: frozenset[str]
    inside_quote: frozenset[str]
    light: frozenset[str]
    light_passive: frozenset[str]
    at: frozenset[str]
    negated: frozenset[str]
    future: frozenset[str]
    hypothetical: frozenset[str]
    conditions: frozenset[str]
    stops: frozenset[str]
    past: frozenset[str]
    anaphoric: frozenset[str]
    killed: frozenset[str]
    injured: frozenset[str]
    arrested: frozenset[str]
    harming: frozenset[str]
    nobody: frozenset[str]
    sufferers: frozenset[str]
    counted: frozenset[str]
    units: frozenset[str]
    no_total: frozenset[str]
    speech: frozenset[str]
    stating: frozenset[str]
    reporting: frozenset[str]
    clause: frozenset[str]
    sport: frozenset[str]
    protesters: frozenset[str]
    # Who was killed, injured or arrested: all words that a count of people stands beside.
    hurt: frozenset[str]
    # With which words those of `nobody` end.
    nobody_ends: frozenset[str]

    @classmethod
    def load(cls, files: PackFiles) -> "Cues":
        """Read `cues.toml`; raises `PackError`."""
        names = tuple(c.name for c in fields(cls) if c.name not in DERIVED)
        words = {name: frozenset(told) for name, told in files.toml(FILE, names).items()}
        return cls(
            **words,
            hurt=words["killed"] | words["injured"] | words["arrested"],
            nobody_ends=frozenset(phrase.split()[-1] for phrase in words["nobody"]),
        )
