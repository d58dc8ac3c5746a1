"""Five phones begin at once, two tabs send at once: one draft, one sending."""

from datetime import timedelta

from sqlalchemy import select

from noress.domain.applications.models import Application, ApplicationPerson, ApplicationState
from noress.domain.applications.rules.beginning import Wanted, begin_application
from noress.domain.applications.rules.sending import Signed, send_application
from noress.domain.applications.rules.withdrawing import withdraw_application
from noress.domain.catalogue.models import Structure
from noress.domain.funding.models import CallState, FundingCall
from noress.domain.funding.rules import running
from noress.domain.questionnaires.models import ResponseSnapshot
from noress.extensions import db
from tests.factories.calls import make_application, make_call

DAY = timedelta(days=1)
READY = {"title": "Atelier", "summary": "x"}


def test_five_phones_begin_one_draft(at_once, now):
    call_id = make_call(needs_affiliation=False).id

    def phone(number):
        def begin():
            wanted = Wanted(
                title="T", name="N", email=f"p{number}@exemple.ma", language="fr", structure_name="Coop Amal"
            )
            call = db.session.get_one(FundingCall, call_id)
            made = begin_application(call=call, wanted=wanted, network="10.0.0.1", actor=None, now=now)
            return "begun" if made.person is not None else "told"

        return begin

    assert at_once(*(phone(number) for number in range(5))) == ["begun", *["told"] * 4]
    assert [
        len(db.session.scalars(select(table)).all()) for table in (Application, ApplicationPerson, Structure)
    ] == [1, 1, 1]


def test_two_tabs_send_once(at_once, now, outbox):
    for number in range(1, 4):
        person_id = make_application(make_call(), answers=READY).people[0].id

        def tab(key, person_id=person_id):
            def send():
                signed = Signed(signatory="La présidente", is_declared=True, key=key, version=1)
                person = db.session.get_one(ApplicationPerson, person_id)
                return send_application(person=person, signed=signed, now=now).response.number

            return send

        sent = f"AMI-2026-{number:04d}"
        assert at_once(tab("a"), tab("b")) == [sent, sent]
        assert (len(db.session.scalars(select(ResponseSnapshot)).all()), len(outbox())) == (number, number)


def test_sent_and_withdrawn_at_once(at_once, now):
    application = make_application(make_call(), answers=READY)
    person_id = application.people[0].id

    def send():
        signed = Signed(signatory="x", is_declared=True, key="k", version=1)
        send_application(person=db.session.get_one(ApplicationPerson, person_id), signed=signed, now=now)

    def withdraw():
        withdraw_application(person=db.session.get_one(ApplicationPerson, person_id), now=now)

    assert at_once(send, withdraw) in (["done", "done"], ["closed", "done"])
    assert db.session.get(Application, application.id).state is ApplicationState.WITHDRAWN


def test_two_workers_open_and_close_a_call_once(at_once, now, outbox, history):
    """Several workers may run: a date is written down, and told, once."""
    for hours, state in ((-1, CallState.ANNOUNCED), (-1, CallState.OPEN)):
        values = {"opens_at": now + timedelta(hours=hours)}
        closing = (
            {}
            if state is CallState.ANNOUNCED
            else {"opens_at": now - DAY, "closes_at": now - timedelta(hours=1)}
        )
        make_application(make_call(state=state, **(values | closing)))
    assert sorted(at_once(*[lambda: running.turn_by_date(now=now)] * 2)) == ["0", "2"]
    actions = [action for action, _changes in history() if action.startswith("funding_call.")]
    assert (sorted(actions), len(outbox())) == (["funding_call.closed", "funding_call.opened"], 1)
