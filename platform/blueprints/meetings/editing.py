"""Preparing a session: create, edit, duplicate."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.meetings import bp, typed
from noress.blueprints.meetings.forms import DuplicateForm, MeetingForm
from noress.core import clock, formats
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.backlog import queries as backlog
from noress.domain.meetings import queries, rules, wording
from noress.domain.meetings.cutoff import proposals_until
from noress.domain.meetings.models import Meeting, MeetingState, MeetingType
from noress.domain.meetings.notice import late_words, legal_notice
from noress.extensions import db
from noress.web import acting
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.merge import stale_fields
from noress.web.permissions import permission


@bp.route("/nouvelle", methods=["GET", "POST"])
@permission(P.MEETING_CREATE)
def create() -> Any:
    """A new draft: nothing leaves, nobody is told."""
    form = _form(None, type=MeetingType.SESSION.value, version=0)
    values = _accepted(form)
    if values is None:
        return _page(form, None)
    zone = current_app.config["SETTINGS"].zone
    meeting = rules.create_meeting(values=values, zone=zone, actor=acting.actor(), now=clock.now())
    late = _late_words(meeting)
    db.session.commit()
    say(_("Le brouillon est enregistré. Personne n'est prévenu : construisez maintenant l'ordre du jour."))
    if late:
        say(late, "warning")
    return redirect(url_for(".agenda", meeting_id=meeting.id), 303)


@bp.route("/<int:meeting_id>/modifier", methods=["GET", "POST"])
@permission(P.MEETING_EDIT, loads=Meeting)
def edit(meeting: Meeting) -> Any:
    """Edit a draft freely; a convened session tells everybody when its theme, time or place changes."""
    saved = typed.meeting_fields(rules.MeetingValues.of(meeting), meeting.version)
    form = _form(meeting, **saved)
    values = _accepted(form)
    if values is None:
        return _page(form, meeting)
    try:
        leaves_at = rules.edit_meeting(
            meeting=meeting, values=values, version=form.version.data, actor=acting.actor(), now=clock.now()
        )
    except StaleVersion as stale:
        theirs = typed.meeting_fields(stale.theirs, meeting.version)
        return _page(form, meeting, stale=stale_fields(form, theirs), status=409)
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return _page(form, meeting, status=error.status)
    is_draft, late = meeting.state is MeetingState.DRAFT, _late_words(meeting)
    db.session.commit()
    if leaves_at is not None:
        say(_("Enregistré. Un courriel partira à %(time)s à chaque boîte ; d'ici là, vos autres changements "
              "s'y ajoutent.", time=formats.time_words(leaves_at)))  # fmt: skip
    elif is_draft:
        say(_("Enregistré. Personne n'est prévenu tant que vous n'avez pas convoqué."))
    else:
        say(_("Enregistré. Aucun courriel ne part : ni le thème, ni l'heure, ni le lieu n'ont changé."))
    if late:
        say(late, "warning")
    return redirect(url_for("public.session", meeting_id=meeting.id), 303)


@bp.route("/<int:meeting_id>/dupliquer", methods=["GET", "POST"])
@permission(P.MEETING_CREATE, loads=Meeting)
def duplicate(meeting: Meeting) -> Any:
    """Any session, past ones too, as a new draft."""
    form = DuplicateForm()
    if request.method == "GET":
        return render_template(
            "meetings/duplicate.html", meeting=meeting, title=wording.title(meeting), form=form
        )
    copy = rules.duplicate_meeting(
        meeting=meeting, with_documents=form.with_documents.data, with_guests=form.with_guests.data,
        actor=acting.actor(), now=clock.now(),
    )  # fmt: skip
    db.session.commit()
    say(_("La copie est enregistrée comme brouillon. Vérifiez la date, puis l'ordre du jour."))
    return redirect(url_for(".edit", meeting_id=copy.id), 303)


@bp.route("/<int:meeting_id>/supprimer", methods=["GET", "POST"])
@permission(P.MEETING_EDIT, loads=Meeting)
def delete(meeting: Meeting) -> Any:
    """Delete a draft, after a page that says what goes with it."""
    title = wording.title(meeting)
    if request.method == "GET":
        rules.check_can_be_deleted(meeting)
        proposed = db.session.scalars(backlog.list_ids_of_meeting(meeting.id)).all()
        return render_template(
            "meetings/delete.html",
            meeting=meeting,
            title=title,
            when=wording.when(meeting),
            proposed=len(proposed),
        )
    rules.delete_meeting(meeting=meeting, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("Le brouillon « %(title)s » est supprimé. Les membres n'en avaient pas été prévenus.", title=title))
    return redirect(url_for("public.sessions"), 303)


def _late_words(meeting: Meeting) -> str:
    """What the bodies' rules say of a draft that can no longer be convened in time; nothing otherwise."""
    found = legal_notice(meeting.bodies, meeting.starts_wall, clock.now())
    is_late = meeting.state is MeetingState.DRAFT and found is not None and found.is_late
    return late_words(found) if found is not None and is_late else ""


def _form(meeting: Meeting | None, **values: Any) -> MeetingForm:
    form = draft_form(MeetingForm, data=values)
    bodies = list(db.session.scalars(queries.list_bodies(clock.today())))
    if meeting is not None:
        bodies += [body for body in meeting.bodies if body not in bodies]
        if meeting.state is not MeetingState.DRAFT:
            for fixed in (form.type, form.bodies):
                fixed.process(None, values[fixed.name])  # whatever was posted: those convened stay so
                fixed.validators = []
    form.bodies.choices = [SelectChoice(body.id, str(body.name)) for body in bodies]
    return form


def _accepted(form: MeetingForm) -> rules.MeetingValues | None:
    """What was typed when nothing is wrong with it; every problem is shown at once."""
    if request.method != "POST":
        return None
    is_valid = form.validate_on_submit()
    values = typed.meeting_values(form)
    if values is None:
        return None
    known = [choice.value for choice in form.bodies.choices]
    for problem in rules.list_problems(values, known_bodies=known, now=clock.now()):
        is_valid = False
        if not form[problem.field].errors:
            form.add_error(problem)
    return values if is_valid else None


def _page(form: MeetingForm, meeting: Meeting | None, *, stale: Any = None, status: int | None = None) -> Any:
    status = status or (422 if form.errors else 200)
    return (
        render_template(
            "meetings/form.html", form=form, meeting=meeting, stale=stale,
            is_draft=meeting is None or meeting.state is MeetingState.DRAFT,
            title=wording.title(meeting) if meeting else None, late=_late_words(meeting) if meeting else "",
            until=proposals_until(meeting) if meeting else None,
        ),
        status,
    )  # fmt: skip
