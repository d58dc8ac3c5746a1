"""Saving while typing: repeated, on two phones, on answers that conditions hide; question by question."""

import pytest

from noress.core.errors import StaleVersion
from noress.domain.questionnaires import rules
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.questionnaires.rules.saving import marks_of
from noress.extensions import db
from tests.factories.questionnaires import make_response

TYPED = {"q.name": ["Membre 12"], "q.members": ["1 234"]}


def questions(row):
    return list(definition_of(row).questions())


@pytest.fixture
def save(now, work):
    """save(row, posted, marks) in its transaction gives (marks for the next saving, names in error)."""

    def saving(row, posted, marks=None):
        with work():
            row = db.session.get_one(Response, row.id)
            done = rules.save_typed(response=row, questions=questions(row), posted=posted, marks=marks or {},
                                    place="general", now=now)  # fmt: skip
        return done.marks, sorted(done.reading.errors)

    return saving


def test_a_saving_that_arrives_twice_is_applied_once(save):
    row = make_response()
    marks, _ = save(row, TYPED)
    assert (row.values, row.version, row.place) == ({"name": "Membre 12", "members": "1234"}, 2, "general")
    again, _ = save(row, TYPED)  # with the marks of the beginning: the answer was lost
    assert (again, row.version) == (marks, 2)
    save(row, TYPED | {"q.name": ["Membre 13"]}, marks)
    assert (row.values["name"], row.version) == ("Membre 13", 3)


def test_what_cannot_be_read_yet_is_kept_as_typed(save):
    row = make_response()
    marks, errors = save(row, TYPED | {"q.members": ["douze"]})
    assert (row.values, row.unread, errors) == (
        {"name": "Membre 12"},
        {"q.members": ["douze"]},
        ["q.members"],
    )
    save(row, TYPED | {"q.members": ["12"]}, marks)
    assert (row.values, row.unread) == ({"name": "Membre 12", "members": "12"}, {})


def test_two_phones_keep_each_its_own_questions_and_choose_where_they_clash(save):
    row = make_response(values={"name": "A", "members": "1"})
    seen = marks_of(questions(row), row.values, row.unread)
    mine, _ = save(row, {"q.name": ["B"], "q.members": ["1"]}, seen)
    theirs, _ = save(
        row, {"q.name": ["A"], "q.members": ["2"]}, seen
    )  # the other phone changed the other question
    assert row.values == {"name": "B", "members": "2"}
    save(
        row, {"q.name": ["B"], "q.members": ["1"]}, mine
    )  # still shows what it showed: it takes nothing back
    assert row.values == {"name": "B", "members": "2"}
    with pytest.raises(StaleVersion) as stale:
        save(row, {"q.name": ["C"], "q.members": ["2"]}, theirs)
    assert (stale.value.theirs, row.values["name"]) == ({"name": "B"}, "B")


def test_what_a_condition_hides_is_offered_again_when_it_opens(save):
    row = make_response()
    typed = {"q.name": ["A"], "q.members": ["3"], "q.remark": ["Long"]}
    marks, _ = save(row, typed)
    assert row.values == {"name": "A", "members": "3"}
    save(row, typed | {"q.members": ["9"]}, marks)
    assert row.values == {"name": "A", "members": "9", "remark": "Long"}
