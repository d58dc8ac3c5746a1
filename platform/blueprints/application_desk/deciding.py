"""What the desk decides about one file; nothing is told yet."""

from typing import Any

from flask import abort, render_template
from wtforms.fields import SelectChoice

from noress.blueprints.application_desk import bp, present
from noress.blueprints.application_desk.forms import DecideForm
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.applications.rules import checking, retaining
from noress.domain.applications.rules.retaining import Telling
from noress.domain.applications.taking import last_sending
from noress.web import acting
from noress.web.drafts import draft_form
from noress.web.permissions import permission
from noress.web.submitting import attempt

S = ApplicationState
WORDS = {
    Telling.ELIGIBLE: lazy("Recevable"), Telling.INELIGIBLE: lazy("Non recevable"),
    Telling.RETAINED: lazy("Retenue pour le dossier complet"), Telling.NOT_RETAINED: lazy("Non retenue"),
}  # fmt: skip


@bp.route("/candidatures/<int:application_id>/decider", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE, loads=Application)
def decide(application: Application) -> Any:
    """Eligible or not; after a first stage, retained or not."""
    if application.number is None or application.state not in checking.DECIDABLE:
        abort(404)
    decided = _decided(application)
    form = draft_form(
        DecideForm,
        data={"version": application.version, "seen": last_sending(application), "decision": decided,
              "reason": application.reason}
    )  # fmt: skip
    form.decision.choices = [SelectChoice(one.value, str(WORDS[one])) for one in _offered(application)]
    tried = attempt(form, lambda: _decide(application, form), stored=lambda: _stored(application))
    if tried.status:
        present.show_anew(form, application, tried)
        page = render_template(
            "application_desk/decide.html", application=application, form=form, stale=tried.stale,
            complete=checking.is_complete(application), line=present.state_line(application),
        )  # fmt: skip
        return page, tried.status
    return present.done(application, _("La décision est notée. La structure ne la connaît pas encore."))


def _offered(application: Application) -> list[Telling]:
    offered = [Telling.ELIGIBLE, Telling.INELIGIBLE]
    is_first = application.call.stages == 2 and application.stage == 1
    if is_first and application.state in (S.ELIGIBLE, S.NOT_RETAINED):
        offered += [Telling.RETAINED, Telling.NOT_RETAINED]
    return offered


def _decided(application: Application) -> str | None:
    """What stands, as the form names it."""
    if retaining.is_retained(application):
        return Telling.RETAINED.value
    return application.state.value if application.state.value in set(Telling) else None


def _stored(application: Application) -> dict[str, Any]:
    values = present.stored(application, "reason")()
    return {**values, "decision": _decided(application)}


def _decide(application: Application, form: DecideForm) -> None:
    decision = Telling(form.decision.data)
    common = {"version": form.version.data, "reason": form.reason.data, **acting.doing()}
    if decision in (Telling.ELIGIBLE, Telling.INELIGIBLE):
        is_eligible = decision is Telling.ELIGIBLE
        checking.decide_eligibility(
            application=application, is_eligible=is_eligible, seen=form.seen.data, **common
        )
    else:
        is_retained = decision is Telling.RETAINED
        retaining.decide_retention(application=application, is_retained=is_retained, **common)
