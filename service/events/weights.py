"""The weights of features, found by the values that a feature is made of: no string is put together.

A feature is written 'name=value,value'. Its key is a polynomial hash of that text, which can be had
from the hashes of the parts. An ordinary Python module; `weights.pxd` beside it gives C types, so
that setuptools compiles it where there is a compiler.
"""

from array import array

BASE = 0x9E3779B97F4A7C15  # odd, and spread over all 64 bits
ALL_BITS = 0xFFFFFFFFFFFFFFFF
MIX = 0xBF58476D1CE4E5B9
SHIFT = 32  # the bits of a mixed key from here on tell its slot,
TAG = 56  # and those from here on its tag
END = 44  # the comma that is thought after every value


class Weights:
    """Pairs of whole numbers by feature, for features whose values stand in rows.

    `features` are (name, the columns of a row that hold its values). Weights of features with other
    names are left out. It keeps scratch space: one a thread. Raises `ValueError` should two features have one key.
    """

    def __init__(
        self, features: list[tuple[str, list[int]]], weights: dict[str, tuple[int, int]]
    ) -> None:
        self._begins = array("Q", [0]) * len(features)
        self._ends = array("i", [0]) * len(features)
        steps: list[int] = []
        for number, (name, columns) in enumerate(features):
            steps += columns
            self._begins[number] = key_of(name + "=")
            self._ends[number] = len(steps)
        self._steps = array("i", steps)
        width = max(steps) + 1
        self._codes = array("Q", [0]) * width
        self._powers = array("Q", [0]) * width
        # The values that these are of: most are those of the row before, about the same trigger.
        self._row: list[str | None] = [None] * width
        names = {name for name, _ in features}
        own = [feature for feature in weights if feature.partition("=")[0] in names]
        self._mask = 1
        while self._mask < 2 * len(own) + 2:
            self._mask *= 2
        # A byte of each key, 0 for none: most features have no weight, and few bytes stay at hand.
        self._tags = array("B", [0]) * self._mask
        self._keys = array("Q", [0]) * self._mask
        self._pairs = array("i", [0]) * (2 * self._mask)
        self._mask -= 1
        for feature in own:
            first, second = weights[feature]
            self._put(key_of(feature + ","), first, second)

    def _put(self, key: int, first: int, second: int) -> None:
        mixed = (key * MIX) & ALL_BITS
        at = (mixed >> SHIFT) & self._mask
        while self._tags[at]:
            if self._keys[at] == key:
                raise ValueError("two features have one key: change the base of the hash")
            at = (at + 1) & self._mask
        self._tags[at] = mixed >> TAG | 1
        self._keys[at] = key
        self._pairs[2 * at] = first
        self._pairs[2 * at + 1] = second

    def sum(self, row: list[str]) -> tuple[int, int]:
        """Return the sums of the weights of all features of `row`."""
        for column in range(len(self._codes)):
            text = row[column]
            if text is self._row[column]:
                continue
            self._row[column] = text
            code = 0
            power = BASE
            for character in text:
                code = (code * BASE + ord(character)) & ALL_BITS
                power = (power * BASE) & ALL_BITS
            self._codes[column] = (code * BASE + END) & ALL_BITS
            self._powers[column] = power
        first = 0
        second = 0
        step = 0
        for number in range(len(self._ends)):
            key = self._begins[number]
            while step < self._ends[number]:
                column = self._steps[step]
                key = (key * self._powers[column] + self._codes[column]) & ALL_BITS
                step += 1
            mixed = (key * MIX) & ALL_BITS
            tag = mixed >> TAG | 1
            at = (mixed >> SHIFT) & self._mask
            while self._tags[at]:
                if self._tags[at] == tag and self._keys[at] == key:
                    first += self._pairs[2 * at]
                    second += self._pairs[2 * at + 1]
                    break
                at = (at + 1) & self._mask
        return first, second


def key_of(text: str) -> int:
    """Return the hash of `text`; that of 'ab' is that of 'a' times the base, and 'b'."""
    key = 0
    for character in text:
        key = (key * BASE + ord(character)) & ALL_BITS
    return key
