"""Files of funded projects that go once they are over: identity cards, papers of banks. What was said of them stays."""

from datetime import timedelta

from sqlalchemy import select

from noress.core.database import writing
from noress.domain.accounts.retention import RETENTION
from noress.domain.audit.models import AuditEvent
from noress.domain.awards.models import Award, AwardState
from noress.domain.files.models import StoredFile
from noress.domain.payments import queries
from noress.domain.payments.models import AwardPaper, BankAccount
from noress.domain.payments.rules import papers
from noress.domain.retention import queries as retention
from noress.domain.retention import rules
from noress.extensions import db
from tests.factories import NOW
from tests.factories.documents import make_file
from tests.factories.payments import LATER, Team, make_account, make_agreement, make_rib, make_told_award

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
ROWS = {row.code: row for row in RETENTION if row.code in ("award_papers", "bank_proofs")}


def give(work, award):
    """Every paper, each its own file; the bank details, with another."""
    make_agreement(work, award)
    with work():
        for paper in db.session.scalars(queries.list_papers(award.id)).all():
            papers.give_paper(
                paper=paper, file=make_file(f"{paper.position}.pdf"), actor=Team().officer, now=LATER
            )


def purged(now):
    with writing():
        done = rules.purge_expired(now=now)
        db.session.commit()
    db.session.expire_all()
    return done["award_papers"], done["bank_proofs"]


def end(award, **values):
    with writing():
        row = db.session.get_one(Award, award.id)
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()


def test_protected_papers_go_ninety_days_after_the_project(app, work):
    closed, cancelled, open_one = (make_told_award(work) for _n in range(3))
    for award in (closed, cancelled, open_one):
        give(work, award)
    ended = LATER + DAY
    end(closed, state=AwardState.CLOSED, closed_at=ended)
    end(cancelled, state=AwardState.CANCELLED, cancelled_at=ended + DAY)
    held = {one.award_id: one.file_id for one in db.session.scalars(select(AwardPaper)) if one.is_restricted}
    files = len(db.session.scalars(select(StoredFile.id)).all())
    assert purged(ended + 90 * DAY - SECOND) == (0, 0)
    counted = [
        db.session.scalar(query)
        for query in (
            retention.count_rows(ROWS["award_papers"]),
            retention.count_expired(ROWS["award_papers"], ended + 90 * DAY + SECOND),
            retention.count_rows(
                ROWS["award_papers"], select(Award.application_id).where(Award.id == closed.id)
            ),
        )
    ]
    assert counted == [3, 1, 2]
    assert purged(ended + 90 * DAY + SECOND) == (1, 0)
    assert purged(ended + 91 * DAY + SECOND) == (1, 0)
    assert purged(ended + 91 * DAY + SECOND) == (0, 0)
    rows = db.session.scalars(select(AwardPaper)).all()
    assert {one.award_id: one.file_id for one in rows if one.is_restricted} == {
        closed.id: None, cancelled.id: None, open_one.id: held[open_one.id],
    }  # fmt: skip
    assert [one.given_at for one in rows if one.is_restricted] == [LATER] * 3  # that it was given stays
    assert len(db.session.scalars(select(StoredFile.id)).all()) == files - 2
    assert db.session.get(StoredFile, held[closed.id]) is None
    told = db.session.scalars(
        select(AuditEvent.action).where(AuditEvent.action == "award_paper.purged")
    ).all()
    assert len(told) == 2


def test_papers_of_banks_go_a_year_after_the_last_project_or_the_change(app, work):
    team = Team()
    over, going_on = make_told_award(work), make_told_award(work)
    first = make_account(work, over, team)
    replaced = make_account(work, going_on, team, make_rib(1))
    current = make_account(work, going_on, team, make_rib(2), now=LATER + DAY)  # the other one ends there
    end(over, state=AwardState.CLOSED, closed_at=LATER + 3 * DAY)
    proofs = lambda: [  # noqa: E731
        db.session.get_one(BankAccount, one.id).proof_id is not None for one in (first, replaced, current)
    ]
    year = 365 * DAY
    assert (purged(LATER + DAY + year - SECOND), proofs()) == ((0, 0), [True, True, True])
    assert (purged(LATER + DAY + year + SECOND), proofs()) == ((0, 1), [True, False, True])
    assert (purged(LATER + 3 * DAY + year + SECOND), proofs()) == ((0, 1), [False, False, True])
    assert (purged(NOW + 5 * year), proofs()) == ((0, 0), [False, False, True])
    assert db.session.get_one(BankAccount, first.id).rib == first.rib
    told = select(AuditEvent.object_id).where(AuditEvent.action == "bank_account.proof_purged")
    assert db.session.scalars(told.order_by(AuditEvent.id)).all() == [replaced.id, first.id]
