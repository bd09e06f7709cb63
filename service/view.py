"""Reading views for the terminal: an enriched article, and one line for any record."""

from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from service.records import EnrichedArticle, Event, Party
from service.stream import topics

ENTITY_STYLE = {"PER": "bold cyan", "ORG": "bold magenta", "LOC": "bold green"}
# Quad classes: verbal and material cooperation, verbal and material conflict.
QUAD_STYLE = {1: "green", 2: "bold green", 3: "yellow", 4: "bold red"}


def article(record: EnrichedArticle) -> RenderableType:
    """Return a reading view: marked text, then entities, quotes and events as tables."""
    head = Text(" · ").join(
        Text(part)
        for part in (
            record.source,
            record.published_at,
            f"{record.language.code} {record.language.confidence:.2f}",
            record.article_id,
        )
        if part
    )
    parts: list[RenderableType] = [Text(str(head), style="dim"), _marked(record)]
    if record.entities:
        parts.append(_entities(record))
    if record.quotes:
        parts.append(_quotes(record))
    parts.append(events_table(record.events) if record.events else Text("no events", style="dim"))
    if record.related or record.removed:
        removed = f"removed: {len(record.removed)} pieces of clutter, {len(record.related)} links"
        parts.append(Text(removed, style="dim"))
    return Panel(Group(*(Padding(part, (0, 0, 1, 0)) for part in parts)), title=record.title)


def events_table(events: tuple[Event, ...]) -> Table:
    """Return a table with one row an event."""
    table = Table(title="Events", title_justify="left", expand=True)
    table.add_column("type", no_wrap=True)
    for column in ("who", "to whom", "where", "when", "hurt", "how told", "trigger"):
        table.add_column(column, overflow="fold")
    for event in events:
        table.add_row(*_event_cells(event))
    return table


def reasons(events: tuple[Event, ...], lines: dict[str, list[str]]) -> RenderableType:
    """Return, for each event, why it was coded: one line a part."""
    text = Text()
    for event in events:
        text.append(f"{event.type} {event.trigger.text}\n", style=QUAD_STYLE[event.quad])
        for line in lines.get(event.event_id, ()):
            text.append(f"  {line}\n")
        for mention in event.mentions:
            text.append(f"  told again at {mention.start}: {mention.text!r}\n", style="dim")
    return text


def _event_cells(event: Event) -> list[Text]:
    told = "background" if event.background else event.modality
    date = event.date.value if event.date and event.date.source == "text" else ""
    return [
        Text("\n".join((event.type, *event.modes)), style=QUAD_STYLE[event.quad]),
        Text(_parties(event.actors)),
        Text(_parties(event.recipients)),
        Text(event.location.name if event.location else ""),
        Text(date),
        Text(_hurt(event)),
        Text(told),
        Text(event.trigger.text, style="dim"),
    ]


def _parties(parties: tuple[Party, ...]) -> str:
    return ", ".join(party.name or party.text for party in parties)


def _hurt(event: Event) -> str:
    counts = {
        "killed": event.casualties.killed,
        "injured": event.casualties.injured,
        "arrested": event.casualties.arrested,
    }
    return ", ".join(
        f"{count.best if count.best is not None else f'{count.min}+'} {kind}"
        for kind, count in counts.items()
        if count
    )


def _marked(record: EnrichedArticle) -> Text:
    text = Text(record.text)
    for entity in record.entities:
        for mention in entity.mentions:
            text.stylize(ENTITY_STYLE[entity.type], mention.start, mention.end)
    for quote in record.quotes:
        if quote.kind == "direct":
            text.stylize("italic", quote.start, quote.end)
    for event in record.events:
        text.stylize("underline", event.trigger.start, event.trigger.end)
    return text


def _entities(record: EnrichedArticle) -> Table:
    table = Table(title="Entities", title_justify="left", expand=True)
    for column in ("type", "name", "also", "country", "sector", "role", "salience"):
        table.add_column(column, overflow="fold")
    for entity in record.entities:
        also = sorted({mention.text for mention in entity.mentions} - {entity.name})
        table.add_row(
            Text(entity.type, style=ENTITY_STYLE[entity.type]),
            entity.name,
            ", ".join(also),
            entity.country or "",
            entity.sector or "",
            "; ".join(role.text for role in entity.roles),
            f"{entity.salience:.2f}",
        )
    return table


def _quotes(record: EnrichedArticle) -> Table:
    table = Table(title="Quotes", title_justify="left", expand=True)
    for column in ("who", "cue", "kind", "what"):
        table.add_column(column, overflow="fold")
    for quote in record.quotes:
        speaker = (quote.speaker.name or quote.speaker.text) if quote.speaker else "?"
        table.add_row(speaker, quote.cue.text if quote.cue else "", quote.kind, quote.text)
    return table


def line(topic: str, value: dict[str, Any], headers: dict[str, bytes]) -> Text:
    """Return one readable line for the decoded record `value` of `topic` (without prefix)."""
    return _LINES[topic](value, headers)


def event_cells(value: dict[str, Any]) -> list[Text]:
    """Return type, who, to whom, where and how told of a decoded event, for a live table."""
    told = "background" if value["background"] else value["modality"]
    place = value["location"]
    return [
        Text(" ".join((value["type"], *value["modes"])), style=QUAD_STYLE[value["quad"]]),
        Text(_names(value["actors"])),
        Text(_names(value["recipients"])),
        Text(place["name"] if place else ""),
        Text(told),
    ]


def _names(parties: list[dict[str, Any]]) -> str:
    return ", ".join(party["name"] or party["text"] for party in parties)


def _event_line(value: dict[str, Any], headers: dict[str, bytes]) -> Text:
    del headers
    actors, recipients = _names(value["actors"]) or "?", _names(value["recipients"])
    place = f" in {value['location']['name']}" if value["location"] else ""
    told = "" if value["modality"] == "asserted" else f" ({value['modality']})"
    arrow = f" → {recipients}" if recipients else ""
    return Text.assemble(
        (f"{value['type']:<9}", QUAD_STYLE[value["quad"]]),
        f" {actors}{arrow}{place}{told}  ",
        (value["evidence"]["text"], "dim"),
    )


def _enriched_line(value: dict[str, Any], headers: dict[str, bytes]) -> Text:
    del headers
    counts = ", ".join(f"{len(value[part])} {part}" for part in ("entities", "quotes", "events"))
    return Text.assemble((str(value["title"]), "bold"), f"  {value['language']['code']}, {counts}")


def _entity_line(value: dict[str, Any], headers: dict[str, bytes]) -> Text:
    del headers
    return Text.assemble(
        (value["type"], ENTITY_STYLE[value["type"]]),
        f" {value['name']}  {value['country'] or ''} ×{len(value['mentions'])}  ",
        (value["entity_id"], "dim"),
    )


def _raw_line(value: dict[str, Any], headers: dict[str, bytes]) -> Text:
    del headers
    return Text.assemble((str(value.get("title")), "bold"), f"  {value.get('source') or ''}")


def _dead_letter_line(value: dict[str, Any], headers: dict[str, bytes]) -> Text:
    shown = {name: content.decode("utf-8", "replace") for name, content in headers.items()}
    return Text.assemble(
        (shown.get("kabar.errors.reason", "?"), "bold red"),
        f"  {shown.get('__connect.errors.exception.message', '')}  ",
        (str(value)[:80], "dim"),
    )


_LINES = {
    topics.EVENTS: _event_line,
    topics.ENRICHED: _enriched_line,
    topics.ENTITIES: _entity_line,
    topics.RAW: _raw_line,
    topics.DLQ: _dead_letter_line,
}
