"""The words of the history of decisions and of the money they promise."""

from enum import Enum
from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.applications.models import ApplicationState
from noress.domain.awards.models import AwardState

AWARD_ACTIONS: dict[str, Any] = {
    "award.granted": _("Financement accordé"),
    "award.cancelled": _("Financement annulé"),
    "award.published": _("Financement rendu public"),
    "application.selected": _("Dossier sélectionné"),
    "application.selection_undone": _("Sélection reprise"),
    "application.outcome_decided": _("Financement décidé"),
    "application.selection_noted": _("Décision du comité notée"),
    "application.result_told": _("Résultat annoncé à la structure"),
    "application.appeal_filed": _("Recours déposé par la structure"),
    "application.appeal_answered": _("Réponse au recours envoyée"),
    "scenario.saved": _("Scénario enregistré"),
    "scenario.deleted": _("Scénario supprimé"),
    "scenario.adopted": _("Scénario devenu la décision"),
    "selection.chosen": _("Réunion du comité choisie"),
    "letters.prepared": _("Lettres de résultat préparées"),
    "letters.released": _("Résultats annoncés"),
    "letters.tried_again": _("Lettres qui n'étaient pas parties envoyées à nouveau"),
    "letter.edited": _("Lettre de résultat corrigée"),
    "bulk_task.asked": _("Action sur plusieurs dossiers demandée"),
}
AWARD_FIELDS: dict[str, Any] = {
    "amount": _("Montant"),
    "cancelled_because": _("Annulé parce que"), "outcome": _("Décision"), "is_upheld": _("Recours accepté"),
    "french": _("En français"), "arabic": _("En arabe"),
}  # fmt: skip
AWARD_ENUMS: dict[tuple[str, str], type[Enum]] = {
    ("award", "state"): AwardState,
    ("application", "outcome"): ApplicationState,
}
