"""Announcing a call, taking it back, closing it before its date; its history."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.funding import bp, present
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.funding import queries, rules
from noress.domain.funding.models import CallState, FundingCall
from noress.extensions import db
from noress.web import acting
from noress.web.call_forms import ConfirmForm
from noress.web.flashes import say
from noress.web.history import page_of
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/appels/gestion/<int:funding_call_id>/annoncer", methods=["GET", "POST"])
@permission(P.CALL_MANAGE, loads=FundingCall)
def announce(call: FundingCall) -> Any:
    """After a page that says what announcing does, or what is missing."""
    problems = rules.list_problems(call, clock.now()) if call.state is CallState.DRAFT else []
    return _confirm(
        call, "funding/announce.html",
        lambda: rules.announce_call(call=call, actor=acting.actor(), now=clock.now()),
        _("L'appel est annoncé. Il s'ouvre tout seul à sa date."), problems=problems, pages=present.PAGES,
    )  # fmt: skip


@bp.route("/appels/gestion/<int:funding_call_id>/reprendre", methods=["GET", "POST"])
@permission(P.CALL_MANAGE, loads=FundingCall)
def take_back(call: FundingCall) -> Any:
    return _confirm(
        call, "funding/take_back.html",
        lambda: rules.take_back(call=call, actor=acting.actor(), now=clock.now()),
        _("L'appel est de nouveau en préparation. Plus personne d'autre ne le voit."),
    )  # fmt: skip


@bp.route("/appels/gestion/<int:funding_call_id>/clore", methods=["GET", "POST"])
@permission(P.CALL_MANAGE, loads=FundingCall)
def close(call: FundingCall) -> Any:
    counts = db.session.execute(queries.count_by_call([call.id], acting.recused())).one_or_none()
    begun, sent = (counts[1], counts[2]) if counts else (0, 0)
    return _confirm(
        call, "funding/close.html",
        lambda: rules.close_call(call=call, actor=acting.actor(), now=clock.now()),
        _("L'appel est clos. Plus aucune candidature n'est prise."), unsent=begun - sent,
    )  # fmt: skip


@bp.route("/appels/gestion/<int:funding_call_id>/effacer-essai", methods=["GET", "POST"])
@permission(P.CALL_MANAGE, loads=FundingCall)
def delete_trial(call: FundingCall) -> Any:
    """Only what was for trying it out."""
    if not call.is_test:
        abort(404)
    form = ConfirmForm()
    tried = attempt(form, lambda: rules.delete_trial(call=call, actor=acting.actor(), now=clock.now()))
    if tried.status:
        counts = db.session.execute(queries.count_by_call([call.id], acting.recused())).one_or_none()
        begun = counts[1] if counts else 0
        return render_template("funding/delete_trial.html", call=call, form=form, begun=begun), tried.status
    db.session.commit()
    say(_("L'essai est effacé."))
    return redirect(url_for(".manage"), 303)


def _confirm(call: FundingCall, template: str, act: Callable[[], Any], done: str, **values: Any) -> Any:
    """A page that says what will happen, then its one button."""
    form = ConfirmForm()
    tried = attempt(form, act)
    if tried.status:
        return render_template(template, call=call, form=form, **values), tried.status
    target = url_for(".prepare", funding_call_id=call.id)
    db.session.commit()
    say(done)
    return redirect(target, 303)


@bp.get("/appels/gestion/<int:funding_call_id>/historique")
@permission(P.CALL_MANAGE, loads=FundingCall)
def history(call: FundingCall) -> Any:
    questions = list(db.session.scalars(queries.list_question_ids(call.id)))
    page = page_of(
        {"funding_call": [call.id], "funding_question": questions},
        paging.page_number(request.args.get("page")),
    )
    return render_template("funding/history.html", call=call, page=page)
