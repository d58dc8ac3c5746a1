"""Publishing the approved record, and afterwards only numbered rectifications."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.folding import fold_address
from noress.core.i18n import Translated, gettext
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.decisions import rules as decisions
from noress.domain.files.rules import freeze, request_document
from noress.domain.meetings.rules import close_meeting
from noress.domain.minutes import mails, queries
from noress.domain.minutes.content import issuer_of, plain, title_of
from noress.domain.minutes.models import Minutes, MinutesState, PublicScope, Rectification
from noress.domain.minutes.readers import Mailbox, group_by_mailbox, list_readers
from noress.domain.minutes.rules.checks import check_state
from noress.domain.minutes.values import LANGUAGES, check_length
from noress.domain.notifications.mailboxes import Mailbox as NewsBox
from noress.domain.notifications.models import Topic
from noress.domain.notifications.rules import tell
from noress.domain.outbox import rules as outbox
from noress.domain.outbox.rules import Mail
from noress.extensions import db

MOST_RECTIFIED = 20_000


def may_open(minutes: Minutes) -> bool:
    """Whether every body of the meeting opens its whole text to visitors."""
    bodies = minutes.meeting.bodies
    return bool(bodies) and all(body.opens_minutes for body in bodies)


def check_can_publish(minutes: Minutes) -> None:
    """Only what is approved is published, once."""
    check_state(minutes, MinutesState.APPROVED)


def publish_minutes(*, minutes: Minutes, scope: PublicScope, actor: Actor, now: datetime) -> list[Mailbox]:
    """Visitors read the extract, or the whole text where the bodies open it; decisions become public, the
    meeting is closed, its people are told."""
    lock(minutes)
    check_can_publish(minutes)
    if scope is PublicScope.FULL and not may_open(minutes):
        message = _("Cette instance n'ouvre que l'extrait. Sa règle se change sur la page de l'instance.")
        raise RuleError("not_open", message, field="scope")
    changes = changed(minutes, {"state": MinutesState.PUBLISHED, "scope": scope})
    minutes.published_at = now
    minutes.version += 1
    decisions.publish_decisions(meeting=minutes.meeting, actor=actor, now=now)
    close_meeting(meeting=minutes.meeting, actor=actor, now=now)
    for (
        code
    ) in LANGUAGES:  # visitors cannot ask for papers: they are made now; the whole text says "published"
        request_document(kind="minutes_extract", subject=minutes, language=code, actor=actor, now=now)
        request_document(kind="minutes", subject=minutes, language=code, actor=actor, now=now)
    told = _tell_published(minutes, actor, now)
    record(actor, "minutes.published", minutes, now=now, changes=changes)
    return told


def _tell_published(minutes: Minutes, actor: Actor, now: datetime) -> list[Mailbox]:
    """Readers are told as they chose; the mailboxes that are written to at once."""
    readers = list_readers(minutes.meeting, now=now)
    boxes = {(fold_address(box.address), box.language): box for box in group_by_mailbox(readers)}
    told: list[Mailbox] = []

    def write(box: NewsBox) -> Mail:
        told.append(boxes[fold_address(box.address), box.language])
        return mails.published(minutes, told[-1])

    tell(
        topic=Topic.RECORDS, to=[reader.seat or reader.person for reader in readers if reader.address], write=write,
        title=lambda: gettext("Publié : %(about)s", about=mails.about(minutes, minutes.meeting)),
        url=mails.page_url(minutes.meeting), key=f"minutes:{minutes.id}", actor=actor, now=now,
    )  # fmt: skip
    return told


def check_can_rectify(minutes: Minutes) -> None:
    """Only what is published is rectified; before, the text itself is mended or approved again."""
    if minutes.is_open:
        message = _("Ce texte n'est pas publié : il se corrige directement, sans rectification.")
        raise RuleError("not_published", message, status=409)
    if minutes.state is MinutesState.APPROVED:
        message = _("Ce texte n'est pas publié : publiez-le, une rectification s'y ajoutera ensuite.")
        raise RuleError("not_published", message, status=409)


def rectify_minutes(
    *, minutes: Minutes, text: Translated, reason: Translated, number: int | None, actor: Actor, now: datetime
) -> Rectification:
    """Add the next rectification, frozen and told to everybody; the record itself does not change. `number`
    is the one that the page announced: the same form sent twice is one rectification."""
    lock(minutes)
    check_can_rectify(minutes)
    next_number = (db.session.scalar(queries.get_last_number(minutes.id)) or 0) + 1
    if number is not None and number != next_number:
        message = _("Une rectification vient d'être publiée. Relisez-la avant d'en ajouter une autre.")
        raise RuleError("number", message, status=409)
    _check_text(text, reason)
    rectification = Rectification(
        minutes=minutes, number=next_number, text=text, reason=reason or None, published_at=now,
        published_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(rectification)
    db.session.flush()  # its frozen content and the mails need its id
    content = {"record": minutes.sha256, "number": next_number, "text": plain(text), "reason": plain(reason)}
    rectification.sha256 = freeze(
        kind="rectification", title=_title(minutes, next_number), content=content, subject=rectification,
        is_public=True, issuer=issuer_of(minutes), rectifies=minutes.sha256, actor=actor, now=now,
    )  # fmt: skip
    for code in LANGUAGES:
        request_document(kind="minutes_extract", subject=minutes, language=code, actor=actor, now=now)
        request_document(kind="minutes", subject=minutes, language=code, actor=actor, now=now)
    for mailbox in group_by_mailbox(list_readers(minutes.meeting, now=now)):
        outbox.enqueue(mails.rectified(rectification, minutes, mailbox), now=now)
    changes = {"number": (None, next_number), "text": (None, text), "reason": (None, reason or None)}
    record(actor, "minutes.rectified", minutes, now=now, changes=changes)
    return rectification


def _check_text(text: Translated, reason: Translated) -> None:
    if not text.get("fr") or not text.get("ar"):
        missing = "fr" if not text.get("fr") else "ar"
        message = _("Écrivez la rectification dans les deux langues : elle est publique.")
        raise RuleError("no_text", message, field=f"text_{missing}")
    if not reason.get("fr"):
        raise RuleError("no_reason", _("Écrivez en français pourquoi il faut rectifier."), field="reason_fr")
    check_length(text, limit=MOST_RECTIFIED)
    check_length(reason, name="reason", limit=MOST_RECTIFIED)


def _title(minutes: Minutes, number: int) -> Translated:
    of = title_of(minutes)
    return Translated(
        fr=f"Rectification n° {number}, {of.get('fr', '')}", ar=f"تصحيح رقم {number}، {of.get('ar', '')}",
        en=f"Rectification {number}, {of.get('en', '')}",
    )  # fmt: skip
