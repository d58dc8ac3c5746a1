"""Two tabs write at the same instant: one draft, and nobody's text is lost without a word."""

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.domain.accounts.actor import Actor
from noress.domain.drafts import rules
from noress.domain.drafts.models import FormDraft
from noress.domain.drafts.queries import Slot
from noress.domain.drafts.rules import Writing
from noress.extensions import db
from tests.factories import NOW, make_person, make_seat
from tests.security.test_races import all_at_once

TABS = 6


@pytest.mark.parametrize("has_seat", [False, True])
def test_of_tabs_that_begin_at_once_one_keeps_and_the_others_are_told(app, has_seat):
    seat = make_seat() if has_seat else None
    person = seat.person if seat else make_person()
    actor = Actor(name="A", method="code", person_id=person.id, seat_id=seat.id if seat else None)
    slot = Slot(actor.person_id, actor.seat_id, "meetings.create:")

    def begin(number: int) -> int:
        with app.app_context(), writing():
            try:
                rules.keep_draft(
                    slot=slot, fields=[["theme_fr", f"Onglet {number}"]], writing=Writing(f"page{number}"),
                    actor=actor, now=NOW,
                )  # fmt: skip
                db.session.commit()
            finally:
                db.session.remove()
            return number

    db.session.rollback()
    answers = all_at_once(begin, TABS)
    kept = [answer for answer in answers if isinstance(answer, int)]
    refused = [answer for answer in answers if isinstance(answer, RuleError)]
    assert (len(kept), [error.code for error in refused]) == (1, ["newer"] * (TABS - 1))
    draft = db.session.scalars(select(FormDraft)).one()
    assert draft.fields == [["theme_fr", f"Onglet {kept[0]}"]]


def test_the_same_page_sending_twice_at_once_leaves_its_last_keystroke(app):
    person = make_person()
    actor = Actor(name="A", method="code", person_id=person.id)
    slot = Slot(person.id, None, "meetings.create:")

    def send(number: int) -> None:
        with app.app_context(), writing():
            rules.keep_draft(
                slot=slot, fields=[["theme_fr", "x" * number]], writing=Writing("page", typed=number + 1),
                actor=actor, now=NOW,
            )  # fmt: skip
            db.session.commit()
            db.session.remove()

    db.session.rollback()
    assert all_at_once(send, TABS) == [None] * TABS
    draft = db.session.scalars(select(FormDraft)).one()
    assert (draft.fields, draft.typed) == ([["theme_fr", "x" * (TABS - 1)]], TABS)
