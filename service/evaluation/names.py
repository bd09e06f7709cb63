"""How well names are found in annotated sentences, as token spans; what `make quality` reports.

Measured on what comes out of the entity step, closed lists included, since that is what users get.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from service.crf.model import spans
from service.enrich import Reader
from service.errors import KabarError
from service.evaluation.score import Share, Tally
from service.text.document import Document
from service.training import corpus, ner

OWN_COUNTRY = "IDN"

TokenSpan = tuple[int, int, str]
"""First token, token after the last, PER, ORG or LOC."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the entity step says of one sentence, in the sentence's own tokens."""

    names: set[TokenSpan]
    countries: set[TokenSpan]
    """Foreign countries on the closed lists, found or not."""


def find(reader: Reader, words: Sequence[str]) -> Found:
    """Return the names and the countries in a sentence of `words`."""
    doc = reader.tokenizer.parse(None, [" ".join(words)])
    starts = [0, *accumulate(len(word) + 1 for word in words)]
    token_at = {
        start + letter: token
        for token, (start, word) in enumerate(zip(starts, words, strict=False))
        for letter in range(len(word))
    }
    entities = reader.annotator.annotate(doc)
    names = {
        (token_at[mention.start], token_at[mention.end - 1] + 1, str(entities.of(mention).type))
        for mention in entities.mentions
    }
    countries = {
        (token_at[doc.starts[first]], token_at[doc.ends[last - 1] - 1] + 1, "LOC")
        for first, last in _foreign(reader, doc)
    }
    return Found(names, countries)


def _foreign(reader: Reader, doc: Document) -> Iterator[tuple[int, int]]:
    for hit in reader.annotator.gazetteer.find(doc):
        if hit.entry.kind == "country" and hit.entry.country != OWN_COUNTRY:
            yield hit.first, hit.last


def f1(reader: Reader, file: Path) -> tuple[Tally, Tally]:
    """Return the tallies of exact spans (as seqeval counts) of a CoNLL file.

    The first is against its labels as they are; the second with the foreign countries that the
    labels leave untagged taken as places, which is how kabar means it. Raises `ModelError`.
    """
    plain, convention = Tally(), Tally()
    for sentence in corpus.read(file):
        found = find(reader, sentence.words)
        gold: set[TokenSpan] = set(spans(sentence.labels))
        labelled = {token for first, last, _ in gold for token in range(first, last)}
        missing = {span for span in found.countries if labelled.isdisjoint(range(span[0], span[1]))}
        plain.add(len(gold & found.names), len(found.names), len(gold))
        gold |= missing
        convention.add(len(gold & found.names), len(found.names), len(gold))
    return plain, convention


def model_f1(reader: Reader, file: Path) -> float:
    """Return micro F1 of the spans that the recogniser's model alone tags in a CoNLL file.

    The corpus annotates by its own rules; closed lists and the rules of `service.entities` move the
    spans to ours, which `f1` then counts against it.
    """
    return ner.f1(reader.annotator.names.recogniser.tagger, corpus.read(file))


def untagged_countries(reader: Reader, file: Path) -> Share:
    """Return the share of mentions of foreign countries that no name covers; a sentence a line."""
    share = Share()
    try:
        lines = file.read_text(encoding="latin-1").splitlines()
    except OSError as error:
        raise KabarError(f"cannot read {file}: {error.strerror}") from error
    for line in lines:
        found = find(reader, line.split())
        covered = {token for first, last, _ in found.names for token in range(first, last)}
        for first, last, _ in sorted(found.countries):
            share.add(covered.isdisjoint(range(first, last)))
    return share
