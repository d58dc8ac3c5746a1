"""Who is invited, and the one button that tells them."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.meetings import bp, typed
from noress.blueprints.meetings.forms import GuestForm
from noress.core import clock, paging
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.meetings import mails, queries, rules, wording
from noress.domain.meetings.models import Invitation, Meeting, MeetingState
from noress.extensions import db
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission


@bp.route("/<int:meeting_id>/invites", methods=["GET", "POST"])
@permission(P.INVITATION_MANAGE, loads=Meeting)
def invitees(meeting: Meeting) -> Any:
    """Who will be, or is, invited; guests are typed here."""
    form = GuestForm()
    if request.method == "POST" and form.validate_on_submit():
        try:
            guest = rules.add_guest(
                meeting=meeting, values=typed.guest_values(form), actor=current_actor(), now=clock.now()
            )
        except RuleError as error:
            db.session.rollback()
            form.add_error(error)
            return _invitees_page(meeting, form), error.status
        db.session.commit()
        _say_added(meeting, guest)
        return redirect(url_for(".invitees", meeting_id=meeting.id), 303)
    return _invitees_page(meeting, form), 422 if form.errors else 200


def _say_added(meeting: Meeting, guest: Invitation) -> None:
    if meeting.state is MeetingState.DRAFT:
        say(_("%(name)s est sur la liste. Rien ne part avant la convocation.", name=guest.guest_name))
    elif guest.sent_at is not None:
        say(_("%(name)s est sur la liste. Son courriel part maintenant.", name=guest.guest_name))
    else:
        say(
            _(
                "%(name)s est sur la liste, sans adresse : appelez, puis saisissez la réponse.",
                name=guest.guest_name,
            )
        )


@bp.route("/invitations/<int:invitation_id>/retirer", methods=["GET", "POST"])
@permission(P.INVITATION_MANAGE, loads=Invitation)
def remove_invitation(invitation: Invitation) -> Any:
    """Take one invitation back, after a page that says who is told."""
    meeting = invitation.meeting
    if request.method == "GET":
        return render_template(
            "meetings/remove_invitation.html", invitation=invitation, meeting=meeting,
            name=mails.name_of(invitation), label=mails.label_of(invitation), address=mails.address_of(invitation),
            is_told=invitation.sent_at is not None and bool(mails.address_of(invitation)),
        )  # fmt: skip
    rules.remove_invitation(invitation=invitation, actor=current_actor(), now=clock.now())
    db.session.commit()
    say(_("L'invitation est retirée."))
    return redirect(url_for(".invitees", meeting_id=meeting.id), 303)


@bp.route("/<int:meeting_id>/convoquer", methods=["GET", "POST"])
@permission(P.MEETING_CONVENE, loads=Meeting)
def convene(meeting: Meeting) -> Any:
    """The convocation as it will be read, what will happen and to whom; nothing leaves before the button."""
    if request.method == "GET":
        return _convene_page(meeting)
    try:
        plan = rules.convene_meeting(meeting=meeting, actor=current_actor(), now=clock.now())
    except RuleError as error:
        if error.status == 409:
            raise
        db.session.rollback()
        return _convene_page(meeting), error.status
    db.session.commit()
    sent = ngettext(
        "%(num)s courriel part maintenant.", "%(num)s courriels partent maintenant.", plan.mailboxes
    )
    say(
        _(
            "La session est convoquée sous la référence %(reference)s. %(sent)s",
            reference=meeting.reference,
            sent=sent,
        )
    )
    return redirect(url_for("public.session", meeting_id=meeting.id), 303)


def _convene_page(meeting: Meeting) -> Any:
    if meeting.state is not MeetingState.DRAFT:
        raise RuleError("not_draft", _("Cette session est déjà convoquée."), status=409)
    now = clock.now()
    plan = rules.plan_convocation(meeting, now=now)
    problems = rules.list_convening_problems(meeting, plan, now=now)
    previews = [] if problems else [
        (code, *rules.preview_convocation(meeting, code, now=now)) for code in ("fr", "ar")
    ]  # fmt: skip
    return render_template(
        "meetings/convene.html", meeting=meeting, plan=plan, problems=[problem.message for problem in problems],
        previews=previews, title=wording.title(meeting), when=wording.when(meeting), where=wording.where(meeting),
    )  # fmt: skip


def _invitees_page(meeting: Meeting, form: GuestForm) -> Any:
    now, number = clock.now(), paging.page_number(request.args.get("page"))
    plan = rules.plan_convocation(meeting, now=now) if meeting.state is MeetingState.DRAFT else None
    page = (
        paging.cut(list(plan.invitees), number)
        if plan
        else paging.paginate(queries.list_invitations(meeting.id), number)
    )
    return render_template(
        "meetings/invitees.html", meeting=meeting, form=form, plan=plan, page=page, title=wording.title(meeting),
        address_of=mails.address_of, name_of=mails.name_of, label_of=mails.label_of,
        can_add=meeting.state in {MeetingState.DRAFT, MeetingState.CONVENED},
    )  # fmt: skip
