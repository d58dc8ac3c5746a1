"""Figures as documents printed them, beside the sums of their own rows."""

from typing import Any

from flask import render_template

from noress.blueprints.reports import bp
from noress.domain.reports import queries
from noress.domain.reports.figures import tables_of
from noress.extensions import db
from noress.web.permissions import public
from noress.web.public_cache import cached_public


@bp.get("/projets/chiffres")
@cached_public
@public
def printed() -> Any:
    """Every table; nothing is corrected, what differs is flagged."""
    return render_template(
        "reports/figures.html", tables=tables_of(db.session.scalars(queries.list_figures()))
    )
