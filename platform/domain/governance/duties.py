"""What texts leave to do: an institution signs those that ask for it."""

from datetime import datetime

from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.duties import Duty, register
from noress.domain.governance import queries
from noress.domain.governance.models import GoverningPaper, PaperVersion
from noress.domain.governance.wording import version_name
from noress.domain.institutions.models import MandateRole
from noress.extensions import db


@register
def list_signatures_due(actor: Actor, now: datetime) -> list[Duty]:
    """The versions in force that this institution has not signed: two queries for its seats, none for others."""
    if actor.seat_id is None or actor.institution_id is None:
        return []
    bodies = [role.body_id for role in actor.body_roles if role.role is not MandateRole.OBSERVER]
    papers = db.session.scalars(queries.list_to_sign(actor.institution_id, bodies)).all()
    waiting = {version.id: (paper, version) for paper in papers if (version := paper.in_force) is not None}
    if not waiting:
        return []
    signed = set(db.session.scalars(queries.list_signed_versions(actor.institution_id, waiting)))
    return [_to_sign(*pair) for key, pair in waiting.items() if key not in signed]


def _to_sign(paper: GoverningPaper, version: PaperVersion) -> Duty:
    return Duty(
        kind="paper.sign", title=_("Signer « %(title)s »", title=str(paper.title)),
        detail=_("%(kind)s, %(version)s", kind=paper.kind.label, version=version_name(version)),
        action_label=_("Lire et signer"), endpoint="governance.show", values={"governing_paper_id": paper.id},
    )  # fmt: skip
