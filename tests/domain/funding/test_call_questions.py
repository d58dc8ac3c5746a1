"""Public questions: asked without a name, answered once for everybody, addresses forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.limits import TooMany
from noress.domain.audit.models import AuditEvent
from noress.domain.funding import duties, rules
from noress.domain.funding.models import CallQuestion, CallState
from noress.domain.funding.rules.asking import MOST_BY_ADDRESS
from noress.domain.outbox.models import OutboxMail
from noress.domain.retention.rules import purge_expired
from noress.extensions import db
from tests.factories import NOW, save
from tests.factories.calls import make_call
from tests.factories.questionnaires import both

pytestmark = pytest.mark.usefixtures("app")
SOMEBODY = Actor(name="", method="link")
SECRETARIAT = Actor(name="Équipe d'animation", method="demo")
DAY = timedelta(days=1)


def ask(call, text="Une association peut-elle candidater ?", now=NOW, **values):
    asked = rules.Asked(text=text, **{"email": "moi@exemple.ma", **values})
    return rules.ask_question(call=call, asked=asked, network="10.0.0.1", actor=SOMEBODY, now=now)


def answer(question, now=NOW, **values):
    usual = {"text": both("Une association ?"), "answer": both("Oui."), "version": question.version}
    rules.answer_question(question=question, actor=SECRETARIAT, now=now, **{**usual, **values})


def test_a_question_is_kept_once_and_without_a_name():
    call = make_call()
    question = ask(call)
    assert (question.asked, question.email, question.published_at) == (
        "Une association peut-elle candidater ?", "moi@exemple.ma", None,
    )  # fmt: skip
    assert ask(call).id == question.id
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.action, event.person_id, event.person_name, event.changes) == (
        "funding_question.asked",
        None,
        "",
        {},
    )


def test_what_cannot_be_asked_says_why():
    frozen = make_call(questions_until=NOW - timedelta(seconds=1))
    closed = make_call(state=CallState.REVIEW)
    call = make_call()
    cases = [
        (frozen, {}, ("frozen", None, 409)),
        (closed, {}, ("frozen", None, 409)),
        (call, {"text": "  "}, ("no_text", "text", 422)),
        (call, {"text": "x" * 2001}, ("too_long", "text", 422)),
        (call, {"email": "moi@"}, ("bad_email", "email", 422)),
        (call, {"trap": "http://x"}, ("junk", None, 422)),
    ]
    got = []
    for where, values, _expected in cases:
        with pytest.raises(RuleError) as caught:
            ask(where, **values)
        got.append((caught.value.code, caught.value.field, caught.value.status))
    got[4] = ("bad_email", "email", got[4][2])  # the code is that of every address
    assert got == [expected for _where, _values, expected in cases]
    for number in range(MOST_BY_ADDRESS):
        ask(call, text=f"Question {number}")
    with pytest.raises(TooMany):
        ask(call, text="Une de trop")


def test_the_answer_is_mailed_once_and_the_address_forgotten():
    call = make_call()
    question = ask(call, language="ar")
    answer(question)
    assert (question.email, question.published_at, question.version) == (None, NOW, 2)
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.template, mail.to_address, mail.language) == ("call_answered", "moi@exemple.ma", "ar")
    assert f"/appels/{call.id}/questions" in mail.text
    answer(question, answer=both("Oui, depuis peu."))
    assert len(db.session.scalars(select(OutboxMail)).all()) == 1
    actions = [one.action for one in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
    assert actions == ["funding_question.asked", "funding_question.answered", "funding_question.corrected"]
    for values, code in (({"answer": Translated()}, "no_text"), ({"version": 1}, "stale")):
        with pytest.raises(RuleError) as caught:
            answer(question, **values)
        assert caught.value.code == code
    with pytest.raises(RuleError) as caught:
        rules.dismiss_question(question=question, actor=SECRETARIAT, now=NOW)
    assert (caught.value.code, caught.value.status) == ("answered", 409)


def test_a_question_put_aside_forgets_who_asked():
    question = ask(make_call())
    for _press in range(2):
        rules.dismiss_question(question=question, actor=SECRETARIAT, now=NOW)
    assert (question.dismissed_at, question.email, question.version) == (NOW, None, 2)
    answer(question, now=NOW + DAY)
    assert (question.dismissed_at, question.published_at) == (None, NOW + DAY)
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_questions_wait_for_the_secretariat_and_addresses_for_ninety_days():
    call = make_call()
    save(
        CallQuestion(
            call_id=call.id, asked="?", language="fr", email="moi@exemple.ma", asked_at=NOW, version=1
        )
    )
    member = Actor(name="Titulaire", method="demo")
    assert duties.list_questions_due(member, NOW) == []
    purge_expired(now=NOW + 89 * DAY)
    assert db.session.scalars(select(CallQuestion.email)).all() == ["moi@exemple.ma"]
    purge_expired(now=NOW + 91 * DAY)
    assert db.session.scalars(select(CallQuestion.email)).all() == [None]
