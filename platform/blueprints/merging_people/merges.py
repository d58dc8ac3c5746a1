"""Two persons' records side by side, what merging them would do, and taking a merge back."""

from functools import partial
from typing import Any

from flask import abort, render_template, request, url_for

from noress.blueprints.merging_people import bp
from noress.blueprints.merging_people.forms import SearchForm
from noress.blueprints.merging_people.present import PERSONS, side_label, value_of
from noress.core import clock, paging
from noress.core.folding import fold
from noress.core.i18n import gettext as _
from noress.domain.accounts.models import Person
from noress.domain.accounts.permissions import P
from noress.domain.merging import queries, rules
from noress.domain.merging.models import PersonMerge
from noress.domain.merging.person_sides import compare as sides_of
from noress.extensions import db
from noress.web import acting
from noress.web.identity import current_actor
from noress.web.merging import Comparison, merges_page, refuse_merge, undo_page
from noress.web.permissions import permission


@bp.get("/personnes/<int:person_id>/fusionner")
@permission(P.PERSON_MERGE, loads=Person)
def choose(person: Person) -> str:
    """Whom to merge this person with: people are found by name or address."""
    form = SearchForm(request.args)
    words = fold(form.q.data or "").split()[:8]
    page = None
    if words:
        query = queries.list_persons_to_merge_with(person.id, words)
        page = paging.paginate(query, paging.page_number(request.args.get("page")))
    return render_template("merging_people/choose.html", person=person, form=form, page=page)


@bp.get("/personnes/<int:person_id>/fusionner/<int:other_id>")
@permission(P.PERSON_MERGE, loads=Person)
def compare(kept: Person, other_id: int) -> str:
    """Which values stay; the first of the address is the record that is kept."""
    other = _other(other_id)
    return _comparison(kept, other).compare_page("merging_people/compare.html", _plan(kept, other))


@bp.route("/personnes/<int:person_id>/fusionner/<int:other_id>/confirmer", methods=["GET", "POST"])
@permission(P.PERSON_MERGE, loads=Person)
def merge(kept: Person, other_id: int) -> Any:
    """What will happen, then it happens, all of it at once."""
    other = _other(other_id)
    comparison, kept_id = _comparison(kept, other), kept.id
    form = comparison.form()

    def page(error: Any) -> str:
        return comparison.confirm_page("merging_people/merge.html", form, _plan(kept, other), error=error)

    if refused := refuse_merge(form, partial(rules.merge_persons, kept=kept, merged=other), page):
        return refused
    return acting.done(
        url_for("people.show", person_id=kept_id),
        _(
            "Les deux fiches n'en font plus qu'une. La coordination peut encore annuler, depuis la page des doublons."
        ),
    )


@bp.get("/personnes/fusions")
@permission(P.DUPLICATE_SEE)
def merges() -> str:
    """Merges that hold, the newest first."""
    return merges_page("merging_people/merges.html", PERSONS, PersonMerge)


@bp.route("/personnes/fusions/<int:person_merge_id>/annuler", methods=["GET", "POST"])
@permission(P.PERSON_MERGE, loads=PersonMerge)
def undo(done: PersonMerge) -> Any:
    """Everything goes back, or the page says what stands in the way."""
    return undo_page(
        "merging_people/undo.html",
        PERSONS,
        done,
        obstacles=rules.list_person_obstacles,
        undo=rules.undo_person_merge,
    )


def _other(other_id: int) -> Person:
    return db.session.get(Person, other_id) or abort(404)


def _plan(kept: Person, other: Person) -> rules.MergePlan:
    actor = current_actor()
    assert actor is not None
    return rules.plan_person_merge(kept=kept, merged=other, actor=actor, now=clock.now())


def _comparison(kept: Person, other: Person) -> Comparison:
    return Comparison(PERSONS, kept, other, sides_of(kept, other), side_label, value_of)
