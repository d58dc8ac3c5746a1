"""Ties with entries: one's own, declared; those of the jury, looked at by whoever presides. Whoever stands aside finds nothing."""

from typing import Any

from flask import abort, redirect, render_template, url_for

from noress.blueprints.juries import bp, present
from noress.blueprints.juries.forms import CONFIRM, DeclareForm, SettleForm
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition
from noress.domain.competitions.phases import Rights
from noress.domain.juries import access, panel, policy, reading
from noress.domain.juries.models import Juror, JuryRole
from noress.domain.juries.rules import conflicting
from noress.domain.juries.rules.conflicting import Tie
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


def _follows(juror: Juror | None) -> bool:
    """Those who see the ties of the whole jury: who composes it, its chair, its secretary."""
    if policy.can_manage(acting.actor()):
        return True
    return (
        juror is not None and juror.role in (JuryRole.CHAIR, JuryRole.SECRETARY) and panel.has_accepted(juror)
    )


@bp.get("/jury/<int:competition_id>/conflits")
@permission(P.JURY_CONFLICTS, loads=Competition)
def conflicts(competition: Competition) -> Any:
    """Entries to declare a tie with; ties to look at; those that stand."""
    actor, now = acting.actor(), clock.now()
    juror = panel.juror_of(competition.id, actor.person_id)
    _at, rights = access.rights_now(competition, now)
    entries = access.list_readable(actor, competition, now) if juror is not None else []
    ties = conflicting.list_ties(competition, actor, now)
    settles = {(one.application.id, one.juror.id) for one in conflicting.settled_by(competition, ties, actor)}
    shown = (
        ties
        if _follows(juror)
        else [one for one in ties if (one.application.id, one.juror.id) in settles and not one.is_settled]
    )
    shown = [one for one in shown if juror is None or one.juror.id != juror.id]
    return render_template(
        "juries/conflicts.html", competition=competition, juror=juror, entries=entries,
        titles=reading.titles_of(competition, [one.id for one in entries], rights), ties=shown, settles=settles,
        says_nature=_says_nature(rights), manages=policy.can_manage(actor), can_read=rights.can_read,
    )  # fmt: skip


def _settles(competition: Competition, one: Tie) -> bool:
    return policy.can_settle_conflict(acting.actor(), competition, one.application, one.juror.person_id)


def _says_nature(rights: Rights) -> bool:
    """While names are hidden, a computed nature would tell the chair whose entry it is."""
    return rights.shows_names or policy.can_manage(acting.actor())


@bp.route("/jury/<int:competition_id>/conflits/declarer/<int:application_id>", methods=["GET", "POST"])
@permission(P.JURY_READ, loads=Competition)
def declare(competition: Competition, application_id: int) -> Any:
    """ "J'ai un lien": what it means, of which nature, one button."""
    found = access.entry_for(acting.actor(), competition, application_id, clock.now())
    if found is None:
        abort(404)
    application, rights = found
    form = DeclareForm()
    form.nature.choices = present.natures()
    tried = attempt(
        form,
        lambda: conflicting.declare_conflict(
            competition=competition, application=application, nature=form.nature.data, reason=form.reason.data or "",
            **acting.doing(),
        ),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "juries/declare.html", competition=competition, application=application, form=form,
            title=reading.title_of(competition, application, rights), back=url_for(".conflicts", competition_id=competition.id),
        )  # fmt: skip
        return page, tried.status
    db.session.commit()
    say(_("Vous restez à l'écart de cette candidature : vous ne la verrez plus."))
    return redirect(url_for(".conflicts", competition_id=competition.id), 303)


@bp.route("/jury/<int:competition_id>/conflits/<int:application_id>/<int:person_id>", methods=["GET", "POST"])
@permission(P.JURY_CONFLICTS, loads=Competition)
def settle(competition: Competition, application_id: int, person_id: int) -> Any:
    """Whoever presides over the entry says whether the tie stands."""
    actor, now = acting.actor(), clock.now()
    ties = conflicting.list_ties(competition, actor, now)
    tie = next(
        (one for one in ties if one.application.id == application_id and one.juror.person_id == person_id),
        None,
    )
    if tie is None or not _settles(competition, tie):
        abort(404)
    form = SettleForm()
    tried = attempt(form, lambda: _settle(competition, tie, form))
    if tried.status:
        page = render_template(
            "juries/settle.html", competition=competition, tie=tie, form=form,
            says_nature=_says_nature(access.rights_now(competition, now)[1]),
            back=url_for(".conflicts", competition_id=competition.id),
        )  # fmt: skip
        return page, tried.status
    db.session.commit()
    say(_("Votre décision est enregistrée."))
    return redirect(url_for(".conflicts", competition_id=competition.id), 303)


def _settle(competition: Competition, tie: Tie, form: SettleForm) -> None:
    act = conflicting.confirm_conflict if form.decision.data == CONFIRM else conflicting.dismiss_conflict
    act(competition=competition, application=tie.application, person_id=tie.juror.person_id, **acting.doing())
