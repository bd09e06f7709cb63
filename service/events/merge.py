"""One event once: mentions of the same event in an article are joined into one record.

Most articles tell one event of a type, several times over. So two mentions of a type are taken for
one event unless something tells them apart: parties with nothing in common, dates that differ,
history beside news, modes that exclude each other, or two nouns of one sentence: "terhenti setelah
serangan drone, yang memicu serangan balasan".
"""

from service.entities.mentions import Mention as Place
from service.events.casualties import Hurt
from service.records import EventDate, EventType, Modality, Party

STATE = frozenset({"GOV", "MIL"})
# Ways to attack that one attack is told by in turn; any other two modes are two events.
WAYS = frozenset(
    {"aerial", "drone", "explosives", "suicide-attack", "heavy-weapons", "firearms", "targeted",
     "primitive", "beat", "ground", "destroy", "crowd-control", "cleansing"}
)  # fmt: skip

# A mention goes on with one of so many events of its type, the latest, and an event is known by so
# many parties a side. No article comes near; without an end to both, a book would take its square.
LATEST, CAST = 200, 100


class Mention:
    """One telling of an event, and then what all of its tellings tell: a record in the making.

    Characters `start:end` are the trigger, in sentence number `sentence`; in the `title`, or
    pointing `back`: "serangan itu"; `noun` or verb. `hurt` counts those killed, injured and arrested.
    Told `aside`, in a relative clause without who did it, it says whom a sentence is about: "warga
    yang ditangkap". The mention of the greatest `richness` is the evidence.
    """

    def __init__(
        self,
        start: int,
        end: int,
        sentence: int,
        title: bool,
        back: bool,
        noun: bool,
        kind: EventType,
        mode: str,
        cameo: str,
        actors: list[Party],
        recipients: list[Party],
        place: Place | None,
        date: EventDate | None,
        hurt: Hurt,
        modality: Modality,
        background: bool,
        attributed_to: Party | None,
        confidence: float,
        aside: bool,
    ) -> None:
        self.start, self.end, self.sentence = start, end, sentence
        self.title, self.back, self.noun = title, back, noun
        self.type, self.mode, self.cameo = kind, mode, cameo
        self.actors, self.recipients = actors, recipients
        self.place, self.date, self.hurt = place, date, hurt
        self.modality, self.background, self.attributed_to = modality, background, attributed_to
        self.confidence, self.aside = confidence, aside
        self.again: list[tuple[int, int]] = []
        self.richness = self._richness()

    def dated(self) -> bool:
        """Whether the text tells its date."""
        return self.date is not None and self.date.source == "text"

    def _richness(self) -> int:
        """Return how much it tells; of two that tell as much, a verb is the better evidence."""
        killed, injured, arrested = self.hurt
        told = (
            bool(self.actors)
            + bool(self.recipients)
            + (self.place is not None)
            + self.dated()
            + (killed is not None)
            + (injured is not None)
            + (arrested is not None)
            + (self.sentence > 0)
        )
        return 2 * told + (not self.noun)


class Cast:
    """The parties of one side of a story, each once, however often it is told; at most `CAST`."""

    def __init__(self, parties: list[Party]) -> None:
        self.parties: list[Party] = []
        self.known: set[tuple[str | None, str, str | None, str | None]] = set()
        self.add(parties)

    def add(self, parties: list[Party]) -> None:
        """Take in what one more mention tells."""
        for party in parties:
            # All that `alike` looks at.
            key = (party.entity_id, folded_name(party), party.country, party.sector)
            if key not in self.known and len(self.parties) < CAST:
                self.known.add(key)
                self.parties.append(party)


class Story:
    """The mentions of one event: what they tell together, and every party that any of them told.

    `named_in` is the sentence of the last mention, if a noun told it there.
    """

    def __init__(self, mention: Mention) -> None:
        self.told = mention
        self.named_in = mention.sentence if mention.noun else None
        self.actors = Cast(mention.actors)
        self.recipients = Cast(mention.recipients)

    def add(self, mention: Mention) -> None:
        """Join one more mention."""
        self.named_in = mention.sentence if mention.noun else None
        self.actors.add(mention.actors)
        self.recipients.add(mention.recipients)
        self.told = join(self.told, mention)


