"""What the desk keeps to itself: notes, and words that sort files."""

from collections.abc import Sequence
from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.applications.models import Application, ApplicationNote
from noress.domain.applications.taking import check_not_recused, checked_text, note_change, take
from noress.domain.audit.rules import changed, record
from noress.extensions import db

MOST_LABELS, MOST_LABEL = 10, 40


def write_note(*, application: Application, text: str, actor: Actor, now: datetime) -> ApplicationNote:
    """Also of a file that was withdrawn: why, as one learned it."""
    check_not_recused(actor, application)
    text = checked_text(text, field="text", missing=_("Écrivez votre note."))
    note = ApplicationNote(
        application_id=application.id, person_id=actor.person_id, text=text, written_at=now
    )
    db.session.add(note)
    db.session.flush()
    record(actor, "application.noted", application, now=now)
    return note


def remove_note(*, application: Application, note: ApplicationNote, actor: Actor, now: datetime) -> None:
    """One's own."""
    check_not_recused(actor, application)
    if note.person_id != actor.person_id:
        raise RuleError("not_yours", _("Chacun retire ses propres notes."), status=403)
    db.session.delete(note)
    record(actor, "application.note_removed", application, now=now)


def set_labels(
    *, application: Application, labels: Sequence[str], version: int, actor: Actor, now: datetime
) -> None:
    """As they are typed, once each, in that order."""
    take(application, actor=actor, version=version)
    kept = list({label.casefold(): label for one in labels if (label := " ".join(one.split()))}.values())
    if len(kept) > MOST_LABELS or any(len(label) > MOST_LABEL for label in kept):
        message = _(
            "%(most)s étiquettes au plus, de %(letters)s lettres au plus chacune.",
            most=MOST_LABELS,
            letters=MOST_LABEL,
        )
        raise RuleError("too_many", message, field="labels")
    changes = changed(application, {"labels": kept})
    if changes:
        note_change(application, "labelled", changes, actor=actor, now=now)
