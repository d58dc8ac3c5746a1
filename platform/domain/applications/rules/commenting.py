"""What those who work on an application say among themselves; the desk never reads it."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.applications.models import ApplicationComment, ApplicationPerson, Part
from noress.domain.applications.standing import told_stage
from noress.extensions import db

MOST_LETTERS = 3000


def add_comment(
    *, person: ApplicationPerson, text: str, question: str | None, now: datetime
) -> ApplicationComment:
    if not person.part.can_comment:
        raise RuleError("cannot", _("Votre part est de lire : vous ne pouvez pas commenter."), status=403)
    if not text.strip():
        raise RuleError("empty", _("Écrivez votre commentaire."), field="text")
    comment = ApplicationComment(
        application_id=person.application_id, author=person, stage=told_stage(person.application),
        question=question or None, text=text.strip()[:MOST_LETTERS], said_at=now,
    )  # fmt: skip
    db.session.add(comment)
    db.session.flush()  # the page leads to it
    return comment


def settle_comment(*, comment: ApplicationComment, person: ApplicationPerson, now: datetime) -> None:
    """Done with. Whoever fills in settles any, and everybody their own."""
    lock(comment)
    if comment.author_id != person.id and person.part not in (Part.OWNER, Part.EDIT, Part.ACCOMPANIST):
        raise RuleError("cannot", _("Votre part ne permet pas de régler ce commentaire."), status=403)
    comment.settled_at = comment.settled_at or now
