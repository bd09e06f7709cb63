"""No input makes the text steps slow: every pattern of the pack meets strings made to hurt it.

A pattern that goes back over what it has read (nested or neighbouring repeats) takes quadratic or
exponential time on such strings: minutes, where a linear one takes milliseconds.
"""

import re
import time
from collections.abc import Callable
from functools import cache

import pytest

from service.text import dateline, html, rules
from service.text.fingerprint import content_hash, simhash
from service.text.language import detect
from tests.reading import knows

LENGTH = 100_000
# Seconds a pattern may take over one string of `LENGTH` characters on a busy machine.
PATIENCE = 1.0
PIECES = (
    " ", "a", "A", "1", ".", '"', "“", "(", "[", "-", "— ", "/", "#", ":", ": ", "|", ",", "*", "'",
    "a ", "A ", "1 ", "a/", "A/", "1/", "a.", "A. ", ". ", "a, ", "(a", "(a)", "[a", "[a]", "[/a]", ". (",
    '" "', "baca juga ", "Baca juga: ", "(baca: ", "video ", "foto: ", ". foto: a", "berita ",
    "google news ", "wartanusa.com", "wartanusa.com ", "antara/", "(antara/", "12/3/2024 ", "1 2 3 ",
    "#a ", "selanjutnya ", "artikel ini telah ", "whatsapp ", "Jakarta - ", "Jakarta, ", "A.B.",
    "[gambas:", "[embed]", "scroll to ", "dok. ", "H. ", "dll. ", "Rp1.", "1.", "a-", "a'",
)  # fmt: skip


@cache
def bodies() -> list[str]:
    return [piece * (LENGTH // len(piece)) for piece in PIECES]


def hostile(lead: str) -> list[str]:
    """Return strings that begin with `lead` and repeat each piece, with an odd end."""
    return [f"{lead}{body}\x01" for body in bodies()]


def slowest(call: Callable[[str], object], texts: list[str]) -> tuple[float, str]:
    """Return the longest time that `call` took over one of `texts`, and the text's beginning."""
    worst = (0.0, "")
    for text in texts:
        began = time.process_time()
        call(text)
        worst = max(worst, (time.process_time() - began, text[:40]))
    return worst


def all_rules() -> list[rules.Rule]:
    """Return every clutter rule once, in the order of the pack."""
    books = knows().clutter.books.values()
    found = [rule for book in books for group in book.by_word.values() for rule in group]
    found += [rule for book in books for rule in book.by_text]
    return list({id(rule): rule for rule in found}.values())


@pytest.mark.parametrize(
    "rule", all_rules(), ids=lambda rule: f"{rule.kind} {(rule.begins or rule.has)[0]}"
)
def test_clutter_rules_are_linear(rule: rules.Rule) -> None:
    whole = rule.where in {"line", "opening"}
    for lead in ("", (rule.begins or rule.has)[0], f"{(rule.begins or rule.has)[-1]} "):
        for pattern in rule.patterns:
            call = pattern.fullmatch if whole else pattern.findall
            took, text = slowest(call, hostile(lead))
            assert took < PATIENCE, (pattern.pattern, text)


@pytest.mark.parametrize(
    ("module", "name"),
    [(module, name) for module in (html, rules) for name, value in vars(module).items()
     if isinstance(value, re.Pattern)],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)  # fmt: skip
def test_patterns_that_read_whole_texts_are_linear(module: object, name: str) -> None:
    pattern: re.Pattern[str] = getattr(module, name)
    for lead in ("", "<p ", "&"):
        took, text = slowest(pattern.findall, hostile(lead))
        assert took < PATIENCE, text


def test_a_dateline_is_looked_for_in_a_short_head_only() -> None:
    kind_of = knows().annotator.kind_of
    for lead in ("", "Jakarta, ", "JAKARTA (", "KOMPAS.com - "):
        took, text = slowest(lambda text: knows().datelines.split(text, kind_of), hostile(lead))
        assert took < PATIENCE / 10, text
    assert dateline.LONGEST < 100


def read(body: str) -> None:
    """Do all that the text steps do."""
    cleaned = knows().clutter.clean(html.to_text(body, None).lines)
    _, paragraphs = knows().datelines.take(cleaned.paragraphs, knows().annotator.kind_of)
    doc = knows().tokenizer.parse("Judul", paragraphs)
    detect(doc, None)
    content_hash(doc)
    simhash(doc.lowers)


@pytest.mark.parametrize("end", ("", "\n"))
def test_the_text_steps_together_are_linear(end: str) -> None:
    """Every piece, as one long line and as many short ones."""
    size = LENGTH // 4
    for piece in PIECES:
        body = (piece * (30 // len(piece) + 1) + end) * (size // 30)
        began = time.process_time()
        read(body[:size])
        assert time.process_time() - began < PATIENCE, piece
