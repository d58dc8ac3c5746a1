"""What reports leave to do: for those who hold a project, to send one; at the desk, to read one, to ask after one."""

from datetime import datetime, time, timedelta

from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.applications.duties import people_of
from noress.domain.applications.links import token_of
from noress.domain.duties import Duty, register
from noress.domain.payments.policy import only_told
from noress.domain.reports import queries
from noress.domain.reports.models import ProjectReport, ReportState
from noress.domain.reports.policy import can_manage
from noress.domain.reports.queries import Wanted
from noress.domain.reports.standing import VERY_LATE, state_words
from noress.domain.reviewing import conflicts
from noress.extensions import db

SHOWN = 10
#: a report shows among the things to do that long before its day
SOON = timedelta(days=30)


@register
def list_own_reports(actor: Actor, now: datetime) -> list[Duty]:
    """One line for each report that a project of theirs has to send."""
    people = {person.application_id: person for person in people_of(actor) if person.part.can_send}
    today = clock.today(now)
    found = list(db.session.scalars(queries.list_waiting(people, today + SOON))) if people else []
    return [
        Duty(
            kind="report.send", title=_("Envoyer un rapport : %(title)s", title=one.award.application.title),
            detail=str(state_words(one, today)[0]), action_label=_("Ouvrir"), endpoint="reports.own_report",
            values={"token": token_of(people[one.award.application_id]), "report_id": one.id}, deadline=clock.to_utc(datetime.combine(one.due_on, time(23, 59))),
        )
        for one in found
    ]  # fmt: skip


@register
def list_desk_reports(actor: Actor, now: datetime) -> list[Duty]:
    """Sent ones to read; very late ones."""
    if actor.person_id is None or not can_manage(actor):
        return []
    recused, told = conflicts.recused_ids(actor, conflicts.APPLICATION), only_told(actor)

    def listed(wanted: Wanted) -> list[ProjectReport]:
        return list(db.session.scalars(queries.list_reports(wanted, recused, only_told=told).limit(SHOWN)))

    very_late = Wanted(due_before=clock.today(now) - VERY_LATE)
    return [
        *(_duty(one, "report.read", _("Lire un rapport de projet"), _("Lire")) for one in listed(Wanted(state=ReportState.SENT))),
        *(_duty(one, "report.late", _("Un rapport de projet a plus de 14 jours de retard"), _("Voir le projet"))
          for one in listed(very_late)),
    ]  # fmt: skip


def _duty(one: ProjectReport, kind: str, title: str, action: str) -> Duty:
    detail = _(
        "%(number)s, %(structure)s",
        number=one.award.number or one.award_id,
        structure=one.award.structure.name,
    )
    return Duty(
        kind=kind,
        title=title,
        detail=detail,
        action_label=action,
        endpoint="reports.show",
        values={"project_report_id": one.id},
    )
