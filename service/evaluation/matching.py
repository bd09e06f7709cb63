"""When gold and found agree: the comparisons that scoring is made of.

The rules are those of the shared scorer of this gold format, so that figures can be compared.
Records are plain JSON objects, so that files of other versions can be scored too.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, TypeVar

from service.evaluation.gold import GoldEvent

G = TypeVar("G")
P = TypeVar("P")
Record = Mapping[str, Any]

SAME_SENTENCE = 0.6
"""Share of words in common from which two sentences count as the same."""
SAME_QUOTE = 0.85
"""`difflib` ratio from which two quotes count as the same."""
SAME_EVENT = 1.0
"""Similarity from which two events of one type are paired: the sentence, or both parties."""
STATE = frozenset({"GOV", "MIL"})
"""Sectors that count as one: a country's government and its forces act for it."""
MUTUAL = frozenset({"CONSULT", "AGREE", "COOPERATE"})
"""Types whose two sides may stand on either side, or all among the actors."""

_NOT_WORD = re.compile(r"\W+")


def norm(text: str | None) -> str:
    """Return `text` in lower case with single spaces between its words and nothing else."""
    return _NOT_WORD.sub(" ", (text or "").casefold()).strip()


def norms(texts: Iterable[str | None]) -> set[str]:
    """Return the normalised forms that are not empty."""
    return {norm(text) for text in texts} - {""}


def pairs(
    gold: Sequence[G], found: Sequence[P], similarity: Callable[[G, P], float], floor: float
) -> list[tuple[int, int]]:
    """Pair one to one, greedily, most similar first and earlier first among equals."""
    order = sorted(
        (-similarity(mine, other), i, j)
        for i, mine in enumerate(gold)
        for j, other in enumerate(found)
    )
    left: set[int] = set()
    right: set[int] = set()
    taken = []
    for negative, i, j in order:
        if -negative >= floor and i not in left and j not in right:
            left.add(i)
            right.add(j)
            taken.append((i, j))
    return taken


def same_sentence(one: str, other: str) -> bool:
    """Return whether two sentences share most words of the shorter one."""
    first, second = Counter(norm(one).split()), Counter(norm(other).split())
    shorter = min(first.total(), second.total())
    return shorter > 0 and (first & second).total() / shorter >= SAME_SENTENCE


def quote_similarity(one: str, other: str) -> float:
    """Return how alike two quotes are, 0..1."""
    return SequenceMatcher(None, norm(one), norm(other), autojunk=False).ratio()


def same_speaker(gold: str | None, speaker: Record | None) -> bool:
    """Return whether the speaker is the one in gold, or one name contains the other."""
    names = norms((speaker.get("name"), speaker.get("text"))) if speaker else set()
    want = norm(gold)
    return any(want in name or name in want for name in names)


def same_parties(gold: Sequence[Record], found: Sequence[Record]) -> bool:
    """Both empty; or a name in common or inside another; or the same country and sector."""
    if not gold or not found:
        return not gold and not found
    if any(
        f" {one} " in f" {other} " or f" {other} " in f" {one} "
        for one in _names(gold)
        for other in _names(found)
    ):
        return True
    same_country = _values(gold, "country") & _values(found, "country")
    return bool(same_country and _sectors(gold) & _sectors(found))


def _names(parties: Sequence[Record]) -> set[str]:
    return norms(party.get(key) for party in parties for key in ("name", "text"))


def _values(parties: Sequence[Record], key: str) -> set[str]:
    return {party[key] for party in parties if party.get(key)}


def _sectors(parties: Sequence[Record]) -> set[str]:
    return {"STATE" if sector in STATE else sector for sector in _values(parties, "sector")}


def event_similarity(gold: GoldEvent, found: Record) -> float:
    """Return how sure it is that both are one event: 0, or the sum of what they share."""
    if gold.type != found.get("type"):
        return 0.0
    total = 0.0
    if same_sentence(gold.evidence, span_text(found, "evidence")):
        total += 1.0
        if norm(gold.trigger) and norm(span_text(found, "trigger")) == norm(gold.trigger):
            total += 0.5
    if gold.actors and same_parties(gold.actors, parties(found, "actors")):
        total += 0.55
    if gold.recipients and same_parties(gold.recipients, parties(found, "recipients")):
        total += 0.55
    return total


def parties_right(gold: GoldEvent, found: Record) -> tuple[bool, bool]:
    """Return whether the actors and whether the recipients agree; see `MUTUAL`."""
    actors, recipients = parties(found, "actors"), parties(found, "recipients")
    right = same_parties(gold.actors, actors), same_parties(gold.recipients, recipients)
    if not all(right) and gold.type in MUTUAL:
        both = same_parties((*gold.actors, *gold.recipients), (*actors, *recipients))
        return both, both
    return right


def same_place(gold: Record | None, found: Record | None) -> bool:
    """Neither has a place; or the name is the same; or at least the country."""
    if not gold or not found:
        return not gold and not found
    named = norm(gold["name"]) in (norm(found.get("name")), norm(found.get("text")))
    return named or bool(gold.get("country") and gold["country"] == found.get("country"))


def date(found: Record) -> str | None:
    """Return the date of an event when the text gave it."""
    value = found.get("date")
    return value.get("value") if value and value.get("source", "text") == "text" else None


def count(found: Record, kind: str) -> int | None:
    """Return the best number of people 'killed', 'injured' or 'arrested'."""
    value = (found.get("casualties") or {}).get(kind)
    return value.get("best") if value else None


def parties(found: Record, role: str) -> Sequence[Record]:
    """Return the 'actors' or 'recipients' of an event."""
    return found.get(role) or ()


def span_text(found: Record, key: str) -> str:
    """Return the text of a span such as 'evidence', '' when there is none."""
    return (found.get(key) or {}).get("text") or ""
