"""One file: what it says, its papers, who has a part in it, its sendings, its history."""

from typing import Any

from flask import abort, render_template, request

from noress.blueprints.application_desk import bp, present
from noress.core import clock, paging, territories
from noress.core.database import read_rows
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.applications import checked, reading
from noress.domain.applications.models import Affiliation, Application
from noress.domain.applications.policy import can_open_late_door, can_read_restricted
from noress.domain.applications.queries import desk, desk_file
from noress.domain.applications.rules.checking import DECIDABLE, is_complete
from noress.domain.applications.rules.correcting import open_request
from noress.domain.applications.rules.retaining import telling_of
from noress.domain.applications.standing import standing_of
from noress.domain.applications.words import public_words
from noress.domain.audit.rules import record
from noress.domain.awards.policy import can_decide
from noress.domain.awards.rules.deciding import is_at_decision
from noress.domain.questionnaires.models import ResponseFile
from noress.domain.reviewing.models import RecusalNature
from noress.domain.reviewing.standing import list_advised
from noress.extensions import db
from noress.web import acting, errors, files, history
from noress.web.documents import document_link
from noress.web.permissions import permission


@bp.get("/candidatures/<int:application_id>")
@permission(P.APPLICATION_READ, loads=Application)
def show(application: Application) -> Any:
    """What was sent last, by stage; a draft is named and not read."""
    db.session.scalars(desk_file.get_application(), {"application": application.id}).unique().one()
    now, actor = clock.now(), acting.actor()
    stages = [
        (stage, reading.parts_of(response), reading.papers_of(response), response)
        for stage, response in reading.stages_of(application)
    ]
    corrections = db.session.scalars(desk_file.list_corrections(application.id)).all()
    page = history.page_of({"application": [application.id]}, paging.page_number(request.args.get("page")))
    return render_template(
        "application_desk/show.html", application=application, line=present.lines([application.id], application.call, now)[0], stages=stages,
        found=_found(application, stages, corrections, now), corrections=corrections, open_correction=open_request(application, now), offers=_offers(application, actor),
        telling=telling_of(application), complete=is_complete(application), page=page, public=public_words(application, standing_of(application, now))[0],
        said=read_rows(db.session, desk_file.count_said(), {"application": application.id})[0], refused=db.session.scalars(desk.list_refused_mails(), {"application": application.id}).all(), can_restricted=can_read_restricted(actor, application), province=territories.name_of(application.province_code),
        opinions_url=present.optional_url("opinions.index", application_id=application.id),
        award_url=present.optional_url("awards.decide", application_id=application.id) if can_decide(actor) and is_at_decision(application) else None,
        recuse_url=present.optional_url("reviewing.declare", application_id=application.id), changed=_changed(application, corrections),
        advised=list_advised(application, now=now), nature=RecusalNature.FUNDED,
        needs_confirmation=application.affiliation is Affiliation.SPONSORED and application.affiliation_confirmed_at is None,
    )  # fmt: skip


def _found(application: Application, stages: Any, corrections: Any, now: Any) -> dict[str, checked.Found]:
    """What the last check found, of the stage that is judged now."""
    if application.state is application.state.DRAFT or not stages or stages[0][0] != application.stage:
        return {}
    _stage, parts, papers, _response = stages[0]
    return checked.findings(application, parts, papers, corrections, now)


def _offers(application: Application, actor: Any) -> set[str]:
    """What may be done with it now."""
    if application.state is application.state.WITHDRAWN:
        return set()
    offers = {"assign", "thread"}
    if application.number is not None and application.state in DECIDABLE:
        offers |= {"check", "correct", "decide"}
    if can_open_late_door(actor) and application.state in (
        application.state.DRAFT,
        application.state.SUBMITTED,
    ):
        offers.add("late")
    return offers


def _changed(application: Application, corrections: Any) -> tuple[str, str] | None:
    """The two sendings around the last correction that came."""
    last = next((one for one in corrections if one.corrected_at is not None), None)
    return reading.changed_since(application, last.asked_at) if last is not None else None


@bp.get("/candidatures/<int:application_id>/envois")
@permission(P.APPLICATION_READ, loads=Application)
def sendings(application: Application) -> Any:
    """Every sending with its fingerprint; two of them compared."""
    old, new = request.args.get("de", ""), request.args.get("vers", "")
    found = reading.list_sendings(application)
    if not old and not new and len(found) > 1 and found[0].stage == found[1].stage:
        old, new = found[1].sha256, found[0].sha256
    changes = reading.compare(application, old, new) if old and new else None
    return render_template(
        "application_desk/sendings.html", application=application, sendings=found, old=old, new=new, changes=changes,
        receipt=document_link("application_receipt", application) if found else None,
    )  # fmt: skip


@bp.get("/candidatures/<int:application_id>/fichiers/<int:file_id>")
@permission(P.APPLICATION_READ, loads=Application)
def paper(application: Application, file_id: int) -> Any:
    """A file that was sent. One that may show an identity card is asked for by its button."""
    found = _sent_file(application, file_id)
    if reading.is_restricted_key(found.response, found.question):
        return errors.page(
            403, _("Cette pièce est protégée : ouvrez-la par son bouton, sur la page du dossier.")
        )
    return files.send(found.file)


@bp.post("/candidatures/<int:application_id>/pieces-protegees/<int:file_id>")
@permission(P.APPLICATION_READ, loads=Application)
def restricted_paper(application: Application, file_id: int) -> Any:
    """For two roles; who opened it when stays in the history."""
    found, actor = _sent_file(application, file_id), acting.actor()
    if not can_read_restricted(actor, application):
        abort(403)
    label = reading.label_of(found.response, found.question)
    record(
        actor, "application.restricted_read", application, now=clock.now(), changes={"paper": (None, label)}
    )
    answer = files.send(found.file)
    db.session.commit()
    return answer


def _sent_file(application: Application, file_id: int) -> ResponseFile:
    responses = [response for _stage, response in reading.stages_of(application)]
    ids = [response.id for response in responses]
    found = db.session.scalars(desk_file.get_file(ids, file_id)).first() if ids else None
    if found is None or not reading.was_given(found.response, file_id):
        abort(404)
    return found
