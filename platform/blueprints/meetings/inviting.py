"""Who is invited, and the one button that tells them."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for

from noress.blueprints.meetings import bp, typed
from noress.blueprints.meetings.forms import ConveneForm, GuestForm, RemindersForm
from noress.blueprints.meetings.standing import live_list
from noress.core import clock, paging
from noress.core.errors import RuleError
from noress.core.i18n import Translated, lazy, ngettext
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.letters import rules as letters
from noress.domain.meetings import mails, queries, rules, wording
from noress.domain.meetings.missing import list_missing
from noress.domain.meetings.models import Invitation, Meeting, MeetingState
from noress.domain.meetings.notice import late_words, legal_notice
from noress.domain.meetings.tally import tally
from noress.extensions import db
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission

MISSING_NAMES = {
    "theme": lazy("Thème"), "introduction": lazy("Introduction"), "place": lazy("Lieu"),
    "place_hints": lazy("Pour venir"), "title": lazy("titre"), "note": lazy("précision"),
}  # fmt: skip


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
            name=mails.shown_name_of(invitation), label=mails.label_of(invitation), address=mails.address_of(invitation),
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
    form = ConveneForm()
    if request.method == "GET":
        return _convene_page(meeting, form)
    if not form.validate_on_submit():
        return _convene_page(meeting, form), 422
    try:
        reason = form.late_reason.data if form.accepts_late.data else None
        plan = rules.convene_meeting(
            meeting=meeting, late_reason=reason, actor=current_actor(), now=clock.now()
        )
        letters.ensure_letters(meeting=meeting, place=_city(), actor=current_actor(), now=clock.now())
    except RuleError as error:
        if error.status == 409:
            raise
        db.session.rollback()
        if error.code == "late_notice":
            _add_late_error(form, error)
        return _convene_page(meeting, form), error.status
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


def _add_late_error(form: ConveneForm, error: RuleError) -> None:
    """Beside the box that is not ticked, or else beside the reason that is not written."""
    if form.accepts_late.data:
        form.add_error(error)
    else:
        message = _("Cochez pour convoquer plus tard que le règlement ne le demande.")
        form.add_error(RuleError("not_accepted", message, field="accepts_late"))


@bp.post("/<int:meeting_id>/rappels-automatiques")
@permission(P.INVITATION_MANAGE, loads=Meeting)
def automatic_reminders(meeting: Meeting) -> Any:
    """Whether the silent are reminded by themselves."""
    is_on = bool(RemindersForm().is_on.data)
    rules.set_automatic_reminders(meeting=meeting, is_on=is_on, actor=current_actor(), now=clock.now())
    db.session.commit()
    say(
        _("Les rappels partiront tout seuls : 8 jours, 2 jours et la veille de la session.")
        if is_on
        else _("Plus aucun rappel ne part tout seul pour cette session.")
    )
    return redirect(url_for(".invitees", meeting_id=meeting.id), 303)


def _city() -> Translated:
    """Where letters are dated from."""
    return Translated(current_app.config["SETTINGS"].network_city)


def _convene_page(meeting: Meeting, form: ConveneForm) -> Any:
    if meeting.state is not MeetingState.DRAFT:
        raise RuleError("not_draft", _("Cette session est déjà convoquée."), status=409)
    now = clock.now()
    plan = rules.plan_convocation(meeting, now=now)
    problems = rules.list_convening_problems(meeting, plan, now=now)
    previews = [] if problems else [
        (code, *rules.preview_convocation(meeting, code, now=now)) for code in ("fr", "ar")
    ]  # fmt: skip
    legal = legal_notice(meeting.bodies, meeting.starts_wall, now)
    return render_template(
        "meetings/convene.html", meeting=meeting, plan=plan, problems=[problem.message for problem in problems],
        previews=previews, title=wording.title(meeting), when=wording.when(meeting), where=wording.where(meeting),
        form=form, legal=legal, late=late_words(legal) if legal is not None and legal.is_late else "",
        follow_up=live_list(meeting, now), missing=_missing(meeting),
    )  # fmt: skip


def _missing(meeting: Meeting) -> dict[str, list[tuple[str, str, str]]]:
    """By language that lacks: (what, its text in the other one, where it is completed)."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for one in list_missing(meeting):
        name = str(MISSING_NAMES[one.field])
        if one.item is None:
            url = url_for(".edit", meeting_id=meeting.id, _anchor=f"{one.field}_{one.language}")
        else:
            name = _("Point %(n)s, %(name)s", n=one.number, name=name)
            url = url_for(".edit_item", agenda_item_id=one.item.id, _anchor=f"{one.field}_{one.language}")
        found.setdefault(one.language, []).append((name, one.text, url))
    return found


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
        address_of=mails.address_of, name_of=mails.shown_name_of, label_of=mails.label_of,
        can_add=meeting.state in {MeetingState.DRAFT, MeetingState.CONVENED},
        reminders=RemindersForm(data={"is_on": meeting.reminders_off_at is None}) if request.method == "GET" else None,
        counts=tally(db.session.execute(queries.count_answers(meeting.id))) if plan is None else None,
        to_convene=rules.list_seats_to_convene(meeting, now=now) if meeting.takes_answers(now) else [],
    )  # fmt: skip
