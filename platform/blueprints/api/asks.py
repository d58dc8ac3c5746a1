"""What lists may be asked for: the same names as on the pages."""

from noress.core.i18n import lazy as _
from noress.domain.catalogue.listing import MOST_LETTERS, SORTS
from noress.domain.decisions.models import DecisionMode, DecisionState
from noress.web.api import LAST_PAGE, MOST_PER_PAGE, PER_PAGE, Ask

PAGES = (
    Ask("page", _("Page de la liste"), 1, LAST_PAGE, 1),
    Ask("per_page", _("Nombre par page"), 1, MOST_PER_PAGE, PER_PAGE),
)
#: names as in catalogue/listing.ADDRESS
STRUCTURES = (
    Ask("q", _("Mots à chercher"), letters=MOST_LETTERS),
    Ask("province", _("Code de la préfecture ou province")),
    Ask("commune", _("Code de la commune")),
    Ask("sorte", _("Code de la sorte de structure")),
    Ask("secteur", _("Code du secteur"), letters=80),
    Ask("service", _("Code du service"), letters=80),
    Ask("public", _("Code du public accueilli"), letters=80),
    Ask("tri", _("Ordre de la liste"), choices=SORTS),
)
DECISIONS = (
    Ask("q", _("Mots à chercher, ou numéro"), letters=200),
    Ask("annee", _("Année"), 1900, 9999),
    Ask("instance", _("Numéro de l'instance"), 1, 2**31 - 1),
    Ask(
        "etat", _("État"),
        choices=tuple(state.value for state in DecisionState if state is not DecisionState.WITHDRAWN),
    ),
    Ask("mode", _("Mode de décision"), choices=tuple(mode.value for mode in DecisionMode)),
)  # fmt: skip
