"""Written consultation: opened and closed by the secretariat, answered by each institution once."""

from datetime import timedelta
from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.minutes import bp, typed
from noress.blueprints.minutes.circulating import default_until
from noress.blueprints.minutes.forms import ConsultationForm, VoiceForm
from noress.blueprints.minutes.reading import minutes_of
from noress.core import clock, formats
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.domain.minutes import policy, queries, rules
from noress.domain.minutes.models import Consultation, ConsultationVoice, VoiceAnswer
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.merge import stale_fields
from noress.web.permissions import permission

USUAL_DELAY = timedelta(days=7)


@bp.route("/<int:meeting_id>/compte-rendu/consultation/ouvrir", methods=["GET", "POST"])
@permission(P.MINUTES_APPROVE, loads=Meeting)
def open_consultation(meeting: Meeting) -> Any:
    """Ask every institution with a voice, after a page that says which."""
    minutes, now = minutes_of(meeting), clock.now()
    form = ConsultationForm(data={**default_until(now + USUAL_DELAY), "silence_approves": "no"})
    if request.method == "GET":
        return _open_page(meeting, form)
    if not form.validate_on_submit():
        return _open_page(meeting, form), 422
    try:
        found = rules.open_consultation(
            minutes=minutes, closes_at=typed.instant(form), silence_approves=form.silence_approves.data == "yes",
            actor=acting.actor(), now=now,
        )  # fmt: skip
    except RuleError as error:
        db.session.rollback()
        error.field = "day" if error.field == "closes_at" else error.field
        form.add_error(error)
        return _open_page(meeting, form), error.status
    until = formats.datetime_words(found.closes_at)
    db.session.commit()
    say(
        _("La consultation est ouverte jusqu'au %(date)s. Chaque institution a reçu un courriel.", date=until)
    )
    return redirect(url_for(".consultation", meeting_id=meeting.id), 303)


def _open_page(meeting: Meeting, form: ConsultationForm) -> str:
    now = clock.now()
    voters = policy.list_voters(meeting, now)
    return render_template(
        "minutes/open_consultation.html", meeting=meeting, title=wording.title(meeting), form=form, voters=voters,
        mailboxes=len(rules.mailboxes_of(voters, now=now)),
        obstacles=rules.list_obstacles(minutes_of(meeting), now=now),
    )  # fmt: skip


@bp.get("/<int:meeting_id>/compte-rendu/consultation")
@permission(P.MINUTES_READ, loads=Meeting)
def consultation(meeting: Meeting) -> Any:
    """The question, the institution's own voice, and for the secretariat the voices given."""
    found = _last(meeting)
    return _page(meeting, found, _voice_form(_own_voice(found)))


@bp.post("/<int:meeting_id>/compte-rendu/consultation/voix")
@permission(P.MINUTES_VOICE, loads=Meeting)
def give_voice(meeting: Meeting) -> Any:
    """One institution, one voice; the last word given before the end counts."""
    found = _last(meeting)
    form = _voice_form(_own_voice(found))
    if not form.validate_on_submit():
        return _page(meeting, found, form), 422
    try:
        rules.give_voice(
            consultation=found, answer=VoiceAnswer(form.answer.data), comment=form.comment.data,
            version=form.version.data, actor=acting.actor(), now=clock.now(),
        )  # fmt: skip
        db.session.commit()
    except StaleVersion as stale:
        return _page(meeting, found, form, stale=stale_fields(form, stale.theirs)), 409
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return _page(meeting, found, form), error.status
    say(_("La voix de votre institution est enregistrée. Elle peut changer jusqu'à la fin."))
    return redirect(url_for(".consultation", meeting_id=meeting.id), 303)


def _last(meeting: Meeting) -> Consultation:
    query = queries.get_last_consultation(minutes_of(meeting).id)
    return db.session.scalars(query).one_or_none() or abort(404)


def _own_voice(found: Consultation) -> ConsultationVoice | None:
    actor = acting.actor()
    if actor.institution_id is None:
        return None
    return db.session.scalars(queries.get_voice(found.id, actor.institution_id)).one_or_none()


def _voice_form(voice: ConsultationVoice | None) -> VoiceForm:
    values: dict[str, Any] = {"version": 0}
    if voice is not None:
        values = {"version": voice.version, "answer": voice.answer.value, "comment": voice.comment}
    return VoiceForm(data=values)


def _page(meeting: Meeting, found: Consultation, form: VoiceForm, *, stale: Any = None) -> str:
    actor, now = acting.actor(), clock.now()
    leads = policy.can_lead_minutes(actor)
    outcome = rules.outcome_of(found)
    names = {voter.id: voter.name for voter in outcome.voters}
    is_running = found.closed_at is None and now < found.closes_at
    return render_template(
        "minutes/consultation.html", meeting=meeting, title=wording.title(meeting), consultation=found, form=form,
        stale=stale, outcome=outcome, names=names, leads=leads, is_running=is_running,
        may_answer=is_running and actor.seat_id is not None and actor.institution_id in names,
        own=_own_voice(found), answers=list(VoiceAnswer),
        may_close=leads and found.closed_at is None and (not is_running or not outcome.silent),
    )  # fmt: skip


@bp.route("/<int:meeting_id>/compte-rendu/consultation/relancer", methods=["GET", "POST"])
@permission(P.MINUTES_APPROVE, loads=Meeting)
def remind(meeting: Meeting) -> Any:
    """A reminder to the institutions that have said nothing, and to no other."""
    found, now = _last(meeting), clock.now()
    if request.method == "GET":
        rules.check_can_remind(found, now=now)
        silent = rules.outcome_of(found).silent
        return render_template(
            "minutes/remind.html", meeting=meeting, title=wording.title(meeting), silent=silent,
            mailboxes=len(rules.mailboxes_of(silent, now=now)),
        )  # fmt: skip
    count = rules.remind_silent(consultation=found, actor=acting.actor(), now=now)
    db.session.commit()
    say(ngettext("%(num)s courriel part maintenant.", "%(num)s courriels partent maintenant.", count))
    return redirect(url_for(".consultation", meeting_id=meeting.id), 303)


@bp.route("/<int:meeting_id>/compte-rendu/consultation/clore", methods=["GET", "POST"])
@permission(P.MINUTES_APPROVE, loads=Meeting)
def close_consultation(meeting: Meeting) -> Any:
    """Count the voices, after a page that says what they come to."""
    found, now = _last(meeting), clock.now()
    if request.method == "GET":
        rules.check_can_close(found, now=now)
        return render_template(
            "minutes/close_consultation.html", meeting=meeting, title=wording.title(meeting), consultation=found,
            outcome=rules.outcome_of(found), answers=list(VoiceAnswer),
        )  # fmt: skip
    outcome = rules.close_consultation(consultation=found, actor=acting.actor(), now=now)
    db.session.commit()
    if outcome.is_approved:
        say(_("La consultation est close : le texte est approuvé et ne change plus. Vous pouvez le publier."))
    else:
        say(_("La consultation est close : le texte n'est pas approuvé. Reprenez-le, ou faites-le approuver en session."), "warning")  # fmt: skip
    return redirect(url_for(".show", meeting_id=meeting.id), 303)
