"""The rules of a body as people say them."""

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.institutions.models import Body, Proposers, QuorumKind


def quorum_words(body: Body) -> str:
    value = body.quorum_value or 0
    if body.quorum_kind is QuorumKind.PERCENT:
        return _("%(value)s %% des institutions", value=value)
    if body.quorum_kind is QuorumKind.COUNT:
        return ngettext("%(num)s institution", "%(num)s institutions", value)
    return str(body.quorum_kind.label)


def proxy_words(body: Body) -> str:
    if not body.max_proxies:
        return _("pas de procuration")
    return ngettext(
        "une procuration au plus par institution", "%(num)s procurations au plus par institution", body.max_proxies
    )  # fmt: skip


def notice_words(body: Body) -> str:
    if body.notice_days is None:
        return _("aucun délai fixé")
    if not body.notice_days:
        return _("le jour même au plus tard")
    return ngettext("%(num)s jour avant", "%(num)s jours avant", body.notice_days)


def proposal_words(body: Body) -> str:
    who = str(body.proposers.label)
    if body.proposers is Proposers.SECRETARIAT:
        return who
    until = ngettext(
        "jusqu'à %(num)s jour avant la session",
        "jusqu'à %(num)s jours avant la session",
        body.proposals_close_days,
    )
    return _("%(who)s, %(until)s", who=who, until=until)


def openness_words(body: Body) -> str:
    return _("le texte entier") if body.opens_minutes else _("l'extrait : décisions, thèmes, institutions")


def rule_lines(body: Body) -> list[tuple[str, str]]:
    """(what, rule), for the body's page and its papers."""
    return [
        (_("Quorum"), quorum_words(body)), (_("Procurations"), proxy_words(body)),
        (_("Convocation"), notice_words(body)), (_("Points proposés par"), proposal_words(body)),
        (_("Comptes rendus : le public lit"), openness_words(body)),
    ]  # fmt: skip
