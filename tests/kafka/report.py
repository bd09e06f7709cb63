"""The report of the fault tests: one line for each, and their sum, at the end of a run."""

from dataclasses import dataclass

from tests.kafka.ledger import Ledger

HEAD = ("faults", "injected", "in", "out", "dead", "repeats", "lost")


@dataclass(frozen=True, slots=True)
class Row:
    """What was done to the workers, how often, and the ledger after it."""

    faults: str
    injected: int
    ledger: Ledger

    def numbers(self) -> tuple[int, ...]:
        """Return what stands behind the name, in the order of `HEAD`."""
        ledger = self.ledger
        out, dead = ledger.outputs.total(), ledger.dead_letters.total()
        return (self.injected, ledger.records_in, out, dead, ledger.repeats, ledger.lost)


rows: list[Row] = []


def lines(found: list[Row]) -> list[str]:
    """Return the report; nothing when there were no fault tests."""
    if not found:
        return []
    table = [(row.faults, *row.numbers()) for row in found]
    sums = [sum(column) for column in zip(*(row.numbers() for row in found), strict=True)]
    width = max(len(row.faults) for row in found)
    return [
        f"{first:<{width}}" + "".join(f"{cell:>10}" for cell in rest)
        for first, *rest in (HEAD, *table, ("together", *sums))
    ]
