"""Making the approved record public, and adding rectifications to it afterwards."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.minutes import bp, typed
from noress.blueprints.minutes.forms import PublishForm, RectifyForm
from noress.blueprints.minutes.reading import minutes_of
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.domain.minutes import queries, rules
from noress.domain.minutes.content import load_public
from noress.domain.minutes.models import Minutes, PublicScope
from noress.domain.minutes.readers import group_by_mailbox, list_readers
from noress.extensions import db
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission


@bp.route("/<int:meeting_id>/compte-rendu/publier", methods=["GET", "POST"])
@permission(P.MINUTES_PUBLISH, loads=Meeting)
def publish(meeting: Meeting) -> Any:
    """The extract, or the whole text where the body opens it, after a page that says what will be read."""
    minutes = minutes_of(meeting)
    form = PublishForm()
    if request.method == "GET":
        rules.check_can_publish(minutes)
        return _page(meeting, minutes, form)
    if not form.validate_on_submit():
        return _page(meeting, minutes, form), 422
    try:
        mailboxes = rules.publish_minutes(
            minutes=minutes, scope=PublicScope(form.scope.data), actor=current_actor(), now=clock.now()
        )
    except RuleError as error:
        db.session.rollback()
        if error.status == 409:
            raise
        form.add_error(error)
        return _page(meeting, minutes, form), error.status
    db.session.commit()
    count = len(mailboxes)
    sent = ngettext("%(num)s courriel part maintenant.", "%(num)s courriels partent maintenant.", count)
    say(_("C'est publié, et la session est close. %(sent)s", sent=sent))
    return redirect(url_for(".show", meeting_id=meeting.id), 303)


def _page(meeting: Meeting, minutes: Minutes, form: PublishForm) -> str:
    return render_template(
        "minutes/publish.html", meeting=meeting, minutes=minutes, title=wording.title(meeting), form=form,
        public=load_public(minutes, with_text=False), may_open=rules.may_open(minutes),
        decisions=db.session.scalars(queries.list_decisions_of(meeting.id)).all(),
        mailboxes=len(group_by_mailbox(list_readers(meeting, now=clock.now()))),
    )  # fmt: skip


@bp.route("/<int:meeting_id>/compte-rendu/rectifier", methods=["GET", "POST"])
@permission(P.MINUTES_RECTIFY, loads=Meeting)
def rectify(meeting: Meeting) -> Any:
    """The next rectification: public, numbered, frozen; the record itself does not change."""
    minutes = minutes_of(meeting)
    rules.check_can_rectify(minutes)
    number = (db.session.scalar(queries.get_last_number(minutes.id)) or 0) + 1
    form = draft_form(RectifyForm, data={"number": number})
    if request.method == "GET":
        return _rectify_page(meeting, minutes, form, number)
    if not form.validate_on_submit():
        return _rectify_page(meeting, minutes, form, number), 422
    try:
        rules.rectify_minutes(
            minutes=minutes, text=typed.pair(form, "text"), reason=typed.pair(form, "reason"),
            number=form.number.data, actor=current_actor(), now=clock.now(),
        )  # fmt: skip
    except RuleError as error:
        db.session.rollback()
        form.number.process_data(number)
        form.number.raw_data = None
        form.add_error(error)
        return _rectify_page(meeting, minutes, form, number), error.status
    db.session.commit()
    say(_("La rectification n° %(number)s est publiée, en tête du texte.", number=number))
    return redirect(url_for(".show", meeting_id=meeting.id), 303)


def _rectify_page(meeting: Meeting, minutes: Minutes, form: RectifyForm, number: int) -> str:
    return render_template(
        "minutes/rectify.html", meeting=meeting, minutes=minutes, title=wording.title(meeting), form=form, number=number,
        rectifications=db.session.scalars(queries.list_rectifications(minutes.id)).all(),
        mailboxes=len(group_by_mailbox(list_readers(meeting, now=clock.now()))),
    )  # fmt: skip
