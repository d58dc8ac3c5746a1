"""What applications leave to do for those who carry one and are signed in: to send, to correct, to answer."""

from datetime import datetime
from typing import Any

from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Account
from noress.domain.applications.links import token_of
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.queries import applying as queries
from noress.domain.applications.standing import Place, Standing, standing_of
from noress.domain.applications.words import public_words
from noress.domain.duties import Duty, register
from noress.extensions import db


def people_of(actor: Actor) -> list[ApplicationPerson]:
    """Everywhere that they work, by their account or its mailbox; once for each application."""
    account = db.session.get(Account, actor.account_id) if actor.account_id else None
    if actor.person_id is None or account is None:
        return []
    rows = db.session.scalars(queries.list_of_account(actor.person_id, account.email)).unique()
    return list({row.application_id: row for row in reversed(list(rows))}.values())[::-1]


def standings_of(people: list[ApplicationPerson], now: datetime) -> list[tuple[ApplicationPerson, Standing]]:
    """One query for all the corrections that are asked for."""
    ids = [person.application_id for person in people]
    found: Any = db.session.scalars(queries.list_open_corrections(ids)) if ids else []
    corrections = {request.application_id: request for request in found}
    return [(person, standing_of(person.application, now, corrections)) for person in people]


@register
def list_application_duties(actor: Actor, now: datetime) -> list[Duty]:
    """One line for each application that waits for whoever may send it."""
    people = [person for person in people_of(actor) if person.part.can_send]
    ids = [person.application_id for person in people]
    awaiting = {row[0] for row in db.session.execute(queries.count_awaiting(ids))} if ids else set()
    duties = []
    for person, standing in standings_of(people, now):
        duty = _to_send(person, standing) or (
            _to_answer(person) if person.application_id in awaiting else None
        )
        duties += [duty] if duty else []
    return duties


_SENDING = {Place.UNSENT, Place.CHANGED, Place.CORRECTION}


def _to_send(person: ApplicationPerson, standing: Standing) -> Duty | None:
    application = person.application
    if standing.place not in _SENDING:
        return None
    values: dict[str, Any] = {"title": application.title}
    title = (
        _("Corriger votre candidature : %(title)s", **values)
        if standing.place is Place.CORRECTION
        else _("Finir et envoyer votre candidature : %(title)s", **values)
    )
    return Duty(
        kind="application.send", title=title, detail=str(public_words(application, standing)[0]),
        action_label=_("Ouvrir"), endpoint="applying.show", values={"token": token_of(person)}, deadline=standing.deadline,
    )  # fmt: skip


def _to_answer(person: ApplicationPerson) -> Duty:
    return Duty(
        kind="application.answer", title=_("Répondre au secrétariat : %(title)s", title=person.application.title), detail="",
        action_label=_("Répondre"), endpoint="applying.thread", values={"token": token_of(person)},
    )  # fmt: skip
