"""Days and months as they are told: each form reads the time that begins at one token.

A form takes the page and a token and returns what it read, or None; it raises `ValueError` for a
day that no calendar has. It looks at a bounded number of tokens.
"""

import re
from datetime import date, timedelta

from service.when import calendar
from service.when.page import Found, Page

FIGURES = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?")


def figures(page: Page, at: int) -> Found | None:
    """'20/10/2025' anywhere; '3/9' after a word that leads to a date."""
    word = page.word(at)
    match = FIGURES.fullmatch(word) if "/" in word else None
    if not match:
        return None
    number, month = int(match[1]), int(match[2])
    if match[3]:
        year = int(match[3]) if len(match[3]) == 4 else 2000 + int(match[3])
        return Found(at, at + 1, calendar.day(year, month, number), "day")
    led = page.among(at - 1, "date") or page.word(at - 1) in page.words.weekdays
    return _day(page, at, at + 1, month, number) if led and 1 <= month <= 12 else None


def day_of_month(page: Page, at: int) -> Found | None:
    """'5 Maret', '5 Maret 2019', '12-14 Maret', '5 Maret hingga 7 April 2025'."""
    number = page.day_at(at)
    if number is None:
        return None
    month = page.words.months.get(page.word(at + 1))
    if month and page.doc.words[at + 1][0].isupper():
        low = _with_year(page, at, at + 2, month, number)
        return low and _until(page, low)
    if page.among(at + 1, "to") and page.day_at(at + 2) and page.word(at + 3) in page.words.months:
        high = _with_year(
            page, at + 2, at + 4, page.words.months[page.word(at + 3)], page.day_at(at + 2) or 0
        )
        if high:
            year, month_number, last = (int(part) for part in high.value.split("-"))
            if number < last:
                low_value = calendar.day(year, month_number, number)
                return Found(at, high.last, f"{low_value}/{high.value}", "day")
    return None


def _until(page: Page, low: Found) -> Found:
    """Take in the end of a range of days: '5 Maret hingga 7 April 2025'."""
    at = low.last
    number = page.day_at(at + 1) if page.among(at, "to") else None
    month = page.words.months.get(page.word(at + 2))
    if number is None or month is None:
        return low
    high = _with_year(page, at + 1, at + 3, month, number)
    if high is None or "/" in low.value:
        return low
    start = calendar.day(int(high.value[:4]), int(low.value[5:7]), int(low.value[8:]))
    return (
        Found(low.first, high.last, f"{start}/{high.value}", "day") if start < high.value else low
    )


def _with_year(page: Page, first: int, last: int, month: int, number: int) -> Found | None:
    """Return the day that ends before token `last`, with the year or direction told there."""
    year = page.year_at(last)
    if year:
        return Found(first, last + 1, calendar.day(year, month, number), "day")
    shift = page.year_shift(last)
    if shift and page.today:
        return Found(
            first, shift[0], calendar.day(page.today.year + shift[1], month, number), "day"
        )
    return _day(page, first, last, month, number)


def _day(page: Page, first: int, last: int, month: int, number: int) -> Found | None:
    if page.today is None:
        return None
    ahead = page.among(last, "ahead")
    directed = ahead or page.among(last, "past")
    if month in page.told and not directed:
        return Found(first, last, calendar.day(page.told[month], month, number), "day")
    year = calendar.nearest_year(
        page.today, month, number, ahead=ahead or (not directed and page.is_planned(first))
    )
    return Found(first, last + directed, calendar.day(year, month, number), "day")


def month(page: Page, at: int) -> Found | None:
    """'Desember 2017', 'Mei lalu', 'pada Mei', 'Maret tahun lalu', 'Januari hingga Maret 2025'."""
    number = page.words.months[page.word(at)]
    if not page.doc.words[at][0].isupper():
        return None
    told = page.year_at(at + 1)
    if told:
        return Found(at, at + 2, calendar.month(told, number), "month")
    if page.among(at + 1, "to") and page.word(at + 2) in page.words.months:
        found = _months(page, at, at + 3, number, page.words.months[page.word(at + 2)])
        if found:
            return found
    return _month_without_year(page, at, number) if page.today else None


