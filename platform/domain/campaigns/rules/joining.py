"""Open links are given, closed and renewed; whoever presses their button takes part."""

import secrets
from datetime import datetime, timedelta

from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGES
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts import limits
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.campaigns.models import Campaign, CampaignLink, Means, Participant
from noress.domain.campaigns.open_links import LENGTH, SIGNS, head_of, link_of, why_shut
from noress.domain.campaigns.queries import relay
from noress.domain.campaigns.rules.holding import HIDDEN_FIELD
from noress.domain.campaigns.rules.participants import check_not_over
from noress.domain.campaigns.rules.taking_part import join
from noress.domain.institutions.models import Institution
from noress.domain.questionnaires.models import Response
from noress.extensions import db

#: a workshop of forty people shares one network; a poster is seen by many at once
MOST_BY_NETWORK, MOST_BY_LINK = 60, 300
WINDOW = timedelta(hours=1)
_BEGUN = "link_begun"


class Shut(RuleError):
    """The link leads nowhere any more; the page says why and whom to ask."""

    def __init__(self, link: CampaignLink):
        super().__init__("shut", _("Ce lien ne prend plus de réponse."), status=410)
        self.link = link


def open_link(
    *, campaign: Campaign, institution: Institution | None = None, participant: Participant | None = None,
    actor: Actor, now: datetime,
) -> CampaignLink:  # fmt: skip
    """The link of an institution, of a structure that forwards it, or the network's own: given once."""
    lock(campaign)
    found = link_of(campaign, institution=institution, participant=participant)
    if found is not None:
        return found
    check_not_over(campaign)
    link = CampaignLink(
        campaign=campaign, institution=institution, participant=participant, code=_new_code(), created_at=now
    )
    db.session.add(link)
    db.session.flush()
    if participant is None:
        record(actor, "campaign_link.opened", campaign, now=now, changes={"link": (None, link.code)})
    return link


def open_links_of_members(*, campaign: Campaign, actor: Actor, now: datetime) -> int:
    """The network's link, and one for each member institution that has none; how many were given."""
    lock(campaign)
    check_not_over(campaign)
    missing: list[Institution | None] = list(db.session.scalars(relay.list_members_without_link(campaign.id)))
    if link_of(campaign) is None:
        missing.insert(0, None)
    db.session.add_all(
        CampaignLink(campaign=campaign, institution=institution, code=_new_code(), created_at=now)
        for institution in missing
    )
    if missing:
        changes = {"links": (None, len(missing))}
        record(actor, "campaign_link.opened", campaign, now=now, changes=changes)
    return len(missing)


def close_link(*, link: CampaignLink, actor: Actor, now: datetime) -> None:
    """Nobody begins by it any more; what was begun goes on. Done twice, it changes nothing."""
    lock(link)
    if link.closed_at is None:
        link.closed_at = now
        changes = {"link": (link.code, None)}
        record(actor, "campaign_link.closed", link.campaign, now=now, changes=changes)


def renew_link(*, link: CampaignLink, actor: Actor, now: datetime) -> None:
    """Another code: posters and messages with the old one lead nowhere."""
    lock(link)
    check_not_over(link.campaign)
    before, link.code, link.closed_at = link.code, _new_code(), None
    record(actor, "campaign_link.renewed", link.campaign, now=now, changes={"link": (before, link.code)})


def join_by_link(
    *, link: CampaignLink, language: str, network: str, trap: str = "", actor: Actor, now: datetime
) -> Response:
    """One more structure, that came by itself: a participant and its draft. `trap` is what stood in the field that
    nobody sees. Raises Shut, TooMany."""
    lock(link)
    if why_shut(link, now) is not None:
        raise Shut(link)
    _count(link, network, now)
    passer = link.participant
    participant = Participant(
        campaign=link.campaign, name=None, name_folded="", language=language if language in LANGUAGES else "fr",
        means=Means.LINK if passer is None else Means.RELAY, passed_on_by=passer,
        through_id=link.institution_id if passer is None else head_of(passer),
        depth=0 if passer is None else passer.depth + 1, reminders=0, link_generation=1, created_at=now,
    )  # fmt: skip
    db.session.add(participant)
    db.session.flush()
    response = join(participant=participant, actor=actor, now=now)
    if trap.strip():
        response.held_because = HIDDEN_FIELD.message
    return response


def _count(link: CampaignLink, network: str, now: datetime) -> None:
    """By network and by link, in the table that sign-in counts in."""
    subjects = {limits.by_network(network): MOST_BY_NETWORK, limits.by_link(link.code): MOST_BY_LINK}
    counted = [limits.Limit(_BEGUN, subject, most, window=WINDOW) for subject, most in subjects.items()]
    limits.check(counted, "too_many", now=now)
    for subject in subjects:
        limits.note(_BEGUN, subject, succeeded=True, now=now)


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
        if db.session.scalars(relay.get_link_by_code(code)).one_or_none() is None:
            return code
