"""The shape that most forms share: shown, shown again with what was typed and why, or done.

tried = attempt(form, lambda: rules.invite_seat(seat=seat, email=form.email.data, actor=..., now=...))
if tried.status:
    return render_template("institutions/invite_seat.html", seat=seat, form=form), tried.status
db.session.commit()
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import request

from noress.core.errors import RuleError, StaleVersion
from noress.extensions import db
from noress.web.forms import BaseForm
from noress.web.merge import StaleField, stale_fields


class Attempt(NamedTuple):
    """How sending the form went: done when there is no status."""

    #: of the page that shows the form, for the first time or again; None once the rule has run
    status: int | None = None
    #: what the rule returned
    made: Any = None
    #: after a stale save: what differs from what somebody else saved
    stale: list[StaleField] | None = None
    #: the rule's refusal; it stands in the form already
    refusal: RuleError | None = None


def attempt(
    form: BaseForm, act: Callable[[], Any], *, stored: Callable[[], dict[str, Any]] | None = None
) -> Attempt:
    """Check what was posted and run the rule, which waits for the view's commit. `stored` gives the present
    values under the names of the fields, for a form that carries a version."""
    if not form.validate_on_submit():
        return Attempt(422 if request.method == "POST" else 200)
    try:
        return Attempt(made=act())
    except RuleError as refused:
        db.session.rollback()
        if isinstance(refused, StaleVersion) and stored is not None:
            return Attempt(refused.status, stale=stale_fields(form, stored()), refusal=refused)
        form.add_error(refused)
        return Attempt(refused.status, refusal=refused)
