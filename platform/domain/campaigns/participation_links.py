"""The personal link of a structure, `/c/p/<token>`: what it opens, or why it no longer does. Opening it changes
nothing (DESIGN, rule 9); raising the participant's `link_generation` ends every link given before."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from noress.core import clock, links, tokens
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.campaigns.models import Campaign, CampaignState, Participant
from noress.extensions import db

_PURPOSE, _STOP = "participant", "participant-stop"


class Gone(StrEnum):
    """Why a link that was good takes no answer any more."""

    REPLACED = "replaced"
    NOT_OPEN = "not_open"
    CLOSED = "closed"

    @property
    def title(self) -> Any:
        return {
            "replaced": _("Ce lien a été remplacé"),
            "not_open": _("Ce questionnaire n'est pas encore ouvert"),
            "closed": _("Ce questionnaire est terminé"),
        }[self.value]

    @property
    def message(self) -> Any:
        return {
            "replaced": _("Un message plus récent porte le nouveau lien."),
            "not_open": _("Revenez par le même lien quand il le sera."),
            "closed": _("On ne peut plus y répondre. Ce qui a été envoyé est bien gardé."),
        }[self.value]


def token_of(participant: Participant) -> str:
    return links.token(_PURPOSE, participant.id, participant.link_generation)


def stop_token_of(participant: Participant) -> str:
    return links.token(_STOP, participant.id, participant.link_generation)


def invitation_url(participant: Participant, *, language: str | None = None) -> str:
    return links.to("campaigns.invited", token=token_of(participant), lang=language)


def stop_url(participant: Participant, *, language: str | None = None) -> str:
    return links.to("campaigns.decline", token=stop_token_of(participant), lang=language)


def find_participant(token: str, *, now: datetime) -> tuple[Participant, Gone | None] | None:
    """Who a link was given to, and why it is closed if it is. None for what was never a link of ours."""
    found = _read(token, _PURPOSE)
    if found is None:
        return None
    participant, is_current = found
    return participant, why_closed(participant.campaign, now) if is_current else Gone.REPLACED


def find_by_stop_token(token: str) -> Participant | None:
    """The link that stops everything works for ever, whatever was given since."""
    found = _read(token, _STOP)
    return found[0] if found else None


def why_closed(campaign: Campaign, now: datetime) -> Gone | None:
    """Judged in Morocco's time, when the answer arrives."""
    if campaign.state is CampaignState.DRAFT:
        return Gone.NOT_OPEN
    is_over = campaign.state is CampaignState.CLOSED or campaign.closes_on < clock.today(now)
    return Gone.CLOSED if is_over else None


def last_day(campaign: Campaign) -> date:
    """The day on which it ended, or ends: the one that was announced, unless it was closed before."""
    if campaign.state is CampaignState.CLOSED and campaign.closed_at is not None:
        return min(campaign.closes_on, clock.today(campaign.closed_at))
    return campaign.closes_on


def _read(token: str, purpose: str) -> tuple[Participant, bool] | None:
    secret = links.secret()
    claim = tokens.read_token(secret, purpose, token)
    participant = db.session.get(Participant, claim.row_id) if claim else None
    if claim is None or participant is None:
        return None
    if tokens.matches(secret, purpose, claim, participant.link_generation):
        return participant, True
    older = range(1, participant.link_generation)
    return (participant, False) if any(tokens.matches(secret, purpose, claim, n) for n in older) else None


def actor_of_link(participant: Participant) -> Actor:
    """Who acts behind the link: the structure. The link names no person."""
    name = (participant.name or "")[:200]
    institution = participant.institution
    return Actor(
        name=name, method="link", language=participant.language, institution_id=participant.institution_id,
        institution_name=institution.name if institution is not None else Translated(),
    )  # fmt: skip
