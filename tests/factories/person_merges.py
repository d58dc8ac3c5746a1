"""Merging and taking back, as the tests do it: `merge` and `undo` are those of persons."""

from functools import partial

import pytest
from sqlalchemy import select

from noress.core.database import writing
from noress.core.errors import RuleError
from noress.domain.accounts.actor import Actor, BodyRole
from noress.domain.institutions.models import BodyKind, MandateRole
from noress.domain.merging import rules
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import NOW
from tests.factories.twins import plain

COORDINATOR = Actor(
    name="Coordination", method="code", body_roles=frozenset({BodyRole(1, BodyKind.SECRETARIAT, MandateRole.COORDINATOR)})
)  # fmt: skip
USUAL = {"actor": COORDINATOR, "now": NOW}


def merge_by(rule, kept, merged, choices=None, *, versions=None, actor=COORDINATOR, now=NOW):
    db.session.rollback()
    with writing():
        done = rule(
            kept=kept, merged=merged, choices=choices or {}, versions=versions or (kept.version, merged.version),
            actor=actor, now=now,
        )  # fmt: skip
        db.session.commit()
    return done


def undo_by(rule, done, *, actor=COORDINATOR):
    db.session.rollback()
    with writing():
        rule(merge=done, actor=actor, now=NOW)
        db.session.commit()


merge = partial(merge_by, rules.merge_persons)
undo = partial(undo_by, rules.undo_person_merge)


def refusal(act):
    with pytest.raises(RuleError) as refused:
        act()
    db.session.rollback()
    return refused.value.code, refused.value.status, plain(refused.value.message)


def change(row, **values):
    db.session.rollback()
    with writing():
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()


def told(kept, merged):
    db.session.rollback()
    return [plain(line) for line in rules.plan_person_merge(kept=kept, merged=merged, **USUAL).warnings]


def mails():
    query = select(OutboxMail).where(OutboxMail.template == "account_notice").order_by(OutboxMail.id)
    return [(mail.to_address, mail.subject) for mail in db.session.scalars(query)]
