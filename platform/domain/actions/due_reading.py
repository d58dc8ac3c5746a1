"""Due dates as people write them in plans, read with the precision they carry.

"2013-02-03 10:30", "15/03/2027", "3 février 2013", "fin 2013-02", "avril 2013", "2013-05, 1re semaine",
"الأسبوع الأول من ماي 2013". What is not understood is refused, never guessed.
"""

import re
from datetime import date

from noress.core import spans
from noress.core.folding import fold
from noress.domain.actions.due import Due
from noress.domain.actions.models import DuePrecision

_EASTERN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
#: by month, as `fold` leaves them: French and its short forms, English, Arabic of Morocco and of its neighbours
_MONTHS = (
    "janvier janv january jan يناير", "fevrier fevr fev february feb فبراير", "mars march mar مارس",
    "avril avr april apr ابريل", "mai may ماي مايو", "juin june jun يونيو", "juillet juil july jul يوليوز يوليو",
    "aout august aug غشت اغسطس", "septembre sept september sep شتنبر سبتمبر", "octobre oct october اكتوبر",
    "novembre nov november نونبر نوفمبر", "decembre dec december دجنبر ديسمبر",
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_RANKS = {
    1: "1 1re 1ere 1er 1st premiere premier first الاول الاولي اول", 2: "2 2e 2eme 2nde 2nd deuxieme seconde second الثاني الثانيه",
    3: "3 3e 3eme 3rd troisieme third الثالث الثالثه", 4: "4 4e 4eme 4th quatrieme derniere fourth last الرابع الرابعه الاخير",
}  # fmt: skip
RANKS = {word: number for number, words in _RANKS.items() for word in words.split()}
_DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday thursday friday saturday sunday الاثنين الثلاثاء الاربعاء الخميس الجمعه السبت الاحد"
_SILENT = {*_DAYS.split(), "le", "la", "de", "d", "du", "des", "of", "the", "a", "an", "mois", "en", "au", "من", "شهر", "يوم", "الي",
           "avant", "before", "قبل", "ar", "h"}  # fmt: skip
#: what people, and our own exports, write where there is no date
_UNDATED = {"sans date", "no date", "without date", "undated", "بدون تاريخ", "a definir", "a fixer", "non date", "-", "–", "—", "/"}  # fmt: skip
_END = {"fin", "end", "نهايه", "متم", "اخر", "اواخر"}
_START = {"debut", "start", "beginning", "بدايه", "مطلع", "اوائل"}
_WEEK = {"semaine", "sem", "week", "الاسبوع", "اسبوع"}
_TIME = re.compile(r"\b([01]?\d|2[0-3])\s*(?:h|:|heures)\s*([0-5]\d)?\b")
_ISO_DAY = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_DAY = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_ISO_MONTH = re.compile(r"\b(\d{4})[-/](\d{1,2})\b")
_MONTH = re.compile(r"\b(\d{1,2})[/.-](\d{4})\b")


class NotADue(ValueError):
    """The words say no date that can be understood."""


def read_due(raw: str) -> Due | None:
    """The time that these words say, the words themselves kept; None when nothing is written."""
    words = " ".join(raw.split())
    text = fold(words.translate(_EASTERN_DIGITS)).replace("،", ",")
    if not words or text in _UNDATED:
        return None
    try:
        due = _read(text)
    except ValueError as error:
        raise NotADue(words) from error
    return Due(due.on, due.precision, due.wall, due.is_end, words[:200])


def _read(text: str) -> Due:
    wall, text = _take_time(text)
    day, text = _take_day(text)
    if day is not None:
        _nothing_left(text)
        return Due.within(day, DuePrecision.MINUTE if wall else DuePrecision.DAY, wall=wall)
    if wall:
        raise ValueError("an hour without its day")
    month, words = _take_month(text)
    if words & _WEEK:
        return Due.within(_day_of_week(month, _one_rank(words - _WEEK)), DuePrecision.WEEK)
    if words & _START:
        _nothing_left(" ".join(words - _START))
        return Due.within(month, DuePrecision.WEEK)
    is_end = bool(words & _END)
    _nothing_left(" ".join(words - _END))
    return Due.within(month, DuePrecision.MONTH, is_end=is_end)


def _take_time(text: str) -> tuple[str | None, str]:
    """The hour, when there is one besides the day: "10:30", "10h30", "10 h"."""
    text = re.sub(r"(?<=\d)t(?=\d)", " ", text)
    found = _TIME.search(text)
    if found is None:
        return None, text
    rest = text[: found.start()] + " " + re.sub(r"^:\d\d\b", "", text[found.end() :])
    return f"{int(found[1]):02d}:{found[2] or '00'}", rest


def _take_day(text: str) -> tuple[date | None, str]:
    for pattern, order in ((_ISO_DAY, (1, 2, 3)), (_DAY, (3, 2, 1))):
        if found := pattern.search(text):
            year, month, day = (int(found[place]) for place in order)
            return date(year, month, day), text[: found.start()] + " " + text[found.end() :]
    words = _words(text)
    months = [word for word in words if word in MONTHS]
    years = [word for word in words if re.fullmatch(r"\d{4}", word)]
    days = [word for word in words if re.fullmatch(r"\d{1,2}(er)?", word)]
    if set(words) & _WEEK or (len(months), len(years), len(days)) != (1, 1, 1):
        return None, text
    rest = [word for word in words if word not in {months[0], years[0], days[0]}]
    return date(int(years[0]), MONTHS[months[0]], int(days[0].removesuffix("er"))), " ".join(rest)


def _take_month(text: str) -> tuple[date, set[str]]:
    """The first day of the month said, and the words left."""
    for pattern, order in ((_ISO_MONTH, (1, 2)), (_MONTH, (2, 1))):
        if found := pattern.search(text):
            year, month = (int(found[place]) for place in order)
            return date(year, month, 1), set(_words(text[: found.start()] + " " + text[found.end() :]))
    words = _words(text)
    months = [word for word in words if word in MONTHS]
    years = [word for word in words if re.fullmatch(r"\d{4}", word)]
    if len(months) != 1 or len(years) != 1:
        raise ValueError("no month, or several")
    return date(int(years[0]), MONTHS[months[0]], 1), set(words) - {months[0], years[0]}


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,;.()'-]+", text) if word and word not in _SILENT]


def _nothing_left(text: str) -> None:
    if set(_words(text)) - _SILENT:
        raise ValueError("words that say something else")


def _one_rank(words: set[str]) -> int:
    if len(words) != 1 or (word := next(iter(words))) not in RANKS:
        raise ValueError("which week ?")
    return RANKS[word]


def _day_of_week(month: date, rank: int) -> date:
    return spans.end_of_month(month) if rank == 4 else month.replace(day=7 * rank)
