"""Event records of our own, as they stand on the topic, for the tests of the export formats."""

from typing import Any

Json = dict[str, Any]


def party(text: str, **known: str) -> Json:
    """Return a party; `known` fills name, country, sector, entity_id."""
    blank = dict.fromkeys(("entity_id", "name", "country", "sector"))
    return {"text": text, "start": 0, "end": len(text), **blank, **known}


def place(name: str, country: str, precision: str, admin1: str | None = None) -> Json:
    """Return a location without coordinates."""
    return {
        "text": name, "start": 0, "end": len(name), "name": name, "country": country,
        "geonames_id": None, "admin1": admin1, "lat": None, "lon": None, "precision": precision,
    }  # fmt: skip


def counted(best: int) -> Json:
    """Return a casualty figure."""
    return {"min": best, "best": best, "max": best}


def event(kind: str, **fields: Any) -> Json:
    """Return an event of type `kind` published on 21 October 2025 at 08:00 in Jakarta."""
    record: Json = {
        "event_id": "event:1", "article_id": "a", "url": "https://koran.example/1",
        "source": "Koran Contoh", "published_at": "2025-10-21T08:00:00+07:00", "language": "id",
        "type": kind, "modes": [], "contexts": [], "cameo": "190", "quad": 4,
        "plover_score": -9.0, "goldstein": -10.0, "actors": [], "recipients": [],
        "location": None, "date": None,
        "casualties": {"killed": None, "injured": None, "arrested": None},
        "modality": "asserted", "background": False, "attributed_to": None,
        "trigger": {"text": "menyerang", "start": 60, "end": 69},
        "evidence": {"text": "KKB menyerang pos TNI.", "start": 52, "end": 74},
        "confidence": 0.85,
    }  # fmt: skip
    return {**record, **fields}


def dated(value: str, precision: str = "day") -> Json:
    """Return a date that the text tells."""
    return {"value": value, "precision": precision, "text": value, "source": "text"}


def attack() -> Json:
    """Rebels shoot at an army post in Nduga on Monday: two soldiers dead."""
    return event(
        "ASSAULT",
        modes=["firearms"],
        contexts=["military", "territory"],
        cameo="193",
        actors=[party("KKB", name="OPM", country="IDN", sector="REB", entity_id="kabar:org/opm")],
        recipients=[party("prajurit TNI", country="IDN", sector="MIL")],
        location=place("Nduga", "IDN", "city", "Papua Pegunungan"),
        date=dated("2025-10-20"),
        casualties={"killed": counted(2), "injured": counted(1), "arrested": None},
    )


def meeting() -> Json:
    """The UN chief and Indonesia's foreign minister meet in Jakarta, day not told."""
    return event(
        "CONSULT",
        event_id="event:2",
        modes=["visit"],
        contexts=["diplomatic"],
        cameo="042",
        quad=1,
        plover_score=4.0,
        goldstein=1.9,
        actors=[
            party("PBB", name="PBB", sector="IGO", entity_id="kabar:org/pbb"),
            party("Menlu RI", country="IDN", sector="GOV"),
        ],
        location={**place("Jakarta", "IDN", "city", "DKI Jakarta"), "lat": -6.2, "lon": 106.8},
        evidence={"text": "PBB\tdan Menlu RI\nbertemu.", "start": 900, "end": 926},
    )
