"""Which of many stretches of a text holds a place, told without asking each of them."""

from bisect import bisect_right


class Stretches:
    """Stretches `begin:end` of characters or tokens, sorted by `begin`; they may overlap."""

    def __init__(self, bounds: list[tuple[int, int]]) -> None:
        self.begins: list[int] = []
        # The farthest end so far: it passes a place first where a stretch does that may hold it.
        self.ends: list[int] = []
        farthest = 0
        for begin, end in bounds:
            farthest = max(farthest, end)
            self.begins.append(begin)
            self.ends.append(farthest)

    def at(self, place: int) -> int:
        """Return the number of the first stretch that holds `place`, -1 if none does."""
        number = bisect_right(self.ends, place)
        return number if number < len(self.ends) and self.begins[number] <= place else -1
