"""The main menu and the footer: only pages that exist, only for those who may open them."""

from dataclasses import dataclass
from typing import Any

from flask import has_request_context, request, url_for

from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.web.identity import current_actor
from noress.web.policy import allows

#: blueprints whose pages belong to the link of another one
_WITHIN = {
    "imports": "institutions",
    "merging": "institutions",
    "merging_people": "people",
    "governance": "institutions",
    "notifications": "accounts",
}


_ASIDE = frozenset({"people.index", "questionnaires.index", "admin.mails"})


@dataclass(frozen=True)
class MenuItem:
    label: str
    url: str
    is_current: bool
    #: opened now and then: on wide pages behind "Plus", so that the menu stays on one line
    is_aside: bool = False


def menu_items() -> list[MenuItem]:
    """Those behind "Plus" keep their place here. The last one is the account of whoever is signed in: wide pages show it beside the seat instead."""
    if not has_request_context():
        return []
    actor = current_actor()
    rows: list[tuple[str, str, str]] = []
    if actor is not None:
        rows.append((_("À faire"), "duties.index", "duties"))
    rows.append((_("Sessions"), "public.sessions", "meetings"))
    if actor is not None:
        rows.append((_("Actions"), "actions.index", "actions"))
    rows.append((_("Décisions"), "decisions.index", "decisions"))
    rows.append((_("Membres"), "public.members", "institutions"))
    if allows(actor, P.PERSON_LIST):
        rows.append((_("Personnes"), "people.index", "people"))
    if allows(actor, P.QUESTIONNAIRE_MANAGE):
        rows.append((_("Questionnaires"), "questionnaires.index", "questionnaires"))
    elif actor is not None and actor.institution_id is not None:
        rows.append((_("Questionnaires"), "questionnaires.own", "questionnaires"))
    if allows(actor, P.CAMPAIGN_FOLLOW):
        rows.append((_("Campagnes"), "campaigns.index", "campaigns"))
    if allows(actor, P.MAIL_LIST):
        rows.append((_("Courriers"), "admin.mails", "admin"))
    rows.append(
        (_("Mon compte"), "accounts.show", "accounts")
        if actor
        else (_("Se connecter"), "accounts.sign_in", "accounts")
    )
    current = request.endpoint or ""
    own_area = current.partition(".")[0]
    shown_area = _WITHIN.get(own_area, own_area)
    return [
        MenuItem(label, url_for(endpoint), current == endpoint or shown_area == area, endpoint in _ASIDE)
        for label, endpoint, area in rows
    ]


def footer_items() -> list[tuple[str, str]]:
    items: list[tuple[str, Any]] = [
        (_("Plans d'action"), "actions.index"),
        (_("Données personnelles"), "public.personal_data"),
        (_("Accessibilité"), "public.accessibility"),
        (_("Calendrier public"), "public.calendar"),
        (_("Vérifier un document"), "documents.verify"),
        (_("J'ai un code de questionnaire"), "relay.type_code"),
    ]
    return [(label, url_for(endpoint)) for label, endpoint in items]
