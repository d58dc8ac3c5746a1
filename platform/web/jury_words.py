"""The words of the history of juries."""

from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.juries.models import JuryRole

JURY_ACTIONS: dict[str, Any] = {
    "competition.juror_appointed": _("Place donnée dans le jury"),
    "competition.juror_edited": _("Place dans le jury modifiée"),
    "competition.juror_invited": _("Membre du jury invité"),
    "competition.juror_reminded": _("Membre du jury rappelé"),
    "competition.juror_removed": _("Membre retiré du jury"),
    "competition.alternate_called": _("Suppléance appelée à siéger"),
    "competition.charter_accepted": _("Charte de confidentialité acceptée"),
    "competition.seat_declined": _("Place dans le jury déclinée"),
    "recusal.confirmed": _("Lien confirmé par la présidence du jury"),
    "application.redacted": _("Réponses relues avant le jury"),
}
JURY_FIELDS: dict[str, Any] = {
    "juror_id": _("Personne"),
    "juror_role": _("Rôle"),
    "juror_institution_id": _("Au nom de"),
    "juror_province_code": _("Province"),
    "juror_lot_ids": _("Catégories à juger"),
    "juror_removed_because": _("Motif"),
    "charter_sha256": _("Empreinte de la charte"),
    "redacted_answers": _("Réponses réécrites"),
}
JURY_ENUMS: dict[tuple[str, str], Any] = {
    ("competition", "juror_role"): JuryRole,
}
