"""An outside opinion from its asking to what is forgotten of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.domain.applications.models import ApplicationState, Opinion
from noress.domain.applications.opinion_links import Door, door_of, find_opinion, token_of
from noress.domain.applications.queries import opinions as queries
from noress.domain.applications.rules import opinions as rules
from noress.domain.applications.rules.opinions import Asked
from noress.domain.retention.rules import purge_expired
from noress.extensions import db
from tests.factories import make_institution, make_person, make_seat
from tests.factories.recusals import (
    acting,
    make_officer,
    make_opinion,
    make_recusal,
    make_sent,
    make_tie,
)

DAY = timedelta(days=1)
ASKED = Asked(
    name="Professeur d'économie",
    email="avis@exemple.ma",
    question="Le marché existe-t-il ?",
    due_on=date(2026, 12, 1),
)


def refused(work, act):
    with pytest.raises(RuleError) as error, work():
        act()
    return error.value.code, error.value.status, error.value.field


def test_an_opinion_is_asked_answered_once_and_told(app, work, outbox, history, now):
    officer, asker = make_officer("Officier"), make_officer("Demande")
    application = make_sent(officer_id=officer.id)
    before = len(history())
    with work():
        made = rules.ask_opinion(
            application=application, asked=replace(ASKED, wants_yes_no=True, language="ar"), actor=acting(asker), now=now
        )  # fmt: skip
    [mail] = outbox()
    assert (mail.to_address, mail.language, mail.about_id, token_of(made) in mail.text) == (
        "avis@exemple.ma", "ar", application.id, True,
    )  # fmt: skip
    assert (find_opinion(token_of(made)), door_of(made, now), find_opinion("1-xxxxxxxxxxxxxxxxxxxxxx")) == (
        made, Door.OPEN, None,
    )  # fmt: skip
    give = lambda **values: rules.answer_opinion(  # noqa: E731
        **{"opinion": made, "text": "Oui, il existe.", "says_yes": True, "file": None, "now": now} | values
    )
    assert [refused(work, lambda: give(says_yes=None)), refused(work, lambda: give(text=" ")), refused(work, lambda: give(text="x" * 5001))] == [
        ("yes_no", 422, "says_yes"), ("missing", 422, "text"), ("too_long", 422, "text"),
    ]  # fmt: skip
    with work():
        rules.keep_opinion(opinion=made, text="Début", says_yes=None, now=now)
    assert (made.text, made.answered_at, len(outbox()), db.session.scalars(queries.list_shown(application.id)).all()) == (
        "Début", None, 1, [],
    )  # fmt: skip
    make_recusal(application, officer)  # who followed it stands aside since
    with work():
        give()
    assert (made.text, made.says_yes, made.answered_at, door_of(made, now)) == (
        "Oui, il existe.",
        True,
        now,
        Door.DONE,
    )
    assert [(one.to_address, one.template) for one in outbox()[1:]] == [(asker.email, "application_notice")]
    assert [refused(work, give)[:2], refused(work, lambda: rules.decline_opinion(opinion=made, because="x", now=now))[:2]] == [
        ("said", 409), ("said", 409),
    ]  # fmt: skip
    assert [
        refused(work, lambda: rules.remind_opinion(opinion=made, actor=acting(asker), now=now))[:2],
        refused(work, lambda: rules.withdraw_opinion(opinion=made, actor=acting(asker), now=now))[:2],
    ] == [("over", 409), ("said", 409)]
    assert history()[before:] == [("opinion.asked", {}), ("opinion.given", {})]
    assert db.session.scalars(queries.list_shown(application.id)).all() == []  # confidential
    with work():
        made.is_confidential = False
    assert db.session.scalars(queries.list_shown(application.id)).all() == [made]


def test_what_cannot_be_asked_says_why(app, work, now):
    desk, tied = make_officer(), make_person(email="lie@exemple.ma")
    own = make_institution()
    make_seat(own, tied)
    application, draft = (
        make_sent(email="porteur@exemple.ma"),
        make_sent(state=ApplicationState.DRAFT, number=None),
    )
    make_tie(application, own)
    make_opinion(application, email="deja@exemple.ma")
    cases = {
        "name": {"name": " "}, "question": {"question": ""}, "long": {"question": "x" * 2001}, "mail": {"email": "rien"},
        "none": {"email": " "}, "past": {"due_on": date(2026, 11, 20)}, "far": {"due_on": date(2027, 12, 1)},
        "works on it": {"email": "Porteur@exemple.ma"}, "tied": {"email": "lie@exemple.ma"}, "twice": {"email": "deja@exemple.ma"},
    }  # fmt: skip
    ask = lambda of=application, actor=desk, **changes: rules.ask_opinion(  # noqa: E731
        application=of, asked=replace(ASKED, **changes), actor=acting(actor), now=now
    )
    told = {case: refused(work, lambda changes=changes: ask(**changes)) for case, changes in cases.items()}
    assert told == {
        "name": ("missing", 422, "name"), "question": ("missing", 422, "question"), "long": ("too_long", 422, "question"),
        "mail": ("bad_email", 422, "email"), "none": ("no_address", 422, "email"), "past": ("due_on", 422, "due_on"),
        "far": ("due_on", 422, "due_on"), "works on it": ("party", 422, "email"), "tied": ("party", 422, "email"),
        "twice": ("asked", 422, "email"),
    }  # fmt: skip
    assert refused(work, lambda: ask(of=draft))[:2] == ("not_sent", 409)
    assert refused(work, lambda: ask(actor=tied))[:2] == ("recused", 404)
    for number in range(rules.MOST_OPEN - 1):
        make_opinion(application, email=f"{number}@exemple.ma")
    assert refused(work, ask)[:2] == ("too_many", 409)


def test_declined_taken_back_asked_again(app, work, outbox, history, now):
    desk, application = make_officer(), make_sent()
    before = len(history())
    ask = lambda: rules.ask_opinion(application=application, asked=ASKED, actor=acting(desk), now=now)  # noqa: E731
    with work():
        made = ask()
    old = token_of(made)
    assert refused(work, lambda: rules.decline_opinion(opinion=made, because=" ", now=now)) == (
        "missing",
        422,
        "because",
    )
    with work():
        rules.keep_opinion(opinion=made, text="Début", says_yes=True, now=now)
        rules.decline_opinion(opinion=made, because="Je connais la structure", now=now)
    assert (made.declined_because, made.text, made.says_yes, door_of(made, now)) == (
        "Je connais la structure", None, None, Door.DONE,
    )  # fmt: skip
    with work():
        again = ask()
    assert (again.id, again.declined_because, again.answered_at, find_opinion(old)) == (
        made.id,
        None,
        None,
        None,
    )
    with work():
        rules.withdraw_opinion(opinion=again, actor=acting(desk), now=now)
    assert (door_of(again, now), refused(work, lambda: rules.keep_opinion(opinion=again, text="x", says_yes=None, now=now))) == (
        Door.SHUT, ("shut", 409, None),
    )  # fmt: skip
    assert [action for action, _changes in history()[before:]] == [
        "opinion.asked", "opinion.declined", "opinion.asked", "opinion.withdrawn",
    ]  # fmt: skip
    assert [(one.to_address, one.state.value) for one in outbox()] == [
        ("avis@exemple.ma", "merged"), (desk.email, "queued"), ("avis@exemple.ma", "merged"),
    ]  # fmt: skip
    application.state = ApplicationState.WITHDRAWN
    open_one = Opinion(application=application, asked_at=now, due_on=None)
    assert door_of(open_one, now) is Door.SHUT
    db.session.rollback()


def test_reminded_twice_at_most_and_forgotten_after_ninety_days(app, work, outbox, now):
    desk, application = make_officer(), make_sent()
    due = make_opinion(application, asked_at=now - 5 * DAY, due_on=(now + 3 * DAY).date())
    make_opinion(application, email="b@exemple.ma", asked_at=now, due_on=(now + 2 * DAY).date())
    far = make_opinion(
        application, email="c@exemple.ma", asked_at=now - 5 * DAY, due_on=(now + 9 * DAY).date()
    )
    given = make_opinion(
        application, email="d@exemple.ma", asked_at=now - 5 * DAY, answered_at=now, text="Oui"
    )
    with work():
        assert rules.remind_due(now=now) == 1
    with work():
        assert rules.remind_due(now=now) == 0
    assert [(one.to_address, token_of(due) in one.text) for one in outbox()] == [(due.email, True)]
    with work():
        assert rules.remind_opinion(opinion=due, actor=acting(desk), now=now) == 2
    remind = lambda: rules.remind_opinion(opinion=due, actor=acting(desk), now=now)  # noqa: E731
    assert refused(work, remind)[:2] == ("reminded", 409)
    assert door_of(far, now + 40 * DAY) is Door.SHUT
    with work():
        assert purge_expired(now=now + 86 * DAY)["opinions"] == 2  # those asked five days before
    with work():
        assert purge_expired(now=now + 91 * DAY)["opinions"] == 1
    assert db.session.scalars(select(Opinion.id)).all() == [given.id]
    assert {(one.to_address, one.text) for one in outbox()} == {("", "")}
