"""Adding somebody: looked for among those the platform knows, or by name and address. Ties are looked at before anything is sent."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.juries import bp, present
from noress.blueprints.juries.forms import CHECK, NewcomerForm, PlaceForm, SearchForm
from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import gettext as _
from noress.domain.accounts import queries as accounts
from noress.domain.accounts.inputs import clean_address
from noress.domain.accounts.models import Person
from noress.domain.accounts.permissions import P
from noress.domain.competitions.models import Competition
from noress.domain.juries import simulating
from noress.domain.juries.models import Juror
from noress.domain.juries.rules import composing
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import Attempt, attempt

MOST_FOUND = 20


@bp.get("/jury/gestion/<int:competition_id>/ajouter")
@permission(P.JURY_MANAGE, loads=Competition)
def look_for(competition: Competition) -> Any:
    """By name or address; nobody found: somebody new."""
    words = request.args.get("q", "").strip()[:100]
    form = SearchForm(data={"words": words})
    found = (
        db.session.scalars(accounts.list_persons(fold(words)).limit(MOST_FOUND)).all()
        if len(words) > 1
        else []
    )
    return render_template(
        "juries/look_for.html", competition=competition, form=form, words=words, found=found,
        crumbs=present.crumbs(competition, _("Ajouter une personne")),
    )  # fmt: skip


@bp.route("/jury/gestion/<int:competition_id>/ajouter/<int:person_id>", methods=["GET", "POST"])
@permission(P.JURY_MANAGE, loads=Competition)
def add(competition: Competition, person_id: int) -> Any:
    """Somebody known: their place in the jury, and the entries that they would stand aside from."""
    person = db.session.get(Person, person_id)
    if person is None or person.merged_into_id is not None or person.erased_at is not None:
        abort(404)
    form = PlaceForm()
    present.offer(form, competition)
    tried = _attempt(
        form,
        lambda: composing.appoint(
            competition=competition, person=person, place=present.place_in(form), **acting.doing()
        ),
    )
    if tried.status:
        simulated = simulating.simulate(
            competition, person_id=person.id, institution_id=form.institution.data or None, email=person.email,
            reader=acting.actor(),
        )  # fmt: skip
        page = render_template(
            "juries/add.html", competition=competition, person=person, form=form,
            simulated=present.simulated_lines(simulated), crumbs=present.crumbs(competition, _("Donner une place dans le jury")),
        )  # fmt: skip
        return page, tried.status
    return _added(competition, tried.made)


@bp.route("/jury/gestion/<int:competition_id>/ajouter-par-adresse", methods=["GET", "POST"])
@permission(P.JURY_MANAGE, loads=Competition)
def add_newcomer(competition: Competition) -> Any:
    """Somebody the platform may not know: an account is offered with the invitation."""
    form = NewcomerForm()
    present.offer(form, competition)
    tried = _attempt(form, lambda: _appoint_newcomer(competition, form))
    if tried.status:
        page = render_template(
            "juries/add_newcomer.html", competition=competition, form=form, simulated=_simulate_newcomer(competition, form),
            crumbs=present.crumbs(competition, _("Ajouter par nom et adresse")),
        )  # fmt: skip
        return page, tried.status
    return _added(competition, tried.made)


def _appoint_newcomer(competition: Competition, form: NewcomerForm) -> Juror:
    doing = acting.doing()
    person = composing.find_or_prepare(
        name=form.name.data or "", email=form.email.data or "", language=form.language.data or "fr",
        source=str(_("jury du prix, par %(name)s", name=doing["actor"].name)), **doing,
    )  # fmt: skip
    return composing.appoint(competition=competition, person=person, place=present.place_in(form), **doing)


def _simulate_newcomer(competition: Competition, form: NewcomerForm) -> list[tuple[str, str]]:
    if request.method != "POST":
        return []
    try:
        address = clean_address(form.email.data)
    except RuleError:
        return []
    known = db.session.scalars(accounts.list_persons_of_address(address)).all()
    found = simulating.simulate(
        competition, person_id=known[0].id if len(known) == 1 else None, institution_id=form.institution.data or None,
        email=address, reader=acting.actor(),
    )  # fmt: skip
    return present.simulated_lines(found)


def _attempt(form: PlaceForm, act: Any) -> Attempt:
    """Looking at ties shows the page again, with what is chosen."""
    return Attempt(200) if CHECK in request.form else attempt(form, act)


def _added(competition: Competition, juror: Juror) -> Any:
    target = url_for(".invite", juror_id=juror.id)
    db.session.commit()
    say(_("La personne a sa place dans le jury. Rien n'est encore parti : invitez-la quand tout est prêt."))
    return redirect(target, 303)
