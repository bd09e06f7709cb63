"""Calendar arithmetic: what a day, week, month or year told from publication is.

A value is ISO 8601: '2003', '2017-12', '2024-01-27', '2025-W42'; an interval is 'start/end'.
"""

from calendar import monthrange
from datetime import date, timedelta


def day(year: int, month: int, number: int) -> str:
    """Return the day; raises `ValueError` when there is none such."""
    return date(year, month, number).isoformat()


def month(year: int, number: int) -> str:
    """Return the month `number` of `year`; a number outside 1..12 runs into other years."""
    index = year * 12 + number - 1
    return f"{index // 12:04}-{index % 12 + 1:02}"


def week(on: date) -> str:
    """Return the ISO week of day `on`."""
    year, number, _ = on.isocalendar()
    return f"{year:04}-W{number:02}"


def weekday(today: date, number: int, *, sign: int, strict: bool) -> date:
    """Return the nearest weekday `number` (Monday 1) back (`sign` -1) or ahead (1) from `today`.

    `today` itself counts unless `strict`.
    """
    apart = (number - today.isoweekday()) * sign % 7
    return today + timedelta(days=sign * (apart or 7 * strict))


def nearest_year(today: date, month_number: int, number: int, *, ahead: bool) -> int:
    """Return the year of the latest such day on or before `today`, or of the next one.

    29 February belongs to the nearest leap year. Raises `ValueError` for a day of no year.
    """
    if not 1 <= number <= monthrange(2024, month_number)[1]:
        raise ValueError(f"month {month_number} has no day {number}")
    step = 1 if ahead else -1
    year = today.year
    if ((month_number, number) < (today.month, today.day)) == ahead and (
        (month_number, number) != (today.month, today.day)
    ):
        year += step
    while number > monthrange(year, month_number)[1]:
        year += step
    return year
