"""A call whose money moves at random, and what must hold of it at every moment (DESIGN.md section 5, rule 7)."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from noress.core.errors import RuleError
from noress.domain.accounts.actor import Actor, BodyRole
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.applications.rules.withdrawing import withdraw_application
from noress.domain.awards.models import Award, AwardShare, AwardState
from noress.domain.awards.rules import granting
from noress.domain.files.models import StoredFile
from noress.domain.funding.models import FundingCall
from noress.domain.institutions.models import BodyKind, MandateRole
from noress.domain.payments import board, queries
from noress.domain.payments.models import Instalment, InstalmentShare, InstalmentState, StepDone
from noress.domain.payments.rules import paying, planning
from noress.extensions import db
from tests.factories.awards import make_call_to_decide, make_eligible
from tests.factories.documents import make_file
from tests.factories.payments import (
    LATER,
    Team,
    ask_and_check,
    make_account,
    make_plan,
    make_rib,
    order,
    pay,
    plan,
    sign,
    tell,
)

State, SYSTEM = InstalmentState, Actor.system()
#: centimes that no funder's share divides
SHARES, AMOUNT = (100_000_01, 49_999_99, 33_333_34), 60_000_00
PROVINCES = ("01.511", "01.571", None)


@dataclass
class Money:
    """Ids alone: rows belong to the thread that reads them."""

    work: Any
    call_id: int = 0
    application_ids: list[int] = field(default_factory=list)
    team: Team = field(default_factory=Team)
    scan_id: int = 0

    @classmethod
    def make(cls, work: Any, files: int = 4) -> "Money":
        """The envelope pays three projects of four, the lot takes three; a ceiling, so that amounts differ."""
        call = make_call_to_decide(
            shares=SHARES,
            envelope=sum(SHARES),
            lot={"amount": AMOUNT, "is_ceiling": True, "most_projects": 3},
        )
        made = cls(work, call.id)
        for number in range(files):
            one = make_eligible(call, requested=AMOUNT, province_code=PROVINCES[number % 3])
            made.application_ids.append(one.id)
        made.scan_id = make_file("papier.pdf").id
        return made

    # --- reading ------------------------------------------------------------------------------------------

    def application(self, place: int) -> Application:
        return db.session.get_one(Application, self.application_ids[place % len(self.application_ids)])

    def award(self, place: int) -> Award | None:
        found = select(Award).where(
            Award.application_id == self.application(place).id, Award.state != AwardState.CANCELLED
        )
        return db.session.scalars(found).one_or_none()

    def instalment(self, place: int, number: int) -> Instalment | None:
        award = self.award(place)
        rows = list(db.session.scalars(queries.list_instalments(award.id))) if award is not None else []
        return rows[number % len(rows)] if rows else None

    @property
    def scan(self) -> Any:
        return db.session.get_one(StoredFile, self.scan_id)

    # --- what people do: each within the caller's transaction ---------------------------------------------------

    def select(self, place: int, amount: int) -> None:
        granting.grant_award(application=self.application(place), amount=amount, actor=SYSTEM, now=LATER)

    def refuse(self, place: int) -> None:
        application = self.application(place)
        if application.state is ApplicationState.ELIGIBLE:
            application.state = ApplicationState.REJECTED

    def withdraw(self, place: int) -> None:
        withdraw_application(person=self.application(place).people[0], now=LATER)

    def cancel(self, place: int) -> None:
        if (award := self.award(place)) is not None:
            granting.cancel_award(award=award, reason="Renoncé", actor=SYSTEM, now=LATER)

    def ask(self, place: int, number: int) -> None:
        if (one := self.instalment(place, number)) is not None:
            ask_and_check(one, self.team)

    def order(self, place: int, number: int) -> None:
        if (one := self.instalment(place, number)) is not None:
            order(one, self.team, self.scan)

    def pay(self, place: int, number: int) -> None:
        if (one := self.instalment(place, number)) is not None:
            pay(one, self.team, self.scan)

    def fail(self, place: int, number: int) -> None:
        if (one := self.instalment(place, number)) is not None:
            paying.fail_instalment(instalment=one, reason="Rejeté", actor=self.team.treasurer, now=LATER)

    def refuse_instalment(self, place: int, number: int) -> None:
        if (one := self.instalment(place, number)) is not None:
            paying.refuse_instalment(instalment=one, reason="Manque", actor=self.team.officer, now=LATER)

    def cancel_instalment(self, place: int, number: int) -> None:
        if (one := self.instalment(place, number)) is not None:
            paying.cancel_instalment(instalment=one, reason="Renoncé", actor=self.team.officer, now=LATER)

    def sign(self, place: int, first: int) -> None:
        """Told, planned in two, signed by both, with bank details: in transactions of its own."""
        award = self.award(place)
        if award is None or award.state is not AwardState.GRANTED or award.amount < 2:
            return
        tell(self.work, award)
        first = min(first, award.amount - 1)
        make_plan(self.work, award, first, award.amount - first)
        sign(self.work, award)
        if db.session.scalars(queries.get_current_account(award.structure_id)).one_or_none() is None:
            make_account(self.work, award, self.team, make_rib(award.structure_id))

    def replan(self, place: int, amount: int) -> None:
        """What a cancelled instalment left, planned again."""
        if (award := self.award(place)) is not None and award.state is not AwardState.GRANTED:
            planning.plan_instalments(award=award, rows=plan(amount), actor=SYSTEM, now=LATER)

    def attempt(self, run: Any) -> str:
        """A rule that refuses has changed nothing: its transaction is undone."""
        try:
            with self.work():
                run()
        except RuleError as refused:
            return refused.code
        return "done"

    # --- what holds --------------------------------------------------------------------------------------------

    def check(self) -> None:
        db.session.rollback()
        db.session.expire_all()
        call = db.session.get_one(FundingCall, self.call_id)
        awards = list(db.session.scalars(select(Award).where(Award.call_id == call.id)))
        standing = [one for one in awards if one.state is not AwardState.CANCELLED]
        assert sum(one.amount for one in standing) <= (call.envelope or 0)
        assert len(standing) <= (call.lots[0].most_projects or 0)
        assert len({one.application_id for one in standing}) == len(standing)
        self._check_funders(call)
        for one in standing:
            self._check_award(one)
        self._check_cancelled([one for one in awards if one.state is AwardState.CANCELLED])
        self._check_board(call, standing)

    def _check_funders(self, call: FundingCall) -> None:
        standing = Award.state != AwardState.CANCELLED
        promised = dict(
            db.session.execute(
                select(AwardShare.funder_id, func.sum(AwardShare.amount))
                .join(AwardShare.award).where(standing).group_by(AwardShare.funder_id)
            ).all()
        )  # fmt: skip
        assert all(promised.get(one.id, 0) <= one.amount for one in call.funders)

    def _check_award(self, award: Award) -> None:
        brought = {share.funder_id: share.amount for share in award.shares}
        assert sum(brought.values()) == award.amount
        assert award.application.state is ApplicationState.SELECTED
        rows = list(db.session.scalars(queries.list_instalments(award.id)))
        standing = [one for one in rows if one.state is not State.CANCELLED]
        total = sum(one.amount for one in standing)
        assert total <= award.amount
        used: dict[int, int] = {}
        for one in standing:
            assert sum(share.amount for share in one.shares) == one.amount
            for share in one.shares:
                used[share.funder_id] = used.get(share.funder_id, 0) + share.amount
            self._check_steps(one)
        assert all(used.get(key, 0) <= value for key, value in brought.items())
        if total == award.amount and standing:
            assert used == brought  # to the centime

    def _check_steps(self, one: Instalment) -> None:
        """One payment per instalment, and never by who ordered it."""
        done = db.session.scalars(
            select(StepDone).where(StepDone.instalment_id == one.id, StepDone.undone_at.is_(None))
        ).all()
        paid = [row for row in done if row.step.is_payment]
        assert len(paid) == (one.state is State.PAID)
        assert len({row.step_id for row in done}) == len(done)
        for row in done:
            apart = {other.person_id for other in done if other.step_id in row.step.other_than}
            assert row.person_id not in apart
        assert (one.proof_id is not None) == (one.state is State.PAID)

    def _check_cancelled(self, awards: list[Award]) -> None:
        ids = [one.id for one in awards]
        moving = select(func.count(Instalment.id)).where(
            Instalment.award_id.in_(ids), Instalment.state != State.CANCELLED
        )
        assert db.session.scalar(moving) == 0

    def _check_board(self, call: FundingCall, standing: list[Award]) -> None:
        """Counted anew, row by row; `is_square` says that every table makes the total."""
        reader = Actor(name="x", method="code", body_roles=frozenset({_SECRETARY}))
        made = board.board_of(call, reader=reader)
        assert made.is_square
        assert made.total.cells.granted == sum(one.amount for one in standing)
        paid = [
            one for award in standing for one in db.session.scalars(queries.list_instalments(award.id))
            if one.state is State.PAID
        ]  # fmt: skip
        assert made.total.cells.paid == sum(one.amount for one in paid)
        assert made.total.left_to_grant == (call.envelope or 0) - made.total.cells.granted >= 0
        for line in made.funders:
            assert line.cells.paid == sum(_share(one, line.key) for one in paid)


def _share(one: Instalment, funder_id: int) -> int:
    found = select(InstalmentShare.amount).where(
        InstalmentShare.instalment_id == one.id, InstalmentShare.funder_id == funder_id
    )
    return db.session.scalar(found) or 0


_SECRETARY = BodyRole(body_id=1, kind=BodyKind.SECRETARIAT, role=MandateRole.COORDINATOR)
