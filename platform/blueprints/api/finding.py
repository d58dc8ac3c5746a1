"""Entries of the catalogue that everybody reads, whoever asks."""

from typing import Any
from uuid import UUID

from flask import abort, redirect, url_for

from noress.core.i18n import gettext as _
from noress.domain.catalogue.models import FOR_ALL, HiddenBecause
from noress.domain.catalogue.queries import open_data
from noress.domain.exchange import saying
from noress.domain.exchange.saying import Told
from noress.extensions import db
from noress.web import api

#: merged into one that was merged too, and so on
_MOST_STEPS = 10


def told(ids: Any) -> list[Told]:
    """In their order, with the fields that everybody reads."""
    return list(saying.told(ids, FOR_ALL))


def find(key: int | UUID, endpoint: str, name: str) -> Told:
    """One entry; sent on to the one that it was merged into; 410 for one that is known to be no more."""
    asked = {"uuid": str(key)} if isinstance(key, UUID) else {"structure_id": key}
    row = first = db.session.execute(open_data.find_standing(**asked)).one_or_none()  # type: ignore[arg-type]
    for _step in range(_MOST_STEPS):
        if row is None or row.merged_into_id is None:
            break
        row = db.session.execute(open_data.find_standing(structure_id=row.merged_into_id)).one_or_none()
    if row is None or first is None:
        abort(404)
    if row.listed != FOR_ALL:
        if (
            row.is_open
            and row.published_at
            and row.hidden_because in (HiddenBecause.GONE, HiddenBecause.OPPOSED)
        ):
            abort(api.problem(410, _("Cette fiche n'existe plus"), _("Elle a été retirée du catalogue.")))
        abort(404)
    if row.id != first.id:
        there = row.uuid if isinstance(key, UUID) else row.id
        abort(redirect(url_for(endpoint, **{name: there}), 301))
    found = told([row.id])
    return found[0] if found else abort(404)
