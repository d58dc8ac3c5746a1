"""Taking an answer, behind a mailed link or on the site: the same form, the same receipt, the same refusals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from noress.core import formats
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import gettext as _
from noress.core.names import called
from noress.domain.accounts.actor import Actor
from noress.domain.meetings import rules
from noress.domain.meetings.models import Answer, Channel, Invitation
from noress.web.answer_form import AnswerForm
from noress.web.drafts import draft_form


@dataclass
class Entry:
    """One invitation on a page: its form, what is recorded, whether it may still change."""

    invitation: Invitation
    form: AnswerForm
    title: Any
    subtitle: str
    rows: list[tuple[str, Any]]
    is_open: bool
    closed_reason: Any = ""
    is_first: bool = False
    stale_rows: Sequence[tuple[str, Any]] = ()

    @property
    def typed(self) -> list[tuple[Any, Any]]:
        """What was sent too late, so that it can be told to the secretariat in another way."""
        if self.is_open or not self.form.form_errors:
            return []
        fields = ((f.label.text, f.data) for f in (self.form.delegate_name, self.form.reason) if f.data)
        return [(self.form.answer.label.text, self.form.chosen.label), *fields]

    @property
    def is_answered(self) -> bool:
        return self.invitation.answer is not Answer.NONE

    @property
    def is_folded(self) -> bool:
        """The form of a recorded answer waits behind "Changer la réponse", unless it has something to say."""
        has_draft = self.form.draft is not None and self.form.draft.saved_at is not None
        has_something = self.form.errors or self.form.form_errors or self.stale_rows or has_draft
        return self.is_answered and not has_something


def list_entries(
    invitations: Sequence[Invitation], *, now: datetime, posted: Invitation | None = None,
    form: AnswerForm | None = None,
) -> list[Entry]:  # fmt: skip
    """One entry per invitation; the posted one keeps its form as it was sent."""
    entries = []
    for invitation in invitations:
        closed = _closed_reason(invitation, now)
        is_posted = form is not None and posted is not None and invitation.id == posted.id
        shown = form if is_posted and form is not None else AnswerForm.of(invitation, ids=_ids(invitation))
        entries.append(
            Entry(
                invitation,
                shown,
                *_names(invitation),
                recorded_rows(invitation),
                closed is None,
                closed or "",
            )
        )
    for entry in entries:
        if entry.is_open and (not entry.is_answered or len(entries) == 1):
            entry.is_first = True
            break
    return entries


def open_form(invitation: Invitation) -> AnswerForm:
    """On the site: the recorded answer, or the one that this person began."""
    return draft_form(AnswerForm, data=AnswerForm.recorded(invitation), ids=_ids(invitation))


def take(
    invitation: Invitation, *, actor: Actor, channel: Channel, now: datetime
) -> tuple[AnswerForm, int, Sequence[tuple[str, Any]]]:
    """Record what was posted. 200 means recorded and still to be committed; otherwise the status of the
    refusal, the form as sent, and what somebody else recorded meanwhile."""
    form = AnswerForm.of(invitation, ids=_ids(invitation), is_posted=True)
    if not form.validate_on_submit():
        if form.form_errors:  # it did not say which answer it was written from
            form.renew(invitation)
        return form, 422, ()
    try:
        rules.answer_invitation(
            invitation=invitation, answer=form.chosen, delegate_name=form.delegate_name.data,
            reason=form.reason.data, channel=channel, actor=actor, now=now, version=int(form.version.data),
        )  # fmt: skip
    except StaleVersion:
        form.renew(invitation)
        return form, 409, recorded_rows(invitation)
    except RuleError as error:
        form.add_error(error)
        return form, error.status, ()
    return form, 200, ()


def recorded_rows(invitation: Invitation) -> list[tuple[str, Any]]:
    """The recorded answer, line by line, as a receipt shows it."""
    if invitation.answer is Answer.NONE:
        return []
    rows: list[tuple[str, Any]] = [(_("Réponse"), invitation.answer.label)]
    if invitation.delegate_name:
        rows.append((_("Vient à votre place"), called(invitation.delegate_name)))
    if invitation.reason:
        rows.append((_("Un mot pour le secrétariat"), invitation.reason))
    if invitation.answered_at:
        rows.append(
            (
                _("Enregistrée"),
                _("%(when)s, heure du Maroc", when=formats.datetime_words(invitation.answered_at)),
            )
        )
    if invitation.channel:
        rows.append((_("Reçue"), invitation.channel.label))
    return rows


def _closed_reason(invitation: Invitation, now: datetime) -> Any:
    try:
        rules.check_can_be_answered(invitation, now=now)
    except RuleError as error:
        return error.message
    return None


def _ids(invitation: Invitation) -> str:
    return f"i{invitation.id}-"


def _names(invitation: Invitation) -> tuple[Any, str]:
    """For whom: the institution with its seat, or the guest."""
    if invitation.seat is not None and invitation.institution is not None:
        return invitation.institution.name, _(
            "%(kind)s : %(name)s",
            kind=str(invitation.seat.kind.label).capitalize(),
            name=invitation.seat.person.shown_name,
        )
    return called(invitation.guest_name), invitation.guest_organisation or ""
