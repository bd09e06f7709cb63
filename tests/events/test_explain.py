from service import raw
from service.enrich import enrich
from service.events.explain import Notes, relation


def test_every_part_of_an_event_has_its_reason() -> None:
    notes = Notes()
    article = raw.from_object(
        {"body": "Iran akan menyerang Irak di Basra pada 2 Oktober 2025.", "language": "id"}
    )
    (event,) = enrich(article, notes=notes).events
    lines = "\n".join(notes.lines[event.event_id])
    for told in ("lexicon triggers/ASSAULT.tsv", "actor 'Iran'", "recipient 'Irak'", "'akan'",
                 "place 'Basra'", "'2 Oktober 2025'"):  # fmt: skip
        assert told in lines


def test_relations_are_told_in_words() -> None:
    assert relation("byR") == "after 'oleh'"
    assert relation("ppR:ke") == "after 'ke', after the trigger"
    assert (
        relation("L00")
        == "nearest phrase before the trigger without a preposition, no verb between"
    )
    assert relation("next&") == "joined by 'dan' or a comma to the one right after the trigger"
