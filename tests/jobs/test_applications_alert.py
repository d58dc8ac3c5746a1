"""The worker's round alerts drafts before the hour, and writes nothing while nobody is to be told."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from noress.jobs import applications
from tests.factories import NOW
from tests.factories.calls import make_application, make_call


def test_one_round_tells_once(app, caplog):
    call = make_call(closes_at=NOW + timedelta(hours=60))
    make_application(call, email="a@exemple.ma")
    told = []
    for hours in (1, 13, 14):
        with time_machine.travel(NOW + timedelta(hours=hours), tick=False):
            applications.alert(app)
        db.session.rollback()
        told.append([(mail.to_address, mail.subject) for mail in db.session.scalars(select(OutboxMail))])
    alert = [("a@exemple.ma", "Votre candidature n'est pas encore envoyée")]
    assert told == [[], alert, alert]
