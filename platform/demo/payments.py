"""What became of the six funded projects of the demonstration's call: one without an agreement yet, one to sign, and
instalments asked for, checked, ordered again after a failure, paid. Account numbers are nobody's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from flask import current_app

from noress.core import clock
from noress.demo.coming import send_waiting_mails
from noress.demo.questionnaire import text
from noress.domain.accounts.actor import Actor
from noress.domain.applications.links import actor_of
from noress.domain.awards.models import Award, AwardState
from noress.domain.awards.queries import list_awards
from noress.domain.files.models import StoredFile
from noress.domain.files.rules import store_file
from noress.domain.funding.models import FundingCall
from noress.domain.payments import queries
from noress.domain.payments.models import Agreement, Instalment, Party, Procedure, ProcedureStep
from noress.domain.payments.rib import key_of
from noress.domain.payments.rules import agreements, bank, papers, paying, planning, procedures
from noress.domain.payments.rules.planning import Planned
from noress.domain.payments.rules.procedures import Taken
from noress.extensions import db

DAY = timedelta(days=1)
#: days before the demonstration's
PREPARED, SENT, SIGNED, ASKED, CHECKED, ORDERED, PAID = 35, 33, 26, 18, 15, 10, 7
FIRST, SECOND = 40_000_00, 20_000_00
PAPER = b"%PDF-1.4\n% papier de la demonstration\n%%EOF\n"
CONDITIONS = (
    ("À la signature de la convention", "عند توقيع الاتفاقية"),
    ("Après le rapport d'étape", "بعد التقرير المرحلي"),
)


@dataclass(frozen=True)
class Desk:
    officer: Actor
    orderer: Actor
    treasurer: Actor
    now: datetime

    def at(self, days: int) -> datetime:
        return self.now - days * DAY


def add_payments(call: FundingCall, officer: Actor, orderer: Actor, treasurer: Actor, now: datetime) -> None:
    """`call` is decided and told."""
    desk = Desk(officer, orderer, treasurer, now)
    found = [one for one in db.session.scalars(list_awards(call.id)) if one.state is not AwardState.CANCELLED]
    for award, story in zip(found, _STORIES, strict=False):
        story(desk, award)
    send_waiting_mails(now - timedelta(hours=1))


def _nothing(desk: Desk, award: Award) -> None:
    """Told, and waiting for its agreement."""


def _to_sign(desk: Desk, award: Award) -> None:
    """Bank details wait for a second person."""
    _send(desk, award)
    _type(desk, award)


def _asked(desk: Desk, award: Award) -> None:
    _sign(desk, award)
    _ask(desk, award)


def _checked(desk: Desk, award: Award) -> None:
    _asked(desk, award)
    one = _first(award)
    paying.check_instalment(instalment=one, actor=desk.officer, now=desk.at(CHECKED))


def _ordered_again(desk: Desk, award: Award) -> None:
    _checked(desk, award)
    _order(desk, award, ORDERED)
    paying.fail_instalment(
        instalment=_first(award), reason="La banque répond : titulaire du compte mal écrit.", actor=desk.treasurer,
        now=desk.at(ORDERED - 2),
    )  # fmt: skip
    _order(desk, award, ORDERED - 4)


def _paid(desk: Desk, award: Award) -> None:
    _checked(desk, award)
    _order(desk, award, ORDERED)
    _pay(desk, _first(award), PAID)


def pay_second(desk: Desk, award: Award, days: int) -> None:
    """Its report is accepted: asked for, checked, ordered and paid, that many days before the demonstration's."""
    one = db.session.scalars(queries.list_instalments(award.id)).all()[1]
    holder = award.application.people[0]
    paying.ask_instalment(instalment=one, person=holder, actor=actor_of(holder), now=desk.at(days))
    paying.check_instalment(instalment=one, actor=desk.officer, now=desk.at(days))
    _order(desk, award, days, one)
    _pay(desk, one, days)


def pay_whole(desk: Desk, award: Award) -> None:
    """A prize: without an agreement, in one instalment."""
    account = _type(desk, award)
    bank.confirm_account(account=account, award=award, actor=desk.treasurer, now=desk.at(SIGNED - 1))
    _ask(desk, award)
    paying.check_instalment(instalment=_first(award), actor=desk.officer, now=desk.at(CHECKED))
    _order(desk, award, ORDERED)
    _pay(desk, _first(award), PAID)


