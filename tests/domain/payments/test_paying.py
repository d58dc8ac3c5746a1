"""Instalments asked, checked, ordered, paid; refused, failed, cancelled. Bank details with a second person."""

from datetime import timedelta

import pytest

from noress.core.errors import RuleError
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Part
from noress.domain.awards.models import AwardState
from noress.domain.awards.rules import granting
from noress.domain.payments import board, queries
from noress.domain.payments.models import BankAccount, InstalmentState, StepDone
from noress.domain.payments.rib import clean_rib, grouped, key_of, masked
from noress.domain.payments.rules import bank, paying, planning, procedures
from noress.domain.payments.rules.planning import Planned
from noress.domain.payments.rules.procedures import Taken
from noress.domain.reports.models import ProjectReport, ReportKind, ReportState
from noress.domain.reviewing.models import Recusal, RecusalNature
from noress.extensions import db
from tests.factories import NOW, save
from tests.factories.calls import make_worker
from tests.factories.documents import make_file
from tests.factories.payments import (
    LATER,
    RIB,
    TODAY,
    ask_and_check,
    instalments_of,
    make_account,
    make_paid,
    make_rib,
    make_told_award,
    order,
    pay,
    plan,
    sign,
    steps_of,
)

State, SYSTEM, DAY = InstalmentState, Actor.system(), timedelta(days=1)


@pytest.mark.parametrize(
    "typed",
    [
        RIB,
        f"{RIB[:3]} {RIB[3:6]} {RIB[6:22]} {RIB[22:]}",
        f"MA64{RIB}",
        f"ma64 {RIB}",
        "".join("٠١٢٣٤٥٦٧٨٩"[int(d)] for d in RIB),
    ],
)
@pytest.mark.one_engine
def test_a_rib_is_read_however_it_is_typed(typed):
    assert clean_rib(typed) == RIB
    assert int(RIB) % 97 == 0
    assert (masked(RIB), grouped(RIB)[:8]) == (f"{RIB[:3]} … {RIB[-4:]}", f"{RIB[:3]} {RIB[3:6]} ")


@pytest.mark.one_engine
@pytest.mark.parametrize(
    "typed, code",
    [(RIB[:-1] + str((int(RIB[-1]) + 1) % 10), "rib_key"), (RIB[:23], "rib_digits"), (RIB + "0", "rib_digits"), (None, "rib_digits"),
     (RIB[:-1] + "x", "rib_digits"), (RIB[1] + RIB[0] + RIB[2:21] + RIB[22] + RIB[21] + RIB[23], "rib_key")],
)  # fmt: skip
def test_a_rib_with_a_wrong_key_is_refused(typed, code):
    with pytest.raises(RuleError) as refused:
        clean_rib(typed)
    assert (refused.value.code, refused.value.field) == (code, "rib")
    assert key_of(RIB[:22]) == RIB[22:]


