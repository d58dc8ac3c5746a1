"""Nominations: a member puts somebody forward; the desk follows them."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.entering import bp
from noress.blueprints.entering.forms import ProposeForm
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.core.i18n import language
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition, Nomination, NominationState
from noress.domain.competitions.queries import entering as queries
from noress.domain.competitions.rules import nominations as rules
from noress.domain.reviewing import conflicts
from noress.extensions import db
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.headers import private_page
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.submitting import attempt

KINDS = {
    NominationState.WAITING: "warning", NominationState.CONFIRMED: "ok", NominationState.REFUSED: "neutral",
    NominationState.WITHDRAWN: "neutral",
}  # fmt: skip


def _actor() -> Actor:
    actor = current_actor()
    assert actor is not None, "the permission asks for somebody signed in"
    return actor


@bp.route("/concours/<int:competition_id>/proposer", methods=["GET", "POST"])
@permission(P.COMPETITION_NOMINATE, loads=Competition)
def propose(competition: Competition) -> Any:
    """Who, why; the mail leaves when it is sent. Below, what one's institution has put forward."""
    actor, now = _actor(), clock.now()
    takes = rules.takes_nominations(competition, now)
    form = draft_form(ProposeForm, data={"language": language()})
    lots = [(str(lot.id), str(lot.title)) for lot in competition.call.lots]
    form.lot.choices = lots if len(lots) == 1 else [("", str(_("Je ne sais pas"))), *lots]
    tried = attempt(form, lambda: _nominate(competition, form, actor))
    if tried.status:
        own = db.session.scalars(queries.list_nominations_of(competition.id, actor.institution_id or 0)).all()
        page = render_template(
            "entering/propose.html", competition=competition, call=competition.call, form=form, takes=takes, own=own,
            kinds=KINDS,
        )  # fmt: skip
        return private_page(page, tried.status)
    db.session.commit()
    say(_("Votre proposition part par courriel. Vous saurez la réponse."))
    return private_page(redirect(url_for(".propose", competition_id=competition.id), 303))


def _nominate(competition: Competition, form: ProposeForm, actor: Actor) -> Nomination:
    lot = form.lot.data or ""
    nominated = rules.Nominated(
        name=form.name.data or "", email=form.email.data or "", initiative=form.initiative.data or "",
        reason=form.reason.data or "", lot_id=int(lot) if lot.isascii() and lot.isdigit() else None,
        language=form.language.data or "fr",
    )  # fmt: skip
    return rules.nominate(competition=competition, nominated=nominated, actor=actor, now=clock.now())


@bp.get("/concours/gestion/<int:competition_id>/nominations")
@permission(P.COMPETITION_MANAGE, loads=Competition)
def nominations(competition: Competition) -> Any:
    """What waits for an answer first."""
    page = paging.paginate(
        queries.list_nominations(competition.id, conflicts.recused_ids(_actor(), conflicts.APPLICATION)),
        paging.page_number(request.args.get("page")),
    )
    return private_page(render_template(
        "entering/nominations.html", competition=competition, call=competition.call, page=page, kinds=KINDS,
    ))  # fmt: skip


@bp.post("/concours/gestion/nominations/<int:nomination_id>/rappeler")
@permission(P.COMPETITION_MANAGE, loads=Nomination)
def remind_nominee(found: Nomination) -> Any:
    rules.remind(nomination=found, actor=_actor(), now=clock.now())
    competition_id = found.competition_id
    db.session.commit()
    say(_("Un rappel part par courriel."))
    return private_page(redirect(url_for(".nominations", competition_id=competition_id), 303))


@bp.post("/concours/gestion/nominations/<int:nomination_id>/retirer")
@permission(P.COMPETITION_MANAGE, loads=Nomination)
def withdraw_nomination(found: Nomination) -> Any:
    rules.withdraw_nomination(nomination=found, actor=_actor(), now=clock.now())
    competition_id = found.competition_id
    db.session.commit()
    say(_("La proposition est retirée."))
    return private_page(redirect(url_for(".nominations", competition_id=competition_id), 303))
