"""The words of history for what the people of a structure do with their application."""

from enum import Enum
from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.applications.models import Part

APPLYING_ACTIONS: dict[str, Any] = {
    "application.begun": _("Candidature commencée"),
    "application.sent": _("Candidature envoyée"),
    "application.sent_again": _("Candidature envoyée à nouveau"),
    "application.withdrawn": _("Candidature retirée"),
    "application.person_invited": _("Personne invitée à y travailler"),
    "application.person_came": _("Personne invitée venue"),
    "application.person_changed": _("Part d'une personne changée"),
    "application.person_removed": _("Personne retirée"),
    "application.handed_over": _("Candidature confiée à une autre personne"),
    "application.link_renewed": _("Lien personnel remplacé"),
    "application.papers_purged": _("Pièces protégées effacées"),
}
APPLYING_FIELDS: dict[str, Any] = {
    "part": _("Part"), "owner": _("Porte la candidature"), "sent_by": _("Signée par"), "files": _("Fichiers"),
}  # fmt: skip
APPLYING_ENUMS: dict[tuple[str, str], type[Enum]] = {("application", "part"): Part}
