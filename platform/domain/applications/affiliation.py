"""How a structure belongs to the network, and why: said to whoever applies, kept with the application."""

from datetime import datetime
from typing import Any, NamedTuple

from noress.core import clock
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.applications.models import Affiliation
from noress.domain.applications.queries import applying as queries
from noress.domain.catalogue.models import Structure
from noress.domain.funding.models import FundingCall
from noress.domain.institutions.models import Institution, Membership
from noress.extensions import db


class Belonging(NamedTuple):
    """`through` is the member by which it belongs; `why` says it in words."""

    kind: Affiliation
    through: Institution | None
    why: Any

    @property
    def is_known(self) -> bool:
        return self.kind is not Affiliation.NONE


OUTSIDE = _(
    "Nous ne trouvons pas de lien entre cette structure et une institution membre du réseau. Une institution membre "
    "peut présenter votre projet : demandez-lui, puis nommez-la ici. Le secrétariat lui demandera de confirmer."
)


def belonging_of(
    structure: Structure | None,
    institution: Institution | None,
    now: datetime,
    sponsor: Institution | None = None,
) -> Belonging:
    """Member; of the same house; bearing a member's label; tied to a member; put forward by the one it names."""
    institution = (structure.institution if structure is not None else None) or institution
    found = _of_institution(institution) if institution is not None else None
    if found is None and structure is not None:
        found = _by_label(structure, now)
    if found is not None:
        return found
    if sponsor is not None and sponsor.membership is Membership.MEMBER and sponsor.merged_into_id is None:
        why = _(
            "Vous dites que %(name)s, institution membre, présente votre projet. Le secrétariat lui demandera de confirmer.",
            name=sponsor.name,
        )
        return Belonging(Affiliation.SPONSORED, sponsor, why)
    return Belonging(Affiliation.NONE, None, OUTSIDE)


def _of_institution(institution: Institution) -> Belonging | None:
    if institution.membership is Membership.MEMBER:
        why = _("%(name)s est une institution membre du réseau.", name=institution.name)
        return Belonging(Affiliation.MEMBER, institution, why)
    house = db.session.scalars(queries.list_house(institution)).first()
    if house is not None:
        why = _("La structure est de la même maison que %(name)s, institution membre.", name=house.name)
        return Belonging(Affiliation.AFFILIATED, house, why)
    linked = db.session.execute(queries.list_linked_members(institution.id)).first()
    if linked is not None:
        why = _("La structure est liée à %(name)s, institution membre.", name=linked[1].name)
        return Belonging(Affiliation.AFFILIATED, linked[1], why)
    return None


def _by_label(structure: Structure, now: datetime) -> Belonging | None:
    label = db.session.scalars(queries.list_labels_of_members(structure.id, clock.today(now))).first()
    if label is None:
        return None
    why = _(
        "La structure porte un label donné par %(name)s, institution membre : %(label)s.",
        name=label.institution.name, label=label.term.name,
    )  # fmt: skip
    return Belonging(Affiliation.AFFILIATED, label.institution, why)


def refuses(call: FundingCall, belonging: Belonging) -> bool:
    """The call is for actors of the network, and this one is not known to be of it."""
    return call.needs_affiliation and not belonging.is_known


class Failure(NamedTuple):
    """A rule of the call that an answer does not meet."""

    key: str
    text: Any
    message: Any


def list_failures(call: FundingCall, answers: dict[str, str]) -> list[Failure]:
    """The call's own rules that these answers do not meet, in the order of asking; silence meets none."""
    return [
        Failure(rule["key"], Translated(rule.get("text")), Translated(rule.get("message")))
        for rule in call.eligibility
        if answers.get(rule["key"]) != rule.get("expects")
    ]
