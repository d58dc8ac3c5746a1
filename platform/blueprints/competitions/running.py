"""Announcing an edition, taking it back, closing entries before their date; its history."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.competitions import bp, present
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition
from noress.domain.competitions.rules import completeness, running
from noress.domain.funding import queries as calls
from noress.domain.funding.models import CallState
from noress.extensions import db
from noress.web import acting
from noress.web.call_forms import ConfirmForm
from noress.web.flashes import say
from noress.web.history import page_of
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/concours/gestion/<int:competition_id>/annoncer", methods=["GET", "POST"])
@permission(P.COMPETITION_MANAGE, loads=Competition)
def announce(competition: Competition) -> Any:
    """After a page that says what announcing does, or what is missing."""
    is_draft = competition.call.state is CallState.DRAFT
    problems = completeness.list_gaps(competition, clock.now()) if is_draft else []
    return _confirm(
        competition, "competitions/announce.html",
        lambda: running.announce(competition=competition, actor=acting.actor(), now=clock.now()),
        _("L'édition est annoncée. Les candidatures s'ouvrent toutes seules à leur date."), problems=problems,
        pages=present.PAGES,
    )  # fmt: skip


@bp.route("/concours/gestion/<int:competition_id>/reprendre", methods=["GET", "POST"])
@permission(P.COMPETITION_MANAGE, loads=Competition)
def take_back(competition: Competition) -> Any:
    return _confirm(
        competition, "competitions/take_back.html",
        lambda: running.take_back(competition=competition, actor=acting.actor(), now=clock.now()),
        _("L'édition est de nouveau en préparation. Plus personne d'autre ne la voit."),
    )  # fmt: skip


@bp.route("/concours/gestion/<int:competition_id>/clore", methods=["GET", "POST"])
@permission(P.COMPETITION_MANAGE, loads=Competition)
def close(competition: Competition) -> Any:
    begun, sent = _counts(competition)
    return _confirm(
        competition, "competitions/close.html",
        lambda: running.close(competition=competition, actor=acting.actor(), now=clock.now()),
        _("Les candidatures sont closes. Plus aucun dossier n'est pris."), unsent=begun - sent,
    )  # fmt: skip


@bp.route("/concours/gestion/<int:competition_id>/effacer-essai", methods=["GET", "POST"])
@permission(P.COMPETITION_MANAGE, loads=Competition)
def delete_trial(competition: Competition) -> Any:
    """Only what was for trying it out."""
    if not competition.call.is_test:
        abort(404)
    form = ConfirmForm()
    tried = attempt(
        form,
        lambda: running.delete_trial(competition=competition, actor=acting.actor(), now=clock.now()),
    )
    if tried.status:
        page = render_template(
            "competitions/delete_trial.html", competition=competition, call=competition.call, form=form,
            begun=_counts(competition)[0],
        )  # fmt: skip
        return page, tried.status
    db.session.commit()
    say(_("L'essai est effacé."))
    return redirect(url_for(".manage"), 303)


def _counts(competition: Competition) -> tuple[int, int]:
    """(begun, of which sent)."""
    found = db.session.execute(calls.count_by_call([competition.call_id], acting.recused())).one_or_none()
    return (found[1], found[2]) if found else (0, 0)


def _confirm(
    competition: Competition, template: str, act: Callable[[], Any], done: str, **values: Any
) -> Any:
    """A page that says what will happen, then its one button."""
    form = ConfirmForm()
    return present.answer(competition, form, attempt(form, act), template, done, **values)


@bp.get("/concours/gestion/<int:competition_id>/historique")
@permission(P.COMPETITION_MANAGE, loads=Competition)
def history(competition: Competition) -> Any:
    call = competition.call
    questions = list(db.session.scalars(calls.list_question_ids(call.id)))
    page = page_of(
        {"funding_call": [call.id], "funding_question": questions, "competition": [competition.id]},
        paging.page_number(request.args.get("page")),
    )
    return render_template("competitions/history.html", competition=competition, call=call, page=page)
