"""Completeness, part by part and paper by paper; who follows the file; belonging to the network."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, render_template
from wtforms.fields import SelectChoice

from noress.blueprints.application_desk import bp, present
from noress.blueprints.application_desk.forms import AssignForm, CheckForm, VersionForm
from noress.core import clock
from noress.core.formats import date_words
from noress.core.i18n import gettext as _
from noress.core.i18n import in_language
from noress.domain.accounts.permissions import P
from noress.domain.applications import checked, reading
from noress.domain.applications.models import Application
from noress.domain.applications.queries import desk_file
from noress.domain.applications.rules import checking, correcting
from noress.domain.applications.taking import last_sending
from noress.extensions import db
from noress.web import acting
from noress.web.drafts import draft_form
from noress.web.permissions import permission
from noress.web.submitting import Attempt, attempt

Items = Sequence[tuple[str, Any, tuple[str, ...]]]


@bp.route("/candidatures/<int:application_id>/verification", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE, loads=Application)
def check(application: Application) -> Any:
    """Complete: it can be judged. Else what is missing is asked of the structure, at once and in one mail."""
    response = application.response
    if response is None or response.answers is None:
        abort(404)
    parts, papers = reading.parts_of(response), reading.papers_of(response)
    corrections = db.session.scalars(desk_file.list_corrections(application.id)).all()
    found = checked.findings(application, parts, papers, corrections, clock.now())
    items = checked.items_of(parts, papers)
    form = _check_form(application, items, papers, found)
    tried = attempt(form, lambda: None)
    if not tried.status:
        tried = (
            Attempt(422)
            if not form.check_notes(items)
            else attempt(form, lambda: _settle(application, form, items))
        )
    if tried.status:
        present.show_anew(form, application, tried)
        page = render_template(
            "application_desk/check.html", application=application, form=form, parts=parts, papers=papers, found=found,
            asked=corrections[0] if corrections and corrections[0].stage == application.stage else None,
            readers=correcting.readers(application), is_open=correcting.open_request(application, clock.now()) is not None,
            has_right=any(one.mark is checked.Mark.RIGHT for one in found.values()),
        )  # fmt: skip
        return page, tried.status
    if tried.made is None:
        return present.done(
            application, _("Le dossier est complet. Dites maintenant s'il est recevable."), ".decide"
        )
    until = date_words(tried.made.due_at)
    return present.done(
        application, _("La correction est demandée à la structure, jusqu'au %(day)s.", day=until)
    )


def _check_form(
    application: Application,
    items: Items,
    papers: Sequence[reading.Paper],
    found: Mapping[str, checked.Found],
) -> CheckForm:
    """What was right and did not change since is ticked already, and so is a paper that need not be given."""
    free = {one.key for one in papers if not one.is_required and not one.files}
    right = {key for key, one in found.items() if one.mark is checked.Mark.RIGHT}
    marked = {key for key, one in found.items() if one.mark is not None}
    known = {
        f"part_{place}": "ok"
        for place, (key, _label, _questions) in enumerate(items)
        if key in right or key in free - marked
    }
    seen = {"version": application.version, "seen": last_sending(application)}
    return draft_form(CheckForm.of(items), data={**seen, **known})


def _settle(application: Application, form: CheckForm, items: Items) -> Any:
    missing, doing = form.missing(items), acting.doing()
    names = [dict(label) for _key, label, _questions in items]
    if not missing:
        return checking.find_complete(
            application=application, version=form.version.data, seen=form.seen.data, parts=names, **doing
        )
    lacking = {key for key, _label, _note in missing}
    right = [dict(label) for key, label, _questions in items if key not in lacking]
    checking.note_check(
        application, right=right, missing=[dict(label) for _key, label, _note in missing], **doing
    )
    with in_language(application.language):  # the structure reads it
        reason = "\n".join(
            _("%(label)s : %(value)s", label=label, value=note) for _key, label, note in missing
        )
    return correcting.ask_correction(
        application=application, kind=form.kind.data, reason=reason, version=form.version.data, seen=form.seen.data,
        questions=[one for key, _label, questions in items if key in lacking for one in questions], **doing,
    )  # fmt: skip


@bp.route("/candidatures/<int:application_id>/suivi", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE, loads=Application)
def assign(application: Application) -> Any:
    """By hand; those who have a part in it are not offered."""
    form = AssignForm(data={"version": application.version, "officer_id": application.officer_id})
    officers = checking.list_officers(clock.now())
    form.officer_id.choices = [
        SelectChoice("", str(_("personne"))),
        *(SelectChoice(str(one.id), one.shown_name) for one in present.free_of(officers, application)),
    ]  # fmt: skip
    tried = attempt(
        form,
        lambda: checking.assign_officer(
            application=application, officer_id=form.officer_id.data, version=form.version.data, **acting.doing()
        ),
        stored=present.stored(application, "officer_id"),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "application_desk/assign.html", application=application, form=form, stale=tried.stale,
            officer_name=application.officer.shown_name if application.officer else "",
        )  # fmt: skip
        return page, tried.status
    return present.done(application, _("C'est noté : la personne le voit dans ce qu'elle a à faire."))


@bp.post("/candidatures/<int:application_id>/appartenance")
@permission(P.APPLICATION_HANDLE, loads=Application)
def confirm_affiliation(application: Application) -> Any:
    """The member that the structure names was asked, and says yes."""
    form = VersionForm()
    checking.confirm_affiliation(application=application, version=form.version.data or 0, **acting.doing())
    return present.done(application, _("L'appartenance au réseau est confirmée."))
