"""The late door of one applicant."""

from typing import Any

from flask import render_template

from noress.blueprints.application_desk import bp, present
from noress.blueprints.application_desk.forms import LateForm
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.formats import datetime_words
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application
from noress.domain.applications.rules import correcting, late
from noress.domain.funding.calendar import closing_of
from noress.web import acting
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/candidatures/<int:application_id>/delai", methods=["GET", "POST"])
@permission(P.APPLICATION_LATE, loads=Application)
def late_door(application: Application) -> Any:
    """After a page that says who is written to, and that it stays in the history."""
    wall = clock.to_wall(application.late_until) if application.late_until else None
    form = LateForm(
        data={"version": application.version, "late_reason": application.late_reason, "day": wall and wall.date(),
              "time": wall and wall.time()}
    )  # fmt: skip
    tried = attempt(form, lambda: _open(application, form), stored=present.stored(application, "late_reason"))
    if tried.status:
        page = render_template(
            "application_desk/late_door.html", application=application, form=form, stale=tried.stale,
            readers=correcting.readers(application), closing=closing_of(application.call, application.stage),
            is_open=application.late_until is not None and application.late_until > clock.now(),
        )  # fmt: skip
        return page, tried.status
    assert application.late_until is not None, "the rule has just opened it"
    until = datetime_words(application.late_until)
    return present.done(
        application, _("Le délai est ouvert jusqu'au %(when)s. La structure est prévenue.", when=until)
    )


def _open(application: Application, form: LateForm) -> None:
    try:
        late.open_late_door(
            application=application, until=form.until, reason=form.late_reason.data or "", version=form.version.data,
            **acting.doing(),
        )  # fmt: skip
    except RuleError as refused:
        refused.field = {"until": "day", "reason": "late_reason"}.get(refused.field or "", refused.field)
        raise


@bp.post("/candidatures/<int:application_id>/delai/fermer")
@permission(P.APPLICATION_LATE, loads=Application)
def close_late_door(application: Application) -> Any:
    late.close_late_door(application=application, **acting.doing())
    return present.done(application, _("Le délai est fermé."))
