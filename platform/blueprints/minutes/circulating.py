"""Sending the text to be read and corrected, and saying that it was read."""

from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.minutes import bp, typed
from noress.blueprints.minutes.forms import UntilForm
from noress.blueprints.minutes.reading import minutes_of
from noress.core import clock, formats
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.domain.minutes import rules
from noress.domain.minutes.models import Minutes, MinutesState
from noress.domain.minutes.values import first_words
from noress.extensions import db
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.permissions import permission

USUAL_DELAY = timedelta(days=10)
EVENING = 18


@bp.route("/<int:meeting_id>/compte-rendu/diffuser", methods=["GET", "POST"])
@permission(P.MINUTES_CIRCULATE, loads=Meeting)
def circulate(meeting: Meeting) -> Any:
    """Open the text to corrections until a date, after a page that says who is written to."""
    minutes, now = minutes_of(meeting), clock.now()
    form = UntilForm(data=default_until(now + USUAL_DELAY))
    if request.method == "GET":
        return _page(meeting, minutes, form)
    if not form.validate_on_submit():
        return _page(meeting, minutes, form), 422
    try:
        plan = rules.circulate_minutes(
            minutes=minutes, until=typed.instant(form), actor=current_actor(), now=now
        )
    except RuleError as error:
        db.session.rollback()
        error.field = "day" if error.field == "until" else error.field
        form.add_error(error)
        return _page(meeting, minutes, form), error.status
    until, count = formats.datetime_words(minutes.corrections_until or now), len(plan.mailboxes)
    db.session.commit()
    sent = ngettext("%(num)s courriel part maintenant.", "%(num)s courriels partent maintenant.", count)
    say(_("Le texte est soumis à correction jusqu'au %(date)s. %(sent)s", date=until, sent=sent))
    return redirect(url_for(".show", meeting_id=meeting.id), 303)


def default_until(instant: Any) -> dict[str, Any]:
    """A proposed deadline: that day, in the evening, Morocco's time."""
    wall = clock.to_wall(instant)
    return {"day": wall.date(), "hour": wall.replace(hour=EVENING, minute=0, second=0, microsecond=0).time()}


def _page(meeting: Meeting, minutes: Minutes, form: UntilForm) -> str:
    plan = rules.plan_circulation(minutes, now=clock.now())
    return render_template(
        "minutes/circulate.html", meeting=meeting, minutes=minutes, title=wording.title(meeting), form=form,
        plan=plan, first_words=first_words, is_again=minutes.state is MinutesState.CIRCULATED,
    )  # fmt: skip


@bp.post("/<int:meeting_id>/compte-rendu/relu")
@permission(P.MINUTES_CORRECT, loads=Meeting)
def note_reading(meeting: Meeting) -> Any:
    """Read, and nothing to correct: the duty is done."""
    rules.note_reading(minutes=minutes_of(meeting), actor=current_actor(), now=clock.now())
    db.session.commit()
    say(_("C'est noté : votre institution a relu ce texte et n'a rien à corriger."))
    return redirect(url_for(".show", meeting_id=meeting.id), 303)
