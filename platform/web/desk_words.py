"""The words of the history of applications, as the desk writes it."""

from enum import Enum
from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.applications.models import ApplicationState, CorrectionKind
from noress.domain.applications.rules.retaining import Telling

DESK_ACTIONS: dict[str, Any] = {
    "application.assigned": _("Candidature donnée à suivre"),
    "application.checked": _("Vérifiée, partie par partie"),
    "application.found_complete": _("Trouvée complète"),
    "application.judged": _("Recevabilité décidée"),
    "application.retained": _("Retenue pour le dossier complet"),
    "application.not_retained": _("Non retenue pour le dossier complet"),
    "application.told": _("Décision annoncée à la structure"),
    "application.affiliation_confirmed": _("Appartenance au réseau confirmée"),
    "application.correction_asked": _("Correction demandée à la structure"),
    "application.correction_withdrawn": _("Demande de correction reprise"),
    "application.correction_ran_out": _("Délai de correction passé, rien n'est venu"),
    "application.structure_wrote": _("La structure a écrit"),
    "application.desk_wrote": _("Le secrétariat a écrit à la structure"),
    "application.noted": _("Note gardée"),
    "application.note_removed": _("Note retirée"),
    "application.labelled": _("Étiquettes changées"),
    "application.late_door_opened": _("Délai particulier ouvert"),
    "application.late_door_closed": _("Délai particulier fermé"),
    "application.restricted_read": _("Pièce protégée téléchargée"),
}
DESK_FIELDS: dict[str, Any] = {
    "officer_id": _("Suivie par"), "complete_at": _("Trouvée complète"), "affiliation_confirmed_at": _("Confirmée le"),
    "correction_kind": _("Ce qui ne va pas"), "due_at": _("À renvoyer avant"), "labels": _("Étiquettes"),
    "late_until": _("Jusqu'au"), "late_because": _("Parce que"), "told": _("Annoncé"),
    "public_state": _("Ce que la structure sait"), "paper": _("Pièce"),
    "parts_right": _("Complet"), "parts_missing": _("À corriger"),
}  # fmt: skip
DESK_ENUMS: dict[tuple[str, str], type[Enum]] = {
    ("application", "state"): ApplicationState,
    ("application", "public_state"): ApplicationState,
    ("application", "correction_kind"): CorrectionKind,
    ("application", "told"): Telling,
}
