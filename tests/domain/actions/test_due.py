"""When an action is due: what is stored, what is read, what is said, what is late."""

from datetime import UTC, date, datetime

import pytest

from noress.core.i18n import LANGUAGES, in_language
from noress.domain.actions import queries, wording
from noress.domain.actions.due import Due, is_overdue
from noress.domain.actions.due_reading import NotADue, read_due
from noress.domain.actions.models import Action, ActionState, DuePrecision
from noress.extensions import db
from tests.factories import NOW
from tests.factories.actions import make_action, make_plan

pytestmark = pytest.mark.one_engine  # what each rule refuses and says, not how rows are kept

DAY, WEEK, MONTH, MINUTE = DuePrecision.DAY, DuePrecision.WEEK, DuePrecision.MONTH, DuePrecision.MINUTE


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


READ = {
    "2013-02-03 10:30": (date(2013, 2, 3), MINUTE, "10:30", False),
    "2013-02-03T10:30:00": (date(2013, 2, 3), MINUTE, "10:30", False),
    "lundi 3 février 2013 à 10 h 30": (date(2013, 2, 3), MINUTE, "10:30", False),
    "03/02/2013 à 10h": (date(2013, 2, 3), MINUTE, "10:00", False),
    "2013-02-03": (date(2013, 2, 3), DAY, None, False),
    "15/03/2027": (date(2027, 3, 15), DAY, None, False),
    "15.3.2027": (date(2027, 3, 15), DAY, None, False),
    "1er mars 2027": (date(2027, 3, 1), DAY, None, False),
    "avant le 15/03/2027": (date(2027, 3, 15), DAY, None, False),
    "3 غشت 2027": (date(2027, 8, 3), DAY, None, False),
    "fin 2013-02": (date(2013, 2, 28), MONTH, None, True),
    "fin février 2013": (date(2013, 2, 28), MONTH, None, True),
    "متم فبراير 2013": (date(2013, 2, 28), MONTH, None, True),
    "the end of May 2027": (date(2027, 5, 31), MONTH, None, True),
    "2013-04": (date(2013, 4, 30), MONTH, None, False),
    "04/2013": (date(2013, 4, 30), MONTH, None, False),
    "Avril 2013": (date(2013, 4, 30), MONTH, None, False),
    "أبريل ٢٠١٣": (date(2013, 4, 30), MONTH, None, False),
    "2013-05, 1re semaine": (date(2013, 5, 7), WEEK, None, False),
    "première semaine d'août 2013": (date(2013, 8, 7), WEEK, None, False),
    "الأسبوع الأول من ماي 2013": (date(2013, 5, 7), WEEK, None, False),
    "4e semaine de février 2013": (date(2013, 2, 28), WEEK, None, False),
    "début mai 2027": (date(2027, 5, 7), WEEK, None, False),
}


@pytest.mark.parametrize("words", READ)
def test_words_are_read_with_their_precision(words):
    assert read_due(words) == Due(*READ[words], words)


@pytest.mark.parametrize(
    "words",
    [
        "dès que possible", "2027", "31/02/2027", "10:30", "mai juin 2027", "12", "3 mai 2027 et 5 juin 2027", "semaine 9 de mai 2027",
        "mai", "une semaine de mai 2027", "2027-13", "15/03/2027 vers midi", "fin",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(words):
    with pytest.raises(NotADue):
        read_due(words)


@pytest.mark.parametrize("words", ["", "  ", "\n", "sans date", "Sans Date", "بدون تاريخ", "-", "à définir"])
def test_nothing_is_no_date(words):
    assert read_due(words) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", [*READ])
def test_what_is_said_is_understood_again(words, language):
    """What an export writes, an import reads; the source's own words aside."""
    due = read_due(words)
    with in_language(language):
        again = read_due(plain(wording.due_words(due)))
    assert (again.on, again.precision, again.wall, again.is_end) == (
        due.on,
        due.precision,
        due.wall,
        due.is_end,
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("2013-02-03 10:30", "3 février 2013, 10 h 30"), ("fin 2013-02", "fin février 2013"), ("2013-04", "avril 2013"),
        ("2013-05, 1re semaine", "1re semaine de mai 2013"), ("2027-04, 2e semaine", "2e semaine d'avril 2027"),
        ("2027-10, 4e semaine", "4e semaine d'octobre 2027"), ("01/03/2027", "1er mars 2027"), ("", "sans date"),
    ],
)  # fmt: skip
def test_a_due_date_in_words(words, said):
    with in_language("fr"):
        assert plain(wording.due_words(read_due(words))) == said


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2013-04", date(2013, 4, 1), date(2013, 4, 30)), ("fin 2013-02", date(2013, 2, 21), date(2013, 2, 28)),
        ("2013-05, 2e semaine", date(2013, 5, 8), date(2013, 5, 14)), ("15/03/2027", date(2027, 3, 15), date(2027, 3, 15)),
    ],
)  # fmt: skip
def test_the_time_that_a_date_covers(words, first, last):
    due = read_due(words)
    assert (due.first, due.on) == (first, last)


