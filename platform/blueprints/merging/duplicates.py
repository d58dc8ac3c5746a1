"""Pairs that look like one institution, and pairs that somebody found to be two."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.merging import bp
from noress.blueprints.merging.forms import PairForm
from noress.blueprints.merging.present import INSTITUTIONS
from noress.core import paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.institutions import queries as institutions
from noress.domain.institutions.models import Institution
from noress.domain.merging import likeness, queries
from noress.domain.merging.models import InstitutionDistinct
from noress.extensions import db
from noress.web.merging import PER_PAGE, distinct_page, forget_pair, note_pair
from noress.web.permissions import permission


@bp.get("/membres/doublons")
@permission(P.DUPLICATE_SEE)
def index() -> str:
    """The likeliest pairs first."""
    rows = db.session.scalars(queries.list_living()).all()
    settled = [
        (first, second)
        for first, second in db.session.execute(queries.list_distinct_pairs(InstitutionDistinct))
    ]
    pairs = likeness.list_alike(rows, settled)
    page = paging.cut(pairs, paging.page_number(request.args.get("page")), per_page=PER_PAGE)
    return render_template(
        "merging/index.html", kind=INSTITUTIONS, page=page, form=_pair_form(),
        compared=min(len(rows), likeness.MOST), is_cut=len(rows) > likeness.MOST,
    )  # fmt: skip


@bp.get("/membres/doublons/comparer")
@permission(P.DUPLICATE_SEE)
def choose() -> Any:
    """Two records chosen by hand, to the page that shows them side by side."""
    form = _pair_form(request.args)
    if not form.validate() or form.one.data == form.other.data:
        if form.one.data and form.one.data == form.other.data:
            form.other.errors = [_("Choisissez deux fiches différentes.")]
        return render_template("merging/choose.html", form=form), 422
    return redirect(url_for(".compare", institution_id=form.one.data, other_id=form.other.data), 302)


@bp.get("/membres/doublons/differentes")
@permission(P.DUPLICATE_SEE)
def distinct() -> str:
    """Pairs that somebody found to be two, the newest first."""
    return distinct_page("merging/distinct.html", INSTITUTIONS, InstitutionDistinct)


@bp.post("/membres/doublons/differentes")
@permission(P.DUPLICATE_SEE)
def note_distinct() -> Any:
    """ "These are not the same": said once, remembered."""
    return note_pair(
        Institution, _("C'est noté : ce sont deux institutions. Cette paire n'est plus proposée.")
    )


@bp.post("/membres/doublons/differentes/<int:institution_distinct_id>/oublier")
@permission(P.DUPLICATE_SEE, loads=InstitutionDistinct)
def forget_distinct(pair: InstitutionDistinct) -> Any:
    """The pair may be proposed again."""
    return forget_pair(pair)


def _pair_form(data: Any = None) -> PairForm:
    form = PairForm(data)
    form.fill(db.session.execute(institutions.list_institution_choices()).all())
    return form