def test_an_instalment_is_asked_checked_ordered_and_paid(work, refusals, team, outbox, history):
    award = make_told_award(work)
    sign(work, award)
    one, scan = instalments_of(award)[0], make_file("virement.pdf")
    first, last = steps_of(award)
    holder = award.application.people[0]
    reader = make_worker(award.application, part=Part.ACCOMPANIST)

    def asking(person=holder, actor=SYSTEM):
        return lambda: paying.ask_instalment(instalment=one, person=person, actor=actor, now=LATER)

    def checking(actor=team.officer):
        return lambda: paying.check_instalment(instalment=one, actor=actor, now=LATER)

    def ordering(actor=team.orderer, step=first, **said):
        return lambda: procedures.take_payment_step(
            instalment=one, step=step, taken=Taken(TODAY, scan, **said), actor=actor, now=LATER
        )

    assert refusals({
        "checked too soon": checking(), "ordered too soon": ordering(), "by a reader": asking(reader), "asked": asking(),
        "asked twice": asking(), "paid too soon": lambda: pay(one, team, scan),
        "no reason": lambda: paying.refuse_instalment(instalment=one, reason="", actor=team.officer, now=LATER),
        "refused": lambda: paying.refuse_instalment(instalment=one, reason="Devis", actor=team.officer, now=LATER),
        "asked by the desk": asking(None, team.officer), "checked by the same": checking(),
        "checked": checking(team.orderer), "checked twice": checking(team.orderer),
        "no account": ordering(),
    }) == {
        "checked too soon": ("wrong_state", None, 409), "ordered too soon": ("wrong_state", None, 409),
        "by a reader": ("reads_only", None, 403), "asked": "done", "asked twice": ("wrong_state", None, 409),
        "paid too soon": ("wrong_state", None, 409), "no reason": ("no_text", "reason", 422), "refused": "done",
        "asked by the desk": "done", "checked by the same": ("same_person", None, 409),
        "checked": "done", "checked twice": ("wrong_state", None, 409), "no account": ("no_account", None, 409),
    }  # fmt: skip
    make_account(work, award, team)
    refused = refusals({
        "paid before the order": ordering(step=last), "ordered": ordering(actor_title="Vice-président"), "twice": ordering(),
        "paid by who asked": lambda: pay(one, team, scan, actor=team.officer),
        "paid by who ordered": lambda: pay(one, team, scan, actor=team.orderer),
        "wrong step": lambda: pay(one, team, scan, step=first),
        "no reference": lambda: pay(one, team, scan, reference=" "), "no proof": lambda: pay(one, team, None),
        "tomorrow": lambda: pay(one, team, scan, paid_on=TODAY + DAY),
        "before the order": lambda: pay(one, team, scan, paid_on=TODAY - DAY),
        "stale": lambda: pay(one, team, scan, version=1),
        "cancelled": lambda: paying.cancel_instalment(instalment=one, reason="x", actor=SYSTEM, now=LATER),
        "award cancelled": lambda: granting.cancel_award(award=award, reason="x", actor=SYSTEM, now=LATER),
        "paid": lambda: pay(one, team, scan), "paid twice": lambda: pay(one, team, scan),
    })  # fmt: skip
    assert refused == {
        "paid before the order": ("wrong_step", None, 409), "ordered": "done", "twice": ("wrong_state", None, 409),
        "paid by who asked": ("same_person", None, 409), "paid by who ordered": ("same_person", None, 409),
        "wrong step": ("wrong_step", None, 409), "no reference": ("no_reference", "reference", 422),
        "no proof": ("no_proof", "file", 422), "tomorrow": ("paid_on", "paid_on", 422),
        "before the order": ("paid_on", "paid_on", 422), "stale": ("stale", None, 409),
        "cancelled": ("wrong_state", None, 409), "award cancelled": ("money_gone", None, 409),
        "paid": "done", "paid twice": ("already_paid", None, 409),
    }  # fmt: skip
    assert (one.state, one.paid_on, one.payment_reference, one.proof_id) == (
        State.PAID,
        TODAY,
        "VIR-2026-1",
        scan.id,
    )
    assert award.state is AwardState.EXECUTION
    done = db.session.scalars(queries.list_done(instalment_ids=[one.id])).all()
    assert [(row.step_id, row.person_id, row.actor_title) for row in done] == [
        (first.id, team.orderer.person_id, "Vice-président"), (last.id, team.treasurer.person_id, None),
    ]  # fmt: skip
    assert [mail.subject for mail in outbox() if mail.to_address == holder.email] == [
        "Votre convention est à signer", "Votre convention est signée", "Votre demande de versement est à reprendre",
        "Vos coordonnées bancaires vont changer", "Vos coordonnées bancaires sont confirmées", "Un versement vous a été fait",
    ]  # fmt: skip
    assert not any(RIB in mail.text or RIB in (mail.html or "") for mail in outbox())
    assert [action for action, _changes in history() if action.startswith("instalment")] == [
        "instalment.asked", "instalment.refused", "instalment.asked", "instalment.checked", "instalment.step_taken",
        "instalment.ordered", "instalment.paid",
    ]  # fmt: skip


def test_mails_show_the_ends_of_an_account_in_their_order(work, team, outbox):
    make_account(work, make_told_award(work), team)
    ends = f"\u2066{masked(RIB)}\u2069"  # whatever the direction of the mail
    assert {mail.subject for mail in outbox() if ends in mail.text and ends in mail.html} == {
        "Vos coordonnées bancaires sont confirmées", "Vos coordonnées bancaires vont changer",
    }  # fmt: skip


