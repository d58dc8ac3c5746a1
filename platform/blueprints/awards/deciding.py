"""One file: what is decided of it, with what it shares with others; after the release, the change is told on its own."""

from typing import Any

from flask import abort, render_template, url_for

from noress.blueprints.awards import bp, present
from noress.blueprints.awards.forms import OutcomeForm
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application, ApplicationState
from noress.domain.awards import queries
from noress.domain.awards.cautions import find_cautions
from noress.domain.awards.rules import deciding, granting, telling
from noress.domain.funding.models import CallKind
from noress.extensions import db
from noress.web import acting
from noress.web.permissions import permission
from noress.web.rows import read_amount, typed_amount
from noress.web.submitting import attempt

S = ApplicationState


@bp.route("/candidatures/<int:application_id>/resultat", methods=["GET", "POST"])
@permission(P.AWARD_DECIDE, loads=Application)
def decide(application: Application) -> Any:
    if not deciding.is_at_decision(application):
        abort(404)
    award = db.session.scalars(queries.get_standing_award(application.id)).first()
    amount = award.amount if award is not None else deciding.default_amount(application)
    is_decided = application.state is not S.ELIGIBLE
    form = OutcomeForm(
        data={"version": application.version, "outcome": application.state.value if is_decided else None,
              "amount": typed_amount(amount), "reason": application.reason}
    )  # fmt: skip
    form.offer(back=is_decided and not deciding.is_told(application))
    tried = attempt(form, lambda: _decide(application, form), stored=lambda: _stored(application))
    if tried.status:
        release = db.session.scalars(queries.get_release(application.call_id, application.stage)).first()
        page = render_template(
            "awards/decide.html", application=application, form=form, stale=tried.stale, award=award, release=release,
            cautions=find_cautions([application.id], acting.actor()).get(application.id, []),
            left=granting.left_of(application.call), present=present,
            is_to_tell=release is not None and application.state is not application.public_state,
        )  # fmt: skip
        return page, tried.status
    target = url_for("application_desk.show", application_id=application.id)
    return acting.done(target, _("La décision est notée. La structure ne la connaît pas encore."))


def _decide(application: Application, form: OutcomeForm) -> None:
    outcome = S(form.outcome.data)
    is_ceiling = application.lot.is_ceiling
    amount = read_amount(form.amount.data, "amount") if outcome is S.SELECTED and is_ceiling else None
    deciding.decide_outcome(
        application=application, outcome=outcome, amount=amount, reason=form.reason.data, version=form.version.data,
        **acting.doing(),
    )  # fmt: skip


def _stored(application: Application) -> dict[str, Any]:
    db.session.refresh(application)
    return {
        "version": application.version, "outcome": application.state.value, "reason": application.reason,
    }  # fmt: skip


@bp.post("/candidatures/<int:application_id>/resultat/annoncer")
@permission(P.AWARD_DECIDE, loads=Application)
def tell(application: Application) -> Any:
    if application.call.kind is not CallKind.AMI:
        abort(404)
    target = url_for("application_desk.show", application_id=application.id)
    telling.tell_change(application=application, **acting.doing())
    return acting.done(target, _("La structure est prévenue."))
