"""Members propose items, for a meeting before its cut-off or for a body at any time, and take them back."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from noress.core import clock, formats
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.core.storage import Storage
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.backlog import queries
from noress.domain.backlog.models import ProposedDocument, ProposedItem, ProposedState
from noress.domain.files.rules import store_file
from noress.domain.institutions.models import Body
from noress.domain.meetings.cutoff import OPEN, proposals_until, takes_proposals
from noress.domain.meetings.models import AgendaKind, Meeting
from noress.domain.meetings.rules import Upload
from noress.domain.meetings.rules.agenda import MAX_MINUTES
from noress.domain.meetings.rules.checks import LINE_BREAKS, refuse_line_breaks
from noress.extensions import db

STALE = _(
    "Quelqu'un de votre institution a enregistré ce point pendant que vous écriviez. Comparez les deux textes."
)
MOST_NOTE = 5000
#: of one institution to one body, waiting for a word
MOST_WAITING = 20
MOST_DOCUMENTS = 5


@dataclass(frozen=True)
class ProposedValues:
    """What is typed about a proposal; one of the two languages is enough."""

    kind: AgendaKind
    title: Translated
    minutes: int
    note: Translated = field(default_factory=Translated)

    @classmethod
    def of(cls, item: ProposedItem) -> "ProposedValues":
        return cls(item.kind, item.title, item.minutes, Translated(item.note))


def check_can_propose(meeting: Meeting | None, body: Body, *, now: datetime) -> None:
    """Raise why nothing can be proposed there now, if there is a reason. The server's clock decides."""
    if body.dissolved_on is not None and body.dissolved_on <= clock.today(now):
        raise RuleError(
            "dissolved", _("Cette instance est dissoute : elle ne reçoit plus de points."), status=409
        )
    if meeting is None or takes_proposals(meeting, now):
        return
    until = proposals_until(meeting)
    if meeting.state not in OPEN or until is None:
        message = _("Cette session ne reçoit plus de points. Proposez-le pour une prochaine session.")
    else:
        message = _(
            "La date limite est passée : les points se proposaient jusqu'au %(until)s. "
            "Proposez-le pour une prochaine session.",
            until=formats.datetime_words(until),
        )
    raise RuleError("closed", message, status=409)


def propose_item(
    *, body: Body, meeting: Meeting | None, values: ProposedValues, upload: Upload | None = None,
    storage: Storage | None = None, max_bytes: int = 0, actor: Actor, now: datetime,
) -> ProposedItem:  # fmt: skip
    """A point for this meeting, or for a next one of the body. Its cut-off is judged now."""
    lock(body)
    check_can_propose(meeting, body, now=now)
    _check(values)
    if actor.institution_id is not None:
        waiting = db.session.scalar(queries.count_undecided_of(actor.institution_id, body.id)) or 0
        if waiting >= MOST_WAITING:
            message = _(
                "Votre institution a déjà %(count)s points qui attendent une réponse. Attendez, ou retirez-en un.",
                count=waiting,
            )
            raise RuleError("too_many", message, status=409)
    item = ProposedItem(
        body_id=body.id, meeting_id=meeting.id if meeting is not None else None, kind=values.kind,
        title=values.title, note=values.note or None, minutes=values.minutes, state=ProposedState.PROPOSED,
        institution_id=actor.institution_id, seat_id=actor.seat_id, person_id=actor.person_id, proposed_at=now,
        is_internal=False, version=1,
    )  # fmt: skip
    db.session.add(item)
    db.session.flush()  # its document and its history need its number
    changes = {"title": (None, item.title), "body_id": (None, body.id)}
    if upload is not None and storage is not None:
        changes["document"] = (None, _join(item, upload, storage, max_bytes, actor, now))
    record(actor, "proposed_item.made", item, now=now, changes=changes)
    return item


def edit_item(
    *, item: ProposedItem, values: ProposedValues, version: int, upload: Upload | None = None,
    without: Collection[int] = (), storage: Storage | None = None, max_bytes: int = 0, actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """Change what was proposed while nobody has answered; `without` are the documents taken off."""
    lock(item)
    _check_undecided(item)
    if item.version != version:
        raise StaleVersion(STALE, ProposedValues.of(item))
    _check(values)
    changes = changed(
        item,
        {"kind": values.kind, "title": values.title, "note": values.note or None, "minutes": values.minutes},
    )
    for document in [one for one in item.documents if one.id in without]:
        changes["document"] = (document.title, None)
        item.documents.remove(document)
    if upload is not None and storage is not None:
        changes["document"] = (None, _join(item, upload, storage, max_bytes, actor, now))
    if changes:
        item.version += 1
        record(actor, "proposed_item.edited", item, now=now, changes={"title": (None, item.title), **changes})


def withdraw_item(*, item: ProposedItem, actor: Actor, now: datetime) -> None:
    """Who proposed it no longer asks for it; also while it waits for another time."""
    lock(item)
    if not item.state.is_waiting:
        message = _("Ce point n'attend plus : il est %(state)s.", state=item.state.label)
        raise RuleError("decided", message, status=409)
    changes = {"title": (None, item.title), **changed(item, {"state": ProposedState.WITHDRAWN})}
    item.decided_at, item.decided_by_id = now, actor.person_id
    item.version += 1
    record(actor, "proposed_item.withdrawn", item, now=now, changes=changes)


def _check_undecided(item: ProposedItem) -> None:
    if item.state is not ProposedState.PROPOSED:
        message = _("Ce point ne se modifie plus : il est %(state)s.", state=item.state.label)
        raise RuleError("decided", message, status=409)


def _check(values: ProposedValues) -> None:
    if not values.title:
        raise RuleError(
            "no_title", _("Écrivez le titre du point, en français ou en arabe."), field="title_fr"
        )
    for code, text in values.title.items():
        if LINE_BREAKS.search(text):
            raise RuleError("line_break", _("Écrivez ce texte sur une seule ligne."), field=f"title_{code}")
    for code, text in values.note.items():
        if len(text) > MOST_NOTE:
            message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MOST_NOTE)
            raise RuleError("too_long", message, field=f"note_{code}")
    if not 1 <= values.minutes <= MAX_MINUTES:
        raise RuleError("minutes", _("Écrivez une durée de 1 à 1440 minutes. Exemple : 20."), field="minutes")


def _join(
    item: ProposedItem, upload: Upload, storage: Storage, max_bytes: int, actor: Actor, now: datetime
) -> str:
    refuse_line_breaks(upload.title, "file_title")
    if len(item.documents) >= MOST_DOCUMENTS:
        message = _("%(limit)s documents au plus pour un point. Retirez-en un.", limit=MOST_DOCUMENTS)
        raise RuleError("too_many_documents", message, field="file")
    file = store_file(
        name=upload.name, stream=upload.stream, storage=storage, max_bytes=max_bytes, actor=actor, now=now
    )
    title = upload.title or file.name.rpartition(".")[0] or file.name
    item.documents.append(ProposedDocument(file_id=file.id, title=title, is_public=False))
    return title