def test_the_day_of_payment_is_that_of_the_bank_however_late_the_order_is_noted(work, refusals, team):
    """Ordered on paper one day, noted here three days later: the bank paid in between."""
    award = make_told_award(work)
    sign(work, award)
    make_account(work, award, team)
    one, scan = instalments_of(award)[0], make_file("virement.pdf")
    noted = LATER + 3 * DAY
    with work():
        ask_and_check(one, team)
        (step,) = steps_of(award)[:-1]
        procedures.take_payment_step(
            instalment=one, step=step, taken=Taken(TODAY + DAY, scan), actor=team.orderer, now=noted
        )
    tries = {
        "before the order": lambda: pay(one, team, scan, paid_on=TODAY, now=noted),
        "after": lambda: pay(one, team, scan, paid_on=TODAY + 4 * DAY, now=noted),
    }
    assert refusals(tries) == dict.fromkeys(tries, ("paid_on", "paid_on", 422))
    with work():
        pay(one, team, scan, paid_on=TODAY + 2 * DAY, now=noted)
    assert (one.state, one.paid_on) == (State.PAID, TODAY + 2 * DAY)


def test_a_transfer_that_failed_is_ordered_again_and_what_is_cancelled_is_planned_again(work, refusals, team):
    award = make_told_award(work)
    sign(work, award)
    one = make_paid(work, award, team)
    second, scan = instalments_of(award)[1], make_file("b.pdf")

    def failing(reason="Compte clos"):
        paying.fail_instalment(instalment=one, reason=reason, actor=team.treasurer, now=LATER)

    def cancelling():
        paying.cancel_instalment(instalment=second, reason="Renoncé", actor=SYSTEM, now=LATER)

    assert refusals({
        "no reason": lambda: failing(""), "failed": failing, "failed twice": failing, "cancelled": cancelling,
        "cancelled twice": cancelling,
    }) == {
        "no reason": ("no_text", "reason", 422), "failed": "done", "failed twice": ("wrong_state", None, 409),
        "cancelled": "done", "cancelled twice": ("wrong_state", None, 409),
    }  # fmt: skip
    assert (one.state, one.paid_on, one.proof_id, one.bank_account_id) == (State.FAILED, None, None, None)
    assert (
        db.session.query(StepDone)
        .filter(StepDone.instalment_id == one.id, StepDone.undone_at.is_(None))
        .count()
        == 0
    )
    make_account(work, award, team, make_rib(8))
    with work():
        order(one, team, scan)
    make_account(work, award, team, make_rib(9))
    assert refusals({"elsewhere": lambda: pay(one, team, scan)}) == {
        "elsewhere": ("account_changed", None, 409)
    }
    with work():
        failing()
        order(one, team, scan)
        pay(one, team, scan)
    with work():
        planning.plan_instalments(award=award, rows=plan(19_999_99), actor=SYSTEM, now=LATER)
    assert [(row.amount, row.state) for row in instalments_of(award)] == [
        (40_000_00, State.PAID), (20_000_00, State.CANCELLED), (19_999_99, State.PLANNED),
    ]  # fmt: skip


def test_what_an_instalment_waits_for(work, refusals, team):
    award = make_told_award(work)
    (first,) = plan(60_000_00)
    report = save(ProjectReport(award_id=award.id, kind=ReportKind.INTERIM, position=1, due_on=TODAY))
    with work():
        planning.plan_instalments(
            award=award, actor=SYSTEM, now=NOW,
            rows=[Planned(first.amount, first.condition, due_on=TODAY + DAY, report_id=report.id)],
        )  # fmt: skip
    (one,) = instalments_of(award)
    holder = award.application.people[0]
    asking = lambda now=LATER: paying.ask_instalment(instalment=one, person=holder, actor=SYSTEM, now=now)  # noqa: E731
    assert refusals({"unsigned": asking}) == {"unsigned": ("not_signed", None, 409)}
    sign(work, award)
    paper = db.session.scalars(queries.list_papers(award.id)).first()
    checking = lambda: paying.check_instalment(instalment=one, actor=team.officer, now=LATER + DAY)  # noqa: E731
    with work():
        paper.checked_at = None
    found = refusals({"too early": asking, "asked": lambda: asking(LATER + DAY), "papers": checking})
    assert found == {"too early": ("too_early", None, 409), "asked": "done", "papers": ("papers", None, 409)}
    with work():
        paper.checked_at = NOW
    assert refusals({"report": checking}) == {"report": ("report", None, 409)}
    with work():
        report.state = ReportState.ACCEPTED
    assert refusals({"checked": checking}) == {"checked": "done"}


