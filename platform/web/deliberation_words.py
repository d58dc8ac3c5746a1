"""The words of the history of deliberations: which entry, which mark and which rank are never in it."""

from typing import Any

from noress.core.i18n import lazy as _

DELIBERATION_ACTIONS: dict[str, Any] = {
    "competition.scores_sealed": _("Notes du jury scellées"),
    "deliberation.meeting_chosen": _("Réunion de délibération choisie"),
    "deliberation.opened": _("Délibération ouverte"),
    "deliberation.ordered": _("Ordre des dossiers changé"),
    "deliberation.moved": _("Dossier à l'écran changé"),
    "deliberation.noted": _("Notes de séance enregistrées"),
    "deliberation.voted": _("Vote à main levée noté"),
    "deliberation.item_decided": _("Décision du jury notée"),
    "deliberation.prize_left": _("Prix non attribué, ou de nouveau à attribuer"),
    "deliberation.closed": _("Délibération close"),
    "deliberation.reopened": _("Délibération rouverte"),
}
DELIBERATION_FIELDS: dict[str, Any] = {
    "score_seal": _("Empreinte des notes"), "entry_place": _("Place dans l'ordre"),
}  # fmt: skip