def merge(mentions: list[Mention]) -> list[Mention]:
    """Return one mention an event, in the order in which the text first tells them.

    The headline comes last: it tells an event of the body again, in fewer words.
    """
    stories: dict[EventType, list[Story]] = {}
    for mention in [m for m in mentions if not m.title] + [m for m in mentions if m.title]:
        kin = stories.setdefault(mention.type, [])
        story = _story(kin, mention)
        if story is None:
            kin.append(Story(mention))
        else:
            story.add(mention)
    merged = [story.told for kin in stories.values() for story in kin]
    for told in merged:
        told.again.sort()
    return sorted(merged, key=lambda told: told.start)


def _story(stories: list[Story], mention: Mention) -> Story | None:
    """Return the story, of those of its type, that the mention goes on with; None for a new one."""
    for number in range(len(stories) - 1, max(len(stories) - LATEST, 0) - 1, -1):
        if same(stories[number], mention):
            return stories[number]
    if not stories or not (mention.title or mention.back):
        return None
    return stories[0 if mention.title else -1]


def same(story: Story, mention: Mention) -> bool:
    """Whether a mention of the story's type tells the story's event."""
    known = story.told
    if known.background != mention.background:
        return False
    if excluded(known.mode, mention.mode):
        return False
    if mention.noun and not mention.back and story.named_in == mention.sentence:
        return False
    one, other = known.date, mention.date
    if (
        one is not None
        and other is not None
        and one.source == other.source == "text"
        and not (one.value.startswith(other.value) or other.value.startswith(one.value))
    ):
        return False
    return agree(story.actors.parties, mention.actors) and agree(
        story.recipients.parties, mention.recipients
    )


def excluded(one: str, other: str) -> bool:
    """Whether the modes cannot be those of one event."""
    if not one or not other or one == other:
        return False
    return not (one in WAYS and other in WAYS)


def agree(some: list[Party], others: list[Party]) -> bool:
    """Whether the parties may be the same: one side untold, or one party in common."""
    if not some or not others:
        return True
    for one in some:
        for other in others:
            if alike(one, other):
                return True
    return False


def alike(one: Party, other: Party) -> bool:
    """Whether two parties may be one: the same entity or name, or the same kind of people."""
    if one.entity_id and one.entity_id == other.entity_id:
        return True
    a, b = folded_name(one), folded_name(other)
    if f" {a} " in f" {b} " or f" {b} " in f" {a} ":
        return True
    if one.country and other.country and one.country != other.country:
        return False
    named = bool(one.entity_id) and bool(other.entity_id)
    sectors = {"STATE" if s in STATE else s for s in (one.sector, other.sector)}
    return not named and len(sectors) == 1 and sectors != {None}


def folded_name(party: Party) -> str:
    """Return the name by which parties are told to be the same, without case."""
    return (party.name or party.text).casefold()


def join(one: Mention, other: Mention) -> Mention:
    """Return the richer mention with what only the other tells."""
    rich, poor = (other, one) if other.richness > one.richness else (one, other)
    rich.aside = rich.aside and poor.aside
    rich.mode = rich.mode or poor.mode
    rich.actors = rich.actors or poor.actors
    rich.recipients = rich.recipients or poor.recipients
    rich.place = rich.place or poor.place
    if not rich.dated() and poor.dated():
        rich.date = poor.date
    killed, injured, arrested = rich.hurt
    rich.hurt = killed or poor.hurt[0], injured or poor.hurt[1], arrested or poor.hurt[2]
    rich.confidence = max(rich.confidence, poor.confidence)
    # One list from the first mention on, sorted when all are joined.
    told = one.again
    told += other.again
    told.append((poor.start, poor.end))
    rich.again = told
    return rich
