"""What comes back signed, and the steps of the carrier around it."""

from typing import Any

from flask import abort

from noress.blueprints.payments import bp, present
from noress.blueprints.payments.forms import SignForm, StepForm
from noress.blueprints.payments.present import Act
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.awards.models import Award
from noress.domain.payments.models import Party, ProcedureStep
from noress.domain.payments.rules import agreements, procedures
from noress.domain.payments.rules.procedures import Taken
from noress.extensions import db
from noress.web import acting
from noress.web.permissions import permission


@bp.route("/projets/gestion/<int:award_id>/convention/signature/<kind>", methods=["GET", "POST"])
@permission(P.AGREEMENT_MANAGE, loads=Award)
def sign(award: Award, kind: str) -> Any:
    """The signed scan of one party."""
    found, of, form = present.need_agreement(award), _party(kind), SignForm()
    page = Act(
        title=_("Convention signée par %(who)s", who=of.label), label=_("Enregistrer la signature"), has_files=True,
        back_url=present.home(award), crumbs=present.crumbs(award), lead=award.application.title,
    )  # fmt: skip

    def run() -> None:
        agreements.sign_agreement(
            agreement=found,
            party=of,
            signed_on=form.signed_on.data,
            file=present.given(form),
            **acting.doing(),
        )

    return present.act(form, run, page, _("La signature est enregistrée."))


@bp.post("/projets/gestion/<int:award_id>/convention/signature/<kind>/retirer")
@permission(P.AGREEMENT_MANAGE, loads=Award)
def unsign(award: Award, kind: str) -> Any:
    found = present.need_agreement(award)
    agreements.remove_signature(agreement=found, party=_party(kind), **acting.doing())
    return acting.done(present.home(award), _("La signature est retirée : un autre fichier peut être donné."))


@bp.route("/projets/gestion/<int:award_id>/convention/etapes/<int:step_id>", methods=["GET", "POST"])
@permission(P.AGREEMENT_MANAGE, loads=Award)
def take_step(award: Award, step_id: int) -> Any:
    found, step = present.need_agreement(award), _step(award, step_id)
    form = StepForm().needing(step)
    page = Act(
        title=str(step.label), label=_("Noter cette étape"), back_url=present.home(award), has_files=True,
        crumbs=present.crumbs(award), lead=award.application.title, facts=[(_("C'est l'acte de"), step.actor_title)],
    )  # fmt: skip

    def run() -> None:
        procedures.take_agreement_step(agreement=found, step=step, taken=taken_of(form), **acting.doing())

    return present.act(form, run, page, _("L'étape est notée."))


def taken_of(form: StepForm) -> Taken:
    return Taken(form.done_on.data, present.given(form), form.actor_title.data, form.text.data)  # type: ignore[arg-type]


def _party(name: str) -> Party:
    return Party(name) if name in set(Party) else abort(404)


def _step(award: Award, key: int) -> ProcedureStep:
    found = db.session.get(ProcedureStep, key)
    return found if found is not None and found.carrier_id == award.call.carrier_id else abort(404)
