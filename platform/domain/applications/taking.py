"""What rules of the desk begin with: the file held, as it was read, and still somebody's."""

from datetime import datetime
from typing import Any

from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.audit.rules import record
from noress.domain.reviewing import conflicts
from noress.extensions import db

#: of a text that the structure reads
MOST_TEXT = 3000


def take(application: Application, *, actor: Actor, version: int | None = None) -> None:
    """Hold it. Raises where the reader became recused, where it was withdrawn, and where somebody saved first."""
    lock(application)
    check_not_recused(actor, application)
    if application.state is ApplicationState.WITHDRAWN:
        message = _("Cette candidature a été retirée par la structure : rien n'y change plus.")
        raise RuleError("withdrawn", message, status=409)
    if version is not None and version != application.version:
        raise StaleVersion(
            _("Quelqu'un a changé ce dossier depuis que cette page est ouverte."), desk_values(application)
        )


def check_not_recused(actor: Actor, application: Application) -> None:
    """A page that was opened before the tie was known sends nothing."""
    if conflicts.is_recused(actor, application):
        raise RuleError("recused", _("Vous êtes en déport sur ce dossier."), status=404)


def desk_values(application: Application) -> dict[str, Any]:
    """What two officers may change at once."""
    return {
        "version": application.version, "state": application.state, "reason": application.reason,
        "labels": list(application.labels), "officer_id": application.officer_id,
        "late_until": application.late_until, "late_reason": application.late_reason,
    }  # fmt: skip


def last_sending(application: Application) -> str:
    """The fingerprint of what was sent last in this stage: what a decision was read from."""
    response = application.response
    return response.snapshots[-1].sha256 if response is not None and response.snapshots else ""


def check_seen(application: Application, seen: str | None) -> None:
    """For whoever holds the file: what was sent while it was read is read too."""
    response = application.response
    if response is not None:
        db.session.expire(response, ["snapshots"])
    if seen != last_sending(application):
        message = _(
            "La structure a envoyé une nouvelle version depuis que cette page est ouverte : relisez-la."
        )
        raise RuleError("sent_again", message, status=409)


def note_change(
    application: Application, action: str, changes: dict[str, tuple[Any, Any]], *, actor: Actor, now: datetime
) -> None:
    """One more version, and a line of history."""
    application.version += 1
    record(actor, f"application.{action}", application, now=now, changes=changes)


def checked_text(text: str | None, *, field: str, missing: Any) -> str:
    """What somebody wrote, or why not."""
    text = (text or "").replace("\r\n", "\n").strip()
    if not text:
        raise RuleError("no_text", missing, field=field)
    if len(text) > MOST_TEXT:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_TEXT)
        raise RuleError("too_long", message, field=field)
    return text
