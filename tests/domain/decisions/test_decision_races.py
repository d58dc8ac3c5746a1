"""Several people in the register at the same instant, on both engines."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from noress.core import search
from noress.core.database import writing
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.decisions import rules
from noress.domain.decisions.models import Decision, DecisionMode
from noress.domain.meetings.models import Meeting
from noress.domain.minutes.models import MinutesBlock
from noress.extensions import db
from tests.factories.decisions import make_block, make_decision, make_held_meeting, make_record
from tests.security.test_races import all_at_once

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ROUNDS = 20
WRITERS = 4


def register(app, meeting_id, block_id, *, gives_up=False):
    with app.app_context(), writing():
        decision = rules.register_decision(
            meeting=db.session.get(Meeting, meeting_id), block=db.session.get(MinutesBlock, block_id),
            text=Translated(fr="Le fonds est créé."), mode=DecisionMode.CONSENSUS, adopted_on=date(2026, 10, 8),
            actor=Actor.system(), now=NOW,
        )  # fmt: skip
        number = decision.number
        if gives_up:
            db.session.rollback()
            return None
        db.session.commit()
        return number


def test_ranks_have_no_gap_and_no_double(app):
    """One in four gives its rank back by rolling back; the others share 1..n without a hole."""
    meeting = make_held_meeting(reference="S-2026-04").id
    record = make_record(db.session.get(Meeting, meeting))
    blocks = [make_block(record).id for _ in range(ROUNDS * WRITERS)]
    db.session.commit()
    answers = []
    for start in range(0, len(blocks), WRITERS):
        mine = blocks[start : start + WRITERS]
        answers += all_at_once(
            lambda n, mine=mine: register(app, meeting, mine[n], gives_up=n == 0), count=WRITERS
        )
    kept = ROUNDS * (WRITERS - 1)
    assert sorted(answer for answer in answers if answer) == [
        f"D-2026-04/{n:02d}" for n in range(1, kept + 1)
    ]
    assert sorted(db.session.scalars(select(Decision.rank))) == list(range(1, kept + 1))
    found = search.matching("decision", "fonds")
    assert len(db.session.scalars(select(found.c.object_id)).all()) == kept


def test_a_block_sent_by_all_at_once_is_one_decision(app):
    meeting = make_held_meeting(reference="S-2026-04").id
    block = make_block(make_record(db.session.get(Meeting, meeting))).id
    db.session.commit()
    answers = all_at_once(lambda _n: register(app, meeting, block), count=WRITERS)
    assert answers == ["D-2026-04/01"] * WRITERS
    assert db.session.scalars(select(Decision.rank)).all() == [1]


def test_two_decisions_do_not_replace_each_other_crosswise(app):
    for _round in range(5):
        pair = [make_decision().id, make_decision().id]
        db.session.commit()

        def replace(number, pair=pair):
            with app.app_context(), writing():
                one, other = pair if number % 2 else reversed(pair)
                rules.replace_decision(
                    decision=db.session.get(Decision, one), by=db.session.get(Decision, other),
                    actor=Actor.system(), now=NOW,
                )  # fmt: skip
                db.session.commit()
                return one

        answers = all_at_once(replace, count=WRITERS)
        refused = [answer.code for answer in answers if isinstance(answer, RuleError)]
        assert (len(refused), set(refused) <= {"cycle", "not_in_force"}) == (WRITERS - 1, True), answers
