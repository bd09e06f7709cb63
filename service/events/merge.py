"""One event once: mentions of the same event in an article are joined into one record.

Most articles tell one event of a type, several times over. So two mentions of a type are taken for
one event unless something tells them apart: parties with nothing in common, dates that differ,
history beside news, modes that exclude each other.
"""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from service.records import Casualties, Event, Party

STATE = frozenset({"GOV", "MIL"})
# Ways to attack that one attack is told by in turn; any other two modes are two events.
WAYS = frozenset(
    {"aerial", "drone", "explosives", "suicide-attack", "heavy-weapons", "firearms", "targeted",
     "primitive", "beat", "ground", "destroy", "crowd-control", "cleansing"}
)  # fmt: skip


class Mention(NamedTuple):
    """One telling of an event; in the `title`, or pointing `back`: "serangan itu"."""

    event: Event
    title: bool
    back: bool


@dataclass(slots=True)
class Story:
    """The mentions of one event: the record so far, and every party that any of them told."""

    event: Event
    actors: list[Party] = field(default_factory=list)
    recipients: list[Party] = field(default_factory=list)

    def add(self, event: Event) -> None:
        """Join one more mention."""
        self.event = join(self.event, event)
        self.actors += event.actors
        self.recipients += event.recipients


def merge(mentions: list[Mention]) -> list[Event]:
    """Return one record an event, in the order in which the text first tells them.

    The headline comes last: it tells an event of the body again, in fewer words.
    """
    stories: list[Story] = []
    for mention in sorted(mentions, key=lambda mention: mention.title):
        story = _story(stories, mention)
        if story is None:
            event = mention.event
            stories.append(Story(event, list(event.actors), list(event.recipients)))
        else:
            story.add(mention.event)
    return sorted((s.event for s in stories), key=lambda event: event.trigger.start)


def _story(stories: list[Story], mention: Mention) -> Story | None:
    """Return the story that the mention goes on with; None for a new one."""
    event = mention.event
    found = next((s for s in reversed(stories) if same(s, event)), None)
    if found is None and (mention.title or mention.back):
        kin = [s for s in stories if s.event.type == event.type]
        found = (kin[0] if mention.title else kin[-1]) if kin else None
    return found


def same(story: Story, event: Event) -> bool:
    """Whether a mention of the story's type tells the story's event."""
    known = story.event
    if known.type != event.type or known.background != event.background:
        return False
    if excluded(known.modes, event.modes):
        return False
    dates = [d.value for d in (known.date, event.date) if d and d.source == "text"]
    if len(dates) == 2 and not (dates[0].startswith(dates[1]) or dates[1].startswith(dates[0])):
        return False
    return agree(story.actors, event.actors) and agree(story.recipients, event.recipients)


def excluded(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether the modes cannot be those of one event."""
    if not some or not others or not set(some).isdisjoint(others):
        return False
    return not (WAYS.issuperset(some) and WAYS.issuperset(others))


def agree(some: list[Party], others: tuple[Party, ...]) -> bool:
    """Whether the parties may be the same: one side untold, or one party in common."""
    if not some or not others:
        return True
    return any(alike(one, other) for one in some for other in others)


def alike(one: Party, other: Party) -> bool:
    """Whether two parties may be one: the same entity or name, or the same kind of people."""
    if one.entity_id and one.entity_id == other.entity_id:
        return True
    a, b = _name(one), _name(other)
    if f" {a} " in f" {b} " or f" {b} " in f" {a} ":
        return True
    if one.country and other.country and one.country != other.country:
        return False
    named = bool(one.entity_id) and bool(other.entity_id)
    sectors = {"STATE" if s in STATE else s for s in (one.sector, other.sector)}
    return not named and len(sectors) == 1 and sectors != {None}


def _name(party: Party) -> str:
    return (party.name or party.text).casefold()


def join(one: Event, other: Event) -> Event:
    """Return the richer mention with what only the other tells."""
    rich, poor = (other, one) if richness(other) > richness(one) else (one, other)
    text = [e.date for e in (rich, poor) if e.date and e.date.source == "text"]
    return replace(
        rich,
        modes=rich.modes or poor.modes,
        actors=rich.actors or poor.actors,
        recipients=rich.recipients or poor.recipients,
        location=rich.location or poor.location,
        date=text[0] if text else rich.date,
        casualties=Casualties(
            killed=rich.casualties.killed or poor.casualties.killed,
            injured=rich.casualties.injured or poor.casualties.injured,
            arrested=rich.casualties.arrested or poor.casualties.arrested,
        ),
        confidence=max(rich.confidence, poor.confidence),
        mentions=tuple(
            sorted((*rich.mentions, *poor.mentions, poor.trigger), key=lambda span: span.start)
        ),
    )


def richness(event: Event) -> float:
    """Return how much a mention tells; the richest sentence is the evidence."""
    dated = event.date is not None and event.date.source == "text"
    hurt = event.casualties
    told = (
        event.actors,
        event.recipients,
        event.location,
        dated,
        hurt.killed,
        hurt.injured,
        hurt.arrested,
    )
    return sum(map(bool, told)) + (event.evidence.start > 0)
