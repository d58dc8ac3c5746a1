"""Numbers and dates as people type them, in Western or Eastern digits, with a comma or a point."""

import re
from datetime import date
from decimal import Decimal

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_BLANKS = re.compile("[\\s\u00a0\u202f\u2009\u200e\u200f\u061c'’_]")
#: marks of direction, which Arabic keyboards and copied texts bring along
_MARKS = re.compile("[\u200e\u200f\u061c]")
_GROUPED = re.compile(r"\d{1,3}(?:[.,٬]\d{3})+")
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")
#: 31/12/2026, 31-12-2026, 31.12.2026
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")
#: more digits than any count or amount of ours
MOST_DIGITS = 18


def western(text: str) -> str:
    """The same text in Western digits."""
    return text.translate(_DIGITS)


def has_too_many_digits(text: str) -> bool:
    """A key that stayed pressed: no number of ours."""
    return sum(char.isdigit() for char in text) > MOST_DIGITS


def parse_number(raw: str) -> Decimal | None:
    """The number meant, None when there is none. The last of two different signs parts the decimals; one sign
    before exactly three digits is read as a decimal comma (French and Arabic usage), a point likewise.

    >>> parse_number("1 234,50"), parse_number("١٢٣٤"), parse_number("1.234,5")
    (Decimal('1234.50'), Decimal('1234'), Decimal('1234.5'))
    """
    text = _BLANKS.sub("", western(raw)).replace("٫", ",").replace("−", "-")
    sign = text[:1] if text[:1] in "+-" else ""
    text = text.removeprefix(sign) if sign else text
    if "٬" in text and _GROUPED.fullmatch(text.split(",")[0]):
        text = text.replace("٬", "")
    last = max(text.rfind(","), text.rfind("."))
    if last >= 0:
        whole, decimals = text[:last], text[last + 1 :]
        other = "." if text[last] == "," else ","
        if text[last] in whole:  # 1.234.567: the sign parts thousands
            if not _GROUPED.fullmatch(text) or other in text:
                return None
            whole, decimals = text.replace(text[last], ""), ""
        elif other in whole:
            if not _GROUPED.fullmatch(whole):
                return None
            whole = whole.replace(other, "")
        text = f"{whole}.{decimals}" if decimals else whole
    text = sign + text
    if not _PLAIN.fullmatch(text) or has_too_many_digits(text):
        return None
    return Decimal(text)


def parse_day(raw: str) -> date | None:
    """The day meant by 2026-12-31, 31/12/2026, 31.12.2026, in either script; None when there is none."""
    text = _MARKS.sub("", western(raw)).strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
