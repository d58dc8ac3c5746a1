"""A call that was for trying it out, deleted with all that was begun and sent to it."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.applications.rules.forgetting import delete_of_trial
from noress.domain.audit.rules import record
from noress.domain.funding.models import CallState, FundingCall
from noress.domain.funding.wording import action_of, said
from noress.extensions import db

#: before anything was decided, a trial holds nothing but what was written to it
_DELETABLE = frozenset({CallState.DRAFT, CallState.ANNOUNCED, CallState.OPEN, CallState.REVIEW})


def delete_trial(*, call: FundingCall, actor: Actor, now: datetime) -> int:
    """Its texts, its forms, its questions, its applications with their papers; the journal keeps who did it. How many
    applications went."""
    lock(call)
    if not call.is_test:
        message = said(
            call,
            _("Seul un essai s'efface : cet appel compte."),
            _("Seul un essai s'efface : ce concours compte."),
        )
        raise RuleError("not_a_trial", message, status=409)
    if call.state not in _DELETABLE:
        message = _("Cet essai est décidé : il ne s'efface plus.")
        raise RuleError("decided", message, status=409)
    title = call.title
    record(actor, action_of(call, "trial_deleted"), call, now=now, changes={"title": (title, None)})
    count = delete_of_trial(call)
    forms = [call.note_questionnaire, call.file_questionnaire]
    db.session.delete(call)
    db.session.flush()  # nothing points at its forms any more
    for form in forms:
        if form is not None and form.serves is not None:
            for version in form.versions:
                db.session.delete(version)
            db.session.flush()  # one by one: versions before their form
            db.session.delete(form)
    return count
