"""Labels and links that a named institution gives to a structure: certified by, accompanied by."""

from datetime import date, datetime

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.catalogue.models import Facet, Structure, StructureLabel, StructureState, Term
from noress.domain.catalogue.queries.desk import list_labels
from noress.domain.institutions.models import Institution
from noress.extensions import db

EARLIEST = date(1950, 1, 1)


def give_label(
    *, structure: Structure, institution: Institution, term: Term, given_on: date, until: date | None, actor: Actor,
    now: datetime,
) -> StructureLabel:  # fmt: skip
    """In the name of the institution, for a time or until it is withdrawn."""
    lock(structure)
    if structure.state is StructureState.MERGED:
        message = _("Cette fiche a été fusionnée avec une autre : ouvrez l'autre.")
        raise RuleError("merged", message, status=409)
    if term.facet is not Facet.LABEL or term.archived_at is not None:
        raise RuleError("no_label", _("Choisissez un des labels proposés."), field="term_id")
    today = clock.today(now)
    if not EARLIEST <= given_on <= today:
        message = _("Un label est donné un jour passé ou aujourd'hui : vérifiez la date.")
        raise RuleError("bad_day", message, field="given_on")
    if until is not None and until < max(given_on, today):
        raise RuleError("ended", _("Ce label serait déjà terminé : vérifiez la date de fin."), field="until")
    for other in db.session.scalars(list_labels(structure.id, today)):
        if other.institution_id == institution.id and other.term_id == term.id:
            raise RuleError("given", _("Cette institution le lui a déjà donné."), status=409)
    label = StructureLabel(
        structure=structure, institution=institution, term=term, given_on=given_on, until=until
    )
    db.session.add(label)
    db.session.flush()
    record(actor, "structure.label_given", structure, now=now, changes=_told(label))
    return label


def withdraw_label(*, label: StructureLabel, actor: Actor, now: datetime) -> None:
    lock(label)
    if label.withdrawn_at is not None:
        raise RuleError("withdrawn", _("Ce label est déjà retiré."), status=409)
    label.withdrawn_at = now
    record(
        actor, "structure.label_withdrawn", label.structure, now=now,
        changes={name: (after, None) for name, (_before, after) in _told(label).items()},
    )  # fmt: skip


def _told(label: StructureLabel) -> dict[str, tuple[object, object]]:
    return {"label": (None, dict(label.term.name)), "institution_id": (None, label.institution_id)}
