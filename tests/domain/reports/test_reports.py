"""A report from its day to its acceptance: what each rule writes, tells, and refuses."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.domain.accounts.actor import Actor
from noress.domain.audit.models import AuditEvent
from noress.domain.awards.models import AwardState
from noress.domain.duties import list_duties
from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.questionnaires.serving import check_saving, find_served
from noress.domain.reports import queries
from noress.domain.reports.links import form_token
from noress.domain.reports.models import Expense, ReportKind, ReportState
from noress.domain.reports.rules import deciding, planning, sending
from noress.domain.reports.rules.planning import Due
from noress.domain.reports.rules.reminding import remind_reports
from noress.domain.reports.spending import reach_of, sheet_of
from noress.domain.reports.standing import Lateness, lateness_of
from noress.extensions import db
from tests.factories import NOW
from tests.factories.awards import make_call_to_decide
from tests.factories.calls import make_worker
from tests.factories.reports import fill, holder, make_signed, reports_of, send, spent

S = ReportState


def mails(key):
    return [
        mail.subject
        for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
        if f"report-{key}" in mail.key
    ]


def history(report):
    rows = db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_type == "project_report", AuditEvent.object_id == report.id)
        .order_by(AuditEvent.id)
    )
    return [row.action.removeprefix("project_report.") for row in rows]


def test_reports_are_copied_when_the_agreement_is_signed(work):
    award = make_signed(work)
    with work():
        planning.plan_reports(award=award, signed_on=date(2026, 12, 1), actor=Actor.system(), now=NOW)
    assert [(one.kind.value, one.position, one.due_on) for one in reports_of(award)] == [
        ("interim", 1, date(2027, 5, 20)), ("final", 2, date(2027, 11, 20)),
    ]  # fmt: skip
    plan = db.session.scalars(queries.get_plan(award.call_id)).one()
    assert plan.questionnaire.serves == "report"
    assert plan.questionnaire.versions[0].number == 1
    assert planning.add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)


def test_plans_are_checked(work, actor, refusals):
    call = make_call_to_decide()
    with work():
        plan = planning.ensure_plan(call=call, actor=actor, now=NOW)
    interim, final = ReportKind.INTERIM, ReportKind.FINAL

    def edit(*dues, version=1):
        return lambda: planning.edit_plan(plan=plan, dues=dues, version=version, actor=actor, now=NOW)

    assert refusals({
        "two at once": edit(Due(interim, 6), Due(final, 6)), "no final one": edit(Due(interim, 6)),
        "final before": edit(Due(final, 3), Due(interim, 6)), "never": edit(Due(final, 0)),
        "stale": edit(Due(final, 9), version=7), "good": edit(Due(final, 9), Due(interim, 4)),
    }) == {
        "two at once": ("twice", "final", 422), "no final one": ("final", "final", 422),
        "final before": ("final", "final", 422), "never": ("months", "final", 422), "stale": ("stale", None, 409), "good": "done",
    }  # fmt: skip
    assert plan.dues == [{"kind": "interim", "months": 4}, {"kind": "final", "months": 9}]


def test_the_phone_fills_the_formal_report(work):
    award = make_signed(work)
    report = reports_of(award)[0]
    fill(work, report)
    token = form_token(holder(award), report)
    opened = find_served(token)
    assert opened.response.id == report.response_id
    line = definition_of(report.response).question("spent").questions[0]
    assert [str(choice.label) for choice in line.choices] == [
        "Équipement",
        "Formation",
        "Pas prévue au budget",
    ]
    send(
        work,
        report,
        printed_total="20",
        spent=[spent("Machine", 30_000_00), spent("Taxi", 100_00, "unforeseen")],
    )
    assert (report.state, report.women, report.men, report.not_stated, report.printed_total) == (
        S.SENT,
        12,
        3,
        0,
        20,
    )
    assert (reach_of(report).total, reach_of(report).differs) == (15, True)
    sheet = sheet_of(award, report)
    assert [(one.label, one.planned, one.now, one.left) for one in sheet.lines] == [
        ("Équipement", 50_000_00, 30_000_00, 20_000_00), ("Formation", 20_000_00, 0, 20_000_00), (None, 0, 100_00, -100_00),
    ]  # fmt: skip
    assert sheet.total == 30_100_00
    assert (mails("received"), history(report)) == (["Votre rapport est reçu"], ["sent"])
    assert report.response.number == f"{award.number}-R1"
    assert find_served(token + "9") is None
    assert find_served(form_token(holder(make_signed(work)), report)) is None  # of another project


def test_sent_twice_is_sent_once(work):
    report = reports_of(make_signed(work))[0]
    send(work, report)
    with work():
        again = sending.send_report(
            person=holder(report.award), report=report, key="autre", version=1, now=NOW
        )
    assert again.sha256 == report.response.snapshots[0].sha256
    assert len(report.response.snapshots) == 1


def test_what_cannot_be_sent(work, refusals):
    award, other = make_signed(work), make_signed(work)
    report, of_other = reports_of(award)[0], reports_of(other)[0]
    cancelled = reports_of(make_signed(work))[0]
    for one in (report, cancelled):
        fill(work, one)
    future = reports_of(make_signed(work))[0]
    fill(work, future, spent=[spent("Machine", 1_00, day="2027-01-01")])
    incomplete = reports_of(make_signed(work))[0]
    fill(work, incomplete, done=None)
    seer = make_worker(award.application, part="accompanist")
    with work():
        cancelled.award.state = AwardState.CANCELLED

    def sending_of(one, **values):
        usual = {"person": holder(one.award), "report": one, "key": "k", "now": NOW}
        return lambda: sending.send_report(
            **{**usual, "version": one.response.version if one.response else 0, **values}
        )

    assert refusals({
        "cancelled": sending_of(cancelled), "accompanist": sending_of(report, person=seer), "not begun": sending_of(of_other),
        "stale": sending_of(report, version=1), "future": sending_of(future), "incomplete": sending_of(incomplete),
        "begun when cancelled": lambda: sending.begin_report(person=holder(cancelled.award), report=cancelled, now=NOW),
    }) == {
        "cancelled": ("closed", None, 409), "accompanist": ("cannot", None, 403), "not begun": ("not_begun", None, 409),
        "stale": ("stale", None, 409), "future": ("future", "spent", 422), "incomplete": ("incomplete", None, 422),
        "begun when cancelled": ("closed", None, 409),
    }  # fmt: skip
    assert db.session.scalars(select(Expense)).all() == []


def test_given_back_corrected_and_accepted(work, officer):
    award = make_signed(work)
    report, final = reports_of(award)
    send(work, report)
    with work():
        expense = db.session.scalars(select(Expense).where(Expense.label == "Formatrice")).one()
        deciding.refuse_expense(
            expense=expense, report=report, reason="Sans facture.", version=1, actor=officer, now=NOW
        )
    assert (sheet_of(award).total, sheet_of(award).refused) == (30_000_00, 5_000_00)
    with work():
        deciding.return_report(
            report=report, reason="Les photos manquent.", version=report.version, actor=officer, now=NOW
        )
    assert (report.state, report.reason, mails("returned")) == (
        S.RETURNED,
        "Les photos manquent.",
        ["Votre rapport est à corriger"],
    )
    assert (sheet_of(award).total, sheet_of(award, report).total) == (
        0,
        30_000_00,
    )  # what was given back counts no more
    send(work, report, done="La machine est achetée, photos jointes.")
    assert [(one.label, one.refused_because) for one in db.session.scalars(queries.list_expenses(award.id))] == [
        ("Machine", None), ("Formatrice", "Sans facture."),
    ]  # fmt: skip
    with work():
        deciding.accept_report(report=report, version=report.version, actor=officer, now=NOW)
    assert (report.state, award.state) == (S.ACCEPTED, AwardState.SIGNED)
    send(work, final, spent=None)
    with work():
        deciding.accept_report(report=final, version=final.version, actor=officer, now=NOW)
    assert award.state is AwardState.REPORTED
    assert history(report) == ["sent", "expense_refused", "returned", "sent", "accepted"]


def test_what_the_desk_is_refused(work, officer, refusals):
    award = make_signed(work)
    report, final = reports_of(award)
    send(work, final)
    who = {"actor": officer, "now": NOW}
    expense = db.session.scalars(select(Expense)).first()
    assert refusals({
        "accept unsent": lambda: deciding.accept_report(report=report, version=report.version, **who),
        "final before the others": lambda: deciding.accept_report(report=final, version=final.version, **who),
        "stale": lambda: deciding.accept_report(report=final, version=1, **who),
        "no reason": lambda: deciding.return_report(report=final, reason=" ", version=final.version, **who),
        "skip the final one": lambda: deciding.skip_report(report=final, reason="non", version=final.version, **who),
        "refuse without a reason": lambda: deciding.refuse_expense(expense=expense, report=final, reason="", version=1, **who),
        "skip": lambda: deciding.skip_report(report=report, reason="Projet court.", version=report.version, **who),
        "skip twice": lambda: deciding.skip_report(report=report, reason="Projet court.", version=report.version, **who),
    }) == {
        "accept unsent": ("wrong_state", None, 409), "final before the others": ("others_open", None, 409), "stale": ("stale", None, 409),
        "no reason": ("no_text", "reason", 422), "skip the final one": ("final", None, 409),
        "refuse without a reason": ("no_text", "reason", 422), "skip": "done", "skip twice": ("wrong_state", None, 409),
    }  # fmt: skip
    assert (report.state, report.reason, mails("skipped")) == (
        S.SKIPPED,
        "Projet court.",
        ["Vous êtes dispensé d'un rapport"],
    )
    with work():
        award.state = AwardState.CANCELLED
    assert refusals(
        {"of a cancelled project": lambda: deciding.accept_report(report=final, version=final.version, **who)}
    ) == {"of a cancelled project": ("award_ended", None, 409)}


def test_late_and_recalled_twice_at_most(work):
    award = make_signed(work)
    report = reports_of(award)[0]
    due = report.due_on
    days = {
        -1: Lateness.IN_TIME,
        0: Lateness.IN_TIME,
        1: Lateness.LATE,
        14: Lateness.LATE,
        15: Lateness.VERY_LATE,
    }
    assert {gap: lateness_of(report, due + timedelta(days=gap)) for gap in days} == days
    counts = []
    at = NOW.replace(year=due.year, month=due.month, day=due.day)
    for gap in (-8, -7, -7, -6, 1, 2, 8, 30, 90):
        with work():
            counts.append(remind_reports(now=at + timedelta(days=gap)))
    assert counts == [0, 1, 0, 0, 1, 0, 0, 0, 0]
    assert mails("reminder") == ["Votre rapport est bientôt à envoyer", "Votre rapport est en retard"]
    assert (report.reminders, history(report)) == (2, ["reminded", "reminded"])


def test_both_sides_see_it_among_the_things_to_do(work, officer, make_holder):
    award = make_signed(work)
    report = reports_of(award)[0]
    own = make_holder(award)
    due = NOW.replace(year=2027, month=5, day=1)
    late = due + timedelta(days=40)

    def kinds(actor, now):
        return [duty.kind for duty in list_duties(actor, now=now) if duty.kind.startswith("report.")]

    assert (kinds(own, NOW), kinds(own, due)) == ([], ["report.send"])
    assert (kinds(officer, due), kinds(officer, late)) == ([], ["report.late"])
    send(work, report, now=due)
    assert (kinds(own, late), kinds(officer, late)) == ([], ["report.read"])


def test_answers_stop_changing_once_sent(work):
    report = reports_of(make_signed(work))[0]
    send(work, report)
    owner = find_served(form_token(holder(report.award), report))
    with pytest.raises(RuleError) as refused:
        check_saving(owner.response, NOW)
    assert (refused.value.code, refused.value.status) == ("closed", 409)
