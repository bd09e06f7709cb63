"""Years, weeks, decades, quarters, spans counted from now, and clock times, by their forms.

As in `days`: a form takes the page and a token and returns what it read, or None.
"""

import re
from datetime import timedelta

from service.when import calendar
from service.when.days import month
from service.when.page import Found, Page

DECADE = re.compile(r"((?:19|20)?\d)0-an")
CLOCK = re.compile(r"([01]?\d|2[0-4])(?:[.:]([0-5]\d))?(?:[.:][0-5]\d)?")
# Tokens of the longest number before a unit ("dua puluh lima tahun lalu").
NUMBER_REACH = 5


def year(page: Page, at: int) -> Found | None:
    """'tahun 2003', 'sejak 2003', '(1998)', '2019-2024'; not the year of a law."""
    value = page.year_at(at)
    if value is None:
        return None
    end = page.year_at(at + 2) if page.among(at + 1, "to") else None
    if end and end > value:
        return Found(at, at + 3, f"{value}/{end}", "year")
    if page.words.units.get(page.word(at - 1)) == "year" and page.among(at - 3, "law"):
        return None
    bracketed = page.word(at - 1) == "(" and page.word(at + 1) == ")"
    after_range = page.among(at - 1, "to") and page.year_at(at - 2) is not None
    listed = page.among(at - 1, "and") and page.year_at(at - 2) is not None
    if not (page.among(at - 1, "year") or bracketed or listed) or after_range:
        return None
    return Found(at, at + 1, str(value), "year") if not _counts(page, at) else None


def _counts(page: Page, at: int) -> bool:
    """Whether figures that could be a year count people or money instead ('2003 orang')."""
    return page.among(at + 1, "counted") or page.word(at + 1) in page.words.numbers.scales


def decade(page: Page, at: int) -> Found | None:
    """'1990-an', 'tahun 90-an'."""
    word = page.word(at)
    match = DECADE.fullmatch(word) if word.endswith("0-an") else None
    if not match or (len(match[1]) == 1 and not page.among(at - 1, "era")):
        return None
    start = int(match[1]) * 10 if len(match[1]) == 3 else 1900 + int(match[1]) * 10
    return Found(at, at + 1, f"{start}/{start + 9}", "decade")


def relative(page: Page, at: int) -> Found | None:
    """'kemarin', 'hari ini', 'tadi malam', 'dini hari tadi'."""
    if page.today is None:
        return None
    for size in (3, 2, 1):
        phrase = tuple(page.doc.lowers[at : at + size])  # shorter at the end of the text
        days = page.words.relative.get(phrase)
        if days is not None:
            on = page.today + timedelta(days=days)
            return Found(at, at + len(phrase), on.isoformat(), "day")
    return None


def unit(page: Page, at: int) -> Found | None:
    """'pekan lalu', 'bulan ini', 'dua hari lalu', 'tiga tahun terakhir', 'dua hari lagi'."""
    if page.today is None:
        return None
    last = at + 1 + page.among(at + 1, "that")
    sign = next((s for name, s in (("past", -1), ("ahead", 1)) if page.among(last, name)), 0)
    spans = page.among(last, "last")
    if not sign and not spans and not page.among(last, "this"):
        return None
    kind = page.words.units[page.word(at)]
    first, count = _count(page, at)
    counted = first < at or page.among(at, "one")
    if count is None or (not counted and (spans or kind == "day")):
        return None
    start = _shifted(page, first, last + 1, kind, -count if spans else sign * count)
    if spans and start:
        end = _shifted(page, first, last + 1, kind, 0)
        return end and start._replace(value=f"{start.value}/{end.value}")
    return start


def _count(page: Page, at: int) -> tuple[int, int | None]:
    """Return (first token, number) of the count before the unit at `at`; 1 when there is none.

    The number is None when it is rough ('puluhan tahun lalu', 'beberapa hari lalu').
    """
    sentence = page.doc.sentences[page.doc.sentence_of[at]]
    for first in range(max(sentence.first, at - NUMBER_REACH), at):
        number = page.words.numbers.at(page.doc, first)
        if number and number.last == at:
            whole = number.best is not None and number.best.is_integer()
            return number.core, int(number.best or 0) if whole else None
    return at, None if page.among(at - 1, "vague") else 1


def _shifted(page: Page, first: int, last: int, kind: str, count: int) -> Found | None:
    """Return the day, week, month, year or decade `count` units from publication."""
    today = page.today
    if today is None:
        return None
    if kind == "day":
        return Found(first, last, (today + timedelta(days=count)).isoformat(), "day")
    if kind == "week":
        return Found(first, last, calendar.week(today + timedelta(weeks=count)), "week")
    if kind == "month":
        return Found(first, last, calendar.month(today.year, today.month + count), "month")
    years = count * 10 if kind == "decade" else count
    return Found(first, last, f"{today.year + years:04}", "year")


def edge(page: Page, at: int) -> Found | None:
    """'awal 2024', 'akhir tahun 2017', 'pertengahan Mei', 'akhir pekan lalu': the unit it is in."""
    start = at + 1
    if page.words.units.get(page.word(start)) and not page.among(start + 1, "this"):
        inner = page.word(start + 1)
        if inner[:1].isdigit() or inner in page.words.months:
            start += 1
    word = page.word(start)
    if word in page.words.months:
        found = month(page, start)
    elif word in page.words.units:
        found = unit(page, start)
    else:
        found = decade(page, start) or year(page, start)
    return found._replace(first=at) if found else None


def quarter(page: Page, at: int) -> Found | None:
    """'kuartal II 2025', 'triwulan pertama tahun ini'."""
    number = page.words.quarters.get(page.word(at + 1))
    if number is None:
        return None
    after = at + 2 + page.among(at + 2, "year")
    told, last = page.year_at(after), after + 1
    shift = page.year_shift(at + 2)
    if told is None and shift and page.today:
        told, last = page.today.year + shift[1], shift[0]
    if told is None:
        return None
    value = f"{calendar.month(told, number * 3 - 2)}/{calendar.month(told, number * 3)}"
    return Found(at, last, value, "quarter")


def clock(page: Page, at: int) -> Found | None:
    """'pukul 14.30 WIB', 'jam 9 malam'; the value is the time alone, 'T14:30+07:00'."""
    match = CLOCK.fullmatch(page.word(at + 1))
    if not match:
        return None
    hour, minute = int(match[1]), match[2]
    last = at + 2
    part = page.words.hours.get(page.word(last))
    if part:
        hour += 12 * (part[0] <= hour <= part[1])
        last += 1
    last = page.part_end(last)
    zone = page.words.zones.get(page.word(last), "")
    last += bool(zone)
    value = f"T{hour % 24:02}" + (f":{minute}" if minute else "") + zone
    return Found(at, last, value, "minute" if minute else "hour")