def test_bank_details_take_two_people(work, refusals, team, history):
    award, proof = make_told_award(work), make_file("rib.pdf")
    other = make_told_award(work, award.call)
    holder = award.application.people[0]

    def typing(rib=RIB, name="Coopérative", file=proof, **who):
        return lambda: bank.propose_account(
            award=award,
            typed=bank.Typed(rib, name, None, file),
            **{"actor": team.officer, "now": LATER, **who},
        )

    assert refusals({
        "wrong key": typing(RIB[:-1] + str((int(RIB[-1]) + 1) % 10)), "no name": typing(name=" "), "no proof": typing(file=None),
        "typed": typing(), "typed by the holder": typing(make_rib(1), person=holder, actor=SYSTEM), "typed again": typing(),
    }) == {
        "wrong key": ("rib_key", "rib", 422), "no name": ("no_holder", "holder", 422), "no proof": ("no_proof", "file", 422),
        "typed": "done", "typed by the holder": "done", "typed again": "done",
    }  # fmt: skip
    (waiting,) = db.session.scalars(queries.list_proposed(award.structure_id)).all()
    assert db.session.query(BankAccount).count() == 3

    def confirming(actor=team.treasurer, of=award):
        return lambda: bank.confirm_account(account=waiting, award=of, actor=actor, now=LATER)

    assert refusals({
        "same person": confirming(team.officer), "nobody": confirming(SYSTEM), "another's": confirming(of=other),
        "confirmed": confirming(), "twice": confirming(), "the same again": typing(), "another": typing(make_rib(2)),
    }) == {
        "same person": ("same_person", None, 409), "nobody": ("same_person", None, 409), "another's": ("not_theirs", None, 404),
        "confirmed": "done", "twice": ("settled", None, 409), "the same again": ("same", "rib", 422), "another": "done",
    }  # fmt: skip
    (waiting,) = db.session.scalars(queries.list_proposed(award.structure_id)).all()
    with work():
        bank.refuse_account(account=waiting, award=award, reason="Autre nom", actor=team.treasurer, now=LATER)
    current = db.session.scalars(queries.get_current_account(award.structure_id)).one()
    assert (current.rib, waiting.refused_because) == (RIB, "Autre nom")
    assert RIB not in str(history())


def test_whoever_is_recused_handles_nothing(work, refusals, team):
    award = make_told_award(work)
    sign(work, award)
    one = instalments_of(award)[0]
    save(Recusal(subject_type="application", subject_id=award.application_id, person_id=team.officer.person_id,
                 nature=RecusalNature.DECLARED, made_at=NOW))  # fmt: skip
    who = {"actor": team.officer, "now": LATER}
    assert refusals({
        "ask": lambda: paying.ask_instalment(instalment=one, **who),
        "bank": lambda: bank.propose_account(award=award, typed=bank.Typed(RIB, "x"), **who),
    }) == {"ask": ("recused", None, 404), "bank": ("recused", None, 404)}  # fmt: skip
    assert board.board_of(award.call, reader=team.officer).total.cells.granted == 0
    assert board.board_of(award.call, reader=team.treasurer).total.cells.granted == award.amount


def test_a_payment_confirmed_by_two_at_once_is_paid_once(work, team, at_once):
    award = make_told_award(work)
    sign(work, award)
    make_account(work, award, team)
    one, scan = instalments_of(award)[0], make_file("b.pdf")
    with work():
        ask_and_check(one, team)
        order(one, team, scan)
    key, scan_id = one.id, scan.id

    def paying_():
        row = db.session.get_one(type(one), key)
        pay(row, team, db.session.get_one(type(scan), scan_id))

    assert at_once(paying_, paying_) == ["already_paid", "done"]
    assert db.session.query(StepDone).filter_by(instalment_id=key).count() == 2
