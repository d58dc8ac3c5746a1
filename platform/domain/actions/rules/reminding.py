"""Asking owners for news: what is due within two weeks or late, one mail per mailbox, once a week at most."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.folding import fold_address
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.actions import queries
from noress.domain.actions.mails import Mailbox, reminder
from noress.domain.actions.models import Action
from noress.domain.actions.queries import recipients
from noress.domain.actions.report_links import report_url
from noress.domain.audit.rules import record
from noress.domain.outbox import rules as outbox
from noress.extensions import db

SOON = timedelta(days=14)
AT_MOST_EVERY = timedelta(days=7)
#: whoever has just spoken is not asked again
HEARD = timedelta(days=7)
#: a third party's address given by somebody else is forgotten after that long without answer
KEPT = timedelta(days=90)
#: a third party's address is used twice, then left in peace until somebody answers (DESIGN, rule 10)
MAX_OUTSIDE = 2


def list_mailboxes(*, now: datetime) -> list[Mailbox]:
    """Who would be reminded now, and of what."""
    actions = [
        action
        for action in db.session.scalars(queries.list_due_soon(now, SOON, now - HEARD))
        if action.owner_words is None or action.reminders < MAX_OUTSIDE
    ]
    addresses = _addresses_of(actions, now)
    recent = {
        fold_address(address)
        for address in db.session.scalars(recipients.list_reminded_addresses(now - AT_MOST_EVERY))
    }
    groups: dict[tuple[str, str], list[tuple[Action, Recipient]]] = {}
    for action in actions:
        for recipient in addresses[action.id]:
            key = fold_address(recipient[0])
            if key not in recent:
                groups.setdefault((key, recipient[1]), []).append((action, recipient))
    return [_mailbox(language, found) for (_key, language), found in groups.items()]


#: address, language, the person when it is one's own, who gave a third party's address
Recipient = tuple[str, str, Person | None, str]


def _mailbox(language: str, found: list[tuple[Action, Recipient]]) -> Mailbox:
    people = {person.id: person for _action, (_a, _l, person, _s) in found if person is not None}
    person = next(iter(people.values())) if len(people) == 1 else None
    name = (person.name_ar or person.name if language == "ar" else person.name) if person else ""
    actions = tuple({action.id: action for action, _recipient in found}.values())
    return Mailbox(
        address=found[0][1][0], language=language, name=name, actions=actions,
        person_id=person.id if person else None, source=found[0][1][3],
    )  # fmt: skip


def _addresses_of(actions: Iterable[Action], now: datetime) -> dict[int, list[Recipient]]:
    """Where each action's owner is reached: an institution through its open seats, a body through who writes
    for it, an outside body where somebody said. Three queries, however many actions."""
    actions, today = list(actions), clock.today(now)
    institutions = {a.owner_institution_id for a in actions if a.owner_institution_id is not None}
    bodies = {a.owner_body_id for a in actions if a.owner_body_id is not None}
    places = list(db.session.execute(recipients.list_writers(bodies, today)))
    institutions |= {key for _b, key, person in places if person is None and key is not None}
    seats: dict[int, list[Person]] = {}
    for key, holder in db.session.execute(recipients.list_seat_holders(institutions, today)):
        seats.setdefault(key, []).append(holder)
    writers: dict[int, list[Person]] = {}
    for body_id, institution_id, person in places:
        holders = [person] if person is not None else seats.get(institution_id or 0, [])
        writers.setdefault(body_id, []).extend(holders)
    return {action.id: _recipients(action, seats, writers) for action in actions}


def _recipients(
    action: Action, seats: dict[int, list[Person]], writers: dict[int, list[Person]]
) -> list[Recipient]:
    if action.owner_words is not None:
        if not action.owner_email:
            return []
        return [(action.owner_email, action.owner_language, None, action.owner_email_source or "")]
    if action.owner_institution_id is not None:
        people = seats.get(action.owner_institution_id, [])
    else:
        people = writers.get(action.owner_body_id or 0, [])
    return [(person.email, person.language, person, "") for person in people if person.email]


def remind_owners(*, actor: Actor, now: datetime) -> int:
    """One mail per mailbox that owes news; how many left. Nobody to remind is no error: the night's work
    asks every day."""
    mailboxes = list_mailboxes(now=now)
    told: dict[int, Action] = {}
    for mailbox in mailboxes:
        urls = [report_url(action, now=now, language=mailbox.language) for action in mailbox.actions]
        outbox.enqueue(reminder(mailbox, urls, now=now), now=now)
        told |= {action.id: action for action in mailbox.actions}
    for action in told.values():
        action.reminded_at = now
        action.reminders += 1
        record(actor, "action.reminded", action, now=now)
    return len(mailboxes)


def check_somebody_to_remind(mailboxes: list[Mailbox]) -> None:
    if not mailboxes:
        message = _(
            "Personne n'est à rappeler : chacun l'a été il y a moins d'une semaine, ou rien ne presse."
        )
        raise RuleError("nobody", message, status=409)


def forget_silent_outside(*, now: datetime) -> int:
    """Addresses of third parties who never answered, given three months ago: forgotten, their links with them.
    The night's work; who gave them is told by the action's page ("no address")."""
    found = db.session.scalars(recipients.list_silent_outside(now - KEPT)).all()
    for action in found:
        for mail in db.session.scalars(recipients.list_reminders_to(action.owner_email or "")):
            mail.to_address = mail.text = mail.html = ""
        action.owner_email = action.owner_email_at = action.owner_email_source = None
        action.link_generation += 1
        record(Actor.system(), "action.address_forgotten", action, now=now)
    return len(found)


def revoke_links_of_institution(*, institution_id: int, actor: Actor, now: datetime) -> int:
    """The links mailed to an institution for its actions work no more: somebody who read them speaks for it
    no longer. How many actions are concerned; the next reminder brings fresh links."""
    found = db.session.scalars(queries.list_actions_of_institution(institution_id, only_open=True)).all()
    for action in found:
        action.link_generation += 1
        record(actor, "action.link_revoked", action, now=now)
    return len(found)
