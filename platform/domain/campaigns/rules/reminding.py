"""Reminding the unfinished, and nobody else: twice at most, ever, three days apart."""

from datetime import datetime, timedelta

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.campaigns import mails, queries
from noress.domain.campaigns.mails import Address
from noress.domain.campaigns.models import Campaign, Means, Participant
from noress.domain.campaigns.rules.following import take_in_answers
from noress.domain.campaigns.rules.inviting import MOST_AT_ONCE, asking, minutes_of, reached
from noress.domain.campaigns.rules.running import check_open
from noress.domain.outbox.rules import enqueue
from noress.extensions import db

MOST_REMINDERS = 2
APART = timedelta(days=3)


def list_to_remind(campaign: Campaign, *, now: datetime) -> list[tuple[Participant, Address]]:
    """Whom the next press reminds: what a person sees before pressing."""
    query = queries.list_to_remind(campaign.id, before=now - APART, most=MOST_REMINDERS)
    return reached(list(db.session.scalars(query)), now=now)


def remind_unfinished(*, campaign: Campaign, actor: Actor, now: datetime) -> int:
    """One mail each, at most 500 at once; how many leave."""
    lock(campaign)
    check_open(campaign, now)
    take_in_answers(campaign)
    db.session.flush()  # those who have answered by their own page are left in peace
    found = list_to_remind(campaign, now=now)[:MOST_AT_ONCE]
    if not found:
        message = _(
            "Personne n'est à relancer : toutes ont répondu, ont été relancées deux fois, ou ont reçu un message il y "
            "a moins de trois jours."
        )
        raise RuleError("nobody", message, status=409)
    minutes = minutes_of(campaign)
    for participant, address in found:
        participant.reminders += 1
        participant.reminded_at, participant.means = now, Means.REMINDER
        enqueue(mails.reminder(participant, address, asking(participant, address, minutes)), now=now)
    record(actor, "campaign.reminded", campaign, now=now, changes={"mails": (None, len(found))})
    return len(found)
