"""What waits at the desk: files to check, answers and corrections that came, files that nobody follows."""

from datetime import datetime
from typing import Any

from noress.core.i18n import gettext as _
from noress.core.i18n import lazy, ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application
from noress.domain.applications.policy import can_list
from noress.domain.applications.queries import desk as queries
from noress.domain.duties import Duty, register
from noress.domain.funding.models import CallKind
from noress.domain.funding.wording import said
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
        *(_duty(one, "application.corrected", "application_desk.check") for one in corrected),
        *(_duty(one, "application.check", "application_desk.check") for one in waiting("to_check") if one.id not in known),
        *(_duty(one, "application.decide", "application_desk.decide") for one in waiting("to_decide")),
        *(_duty(one, "application.answer", "application_desk.thread") for one in waiting("answered")),
        *(_duty(one, "application.overdue", "application_desk.show") for one in waiting("overdue")),
    ]  # fmt: skip


#: (of an application, of an entry to the prize, button)
_WORDS: dict[str, tuple[Any, Any, Any]] = {
    "application.corrected": (lazy("Relire une candidature corrigée"), lazy("Relire un dossier du concours corrigé"), lazy("Relire")),
    "application.check": (lazy("Vérifier une nouvelle candidature"), lazy("Vérifier un nouveau dossier du concours"), lazy("Vérifier")),
    "application.decide": (
        lazy("Dire si une candidature complète est recevable"), lazy("Dire si un dossier complet du concours est recevable"),
        lazy("Décider"),
    ),
    "application.answer": (lazy("Répondre à une structure candidate"), lazy("Répondre à qui participe au concours"), lazy("Répondre")),
    "application.overdue": (
        lazy("Une structure candidate n'a pas répondu à temps"), lazy("Qui participe au concours n'a pas répondu à temps"),
        lazy("Voir le dossier"),
    ),
}  # fmt: skip


def _duty(one: Application, kind: str, endpoint: str) -> Duty:
    detail = _("%(number)s, %(structure)s", number=one.number, structure=one.structure.name)
    of_projects, of_prize, action = _WORDS[kind]
    return Duty(
        kind=kind, title=str(said(one.call, of_projects, of_prize)), detail=detail, action_label=str(action),
        endpoint=endpoint, values={"application_id": one.id},
    )  # fmt: skip


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
        *(_of_call("application.share", call_id, _unfollowed(kind, count), _("Répartir"), "application_desk.share")
          for call_id, kind, count in to_share),
        *(_of_call("application.tell", call_id, ngettext(
            "%(num)s décision à annoncer", "%(num)s décisions à annoncer", count
        ), _("Annoncer"), "application_desk.tell") for call_id, _kind, count in to_tell),
    ]  # fmt: skip


def _unfollowed(kind: CallKind, count: int) -> str:
    if kind is CallKind.COMPETITION:
        return ngettext(
            "%(num)s dossier du concours que personne ne suit", "%(num)s dossiers du concours que personne ne suit", count
        )  # fmt: skip
    return ngettext(
        "%(num)s candidature que personne ne suit", "%(num)s candidatures que personne ne suit", count
    )


def _of_call(kind: str, call_id: int, title: str, action: str, endpoint: str) -> Duty:
    return Duty(
        kind=kind, title=title, detail="", action_label=action, endpoint=endpoint, values={"appel": call_id}
    )
