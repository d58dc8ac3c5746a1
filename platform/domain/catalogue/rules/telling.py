"""Writing to those who keep an entry."""

from datetime import datetime

from noress.core import links
from noress.core.i18n import in_language
from noress.domain.catalogue import mails
from noress.domain.catalogue.fields import FIELDS
from noress.domain.catalogue.links import structure_url
from noress.domain.catalogue.models import Structure, StructureChange
from noress.domain.catalogue.queries.desk import list_keepers
from noress.domain.outbox.rules import enqueue
from noress.domain.questionnaires.models import Response
from noress.extensions import db


def address_of(structure: Structure) -> tuple[str, str] | None:
    """(address, language) where who keeps it is written to: its keeper, what it said, its answers, its institution."""
    keeper = db.session.scalars(list_keepers(structure.id)).first()
    if keeper is not None and keeper.person.email:
        return keeper.person.email, keeper.person.language
    response = db.session.get(Response, structure.response_id) if structure.response_id else None
    found = structure.detail.values.get("email") or (response.email if response is not None else None)
    if not found and structure.institution is not None:
        found = structure.institution.email
    return (found, response.language if response is not None else "fr") if found else None


def tell_keepers(template: str, structure: Structure, *, now: datetime) -> bool:
    """False when it left no address."""
    reached = address_of(structure)
    if reached is None:
        return False
    to, language = reached
    mail = mails.told(
        template, structure, to=to, language=language, url=structure_url(structure),
        page=links.to("catalogue.show", structure_id=structure.id), now=now,
    )  # fmt: skip
    enqueue(mail, now=now)
    return True


def tell_settled(change: StructureChange, *, now: datetime) -> None:
    """To who proposed it, in their language; nobody when they left no address."""
    if not change.email:
        return
    decisions = change.decisions or {}
    with in_language(change.language):
        labels = {name: str(FIELDS[name].label) for name in FIELDS if name in change.values}
    accepted = [label for name, label in labels.items() if decisions.get(name)]
    refused = [label for name, label in labels.items() if not decisions.get(name)]
    enqueue(mails.change_settled(change, accepted=accepted, refused=refused), now=now)
