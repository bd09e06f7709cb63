"""Scoring: gold articles against enriched records, figure by figure, with what was missed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from service.evaluation import matching
from service.evaluation.gold import COUNTS, GoldArticle, GoldEvent
from service.evaluation.matching import Record, norm, norms

T = TypeVar("T")

BANDS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.0)
"""Lower ends of the confidence bands of the reliability table."""


@dataclass(slots=True)
class Tally:
    """How many were right, of how many found and how many in gold."""

    right: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 when nothing was found or to be found."""
        return self.right / self.found if self.found else float(not self.gold)

    @property
    def recall(self) -> float:
        """Share of gold that was found; 1 when nothing was found or to be found."""
        return self.right / self.gold if self.gold else float(not self.found)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def add(self, right: int, found: int, gold: int) -> None:
        """Count one article's part."""
        self.right += right
        self.found += found
        self.gold += gold


@dataclass(slots=True)
class Share:
    """How many of how many were right."""

    right: int = 0
    of: int = 0

    @property
    def value(self) -> float | None:
        """The share, or None of nothing."""
        return self.right / self.of if self.of else None

    def add(self, right: bool) -> None:
        """Count one more."""
        self.right += right
        self.of += 1


@dataclass(slots=True)
class Band:
    """Events of one confidence band: how many, of right type, and right in all that is scored."""

    events: int = 0
    right: int = 0
    full: int = 0


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures over a set of articles; `misses` are by kind, in the order of the articles."""

    articles: Share = field(default_factory=Share)
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    shares: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    bands: dict[float, Band] = field(default_factory=lambda: {low: Band() for low in BANDS})
    misses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def miss(self, kind: str, article: GoldArticle, *parts: object) -> None:
        """Note one miss for the reader of the report."""
        self.misses[kind].append(" | ".join(map(str, (article.article_id, *parts))))

    def as_json(self) -> dict[str, Any]:
        """Return the figures as one JSON object."""
        return {
            "articles": self.articles.of,
            "articles_missing": self.articles.of - self.articles.right,
            "tallies": {
                name: {
                    "precision": tally.precision, "recall": tally.recall, "f1": tally.f1,
                    "right": tally.right, "found": tally.found, "gold": tally.gold,
                }
                for name, tally in sorted(self.tallies.items())
            },
            "shares": {
                name: {"share": share.value, "right": share.right, "of": share.of}
                for name, share in sorted(self.shares.items())
            },
            "reliability": [
                {"from": low, "events": band.events, "right": band.right, "full": band.full}
                for low, band in self.bands.items()
            ],
        }  # fmt: skip


def score(gold: Iterable[GoldArticle], records: Mapping[str, Record]) -> Scores:
    """Score records, by article id, against gold; a missing record counts as an empty one.

    Tallies: 'entities', 'entities PER' …, 'quotes', 'quotes direct', 'events', 'events ASSAULT' …,
    'who-did-what-to-whom'. Shares: see the functions below.
    """
    scores = Scores()
    for article in gold:
        record = records.get(article.article_id)
        scores.articles.add(record is not None)
        _text(scores, article, record)
        _entities(scores, article, record or {})
        _quotes(scores, article, record or {})
        _events(scores, article, record or {})
    return scores


def _text(scores: Scores, article: GoldArticle, record: Record | None) -> None:
    """Shares 'clutter', 'sentences', 'dateline' and 'related'."""
    text = norm(record.get("text")) if record else ""
    for run in article.boilerplate:
        gone = record is not None and norm(run) not in text
        scores.shares["clutter"].add(gone)
        if not gone:
            scores.miss("clutter left", article, run[:100])
    for sentence in dict.fromkeys(event.evidence for event in article.events):
        kept = norm(sentence) in text
        scores.shares["sentences"].add(kept)
        if not kept:
            scores.miss("sentence lost", article, sentence[:100])
    found = record or {}
    if article.dateline:
        right = _same_dateline(article.dateline, found.get("dateline") or {})
        scores.shares["dateline"].add(right)
        if not right:
            scores.miss("dateline wrong", article, article.dateline, found.get("dateline"))
    related = norms(found.get("related") or ())
    want = norms(article.related)
    for headline in article.related:
        if norm(headline) not in related:
            scores.miss("related missed", article, headline)
    scores.shares["related"].right += len(want & related)
    scores.shares["related"].of += len(article.related)


def _same_dateline(gold: Record, found: Record) -> bool:
    """Compare what gold states; an unstated place or publisher is not held against anyone."""
    place = (found.get("place") or {}).get("name")
    same_place = not gold["place"] or norm(gold["place"]) == norm(place)
    publisher = norm(found.get("publisher"))
    return same_place and (not gold["publisher"] or norm(gold["publisher"]) == publisher)


def _entities(scores: Scores, article: GoldArticle, record: Record) -> None:
    gold = [(item.type, norms((item.name, *item.aliases))) for item in article.entities]
    found = [
        (item.get("type"), norms((item.get("name"), *(span["text"] for span in item["mentions"]))))
        for item in record.get("entities", ())
    ]
    matched = matching.pairs(gold, found, lambda g, p: len(g[1] & p[1]) * (g[0] == p[0]), 1)
    for name, types in (
        ("missed", _rest(gold, matched, 0)),
        ("spurious", _rest(found, matched, 1)),
    ):
        for kind, names in types:
            scores.miss(f"entity {name}", article, kind, *sorted(names)[:2])
    right = [gold[i][0] for i, _ in matched]
    all_types = [kind for kind, _ in gold], [str(kind) for kind, _ in found]
    _tally(scores, "entities", right, all_types[1], all_types[0])


def _quotes(scores: Scores, article: GoldArticle, record: Record) -> None:
    """Shares 'speaker' and 'speaker direct' are of the quotes that were matched."""
    quotes = record.get("quotes", ())
    direct = [quote for quote in quotes if quote.get("kind") == "direct"]
    for kind, found in (("", quotes), (" direct", direct)):
        matched = matching.pairs(
            article.quotes,
            found,
            lambda g, p: matching.quote_similarity(g.text, p.get("text", "")),
            matching.SAME_QUOTE,
        )
        scores.tallies[f"quotes{kind}"].add(len(matched), len(found), len(article.quotes))
        for i, j in matched:
            speaker = found[j].get("speaker")
            right = matching.same_speaker(article.quotes[i].speaker, speaker)
            scores.shares[f"speaker{kind}"].add(right)
            if kind and not right:
                name = speaker and (speaker.get("name") or speaker.get("text"))
                scores.miss("speaker wrong", article, article.quotes[i].speaker, f"found: {name}")
        if kind:
            for quote in _rest(article.quotes, matched, 0):
                scores.miss("quote missed", article, quote.text[:100])
            for other in _rest(found, matched, 1):
                scores.miss("quote spurious", article, other.get("text", "")[:100])


def _events(scores: Scores, article: GoldArticle, record: Record) -> None:
    """Share 'clean negatives' is of the articles without an event that are left without one."""
    gold, found = article.events, record.get("events", ())
    matched = matching.pairs(gold, found, matching.event_similarity, matching.SAME_EVENT)
    if not gold:
        scores.shares["clean negatives"].add(not found)
    right = {j: _details(scores, article, gold[i], found[j]) for i, j in matched}
    for j, event in enumerate(found):
        band = scores.bands[next(low for low in BANDS if event.get("confidence", 0) >= low)]
        band.events += 1
        band.right += j in right
        band.full += right.get(j, False)
    _tally(
        scores,
        "events",
        [gold[i].type for i, _ in matched],
        [str(event.get("type")) for event in found],
        [event.type for event in gold],
    )
    scores.tallies["who-did-what-to-whom"].add(sum(right.values()), len(found), len(gold))
    for event in _rest(gold, matched, 0):
        scores.miss("event missed", article, event.type, event.trigger, event.evidence[:110])
    for other in _rest(found, matched, 1):
        trigger, evidence = (matching.span_text(other, key) for key in ("trigger", "evidence"))
        scores.miss("event spurious", article, other.get("type"), trigger, evidence[:110])


def _details(scores: Scores, article: GoldArticle, gold: GoldEvent, found: Record) -> bool:
    """Score the fields of one matched event; return whether parties and modality are right.

    Shares 'actor', 'recipient', 'modality', 'background', 'mode' (where gold has one), 'location',
    'date' and 'count' (where either side has one).
    """
    actor, recipient = matching.parties_right(gold, found)
    modality, background = found.get("modality"), found.get("background")
    modes, place, date = found.get("modes") or (), found.get("location"), matching.date(found)
    fields: dict[str, tuple[bool, object, object]] = {
        "actor": (actor, _texts(gold.actors), _texts(matching.parties(found, "actors"))),
        "recipient": (
            recipient, _texts(gold.recipients), _texts(matching.parties(found, "recipients")),
        ),
        "modality": (gold.modality == modality, gold.modality, modality),
        "background": (gold.background == background, gold.background, background),
        "location": (matching.same_place(gold.location, place), gold.location, _name(place)),
        "date": (gold.date == date, gold.date, date),
    }  # fmt: skip
    if gold.modes:
        fields["mode"] = not set(gold.modes).isdisjoint(modes), gold.modes, modes
    for name, (right, want, got) in fields.items():
        _field(scores, article, name, right, (gold.trigger, f"gold: {want}", f"found: {got}"))
    for kind in COUNTS:
        want, got = gold.counts[kind], matching.count(found, kind)
        if (want, got) != (None, None):
            parts = (kind, gold.trigger, f"gold: {want}", f"found: {got}")
            _field(scores, article, "count", want == got, parts)
    return actor and recipient and gold.modality == modality


def _field(
    scores: Scores, article: GoldArticle, name: str, right: bool, parts: tuple[object, ...]
) -> None:
    scores.shares[name].add(right)
    if not right:
        scores.miss(f"{name} wrong", article, *parts)


def _name(place: Record | None) -> str | None:
    return place.get("name") if place else None


def _texts(parties: Iterable[Record]) -> list[str]:
    return [party.get("text", "") for party in parties]


def _tally(scores: Scores, name: str, right: list[str], found: list[str], gold: list[str]) -> None:
    """Count a whole and its parts by type, such as 'events' and 'events ASSAULT'."""
    scores.tallies[name].add(len(right), len(found), len(gold))
    for kind in {*found, *gold}:
        scores.tallies[f"{name} {kind}"].add(right.count(kind), found.count(kind), gold.count(kind))


def _rest(items: Iterable[T], matched: list[tuple[int, int]], side: int) -> list[T]:
    taken = {pair[side] for pair in matched}
    return [item for at, item in enumerate(items) if at not in taken]