def _pay(desk: Desk, one: Instalment, days: int) -> None:
    paying.pay_instalment(
        instalment=one, step=_steps(one.award, Procedure.PAYMENT)[-1], paid_on=clock.today(desk.at(days)),
        reference=f"VIR-DEMO-{one.id:04d}", proof=_file("avis-de-virement.pdf", desk.treasurer, desk.at(days)),
        actor=desk.treasurer, now=desk.at(days),
    )  # fmt: skip


_STORIES: tuple[Callable[[Desk, Award], None], ...] = (
    _paid,
    _ordered_again,
    _checked,
    _asked,
    _to_sign,
    _nothing,
)


def _send(desk: Desk, award: Award) -> Agreement:
    who: dict[str, Any] = {"actor": desk.officer, "now": desk.at(PREPARED)}
    rows = [
        Planned(amount, text(said))
        for amount, said in zip((FIRST, award.amount - FIRST), CONDITIONS, strict=True)
    ]
    agreement = agreements.prepare_agreement(award=award, **who)
    planning.plan_instalments(award=award, rows=rows, **who)
    agreements.edit_agreement(
        agreement=agreement, french=agreement.french, arabic=agreement.arabic, starts_on=clock.today(desk.at(20)),
        ends_on=clock.today(desk.now + 340 * DAY), version=agreement.version, **who,
    )  # fmt: skip
    agreements.send_agreement(agreement=agreement, actor=desk.officer, now=desk.at(SENT))
    return agreement


def _sign(desk: Desk, award: Award) -> None:
    agreement, at, holder = _send(desk, award), desk.at(SIGNED), award.application.people[0]
    who: dict[str, Any] = {"actor": desk.officer, "now": at}
    scan = _file("convention-signee.pdf", desk.officer, at)
    for paper in db.session.scalars(queries.list_papers(award.id)).all():
        if paper.is_required:
            file = _file(f"papier-{paper.position}.pdf", desk.officer, at)
            papers.give_paper(paper=paper, file=file, person=holder, actor=actor_of(holder), now=at)
            papers.check_paper(paper=paper, **who)
    for party in Party:
        agreements.sign_agreement(
            agreement=agreement, party=party, signed_on=clock.today(at), file=scan, **who
        )
    for step in _steps(award, Procedure.AGREEMENT):
        procedures.take_agreement_step(
            agreement=agreement, step=step, taken=Taken(clock.today(at), scan), **who
        )
    account = _type(desk, award)
    bank.confirm_account(account=account, award=award, actor=desk.treasurer, now=desk.at(SIGNED - 1))


def _type(desk: Desk, award: Award) -> Any:
    """By the structure, with the bank's paper."""
    holder, at = award.application.people[0], desk.at(SIGNED)
    first = f"{7_780_000_000_000_000_000 + award.id:022d}"
    typed = bank.Typed(
        first + key_of(first),
        str(award.structure.name),
        "Banque de démonstration",
        _file("attestation-rib.pdf", desk.officer, at),
    )
    return bank.propose_account(award=award, typed=typed, person=holder, actor=actor_of(holder), now=at)


def _ask(desk: Desk, award: Award) -> None:
    holder = award.application.people[0]
    paying.ask_instalment(instalment=_first(award), person=holder, actor=actor_of(holder), now=desk.at(ASKED))


def _order(desk: Desk, award: Award, days: int, one: Instalment | None = None) -> None:
    at = desk.at(days)
    for step in _steps(award, Procedure.PAYMENT)[:-1]:
        paper = _file("ordre-de-paiement.pdf", desk.orderer, at)
        procedures.take_payment_step(
            instalment=one or _first(award),
            step=step,
            taken=Taken(clock.today(at), paper),
            actor=desk.orderer,
            now=at,
        )


def _steps(award: Award, procedure: Procedure) -> list[ProcedureStep]:
    return list(db.session.scalars(queries.list_steps(award.call.carrier_id or 0, procedure)))


def _first(award: Award) -> Instalment:
    return next(iter(db.session.scalars(queries.list_instalments(award.id))))


def _file(name: str, actor: Actor, at: datetime) -> StoredFile:
    return store_file(
        name=name,
        stream=BytesIO(PAPER),
        storage=current_app.extensions["storage"],
        max_bytes=10**6,
        actor=actor,
        now=at,
    )
