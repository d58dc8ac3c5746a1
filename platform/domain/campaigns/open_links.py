"""Open links, `/c/<code>`: what a code as people type it opens, or why it is shut; and the address to pass on."""

from datetime import datetime

from noress.core import links, tokens
from noress.core.i18n import Translated, in_language
from noress.core.i18n import gettext as _
from noress.domain.campaigns.models import Campaign, CampaignLink, Participant
from noress.domain.campaigns.participation_links import Gone, why_closed
from noress.domain.campaigns.queries import relay
from noress.domain.files.documents import letterhead
from noress.domain.institutions.models import Institution
from noress.extensions import db

#: said on the telephone, typed with a thumb: no sign that looks like another, no vowel that makes a word
SIGNS = "CDFGHJKMNPQRTVWXY34679"
LENGTH = 8
#: where the secret of one form begins to count, so that its number stays small
_EPOCH = 1_700_000_000
#: Unicode's isolates: a name of the other direction inside a message
_FIRST_STRONG, _POP = "\u2068", "\u2069"
_RELAY, _PAGE = "participant-relay", "open-link-page"


def find_link(code: str) -> CampaignLink | None:
    """Small letters, blanks and hyphens are forgiven."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    if len(plain) != LENGTH or not set(plain) <= set(SIGNS):
        return None
    return db.session.scalars(relay.get_link_by_code(plain)).one_or_none()


def why_shut(link: CampaignLink, now: datetime) -> Gone | None:
    """The campaign is over or not begun, this link was closed, or it has been passed on as far as it may be."""
    gone = why_closed(link.campaign, now)
    is_too_deep = link.participant is not None and link.participant.depth >= link.campaign.most_depth
    return gone or (Gone.REPLACED if link.closed_at is not None or is_too_deep else None)


def head_of(passer: Participant) -> int | None:
    """The member institution at the head of the chain."""
    return passer.through_id or passer.institution_id


def who_passes_on(link: CampaignLink) -> Translated | str | None:
    """The institution, or the structure, that gives this link; none for the network's own."""
    if link.institution is not None:
        name: Translated = link.institution.name
        return name
    return link.participant.name if link.participant is not None else None


def spaced(code: str) -> str:
    """In two halves, as it is read aloud: CDFG-HJKM."""
    return f"{code[:4]}-{code[4:]}"


def link_url(link: CampaignLink, *, language: str | None = None) -> str:
    return links.to("relay.open_link", code=link.code, lang=language)


def forward_text(link: CampaignLink, language: str) -> str:
    """What is pasted into WhatsApp, in one language."""
    who = who_passes_on(link)
    with in_language(language):
        values = {
            "network": str(Translated(letterhead()["name"])), "campaign": str(link.campaign.name),
            "url": link_url(link, language=language), "who": f"{_FIRST_STRONG}{who or ''}{_POP}",
        }  # fmt: skip
        if isinstance(who, str):
            return _(
                "Bonjour, %(who)s a rempli le questionnaire « %(campaign)s » (%(network)s) et pense que votre structure y "
                "a sa place. Quelques minutes, sur votre téléphone : %(url)s", **values,
            )  # fmt: skip
        if who:
            return _(
                "Bonjour, %(who)s vous invite à remplir le questionnaire « %(campaign)s » (%(network)s). Quelques minutes, "
                "sur votre téléphone : %(url)s", **values,
            )  # fmt: skip
        return _(
            "Bonjour, votre structure est invitée à remplir le questionnaire « %(campaign)s » (%(network)s). Quelques "
            "minutes, sur votre téléphone : %(url)s", **values,
        )  # fmt: skip


# --- the page behind a link: its form is good for that link alone, and sets no cookie ------------------


def page_token(link: CampaignLink, now: datetime) -> str:
    return links.token(_PAGE, int(now.timestamp()) - _EPOCH, link.id)


def is_page_token(link: CampaignLink, token: str) -> bool:
    claim = tokens.read_token(links.secret(), _PAGE, token)
    return claim is not None and tokens.matches(links.secret(), _PAGE, claim, link.id)


# --- passing on: `/transmettre/<token>` ---------------------------------------------------------------


def relay_token(participant: Participant) -> str:
    return links.token(_RELAY, participant.id, participant.link_generation)


def find_passer(token: str) -> Participant | None:
    claim = tokens.read_token(links.secret(), _RELAY, token)
    found = db.session.get(Participant, claim.row_id) if claim else None
    if claim is None or found is None:
        return None
    is_current = tokens.matches(links.secret(), _RELAY, claim, found.link_generation)
    return found if is_current else None


def link_of(
    campaign: Campaign, *, institution: Institution | None = None, participant: Participant | None = None
) -> CampaignLink | None:
    query = relay.get_link(
        campaign.id, institution_id=institution.id if institution else None,
        participant_id=participant.id if participant else None,
    )  # fmt: skip
    return db.session.scalars(query).one_or_none()
