"""Pairs that look like one person, and pairs that somebody found to be two."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.merging_people import bp
from noress.blueprints.merging_people.present import PERSONS
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.models import Person
from noress.domain.accounts.permissions import P
from noress.domain.merging import likeness, person_likeness, queries, rules
from noress.domain.merging.models import PersonDistinct
from noress.extensions import db
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.merging import PER_PAGE, DistinctForm
from noress.web.permissions import permission


@bp.get("/personnes/doublons")
@permission(P.DUPLICATE_SEE)
def index() -> str:
    """The likeliest pairs first."""
    rows = db.session.scalars(queries.list_living_persons()).all()
    settled = [
        (first, second) for first, second in db.session.execute(queries.list_distinct_pairs(PersonDistinct))
    ]
    places: dict[int, set[int]] = {}
    for person_id, institution_id in db.session.execute(queries.list_institutions_of_persons()):
        places.setdefault(person_id, set()).add(institution_id)
    pairs = person_likeness.list_alike(rows, places, settled)
    page = paging.cut(pairs, paging.page_number(request.args.get("page")), per_page=PER_PAGE)
    return render_template(
        "merging_people/index.html", kind=PERSONS, page=page,
        compared=min(len(rows), likeness.MOST), is_cut=len(rows) > likeness.MOST, seats=_seats(page.items),
    )  # fmt: skip


def _seats(pairs: list[person_likeness.Likeness]) -> dict[int, list[str]]:
    """Where each person of these pairs sits today."""
    ids = sorted({row.id for pair in pairs for row in (pair.first, pair.second)})
    found: dict[int, list[str]] = {}
    for person_id, name in db.session.execute(queries.list_seat_names(ids, clock.today())):
        found.setdefault(person_id, []).append(str(name))
    return found


@bp.get("/personnes/doublons/differentes")
@permission(P.DUPLICATE_SEE)
def distinct() -> str:
    """Pairs that somebody found to be two, the newest first."""
    page = paging.paginate(
        queries.list_distinct(PersonDistinct), paging.page_number(request.args.get("page")), per_page=PER_PAGE
    )
    return render_template("merging_people/distinct.html", kind=PERSONS, page=page)


@bp.post("/personnes/doublons/differentes")
@permission(P.DUPLICATE_SEE)
def note_distinct() -> Any:
    """ "These are not the same": said once, remembered."""
    first, second = DistinctForm().rows(Person)
    if first is None or second is None:
        abort(404)
    rules.note_distinct(first=first, second=second, actor=current_actor(), now=clock.now())
    db.session.commit()
    say(_("C'est noté : ce sont deux personnes. Cette paire n'est plus proposée."))
    return redirect(url_for(".index"), 303)


@bp.post("/personnes/doublons/differentes/<int:person_distinct_id>/oublier")
@permission(P.DUPLICATE_SEE, loads=PersonDistinct)
def forget_distinct(pair: PersonDistinct) -> Any:
    """The pair may be proposed again."""
    rules.forget_distinct(pair=pair, actor=current_actor(), now=clock.now())
    db.session.commit()
    say(_("Cette paire sera de nouveau comparée."))
    return redirect(url_for(".distinct"), 303)