def test_within_a_day_only_the_hour_is_kept_for_a_minute():
    assert Due.within(date(2027, 3, 15), MONTH, wall="10:30", is_end=True) == Due(
        date(2027, 3, 31), MONTH, None, True
    )
    assert Due.within(date(2027, 3, 15), DAY, wall="10:30", is_end=True) == Due(date(2027, 3, 15), DAY)


# Late: computed when it is shown, on one action and on all of them alike

LATE = {
    "due yesterday": ({"due_on": date(2026, 11, 19)}, True),
    "due today": ({"due_on": date(2026, 11, 20)}, False),
    "due earlier this morning": ({"due_on": date(2026, 11, 20), "due_precision": MINUTE, "due_wall": "09:00"}, True),
    "due in a minute": ({"due_on": date(2026, 11, 20), "due_precision": MINUTE, "due_wall": "09:01"}, False),
    "due this month": ({"due_on": date(2026, 11, 30), "due_precision": MONTH}, False),
    "due last month": ({"due_on": date(2026, 10, 31), "due_precision": MONTH}, True),
    "blocked and due yesterday": ({"due_on": date(2026, 11, 19), "state": ActionState.BLOCKED}, True),
    "done": ({"due_on": date(2026, 11, 19), "state": ActionState.DONE}, False),
    "dropped": ({"due_on": date(2026, 11, 19), "state": ActionState.DROPPED}, False),
    "no date, begun six months ago": ({"due_on": None, "created_at": datetime(2026, 5, 20, 0, 0, tzinfo=UTC)}, False),
    "no date, begun a day before": ({"due_on": None, "created_at": datetime(2026, 5, 19, 22, 59, tzinfo=UTC)}, True),
    "no date, spoken of since": (
        {"due_on": None, "created_at": datetime(2025, 1, 1, tzinfo=UTC), "last_report_at": datetime(2026, 9, 1, tzinfo=UTC)},
        False,
    ),
    "no date, done": ({"due_on": None, "created_at": datetime(2025, 1, 1, tzinfo=UTC), "state": ActionState.DONE}, False),
}  # fmt: skip


@pytest.mark.parametrize("case", LATE)
def test_late(app, case):
    columns, is_late = LATE[case]
    action = make_action(**columns)
    assert is_overdue(action, NOW) is is_late
    assert db.session.scalars(db.select(Action.id).where(queries.is_overdue(NOW))).all() == (
        [action.id] if is_late else []
    )
    assert db.session.scalar(queries.count_overdue(NOW)) == int(is_late)


def test_nothing_is_late_in_a_plan_that_is_over(app):
    action = make_action(due_on=date(2013, 2, 28), plan_id=make_plan(closed_on=date(2013, 6, 1)).id)
    assert (is_overdue(action, NOW), db.session.scalar(queries.count_overdue(NOW))) == (False, 0)
    assert wording.state_of(action, NOW) == ("suite non documentée", "neutral")


def test_why_it_is_late(app):
    late = make_action(due_on=date(2026, 11, 19))
    silent = make_action(due_on=None, created_at=datetime(2026, 4, 3, 12, tzinfo=UTC))
    assert wording.late_words(late, NOW) == "en retard"
    assert wording.late_words(silent, NOW) == "sans nouvelle depuis le 3 avril 2026"
    assert wording.late_words(make_action(), NOW) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_where_there_is_no_date_is_understood_as_none(language):
    with in_language(language):
        assert read_due(plain(wording.due_words(None))) is None
