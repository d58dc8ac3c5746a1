"""Writing and sending a report: the answers of the phone fill the formal one."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.applications.links import actor_of
from noress.domain.applications.models import ApplicationPerson
from noress.domain.audit.rules import record
from noress.domain.questionnaires.models import Response, ResponseSnapshot
from noress.domain.questionnaires.rules import begin_response, submit_response
from noress.domain.questionnaires.rules.answering import definition_of
from noress.domain.reports import built_in, mails, queries
from noress.domain.reports.built_in import AMOUNT, DAY, LABEL, LINE, PEOPLE, PRINTED, SPENT, UNFORESEEN
from noress.domain.reports.models import Expense, ProjectReport, ReportState
from noress.domain.reports.rules.planning import ensure_plan
from noress.domain.reports.rules.telling import tell
from noress.domain.reports.standing import can_write, why_closed
from noress.extensions import db


def begin_report(*, person: ApplicationPerson, report: ProjectReport, now: datetime) -> Response:
    """Its answers, begun once however many press the button."""
    _take(report)
    if not person.part.can_edit:
        raise RuleError("reads_only", _("Votre lien ne permet pas de remplir ce rapport."), status=403)
    _check_open(report)
    if report.response is None:
        plan = ensure_plan(call=report.award.call, actor=actor_of(person), now=now)
        report.response = begin_response(
            questionnaire=plan.questionnaire,
            language=person.language,
            actor=actor_of(person),
            now=now,
            for_domain=True,
        )
        db.session.flush()
    return report.response


def send_report(
    *, person: ApplicationPerson, report: ProjectReport, key: str, version: int, now: datetime
) -> ResponseSnapshot:
    """A snapshot, a receipt to all who work on it. Sent already: two tabs get the same. Raises Incomplete, StaleVersion."""
    _take(report)
    response = report.response
    if response is not None:
        lock(response)
    if report.state is ReportState.SENT and response is not None and response.snapshots:
        return response.snapshots[-1]
    if not person.part.can_send:
        message = _("Votre part ne permet pas d'envoyer : demandez à qui porte le projet.")
        raise RuleError("cannot", message, status=403)
    _check_open(report)
    if response is None:
        raise RuleError("not_begun", _("Ce rapport n'est pas encore commencé."), status=409)
    award = report.award
    about = {
        "award": award.number, "report": report.position, "kind": report.kind.value, "due_on": report.due_on.isoformat(),
        "structure": dict(award.structure.name), "sent_with_the_link_of": person.name,
    }  # fmt: skip
    snapshot = submit_response(
        response=response, key=key, version=version, email=None, actor=actor_of(person), now=now,
        number=f"{award.number or award.id}-R{report.position}", about=about, gives_receipt=False,
    )  # fmt: skip
    answers = response.answers or {}
    _write_people(report, answers)
    _write_expenses(report, answers, clock.today(now))
    report.state, report.sent_at, report.reason = ReportState.SENT, now, None
    report.decided_at = report.decided_by_id = None
    report.version += 1
    db.session.flush()
    record(
        actor_of(person), "project_report.sent", report, now=now, changes={"sha256": (None, snapshot.sha256)}
    )
    tell(report, mails.received, now=now)
    return snapshot


def _take(report: ProjectReport) -> None:
    lock(report.award)
    lock(report)


def _check_open(report: ProjectReport) -> None:
    if not can_write(report):
        raise RuleError("closed", why_closed(report), status=409)


def _write_people(report: ProjectReport, answers: Mapping[str, Any]) -> None:
    people, printed = answers.get(PEOPLE) or {}, answers.get(PRINTED)
    for name in ("women", "men", "not_stated"):
        setattr(report, name, people.get(name) or 0)
    report.printed_total = int(printed) if printed is not None else None


def _write_expenses(report: ProjectReport, answers: Mapping[str, Any], today: date) -> None:
    """In place of those of an earlier sending; one that was refused and comes again as it was stays refused."""
    rows = [_expense(report, block) for block in answers.get(SPENT) or []]
    if any(row.spent_on > today for row in rows):
        message = _("Une dépense porte un jour qui n'est pas encore venu : corrigez-la.")
        raise RuleError("future", message, field=SPENT)
    before = list(db.session.scalars(queries.list_expenses(report.award_id, report.id)))
    refused = {_same(one): one.refused_because for one in before if one.refused_because}
    for one in before:
        db.session.delete(one)
    for row in rows:
        row.refused_because = refused.get(_same(row))
    db.session.add_all(rows)


def _expense(report: ProjectReport, block: Mapping[str, Any]) -> Expense:
    return Expense(
        award_id=report.award_id, report_id=report.id, line=_line(report, block.get(LINE)),
        label=str(block.get(LABEL) or "").strip()[:300], amount=int(block.get(AMOUNT) or 0),
        spent_on=date.fromisoformat(str(block.get(DAY))), version=1,
    )  # fmt: skip


def _line(report: ProjectReport, key: Any) -> str | None:
    """As the budget calls it; none: not foreseen."""
    if key == UNFORESEEN or report.response is None:
        return None
    question = definition_of(report.response).question(built_in.SPENT)
    inner = next((one for one in question.questions if one.key == LINE), None) if question else None
    choice = inner.choice(key) if inner is not None and isinstance(key, str) else None
    return str(choice.label.get("fr", ""))[:300] or None if choice is not None else None


def _same(one: Expense) -> tuple[Any, ...]:
    return one.line, one.label, one.amount, one.spent_on