def months(page: Page, at: int) -> Found | None:
    """'Januari-Maret 2025', read at its year."""
    if "-" not in page.word(at - 1):
        return None
    first, _, last = page.word(at - 1).partition("-")
    table = page.words.months
    if first not in table or last not in table:
        return None
    return _months(page, at - 1, at, table[first], table[last])


def _months(page: Page, first: int, year_at: int, low: int, high: int) -> Found | None:
    told = page.year_at(year_at)
    if told is None or low >= high:
        return None
    value = f"{calendar.month(told, low)}/{calendar.month(told, high)}"
    return Found(first, year_at + 1, value, "month")


def _month_without_year(page: Page, at: int, number: int) -> Found | None:
    today = page.today or date.min
    shift = page.year_shift(at + 1)
    if shift:
        return Found(at, shift[0], calendar.month(today.year + shift[1], number), "month")
    ahead, past = page.among(at + 1, "ahead"), page.among(at + 1, "past")
    if not (ahead or past or page.among(at - 1, "month")):
        return None
    if number in page.told and not (ahead or past):
        return Found(at, at + 1, calendar.month(page.told[number], number), "month")
    back = number > today.month or (past and number == today.month)
    forth = number < today.month or (ahead and number == today.month)
    years = forth if ahead or (not past and page.is_planned(at)) else -back
    last = at + 1 + (ahead or past)
    return Found(at, last, calendar.month(today.year + years, number), "month")


def weekday(page: Page, at: int) -> Found | None:
    """'Senin (20/10/2025)', 'Rabu (3/9)', 'Selasa, 5 Agustus 2025', 'Jumat pekan lalu', 'Minggu'."""
    lower, today = page.word(at), page.today
    if not page.doc.words[at][0].isupper() and page.words.units.get(page.word(at - 1)) != "day":
        return None
    try:
        dated = _dated(page, at + 1)
    except ValueError:  # a day that no calendar has: the weekday still stands
        dated = None
    if dated:
        return dated._replace(first=at)
    if today is None or (lower in page.words.units and _is_unit(page, at)):
        return None
    number = page.words.weekdays[lower]
    last = page.part_end(at + 1)
    if page.words.units.get(page.word(last)) == "week":
        for name, weeks in (("past", -1), ("this", 0), ("ahead", 1)):
            if page.among(last + 1, name):
                monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
                on = monday + timedelta(days=number - 1)
                return Found(at, last + 2, on.isoformat(), "day")
    if page.among(last, "this"):
        return Found(at, last + 1, _this(today, number).isoformat(), "day")
    ahead, past = page.among(last, "ahead"), page.among(last, "past")
    last += ahead or past
    ahead = ahead or page.words.relative.get((page.word(at - 1),), 0) > 0
    on = calendar.weekday(today, number, sign=1 if ahead else -1, strict=ahead or past)
    return Found(at, last, on.isoformat(), "day")


def _this(today: date, number: int) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(days=number - 1)


def _is_unit(page: Page, at: int) -> bool:
    """Whether a capital 'Minggu' is a week: after a number, or in a headline with a direction."""
    headline = page.doc.sentences[page.doc.sentence_of[at]].title
    directed = page.among(at + 1, "past") or page.among(at + 1, "ahead")
    before = page.word(at - 1)
    counted = before[:1].isdigit() or before in page.words.numbers.digits
    return counted or (headline and directed)


def _dated(page: Page, at: int) -> Found | None:
    """Return the date told beside a weekday: in brackets, after a comma or at once."""
    if page.word(at) == ",":
        at += 1
    bracket = page.word(at) == "("
    at += bracket
    word = page.word(at)
    match = FIGURES.fullmatch(word) if "/" in word else None
    if match and match[3]:
        found = figures(page, at)
    elif match and 1 <= int(match[2]) <= 12:
        found = _day(page, at, at + 1, int(match[2]), int(match[1]))
    else:
        found = day_of_month(page, at)
    if found and bracket:
        return found._replace(last=found.last + 1) if page.word(found.last) == ")" else None
    return found
