"""What history says of entering the prize."""

from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.competitions.models import Entrant

ENTERING_ACTIONS: dict[str, Any] = {
    "entry.begun": _("Participation commencée"),
    "entry.rules_accepted": _("Règlement accepté"),
    "entry.payee_named": _("Structure légale nommée pour recevoir le prix"),
    "entry.payee_checked": _("Structure légale vérifiée"),
    "entry.payee_refused": _("Une autre structure légale est demandée"),
    "nomination.made": _("Initiative proposée par un membre"),
    "nomination.reminded": _("Personne proposée rappelée"),
    "nomination.confirmed": _("Proposition acceptée"),
    "nomination.refused": _("Proposition refusée"),
    "nomination.withdrawn": _("Proposition retirée"),
    "pitch.slots_added": _("Horaires de présentation ajoutés"),
    "pitch.slot_removed": _("Horaire de présentation retiré"),
    "pitch.placed": _("Présentation orale placée"),
    "pitch.told": _("Horaire de présentation annoncé"),
    "pitch.missed": _("Absent à sa présentation"),
    "pitch.came": _("Présent à sa présentation"),
}
ENTERING_FIELDS: dict[str, Any] = {
    "entrant": _("Au nom de"),
    "rules": _("Version du règlement"),
    "payee_id": _("Structure payée"),
    "slots": _("Horaires"),
}
ENTERING_ENUMS: dict[tuple[str, str], Any] = {("application", "entrant"): Entrant}
