"""Weeks and months as people say them in plans: a month has four weeks, 1 to 7, 8 to 14, 15 to 21 and the rest."""

import calendar
from datetime import date


def end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def week_of_month(day: date) -> int:
    """1 to 4."""
    return min(4, (day.day - 1) // 7 + 1)


def start_of_week(day: date) -> date:
    """The first day of the week of the month that holds this day."""
    return day.replace(day=7 * (week_of_month(day) - 1) + 1)


def end_of_week(day: date) -> date:
    return end_of_month(day) if week_of_month(day) == 4 else day.replace(day=7 * week_of_month(day))


def months_before(day: date, months: int) -> date:
    """The same day that many months earlier, or the last day of a shorter month.

    >>> months_before(date(2026, 8, 31), 6)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
