"""After the convocation: cancel, share, read what happened."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.meetings import bp
from noress.blueprints.meetings.forms import CancelForm
from noress.core import clock, paging
from noress.core.errors import RuleError
from noress.core.i18n import Translated, ngettext
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.backlog import queries as backlog
from noress.domain.letters import rules as letters
from noress.domain.meetings import mails, queries, rules, wording
from noress.domain.meetings.models import Meeting
from noress.domain.meetings.sharing import share_text, short_url
from noress.extensions import db
from noress.web import history as histories
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission


@bp.route("/<int:meeting_id>/annuler", methods=["GET", "POST"])
@permission(P.MEETING_CANCEL, loads=Meeting)
def cancel(meeting: Meeting) -> Any:
    """Call the session off, with a reason in both languages, after a page that says who is told."""
    form = draft_form(CancelForm)
    if request.method == "GET":
        rules.check_can_be_cancelled(meeting, now=clock.now())
        return _cancel_page(meeting, form)
    if not form.validate_on_submit():
        return _cancel_page(meeting, form), 422
    reason = Translated(fr=form.reason_fr.data, ar=form.reason_ar.data)
    try:
        count = rules.cancel_meeting(meeting=meeting, reason=reason, actor=current_actor(), now=clock.now())
    except RuleError as error:
        if error.status == 409:
            raise
        db.session.rollback()
        form.add_error(error)
        return _cancel_page(meeting, form), error.status
    db.session.commit()
    told = ngettext("%(num)s courriel part maintenant.", "%(num)s courriels partent maintenant.", count)
    say(_("La session est annulée. %(told)s", told=told))
    return redirect(url_for("public.session", meeting_id=meeting.id), 303)


def _cancel_page(meeting: Meeting, form: CancelForm) -> Any:
    invited = list(db.session.scalars(queries.list_invitations(meeting.id)))
    offices = len(letters.list_letters_to_follow(meeting)) if meeting.state.is_public else 0
    return render_template(
        "meetings/cancel.html", meeting=meeting, form=form, title=wording.title(meeting), when=wording.when(meeting),
        mailboxes=len(mails.group_by_mailbox(invited)), offices=offices,
        to_phone=[(mails.shown_name_of(i), mails.label_of(i)) for i in invited if not mails.address_of(i)],
    )  # fmt: skip


@bp.get("/<int:meeting_id>/partager")
@permission(P.MEETING_EDIT, loads=Meeting)
def share(meeting: Meeting) -> Any:
    """A short address and a message in French and Arabic, ready to paste."""
    if not meeting.state.is_public:
        message = _("Un brouillon ne se partage pas : convoquez d'abord la session.")
        raise RuleError("draft", message, status=409)
    return render_template(
        "meetings/share.html", meeting=meeting, title=wording.title(meeting), short_url=short_url(meeting),
        texts=[(code, share_text(meeting, code)) for code in ("fr", "ar")],
    )  # fmt: skip


@bp.get("/<int:meeting_id>/historique")
@permission(P.HISTORY_READ, loads=Meeting)
def history(meeting: Meeting) -> Any:
    """Who did what on this session, its answers included."""
    objects = {
        "meeting": [meeting.id],
        "invitation": list(db.session.scalars(queries.list_invitation_ids(meeting.id))),
        "proposed_item": list(db.session.scalars(backlog.list_ids_of_meeting(meeting.id))),
    }
    page = histories.page_of(objects, paging.page_number(request.args.get("page")))
    return render_template("meetings/history.html", meeting=meeting, title=wording.title(meeting), page=page)
