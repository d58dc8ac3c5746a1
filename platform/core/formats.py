"""Dates, hours, sizes and money in words, by the reader's language (Babel's fr_MA, ar_MA, en_GB)."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from noress.core import clock
from noress.core.i18n import gettext as _
from noress.core.i18n import language, locale, ngettext


def date_words(value: date | datetime) -> str:
    """jeudi 8 avril 2027. An aware instant is shown at its Moroccan date."""
    return _written(_day(value), "EEEE d MMMM y", locale())


def date_short(value: date | datetime) -> str:
    """8 avril 2027."""
    return _written(_day(value), "d MMMM y", locale())


def weekday_short(value: date | datetime) -> str:
    """jeu."""
    return _written(_day(value), "EEE", locale())


def month_short(value: date | datetime) -> str:
    """avr."""
    return _written(_day(value), "MMM", locale())


def _day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return clock.to_wall(value).date() if value.tzinfo else value.date()
    return value


@lru_cache(maxsize=4096)
def _written(day: date, pattern: str, spoken: str) -> str:
    """Babel reads its patterns and its locale anew at each call; the same days are written again and again."""
    return format_date(day, _with_day(day, pattern), locale=spoken)


def _with_day(value: date, pattern: str) -> str:
    """French says "1er janvier"; Babel's patterns have no such day."""
    return pattern.replace("d ", "d'er' ") if value.day == 1 and language() == "fr" else pattern


def time_words(value: datetime) -> str:
    """10 h 00 in French, 10:00 elsewhere."""
    wall = clock.to_wall(value) if value.tzinfo else value
    if language() == "fr":
        return f"{wall.hour}\u202fh\u202f{wall.minute:02d}" if wall.minute else f"{wall.hour}\u202fh"
    return format_time(wall, "HH:mm", locale=locale())


def datetime_words(value: datetime) -> str:
    """jeudi 8 avril 2027 à 10 h, heure du Maroc for aware instants."""
    return _("%(date)s à %(time)s", date=date_words(value), time=time_words(value))


def datetime_short(value: datetime) -> str:
    """8 avril 2027, 10 h."""
    wall = clock.to_wall(value) if value.tzinfo else value
    day = _written(wall.date(), "d MMM y", locale())
    return _("%(date)s, %(hours)s", date=day, hours=time_words(wall))


def listed(texts: Iterable[object]) -> str:
    """Joined by the comma of the reader's language."""
    return ("، " if language() == "ar" else ", ").join(str(text) for text in texts)


def money(cents: int) -> str:
    """60 000,00 DH from an integer number of centimes of dirham. The minus stays before its figures in Arabic too."""
    amount = _grouped(cents, locale())
    if cents < 0 and language() == "ar":
        amount = f"\u2066{amount}\u2069"
    currency = _("DH")
    return f"{amount}\u00a0{currency}"


@lru_cache(maxsize=4096)
def _grouped(cents: int, spoken: str) -> str:
    """As `_written`: a list of projects says the same few amounts."""
    return format_decimal(Decimal(cents) / 100, "#,##0.00", locale=spoken)


def number(value: int) -> str:
    """10 000 as the reader's language groups its figures."""
    return format_decimal(value, locale=locale())


def filesize(size: int) -> str:
    """12 Ko, 1,8 Mo: decimal units, as phones show them."""
    if size < 1000:
        return _("%(n)s octets", n=size)
    if size < 1_000_000:
        return _("%(n)s Ko", n=format_decimal(round(size / 1000), locale=locale()))
    return _("%(n)s Mo", n=format_decimal(round(size / 1_000_000, 1), locale=locale()))


def minutes_words(minutes: int) -> str:
    """45 min, 1 h, 2 h 15."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)s min", n=minutes)
    if not rest:
        return _("%(n)s h", n=hours)
    return _("%(h)s h %(m)s", h=hours, m=f"{rest:02d}")


def time_left(deadline: datetime, now: datetime) -> str:
    """en retard, aujourd'hui, demain, 5 jours."""
    days = (clock.today(deadline) - clock.today(now)).days
    if deadline < now:
        return _("en retard")
    if days == 0:
        return _("aujourd'hui")
    if days == 1:
        return _("demain")
    return ngettext("%(num)s jour", "%(num)s jours", days)


def phone(number: str) -> str:
    """As people say it: a Moroccan number in pairs, another one as it is kept.

    >>> phone("+212539000001"), phone("+33140000000")
    ('05 39 00 00 01', '+33140000000')
    """
    digits = number.removeprefix("+212")
    if digits == number or len(digits) != 9 or not digits.isdigit():
        return number
    digits = f"0{digits}"
    return " ".join(digits[place : place + 2] for place in range(0, 10, 2))


def percent(value: float) -> str:
    """0.4 as "40 %", the way the reader's language writes it."""
    return format_percent(value, locale=locale())
