"""The main menu and the footer: only pages that exist, only for those who may open them."""

from typing import Any, NamedTuple

from flask import has_request_context, request, url_for

from noress.core.i18n import gettext as _
from noress.domain.accounts.actor import Actor
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
    "catalogue_desk": "catalogue",
    "catalogue_merging": "catalogue",
    "upkeep": "catalogue",
    "exchange": "catalogue",
    "reviewing": "application_desk",
    "opinions": "application_desk",
    "awards": "application_desk",
    "reports": "payments",
    "evaluating": "duties",
    "scoring": "duties",
    "entering": "competitions",
}


_DESK, _MONEY = "application_desk.index", "payments.index"
_ASIDE = frozenset(
    {"people.index", "questionnaires.index", "admin.mails", "guidance.aid", "campaigns.index", _DESK, _MONEY}
)

#: visitors have room for it
_ASIDE_SIGNED_IN = frozenset({"public.members", "competitions.index"})


class MenuItem(NamedTuple):
    label: str
    url: str
    is_current: bool
    #: opened now and then: on wide pages behind "Plus", so that the menu stays on one line
    is_aside: bool = False


class Menu(NamedTuple):
    """What decides of the menu of a page."""

    rows: tuple["Row", ...] = ()
    endpoint: str = ""
    area: str = ""
    aside: frozenset[str] = frozenset()

    def items(self) -> list[MenuItem]:
        """Those behind "Plus" keep their place here. The last one is the account of whoever is signed in: wide pages show it beside the seat instead."""
        return [
            MenuItem(
                label,
                url_for(endpoint),
                self.endpoint == endpoint or self.area == area,
                endpoint in self.aside,
            )
            for label, endpoint, area in self.rows
        ]


def menu() -> Menu:
    if not has_request_context():
        return Menu()
    actor = current_actor()
    current = request.endpoint or ""
    own_area = current.partition(".")[0]
    # a desk officer, who has few pages, comes for that one
    aside = _ASIDE if actor is None or actor.is_secretariat else _ASIDE - {_DESK}
    if actor is not None and not allows(actor, P.APPLICATION_LIST):
        aside -= {_MONEY}  # treasurer and authorising officer come for that one
    aside |= frozenset() if actor is None else _ASIDE_SIGNED_IN
    rows = _for_visitors() if actor is None else _for_signed_in(actor)
    return Menu(tuple(rows), current, _WITHIN.get(own_area, own_area), aside)


Row = tuple[str, str, str]


def _for_visitors() -> list[Row]:
    return [
        *_for_everybody(), (_("Trouver de l'aide"), "guidance.index", "guidance"),
        (_("Se connecter"), "accounts.sign_in", "accounts"),
    ]  # fmt: skip


def _for_everybody() -> list[Row]:
    return [
        (_("Sessions"), "public.sessions", "meetings"), (_("Décisions"), "decisions.index", "decisions"),
        (_("Membres"), "public.members", "institutions"), (_("Catalogue"), "catalogue.index", "catalogue"), (_("Les appels"), "funding.index", "funding"),
        (_("Concours"), "competitions.index", "competitions"),
    ]  # fmt: skip


def _for_signed_in(actor: Actor) -> list[Row]:
    """(label, endpoint, area), in the order of the menu."""
    sessions, *rest = _for_everybody()
    rows = [
        (_("À faire"), "duties.index", "duties"), sessions, (_("Actions"), "actions.index", "actions"), *rest,
    ]  # fmt: skip
    if allows(actor, P.APPLICATION_LIST):
        rows.append((_("Candidatures"), _DESK, "application_desk"))
    if allows(actor, P.AWARD_FOLLOW):
        rows.append((_("Projets financés"), _MONEY, "payments"))
    if allows(actor, P.AID_SEE):
        rows.append((_("Entraide"), "guidance.aid", "guidance"))
    if allows(actor, P.PERSON_LIST):
        rows.append((_("Personnes"), "people.index", "people"))
    if allows(actor, P.QUESTIONNAIRE_MANAGE):
        rows.append((_("Questionnaires"), "questionnaires.index", "questionnaires"))
    elif actor.institution_id is not None:
        rows.append((_("Questionnaires"), "questionnaires.own", "questionnaires"))
    if allows(actor, P.CAMPAIGN_FOLLOW):
        rows.append((_("Campagnes"), "campaigns.index", "campaigns"))
    if allows(actor, P.MAIL_LIST):
        rows.append((_("Courriers"), "admin.mails", "admin"))
    return [*rows, (_("Mon compte"), "accounts.show", "accounts")]


def footer_items() -> list[tuple[str, str]]:
    items: list[tuple[str, Any]] = [
        (_("Plans d'action"), "actions.index"),
        (_("Projets financés"), "awards.projects"),
        (_("Concours de l'innovation"), "competitions.index"),
        (_("Données personnelles"), "public.personal_data"),
        (_("Accessibilité"), "public.accessibility"),
        (_("Calendrier public"), "public.calendar"),
        (_("Vérifier un document"), "documents.verify"),
        (_("J'ai un code de questionnaire"), "relay.type_code"),
        (_("Trouver de l'aide"), "guidance.index"),
    ]
    return [(label, url_for(endpoint)) for label, endpoint in items]
