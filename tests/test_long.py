"""Articles four times as long take about four times as long, whatever they are made of.

Where some step compares the parts of an article with each other, it is sixteen times.
"""

import gc
import itertools
import math
import random
import time
from collections.abc import Iterator

import pytest

from service.enrich import enrich
from service.records import RawArticle

SHORT, LONG = 25_000, 100_000
# Sixteen is the square, four is linear; noise on a busy machine lies between.
MOST = 9.0
REPEATS = 3
TOO_LONG = 30.0  # seconds, no need to know more
SYLLABLES = ("ba", "di", "ka", "ri", "su", "to", "wa", "na", "mo", "pra")
ACTS = ("menyerang", "membunuh", "serangan", "menewaskan", "bertemu", "mengecam", "Iran", "polisi")
REPEATED = {
    "one word": "serangan",
    "one word again and again": "serangan ",
    "nothing but marks": '"',
    "opening marks": "“",
    "scare quotes": '"kata" ',
    "quotes, each a sentence": '"Kami akan menyerang musuh di Gaza," kata Budi Santoso. ',
    "quotes in one sentence": '"kami akan menyerang musuh di Gaza", kata Budi Santoso, ',
    "reported speech in one sentence": "Budi mengatakan bahwa ",
    "pronouns in one sentence": "dia menyerang mereka ",
    "casualties in one sentence": "2 tentara tewas dan ",
    "dates": "Pada Senin (20/10/2025) Iran menyerang Israel. ",
    "history": "Dulu Iran pernah menyerang Israel. ",
    "numbers": "1 ",
    "brackets": "(kota ",
    "full stops": ".",
    "paragraphs of a letter": "a\n\n",
    "places": "di Jakarta ",
}


@pytest.fixture(autouse=True)
def uncollected() -> Iterator[None]:
    """Keep the garbage collector away: at some length it looks through all of this process."""
    gc.disable()
    yield
    gc.enable()


def name(dice: random.Random) -> str:
    return "".join(dice.choices(SYLLABLES, k=3)).capitalize()


def made(kind: str, length: int) -> str:
    """Return a text of `length` characters; of each kind, the longer begins as the shorter."""
    dice = random.Random(1)
    if kind in REPEATED:
        return (REPEATED[kind] * length)[:length]
    if kind == "names in one sentence":
        pieces = (f"{name(dice)} {name(dice)} dan " for _ in itertools.count())
    elif kind == "people of one first name":
        pieces = (f"Menurut Budi {name(dice)} itu. " for _ in itertools.count())
    elif kind == "companies":
        pieces = (f"Saham PT {name(dice)} {name(dice)} naik. " for _ in itertools.count())
    elif kind == "event words in one sentence":
        pieces = (f"{dice.choice(ACTS)} " for _ in itertools.count())
    else:
        days = itertools.product(range(1800, 3000), range(1, 13), range(1, 29))
        pieces = (f"Iran menyerang Israel pada {d}/{m}/{y}. " for y, m, d in days)
    text = ""
    while len(text) < length:
        text += "".join(itertools.islice(pieces, 100))
    return text[:length]


def seconds(text: str, times: int) -> float:
    """Return the least CPU time that an article of `text` takes."""
    least = math.inf
    for _ in range(times):
        begun = time.process_time()
        enrich(RawArticle(title="Judul", body=text, language="id", published_at="2025-10-22"))
        least = min(least, time.process_time() - begun)
        if least > TOO_LONG:
            break
    return least


@pytest.mark.parametrize(
    "kind",
    (*REPEATED, "names in one sentence", "people of one first name", "companies",
     "event words in one sentence", "events of different days"),
)  # fmt: skip
def test_time_grows_with_the_length_of_an_article_not_with_its_square(kind: str) -> None:
    least = seconds(made(kind, SHORT), REPEATS)
    # The long one again only if noise may have been in it.
    for _ in range(REPEATS):
        ratio = seconds(made(kind, LONG), 1) / least
        if ratio < MOST:
            break
    assert ratio < MOST, f"{ratio:.1f} times the time for 4 times the text"


def test_what_has_no_full_stop_is_told_in_evidence_of_bounded_length() -> None:
    text = made("event words in one sentence", SHORT)
    record = enrich(RawArticle(title="Judul", body=text, language="id"))
    assert record.events
    assert max(len(event.evidence.text) for event in record.events) < 2_000
