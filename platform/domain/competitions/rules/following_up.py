"""One year after: winners are asked by mail, answer by their personal link, the secretariat publishes what they say."""

from datetime import datetime, timedelta

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.links import actor_of
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.rules.correcting import readers
from noress.domain.applications.taking import check_not_recused
from noress.domain.audit.rules import record
from noress.domain.competitions import result_mails as mails
from noress.domain.competitions.models import Entry
from noress.domain.competitions.queries import results as queries
from noress.domain.outbox.rules import enqueue
from noress.extensions import db

ONE_YEAR = timedelta(days=365)
#: without an answer for that long, the secretariat is told
PATIENCE = timedelta(days=30)
MOST_TEXT = 3000


def ask_due(*, now: datetime) -> int:
    """Of the night: every winner told a year ago and not asked yet. Twice is harmless."""
    entries = db.session.scalars(queries.list_to_ask(now - ONE_YEAR)).all()
    for entry in entries:
        lock(entry)
        if entry.follow_up_asked_at is not None:
            continue
        entry.follow_up_asked_at = now
        for person in readers(entry.application):
            enqueue(mails.one_year_after(entry, person), now=now)
        record(Actor.system(), "entry.follow_up_asked", entry, now=now)
    return len(entries)


def answer_follow_up(*, entry: Entry, person: ApplicationPerson, text: str | None, now: datetime) -> None:
    """By whoever may send the application; changed until it is published."""
    lock(entry)
    if not person.part.can_send:
        message = _("Vous pouvez lire ce dossier. Une personne qui le remplit peut répondre.")
        raise RuleError("not_yours", message, status=403)
    if entry.follow_up_asked_at is None:
        raise RuleError("not_asked", _("Cette question sera posée un an après le prix."), status=409)
    if entry.follow_up_published_at is not None:
        message = _("Votre réponse est publiée : écrivez au secrétariat pour la changer.")
        raise RuleError("published", message, status=409)
    written = (text or "").replace("\r\n", "\n").strip()
    if not written:
        raise RuleError("no_text", _("Écrivez ce que votre initiative est devenue."), field="text")
    if len(written) > MOST_TEXT:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_TEXT)
        raise RuleError("too_long", message, field="text")
    entry.follow_up, entry.followed_up_at = written, now
    entry.version += 1
    record(actor_of(person), "entry.followed_up", entry, now=now)


def publish_follow_up(*, entry: Entry, is_public: bool, version: int, actor: Actor, now: datetime) -> None:
    """In the gallery, or out of it again."""
    lock(entry)
    check_not_recused(actor, entry.application)
    if entry.version != version:
        message = _("Quelqu'un a changé ceci depuis que cette page est ouverte.")
        raise RuleError("stale", message, status=409)
    if entry.followed_up_at is None:
        raise RuleError("no_answer", _("Aucune réponse n'est arrivée : il n'y a rien à publier."), status=409)
    if is_public == (entry.follow_up_published_at is not None):
        return
    entry.follow_up_published_at = now if is_public else None
    entry.version += 1
    action = "entry.follow_up_published" if is_public else "entry.follow_up_hidden"
    record(actor, action, entry, now=now)
