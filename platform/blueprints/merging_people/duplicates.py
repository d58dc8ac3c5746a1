"""Pairs that look like one person, and pairs that somebody found to be two."""

from typing import Any

from flask import render_template, request

from noress.blueprints.merging_people import bp
from noress.blueprints.merging_people.present import PERSONS
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.models import Person
from noress.domain.accounts.permissions import P
from noress.domain.merging import likeness, person_likeness, queries
from noress.domain.merging.models import PersonDistinct
from noress.extensions import db
from noress.web.merging import PER_PAGE, distinct_page, forget_pair, note_pair
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
    return distinct_page("merging_people/distinct.html", PERSONS, PersonDistinct)


@bp.post("/personnes/doublons/differentes")
@permission(P.DUPLICATE_SEE)
def note_distinct() -> Any:
    """ "These are not the same": said once, remembered."""
    return note_pair(Person, _("C'est noté : ce sont deux personnes. Cette paire n'est plus proposée."))


@bp.post("/personnes/doublons/differentes/<int:person_distinct_id>/oublier")
@permission(P.DUPLICATE_SEE, loads=PersonDistinct)
def forget_distinct(pair: PersonDistinct) -> Any:
    """The pair may be proposed again."""
    return forget_pair(pair)
