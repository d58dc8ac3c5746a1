"""The A5 poster of an open link: who asks, who passes it on, how long, a QR code and a code to type."""

from typing import Any

from noress.core import formats, links
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy, ngettext
from noress.documents.pieces import markdown_tree, qr, spoken
from noress.documents.typesetting import make_pdf
from noress.domain.campaigns import policy
from noress.domain.campaigns.models import CampaignLink
from noress.domain.campaigns.open_links import link_url, spaced, who_passes_on
from noress.domain.campaigns.rules.inviting import minutes_of
from noress.domain.files import documents
from noress.domain.files.documents import Made
from noress.extensions import db


def fingerprint(link: CampaignLink, language: str) -> str:
    campaign = link.campaign
    return documents.fingerprint_of(
        [
            campaign.name,
            campaign.message,
            campaign.closes_on,
            link.code,
            who_passes_on(link),
            minutes_of(campaign),
        ]
    )


def make(link_id: int, language: str) -> Made:
    link = db.session.get(CampaignLink, link_id)
    assert link is not None, "the job has found it"
    title = str(link.campaign.name)
    pdf = make_pdf(
        "campaign_poster.typ", content(link, language), title=title, language=language, reference=""
    )
    return Made(title=_("Affiche"), filename=f"affiche-{link.code}-{language}.pdf", content=pdf)


def content(link: CampaignLink, language: str) -> dict[str, Any]:
    who, minutes = who_passes_on(link), minutes_of(link.campaign)
    how_long = ngettext("environ %(num)s minute", "environ %(num)s minutes", minutes)
    return {
        "message": markdown_tree(str(link.campaign.message)),
        "who_label": _("Transmis par") if who else "", "who": spoken(who) if who else None,
        "scan": _("Scannez avec l'appareil photo de votre téléphone"),
        "code": qr(link_url(link, language=language)),
        "or_type": _("ou ouvrez cette page et tapez ce code"),
        "address": links.to("relay.type_code").split("://", 1)[-1], "spaced": spaced(link.code),
        "how": _("Sans compte, sur votre téléphone : %(time)s", time=how_long),
        "until": _("Jusqu'au %(day)s", day=formats.date_words(link.campaign.closes_on)),
    }  # fmt: skip


def page(link: CampaignLink) -> str:
    return links.to("relay.posters", campaign_id=link.campaign_id)


documents.register(
    "campaign_poster", make, policy.can_hold_link, subject=CampaignLink, fingerprint=fingerprint,
    label=lazy("Affiche A5"), page=page,
)  # fmt: skip
