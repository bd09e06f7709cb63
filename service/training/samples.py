"""Annotated sentences as the coder reads them, and which of its finds the annotation names."""

from dataclasses import dataclass, field
from typing import Any

from service.events.parties import Candidate
from service.events.tagger import Tagged
from service.events.triggers import Trigger
from service.text.document import Document, Sentence

# Sentences of these batches (two readers of their own) are held out to report figures.
HELD = frozenset({3, 12})


@dataclass(frozen=True, slots=True)
class Sample:
    """One annotated sentence, read."""

    row: dict[str, Any]
    doc: Document
    candidates: list[Candidate]
    triggers: list[Trigger]
    tagged: dict[int, Tagged] = field(default_factory=dict)

    @property
    def held(self) -> bool:
        """Whether it is kept for the figures."""
        return self.row["batch"] in HELD


def sentence_of(doc: Document, trigger: Trigger) -> Sentence:
    """Return the sentence that holds `trigger`."""
    return doc.sentences[doc.sentence_of[trigger.first]]


def within(sample: Sample, sentence: Sentence) -> tuple[list[Trigger], list[Candidate]]:
    """Return the triggers and candidates of one sentence."""
    first, last = sentence.first, sentence.last
    return (
        [t for t in sample.triggers if first <= t.first < last],
        [c for c in sample.candidates if first <= c.first < last],
    )


def find(doc: Document, text: str) -> list[tuple[int, int]]:
    """Return the tokens of each occurrence of `text`."""
    found = []
    start = doc.text.find(text)
    while start >= 0:
        end = start + len(text)
        inside = [
            at
            for at, (a, b) in enumerate(zip(doc.starts, doc.ends, strict=True))
            if a < end and b > start
        ]
        if inside:
            found.append((inside[0], inside[-1] + 1))
        start = doc.text.find(text, end)
    return found


def nearest(doc: Document, text: str, at: int) -> tuple[int, int]:
    """Return the tokens of the occurrence of `text` nearest to token `at`; (0, 0) if there is none."""
    return min(find(doc, text), key=lambda span: abs(span[0] - at), default=(0, 0))


def pairs(sample: Sample) -> list[tuple[dict[str, Any], Trigger]]:
    """Return each annotated event with the trigger found for it: of its type, overlapping its words.

    Events that name the same words take their occurrences in turn.
    """
    used: set[Trigger] = set()
    out = []
    for event in sample.row["events"]:
        trigger = next(
            (
                trigger
                for first, last in find(sample.doc, event["trigger"])
                for trigger in sample.triggers
                if trigger.first < last
                and first < trigger.last
                and trigger.meaning.type == event["type"]
                and trigger not in used
            ),
            None,
        )
        if trigger is not None:
            used.add(trigger)
            out.append((event, trigger))
    return out


def previous(near: list[Trigger], trigger: Trigger) -> Trigger | None:
    """Return the trigger before `trigger` in its sentence."""
    at = near.index(trigger) if trigger in near else 0
    return near[at - 1] if at else None


def gold_roles(sample: Sample) -> dict[Trigger | None, dict[int, str]]:
    """Return for each annotated trigger its annotated parties' first tokens and roles."""
    out: dict[Trigger | None, dict[int, str]] = {}
    for event, trigger in pairs(sample):
        roles: dict[int, str] = {}
        for side, letter in (("actors", "A"), ("recipients", "R")):
            for party in event[side]:
                first, last = nearest(sample.doc, party["text"], trigger.first)
                roles.update(
                    {
                        c.first: letter
                        for c in sample.candidates
                        if c.first < last and first < c.last
                    }
                )
        out[trigger] = roles
    return out
