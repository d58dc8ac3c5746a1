"""Recusals of a call, one's own, who stands in. Whoever is recused from a file finds no trace of it here."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.reviewing import bp
from noress.blueprints.reviewing.forms import CHOOSE, CallFilter, ConfirmForm, DeclareForm, SubstituteForm
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application
from noress.domain.funding.models import CallKind, FundingCall
from noress.domain.reviewing import queries, rules
from noress.domain.reviewing.conflicts import APPLICATION, recused_ids
from noress.domain.reviewing.models import Recusal
from noress.domain.reviewing.policy import application_of, can_manage_recusals
from noress.domain.reviewing.standing import Aside, Standing, list_applications, standing_of
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/candidatures/deports")
@permission(P.APPLICATION_LIST)
def index() -> Any:
    """Who stands aside, from which file by its number only, and where nobody stands in yet."""
    actor = acting.actor()
    every = db.session.scalars(queries.list_calls_with_files(recused_ids(actor, APPLICATION))).all()
    asked = request.args.get("appel", "")
    named = next((one for one in every if str(one.id) == asked), None)
    kind = named.kind if named is not None else CallKind.AMI
    calls = [one for one in every if one.kind is kind]
    call = named if asked else next(iter(calls), None)
    if asked and call is None:
        abort(404)
    form = CallFilter(data={"call": call.id if call else 0})
    form.call.choices = [SelectChoice(one.id, str(one.title)) for one in calls]
    standing = _standing(actor, call)
    asides = sorted(standing.asides, key=lambda one: not one.is_missing)
    page = paging.cut(asides, paging.page_number(request.args.get("page")))
    return render_template(
        "reviewing/index.html", calls=calls, call=call, form=form, page=page, standing=standing,
        manages=can_manage_recusals(actor), stuck=_stuck(standing), nobody_else=lambda one: not _others(standing, one),
    )  # fmt: skip


def _standing(actor: Actor, call: FundingCall | None) -> Standing:
    return standing_of(list_applications(actor, call.id) if call else [], now=clock.now())


def _stuck(standing: Standing) -> list[str]:
    """Numbers of the files where a substitute is missing and nobody is left to name one."""
    waiting = {one.application.id: one.application.number or "" for one in standing.asides if one.is_missing}
    return sorted(number for key, number in waiting.items() if not standing.deciders(key))


def _others(standing: Standing, aside: Aside) -> bool:
    return bool(standing.left(aside.application.id))


@bp.route("/candidatures/<int:application_id>/me-deporter", methods=["GET", "POST"])
@permission(P.APPLICATION_READ, loads=Application)
def declare(application: Application) -> Any:
    """ "Je me déporte": what it means, why, one button."""
    form = DeclareForm()
    tried = attempt(
        form,
        lambda: rules.declare_recusal(
            application=application, reason=form.reason.data or "", actor=acting.actor(), now=clock.now()
        ),
    )
    if tried.status:
        return render_template("reviewing/declare.html", application=application, form=form), tried.status
    db.session.commit()
    say(_("Vous êtes déporté(e) de ce dossier : vous ne le verrez plus."))
    return redirect(url_for("application_desk.index"), 303)


@bp.route("/candidatures/<int:application_id>/deports/<int:person_id>", methods=["GET", "POST"])
@permission(P.RECUSAL_MANAGE, loads=Application)
def substitute(application: Application, person_id: int) -> Any:
    """Name who does a recused person's part of the work."""
    standing = standing_of([application], now=clock.now())
    aside = standing.of(application.id, person_id)
    if aside is None:
        abort(404)
    form = SubstituteForm(data={"substitute": aside.substitute.id if aside.substitute else 0})
    left = standing.left(application.id)
    form.substitute.choices = [
        SelectChoice(0, CHOOSE),
        *(SelectChoice(one.person.id, _described(one)) for one in left),
    ]
    tried = attempt(
        form,
        lambda: rules.name_substitute(
            application=application, person_id=person_id, substitute_id=form.substitute.data or 0, actor=acting.actor(),
            now=clock.now(),
        ),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "reviewing/substitute.html", application=application, aside=aside, form=form, left=left
        )
        return page, tried.status
    target = url_for(".index", appel=application.call_id)
    db.session.commit()
    say(_("Le remplaçant est nommé. Un courriel le lui dit."))
    return redirect(target, 303)


def _described(handler: Any) -> str:
    roles = ", ".join(str(role) for role in handler.roles)
    return f"{handler.person.shown_name} ({roles})" if roles else str(handler.person.shown_name)


@bp.route("/candidatures/deports/<int:recusal_id>/lever", methods=["GET", "POST"])
@permission(P.RECUSAL_MANAGE, loads=Recusal)
def lift(recusal: Recusal) -> Any:
    """The person sees the file again."""
    application = application_of(recusal)
    assert application is not None, "the loader has looked at it"
    form = ConfirmForm()
    tried = attempt(form, lambda: rules.lift_recusal(recusal=recusal, actor=acting.actor(), now=clock.now()))
    if tried.status:
        page = render_template("reviewing/lift.html", recusal=recusal, application=application, form=form)
        return page, tried.status
    target = url_for(".index", appel=application.call_id)
    db.session.commit()
    say(_("Le déport est levé."))
    return redirect(target, 303)
