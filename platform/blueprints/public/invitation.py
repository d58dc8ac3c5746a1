"""The page behind a mailed link: no password, and nothing changes until its button is pressed."""

from datetime import datetime
from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.public import bp
from noress.core import clock
from noress.domain.meetings import answer_links, mails
from noress.domain.meetings.answer_links import Gone
from noress.domain.meetings.models import Answer, Channel, Invitation, MeetingDocument
from noress.domain.meetings.policy import can_read_as_guest
from noress.extensions import db
from noress.web import answering, files, meeting_page
from noress.web import meeting_lines as present
from noress.web.headers import private_page
from noress.web.languages import speak
from noress.web.permissions import public


@bp.route("/i/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> BaseResponse:
    """Show the invitation; record the answer that the button sends."""
    now = clock.now()
    own, gone = _open(token, now)
    if gone is not None:
        return private_page(_gone_page(own, gone), 410)
    if request.method != "POST":
        return _page(token, own, now)
    posted = _posted(own)
    form, status, meanwhile = answering.take(
        posted, actor=answer_links.answering_actor(posted), channel=Channel.LINK, now=now
    )
    if status != 200:
        return _page(token, own, now, posted=posted, form=form, status=status, meanwhile=meanwhile)
    target = url_for(
        "public.invitation", token=token, lang=request.args.get("lang"), _anchor=f"reponse-{posted.id}"
    )
    db.session.commit()
    return private_page(redirect(target, 303))


@bp.get("/i/<token>/documents/<int:meeting_document_id>")
@public
def invitation_document(token: str, meeting_document_id: int) -> BaseResponse:
    """A document of the session, for whoever holds the link while it is good."""
    own, gone = _open(token, clock.now())
    if gone is not None:
        return private_page(_gone_page(own, gone), 410)
    document = db.session.get(MeetingDocument, meeting_document_id)
    if document is None or document.meeting_id != own.meeting_id or document.removed_at is not None:
        abort(404)
    if own.seat_id is None and not can_read_as_guest(document):
        abort(404)
    return files.send(document.file)


def _open(token: str, now: datetime) -> tuple[Invitation, Gone | None]:
    found = answer_links.find_invitation(token, now=now)
    if found is None:
        abort(404)
    speak(mails.language_of(found[0]))
    return found


def _posted(own: Invitation) -> Invitation:
    """The invitation that the form names, among those of this mailbox."""
    asked = request.form.get("invitation", str(own.id))
    if asked == str(own.id):
        return own
    found = next((other for other in answer_links.list_same_mailbox(own) if asked == str(other.id)), None)
    return found or abort(404)


def _page(
    token: str, own: Invitation, now: datetime, *, posted: Invitation | None = None, form: Any = None,
    status: int = 200, meanwhile: Any = (),
) -> BaseResponse:  # fmt: skip
    invitations = answer_links.list_same_mailbox(own)
    entries = answering.list_entries(invitations, now=now, posted=posted, form=form)
    for entry in entries:
        if posted is not None and entry.invitation.id == posted.id:
            entry.stale_rows = meanwhile
    meeting = meeting_page.load(own.meeting)
    return private_page(
        render_template(
            "public/invitation.html",
            meeting=meeting, entries=entries, lead=meeting.type.label,
            form_action=url_for("public.invitation", token=token, lang=request.args.get("lang")),
            document_url=lambda d: url_for("public.invitation_document", token=token, meeting_document_id=d.id),
            calendar_url=meeting_page.calendar_url(meeting),
            contact=current_app.config["SETTINGS"].mail_sender,
            **meeting_page.told(meeting, only_public=False, sees_internal=own.seat_id is not None, now=now),
            follow_up=meeting_page.follow_up(meeting, own, now=now),
        ),
        status,
    )  # fmt: skip


def _gone_page(own: Invitation, gone: Gone) -> str:
    meeting = own.meeting
    return render_template(
        "public/gone.html", reason=gone, meeting=meeting, title=present.title_of(meeting),
        when=present.when_of(meeting), contact=current_app.config["SETTINGS"].mail_sender,
        cancel_reason=meeting.cancel_reason if gone is Gone.CANCELLED else None,
        recorded=own.answer.label if gone is Gone.OVER and own.answer is not Answer.NONE else None,
    )  # fmt: skip
