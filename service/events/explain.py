"""Why an event was coded: which rule, list or weight found each of its parts, in words."""

from dataclasses import dataclass, field

from service.events.arguments import Frame, Scored
from service.events.merge import Mention
from service.events.tagger import Tagged
from service.events.triggers import Trigger
from service.text.document import Document

RELATIONS = {
    "byL": "after 'oleh', before the trigger",
    "byR": "after 'oleh'",
    "head": "the head of the relative clause ('yang …') that holds the trigger",
    "next": "right after the trigger",
}
SIDES = {"L": "before", "R": "after", "I": "around"}
STRONGEST = 3


@dataclass(slots=True)
class Notes:
    """Gathers the reasons of each event while an article is coded; `lines[event_id]`."""

    lines: dict[str, list[str]] = field(default_factory=dict)

    def add(
        self,
        known: str,
        doc: Document,
        event: Mention,
        trigger: Trigger,
        tagged: Tagged | None,
        frame: Frame,
        modal: str | None,
        reasons: list[tuple[float, str, list[str]]],
    ) -> None:
        """Note down why `event`, with the id `known`, has what it has.

        `modal` is the word that decided the modality; `reasons` what was looked at of the trigger:
        (weight, what it is about, values).
        """
        lines = [_trigger(doc, event, trigger, tagged), _strongest(event, reasons)]
        for role, parties in (("actor", frame.actors), ("recipient", frame.recipients)):
            lines += [
                _party(doc, role, scored) for scored in frame.scored if scored.candidate in parties
            ]
        if event.actors and not frame.actors:
            lines.append(f"actor {event.actors[0].text!r}: the speaker of the quote that holds it")
        lines.append(
            f"modality {event.modality}: "
            + (
                f"{modal!r} governs the trigger"
                if modal
                else "nothing before the trigger says else"
            )
        )
        if event.background:
            lines.append("background: its date, or a word of its sentence, is of the past")
        if event.place:
            place = doc.text[event.place.start : event.place.end]
            lines.append(f"place {place!r}: the named place nearest to the trigger")
        if event.date:
            told = event.date.text
            lines.append(
                f"date {event.date.value}: "
                + (f"{told!r}, the nearest in its sentence" if told else "none told; publication's")
            )
        if event.attributed_to:
            lines.append(f"told by {event.attributed_to.text!r}: the verb of speaking around it")
        self.lines[known] = lines


def _trigger(doc: Document, event: Mention, trigger: Trigger, tagged: Tagged | None) -> str:
    meaning = trigger.meaning
    told = f"{doc.text[event.start : event.end]!r} tells {event.type}"
    if meaning.cameo:
        told += f": lexicon triggers/{meaning.type}.tsv, {meaning.voice}, CAMEO {meaning.cameo}"
    else:
        told += f": the trigger tagger alone, {meaning.voice} by its shape"
    if tagged:
        told += f"; tagger says {tagged.type}, margin {tagged.margin:.1f}"
    return told


def _strongest(event: Mention, reasons: list[tuple[float, str, list[str]]]) -> str:
    strong = sorted(reasons, key=lambda reason: -abs(reason[0]))[:STRONGEST]
    shown = "; ".join(
        f"{weight:+.2f} {about} ({', '.join(values)})" for weight, about, values in strong
    )
    return f"the model's chance {event.confidence:.2f}: {shown}"


def _party(doc: Document, role: str, scored: Scored) -> str:
    chance = scored.actor if role == "actor" else scored.recipient
    text = doc.text[scored.candidate.start : scored.candidate.end]
    return f"{role} {text!r} ({chance:.2f}): {relation(scored.relation)}"


def relation(code: str) -> str:
    """Return in words how a party stands to its trigger; see `features.relation`."""
    if code.endswith("&"):
        return f"joined by 'dan' or a comma to the one {relation(code.rstrip('&'))}"
    if code in RELATIONS:
        return RELATIONS[code]
    if code.startswith("pp"):
        side, word = code[2], code[4:]
        return f"after {word!r}, {SIDES[side]} the trigger"
    side, rank, verbs = code[0], int(code[1]), int(code[2])
    nth = ("nearest", "second", "third")[min(rank, 2)]
    between = "no verb between" if not verbs else "a verb between"
    return f"{nth} phrase {SIDES[side]} the trigger without a preposition, {between}"
