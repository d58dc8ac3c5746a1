"""Answers per institution as they come, those typed in for somebody, and reminders."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from noress.blueprints.meetings import bp
from noress.blueprints.meetings.forms import AnswerFilter, AnswerForm, RemindForm
from noress.core import clock, paging
from noress.core.errors import RuleError, StaleVersion
from noress.core.folding import fold
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.meetings import mails, queries, rules, wording
from noress.domain.meetings.models import Answer, Channel, Invitation, Meeting
from noress.domain.meetings.tally import tally
from noress.extensions import db
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.merge import stale_fields
from noress.web.permissions import permission
from noress.web.policy import allows

KINDS = {
    Answer.YES: "ok",
    Answer.DELEGATE: "ok",
    Answer.MAYBE: "warning",
    Answer.NO: "danger",
    Answer.NONE: "neutral",
}


@bp.get("/<int:meeting_id>/reponses")
@permission(P.MEETING_ANSWERS, loads=Meeting)
def answers(meeting: Meeting) -> Any:
    """Who comes, by institution; the secretariat, and whoever leads the body."""
    form = AnswerFilter(MultiDict(request.args))
    chosen = Answer(form.answer.data) if form.answer.data in set(Answer) else None
    order = "institution" if form.ordre.data == "institution" else "arrivee"
    query = queries.search_invitations(
        meeting.id, chosen, fold(form.q.data or ""), newest_first=order == "arrivee"
    )
    now = clock.now()
    can_convene = meeting.takes_answers(now) and allows(current_actor(), P.INVITATION_MANAGE, meeting)
    return render_template(
        "meetings/answers.html", meeting=meeting, form=form, title=wording.title(meeting), kinds=KINDS,
        page=paging.paginate(query, paging.page_number(request.args.get("page"))),
        counts=tally(db.session.execute(queries.count_answers(meeting.id))),
        to_remind=len(rules.list_to_remind(meeting, now=now)), is_open=meeting.takes_answers(now),
        address_of=mails.address_of, name_of=mails.shown_name_of, label_of=mails.label_of, orders=_orders(meeting, order),
        to_convene=len(rules.list_seats_to_convene(meeting, now=now)) if can_convene else 0,
    )  # fmt: skip


def _orders(meeting: Meeting, order: str) -> list[tuple[str, str, bool]]:
    """(label, address, whether it is the present one); the search stays."""
    kept = {name: request.args[name] for name in ("q", "answer") if request.args.get(name)}
    names = {"arrivee": _("les plus récentes d'abord"), "institution": _("par institution")}
    return [
        (label, url_for(".answers", meeting_id=meeting.id, ordre=name, **kept), name == order)
        for name, label in names.items()
    ]


@bp.route("/reponses/<int:invitation_id>", methods=["GET", "POST"])
@permission(P.INVITATION_MANAGE, loads=Invitation)
def enter_answer(invitation: Invitation) -> Any:
    """An answer given by telephone, WhatsApp or otherwise, with the name of who types it in."""
    form = draft_form(AnswerForm, data=_known(invitation))
    if request.method == "GET":
        rules.check_can_be_answered(invitation, now=clock.now())
        return _answer_page(invitation, form)
    if not form.validate_on_submit():
        return _answer_page(invitation, form), 422
    try:
        rules.answer_invitation(
            invitation=invitation, answer=Answer(form.answer.data), delegate_name=form.delegate_name.data,
            reason=form.reason.data, channel=Channel(form.channel.data), actor=current_actor(), now=clock.now(),
            version=form.version.data,
        )  # fmt: skip
    except StaleVersion:
        db.session.rollback()
        return _answer_page(invitation, form, stale=stale_fields(form, _known(invitation))), 409
    except RuleError as error:
        if error.status == 409:
            raise
        db.session.rollback()
        form.add_error(error)
        return _answer_page(invitation, form), error.status
    name, meeting_id = mails.shown_name_of(invitation), invitation.meeting_id
    db.session.commit()
    say(_("La réponse de %(name)s est enregistrée, saisie par vous.", name=name))
    return redirect(url_for(".answers", meeting_id=meeting_id), 303)


@bp.route("/<int:meeting_id>/relancer", methods=["GET", "POST"])
@permission(P.INVITATION_MANAGE, loads=Meeting)
def remind(meeting: Meeting) -> Any:
    """One more mail to those who have not answered, after a page that names them."""
    now, form = clock.now(), RemindForm()
    if not form.validate_on_submit():
        late = rules.list_to_remind(meeting, now=now) if meeting.takes_answers(now) else []
        page = render_template(
            "meetings/remind.html", meeting=meeting, title=wording.title(meeting), late=late, form=form,
            mailboxes=len(mails.group_by_mailbox(late)), address_of=mails.address_of, name_of=mails.shown_name_of,
            label_of=mails.label_of,
        )  # fmt: skip
        return page, 422 if request.method == "POST" else 200
    count = rules.remind_invited(meeting=meeting, note=form.note.data or "", actor=current_actor(), now=now)
    db.session.commit()
    say(
        ngettext(
            "%(num)s courriel de rappel part maintenant.",
            "%(num)s courriels de rappel partent maintenant.",
            count,
        )
    )
    return redirect(url_for(".answers", meeting_id=meeting.id), 303)


def _known(invitation: Invitation) -> dict[str, Any]:
    """The recorded answer as form fields."""
    given = invitation.answer.value if invitation.answer is not Answer.NONE else None
    return {
        "version": invitation.version, "answer": given, "delegate_name": invitation.delegate_name,
        "reason": invitation.reason,
    }  # fmt: skip


def _answer_page(invitation: Invitation, form: AnswerForm, *, stale: Any = None) -> Any:
    return render_template(
        "meetings/enter_answer.html", invitation=invitation, meeting=invitation.meeting, form=form, stale=stale,
        name=mails.shown_name_of(invitation), label=mails.label_of(invitation), title=wording.title(invitation.meeting),
        phone=invitation.seat.person.phone if invitation.seat else None, kinds=KINDS,
    )  # fmt: skip
