"""The report of `kabar evaluate`, as lines of text."""

from collections.abc import Iterator

from service.evaluation.score import BANDS, Scores, Tally

FIELDS = ("actor", "recipient", "modality", "background", "mode", "location", "date", "count")
TEXT = ("clutter", "sentences", "dateline", "related", "clean negatives")


def lines(scores: Scores, misses: int = 0) -> Iterator[str]:
    """Yield the report; after the figures, the first `misses` misses of each kind."""
    missing = scores.articles.of - scores.articles.right
    yield f"articles {scores.articles.of}" + (f", {missing} without a record" if missing else "")
    yield ""
    yield f"{'':<22}{'precision':>10}{'recall':>8}{'F1':>8}{'right':>8}{'found':>7}{'gold':>6}"
    for name in _order(scores):
        yield _tally(name, scores.tallies[name])
    yield ""
    for title, names in (
        ("quotes: speaker right", ("speaker", "speaker direct")),
        ("of the matched events", FIELDS),
        ("text and articles", TEXT),
    ):
        yield title
        yield from (_share(scores, name) for name in names)
    yield ""
    yield "reliability: confidence, events, type right, parties and modality right too"
    yield from _reliability(scores)
    for kind, found in scores.misses.items():
        shown = found[:misses]
        if shown:
            yield ""
            yield f"{kind} ({len(found)})"
            yield from (f"  {line}" for line in shown)


def _order(scores: Scores) -> Iterator[str]:
    """Yield the names of the tallies: each whole, then its parts."""
    for whole in ("entities", "quotes", "events"):
        yield whole
        yield from sorted(name for name in scores.tallies if name.startswith(f"{whole} "))
    yield "who-did-what-to-whom"


def _tally(name: str, tally: Tally) -> str:
    whole, _, part = name.partition(" ")
    label = f"  {part}" if part else whole
    figures = f"{tally.precision:>10.3f}{tally.recall:>8.3f}{tally.f1:>8.3f}"
    return f"{label:<22}{figures}{tally.right:>8}{tally.found:>7}{tally.gold:>6}"


def _share(scores: Scores, name: str) -> str:
    share = scores.shares[name]
    value = "none" if share.value is None else f"{share.value:.3f}"
    return f"  {name:<20}{value:>10}{share.right:>8} of {share.of}"


def _reliability(scores: Scores) -> Iterator[str]:
    tops = ("1.0", *(str(low) for low in BANDS))
    for low, top in zip(BANDS, tops, strict=False):
        band = scores.bands[low]
        if not band.events:
            continue
        right, full = band.right / band.events, band.full / band.events
        yield f"  {low:.1f} to {top:<12}{band.events:>10}{right:>8.3f}{full:>8.3f}"
