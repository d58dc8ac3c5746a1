"""What became of an action: its state, how far it is, a comment, the proof."""

from collections.abc import Sequence
from datetime import datetime

from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.actions import queries
from noress.domain.actions.models import Action, ActionEvidence, ActionReport, ActionState
from noress.domain.actions.rules.telling import tell_report
from noress.domain.audit.rules import changed, record
from noress.domain.files.models import StoredFile
from noress.extensions import db

MAX_COMMENT = 4000
MAX_FILES = 10
MAX_KEY = 40
#: how a word may come
CHANNELS = frozenset({"link", "site", "phone", "whatsapp", "other", "minutes", "import"})
STALE = _("Quelqu'un a donné des nouvelles de cette action pendant que vous écriviez.")


def report_progress(
    *, action: Action, state: ActionState, progress: int, comment: str | None, files: Sequence[StoredFile],
    channel: str, actor: Actor, now: datetime, version: int | None = None, reporter_words: str | None = None,
    client_key: str | None = None,
) -> ActionReport:  # fmt: skip
    """Add one word on an action. With `version`, news that arrived since that version was shown are not
    written over unseen. With `client_key`, a page sent twice on a bad network is one word."""
    lock(action)
    key = (client_key or "")[:MAX_KEY] or None
    sent = db.session.scalars(queries.get_report_of_key(key)).one_or_none() if key else None
    if sent is not None and sent.action_id == action.id:
        return sent
    if version is not None and version != action.version:
        raise StaleVersion(STALE, action)
    comment = (comment or "").strip() or None
    check_report(action, state, progress, comment, files)
    if channel not in CHANNELS:
        raise ValueError(f"unknown channel {channel!r}")
    return add_report(
        action, state, progress, comment, files, channel=channel, actor=actor, now=now, reporter_words=reporter_words,
        client_key=None if sent else key,
    )  # fmt: skip


def add_report(
    action: Action, state: ActionState, progress: int, comment: str | None, files: Sequence[StoredFile], *, channel: str,
    actor: Actor, now: datetime, reporter_words: str | None = None, client_key: str | None = None,
) -> ActionReport:  # fmt: skip
    """The word itself, already checked."""
    progress = _fitting(state, progress)
    changes = changed(action, {"state": state, "progress": progress, "done_on": _done_on(action, state, now)})
    report = ActionReport(
        action_id=action.id, state=state, progress=progress, comment=comment, channel=channel, reported_at=now,
        reported_by_id=actor.person_id, institution_id=actor.institution_id, client_key=client_key,
        reporter_words=(reporter_words or "").strip()[:200] or None,
        evidence=[ActionEvidence(file_id=file.id) for file in files],
    )  # fmt: skip
    db.session.add(report)
    action.last_report_at = now
    action.reminders = 0
    action.version += 1
    db.session.flush()  # history names the report
    if files:
        changes["files"] = (None, [file.name for file in files])
    record(actor, "action.reported", action, now=now, changes=changes)
    tell_report(report, action, actor=actor, now=now)
    return report


def check_report(
    action: Action, state: ActionState, progress: int, comment: str | None, files: Sequence[object]
) -> None:
    """Raise the first reason why this word cannot be taken."""
    if action.plan is not None and action.plan.closed_on is not None:
        message = _("Ce plan est clos : ses actions ne se suivent plus.")
        raise RuleError("closed_plan", message, status=409)
    if not 0 <= progress <= 100:
        message = _("Écrivez un avancement de 0 à 100. Exemple : 40.")
        raise RuleError("bad_progress", message, field="progress")
    if comment and len(comment) > MAX_COMMENT:
        message = _("Ce texte est trop long : %(limit)s caractères au plus.", limit=MAX_COMMENT)
        raise RuleError("too_long", message, field="comment")
    if len(files) > MAX_FILES:
        message = _("%(limit)s fichiers au plus à la fois. Envoyez les autres ensuite.", limit=MAX_FILES)
        raise RuleError("too_many", message, field="files")
    if state is ActionState.DROPPED and not comment:
        message = _("Dites en quelques mots pourquoi l'action est abandonnée.")
        raise RuleError("no_reason", message, field="comment")


def _fitting(state: ActionState, progress: int) -> int:
    """Done is a hundred; something still going on is less."""
    if state is ActionState.DONE:
        return 100
    return min(progress, 99) if state.is_open else progress


def _done_on(action: Action, state: ActionState, now: datetime) -> object:
    if state is not ActionState.DONE:
        return None
    return action.done_on or clock.today(now)
