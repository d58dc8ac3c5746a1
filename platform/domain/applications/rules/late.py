"""The late door: one applicant may send after the hour, until an instant, for a reason that everybody at the desk reads."""

from datetime import datetime, timedelta

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.applications import desk_mails
from noress.domain.applications.links import home_url
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.applications.rules.correcting import readers
from noress.domain.applications.taking import checked_text, note_change, take
from noress.domain.audit.rules import changed
from noress.domain.funding.calendar import UNDECIDED, closing_of
from noress.domain.outbox.rules import enqueue

_OPENS_FOR = frozenset({ApplicationState.DRAFT, ApplicationState.SUBMITTED})
LONGEST = timedelta(days=60)


def open_late_door(
    *,
    application: Application,
    until: datetime,
    reason: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> None:
    """Also moves one that is open. The draft can be sent through it, and what was sent changed."""
    take(application, actor=actor, version=version)
    if application.state not in _OPENS_FOR or application.call.state not in UNDECIDED:
        message = _("Ce dossier ou son appel en est trop loin : il ne reçoit plus de délai.")
        raise RuleError("wrong_state", message, status=409)
    closing = closing_of(application.call, application.stage)
    if until <= now or (closing is not None and until <= closing):
        message = _("Ce délai finit avant la clôture ou dans le passé : choisissez une heure plus tardive.")
        raise RuleError("too_early", message, field="until")
    if until > now + LONGEST:
        raise RuleError("too_late", _("Un délai dure 60 jours au plus."), field="until")
    text = checked_text(reason, field="reason", missing=_("Écrivez pourquoi ce délai est accordé."))
    changes = changed(application, {"late_until": until, "late_reason": text, "late_by_id": actor.person_id})
    names = {"late_until": "late_until", "late_reason": "late_because"}
    shown = {name: changes[key] for key, name in names.items() if key in changes}
    if not shown:
        return
    note_change(application, "late_door_opened", shown, actor=actor, now=now)
    for person in readers(application):
        enqueue(desk_mails.late_door(application, person, url=home_url(person)), now=now)


def close_late_door(*, application: Application, actor: Actor, now: datetime) -> None:
    """From now on; that it was open stays in the history, and the reason with it."""
    take(application, actor=actor)
    if application.late_until is None or application.late_until <= now:
        raise RuleError("not_open", _("Aucun délai particulier n'est ouvert."), status=409)
    changes = changed(application, {"late_until": now})
    note_change(application, "late_door_closed", changes, actor=actor, now=now)
