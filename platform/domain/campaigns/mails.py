"""Mails of a campaign: the invitation, and at most two reminders, each in its reader's language."""

from typing import Any, NamedTuple

from noress.domain.campaigns.models import Campaign, Participant
from noress.domain.outbox.rules import Mail


class Address(NamedTuple):
    """Where a participant is written to: its own address, or its institution's first seat."""

    email: str
    language: str
    name: str = ""
    person_id: int | None = None


class Asking(NamedTuple):
    """What a mail asks: how long it takes, the personal link, the link that stops everything."""

    minutes: int
    url: str
    decline_url: str


def invitation(participant: Participant, address: Address, asking: Asking) -> Mail:
    """Who asks and why, how long it takes, the personal link, the notice, the way to stop."""
    return Mail(
        template="campaign_invitation", to_address=address.email, to_name=address.name,
        language=address.language, person_id=address.person_id,
        key=f"campaign-invitation-{participant.id}-{participant.link_generation}",
        values=_values(participant, asking), about=("participant", participant.id),
    )  # fmt: skip


def reminder(participant: Participant, address: Address, asking: Asking) -> Mail:
    """The same link again; `participant.reminders` counts this one."""
    return Mail(
        template="campaign_reminder", to_address=address.email, to_name=address.name,
        language=address.language, person_id=address.person_id,
        key=f"campaign-reminder-{participant.id}-{participant.reminders}",
        values={
            **_values(participant, asking),
            "is_begun": participant.response_id is not None, "is_last": participant.reminders >= 2,
        },
        about=("participant", participant.id),
    )  # fmt: skip


def _values(participant: Participant, asking: Asking) -> dict[str, Any]:
    campaign: Campaign = participant.campaign
    return {
        "campaign": campaign.name, "message": campaign.message, "closes_on": campaign.closes_on,
        "notice": campaign.questionnaire.notice, "minutes": asking.minutes, "url": asking.url,
        "decline_url": asking.decline_url, "structure": structure_of(participant), "source": source_of(participant),
    }  # fmt: skip


def structure_of(participant: Participant) -> Any:
    """Its name; a member institution's in the reader's language."""
    return participant.institution.name if participant.institution is not None else participant.name or ""


def source_of(participant: Participant) -> Any:
    """Who gave its address, by name; none when the network asks on its own."""
    if participant.passed_on_by is not None and participant.passed_on_by.name:
        return participant.passed_on_by.name
    return participant.through.name if participant.through is not None else None
