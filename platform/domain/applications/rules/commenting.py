"""What those who work on an application say among themselves; the desk never reads it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.applications import mails
from noress.domain.applications.links import comments_url
from noress.domain.applications.models import ApplicationComment, ApplicationPerson, ApplicationState, Part
from noress.domain.applications.queries import applying as queries
from noress.domain.applications.standing import told_stage
from noress.domain.outbox.rules import enqueue
from noress.extensions import db

MOST_LETTERS = 3000
#: comments that follow each other make one mail
TOLD_AFTER = timedelta(minutes=10)


def add_comment(
    *, person: ApplicationPerson, text: str, question: str | None, now: datetime
) -> ApplicationComment:
    """The others are told by mail, a little later. The same words twice in a row are a second press."""
    if not person.part.can_comment:
        raise RuleError("cannot", _("Votre part est de lire : vous ne pouvez pas commenter."), status=403)
    text = text.strip()[:MOST_LETTERS]
    if not text:
        raise RuleError("empty", _("Écrivez votre commentaire."), field="text")
    lock(person.application)  # a second press waits for the first
    said = sorted(db.session.scalars(queries.list_comments(person.application_id)), key=lambda one: one.id)
    last = said[-1] if said else None
    if last is not None and (last.author_id, last.text, last.question) == (person.id, text, question or None):
        return last
    if len(said) >= queries.MOST_COMMENTS:
        message = _("Il y a déjà beaucoup de commentaires : continuez de vive voix.")
        raise RuleError("too_many", message, status=409)
    lately = [one for one in said if one.said_at >= now - TOLD_AFTER]
    comment = ApplicationComment(
        application_id=person.application_id, author=person, stage=told_stage(person.application),
        question=question or None, text=text, said_at=now,
    )  # fmt: skip
    db.session.add(comment)
    db.session.flush()  # the page leads to it
    _tell_others(comment, [*lately, comment], now)
    return comment


def _tell_others(comment: ApplicationComment, lately: Sequence[ApplicationComment], now: datetime) -> None:
    application = comment.author.application
    if application.state is ApplicationState.WITHDRAWN:
        return
    for other in db.session.scalars(queries.list_people(application.id)).all():
        if other.id == comment.author_id or other.accepted_at is None or not other.part.can_comment:
            continue
        names = dict.fromkeys(one.author.name for one in lately if one.author_id != other.id)
        mail = mails.commented(
            other,
            comments_url(other),
            by=", ".join(names),
            comment_id=comment.id,
            not_before=now + TOLD_AFTER,
        )
        enqueue(mail, now=now)


def settle_comment(*, comment: ApplicationComment, person: ApplicationPerson, now: datetime) -> None:
    """Done with. Whoever fills in settles any, and everybody their own."""
    lock(comment)
    if comment.author_id != person.id and person.part not in (Part.OWNER, Part.EDIT, Part.ACCOMPANIST):
        raise RuleError("cannot", _("Votre part ne permet pas de régler ce commentaire."), status=403)
    comment.settled_at = comment.settled_at or now
