"""What waits at the desk: files to check, answers and corrections that came, files that nobody follows."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.applications.policy import can_list
from noress.domain.applications.queries import desk as queries
from noress.domain.duties import Duty, register
from noress.domain.reviewing import conflicts
from noress.extensions import db

SHOWN = 10


@register
def list_own_files(actor: Actor, now: datetime) -> list[Duty]:
    """Of the files that one follows: new or corrected, and messages to answer."""
    if actor.person_id is None or not can_list(actor):
        return []
    recused = conflicts.recused_ids(actor, conflicts.APPLICATION)

    def waiting(mark: str) -> list[Application]:
        query = queries.list_waiting_for(actor.person_id or 0, mark, recused, now).limit(SHOWN)
        return list(db.session.scalars(query))

    corrected = waiting("corrected")
    known = {one.id for one in corrected}
    return [
        *(_duty(one, "application.corrected", _("Relire une candidature corrigée"), _("Relire"), "application_desk.check")
          for one in corrected),
        *(_duty(one, "application.check", _("Vérifier une nouvelle candidature"), _("Vérifier"), "application_desk.check")
          for one in waiting("to_check") if one.id not in known),
        *(_duty(one, "application.decide", _("Dire si une candidature complète est recevable"), _("Décider"), "application_desk.decide")
          for one in waiting("to_decide")),
        *(_duty(one, "application.answer", _("Répondre à une structure candidate"), _("Répondre"), "application_desk.thread")
          for one in waiting("answered")),
        *(_duty(one, "application.overdue", _("Une structure candidate n'a pas répondu à temps"), _("Voir le dossier"),
                "application_desk.show") for one in waiting("overdue")),
    ]  # fmt: skip


def _duty(one: Application, kind: str, title: str, action: str, endpoint: str) -> Duty:
    detail = _("%(number)s, %(structure)s", number=one.number, structure=one.structure.name)
    return Duty(
        kind=kind,
        title=title,
        detail=detail,
        action_label=action,
        endpoint=endpoint,
        values={"application_id": one.id},
    )


@register
def list_unassigned(actor: Actor, now: datetime) -> list[Duty]:
    """The secretariat gives every file to somebody, and tells what was decided."""
    if not actor.is_secretariat:
        return []
    recused = conflicts.recused_ids(actor, conflicts.APPLICATION)
    to_share, to_tell = (
        db.session.execute(query(recused)).all()
        for query in (queries.count_unassigned, queries.count_to_tell)
    )
    return [
        *(_of_call("application.share", call_id, ngettext(
            "%(num)s candidature que personne ne suit", "%(num)s candidatures que personne ne suit", count
        ), _("Répartir"), "application_desk.share") for call_id, count in to_share),
        *(_of_call("application.tell", call_id, ngettext(
            "%(num)s décision à annoncer", "%(num)s décisions à annoncer", count
        ), _("Annoncer"), "application_desk.tell") for call_id, count in to_tell),
    ]  # fmt: skip


def _of_call(kind: str, call_id: int, title: str, action: str, endpoint: str) -> Duty:
    return Duty(
        kind=kind, title=title, detail="", action_label=action, endpoint=endpoint, values={"appel": call_id}
    )
