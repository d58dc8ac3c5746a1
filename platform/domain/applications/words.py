"""What applicants read of the state of their application: the public one, never the desk's."""

from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.applications.models import Application, ApplicationState, Part
from noress.domain.applications.standing import Place, Standing
from noress.domain.funding.models import FundingCall

#: what each may do, for whoever invites and whoever is invited
PARTS: dict[Part, Any] = {
    Part.EDIT: _("Remplir, commenter et envoyer"), Part.COMMENT: _("Lire et commenter"),
    Part.SEE: _("Lire seulement"), Part.ACCOMPANIST: _("Accompagner : lire, commenter et remplir, sans envoyer"),
}  # fmt: skip
#: (words, kind of status) of what was told
_TOLD: dict[ApplicationState, tuple[Any, str]] = {
    ApplicationState.SUBMITTED: (_("envoyée, en cours d'examen"), "ok"),
    ApplicationState.ELIGIBLE: (_("recevable, en cours d'examen"), "ok"),
    ApplicationState.INELIGIBLE: (_("non recevable"), "danger"),
    ApplicationState.NOT_RETAINED: (_("non retenue"), "neutral"),
    ApplicationState.SELECTED: (_("sélectionnée"), "ok"),
    ApplicationState.RESERVE: (_("sur liste d'attente"), "info"),
    ApplicationState.REJECTED: (_("non sélectionnée"), "neutral"),
    ApplicationState.WITHDRAWN: (_("retirée"), "neutral"),
}
_PLACES: dict[Place, tuple[Any, str]] = {
    Place.UNSENT: (_("pas encore envoyée"), "warning"),
    Place.CHANGED: (_("envoyée, puis modifiée : modifications non envoyées"), "warning"),
    Place.SENT: (_("envoyée"), "ok"),
    Place.CORRECTION: (_("à corriger"), "late"),
    Place.MISSED: (_("fermée, jamais envoyée"), "danger"),
    Place.WITHDRAWN: (_("retirée"), "neutral"),
}


def public_words(application: Application, standing: Standing) -> tuple[Any, str]:
    """(words, kind of status) for whoever works on it."""
    if standing.place in _PLACES:
        return _PLACES[standing.place]
    return _TOLD.get(application.public_state, _PLACES[Place.SENT])


_BANNERS = {
    Place.UNSENT: _("Pas encore envoyé. Enregistrer ne suffit pas : il faut envoyer la candidature."),
    Place.CHANGED: _("Modifié depuis l'envoi. Vos modifications ne sont pas encore envoyées."),
    Place.CORRECTION: _("Correction demandée. Vos corrections ne sont pas encore envoyées."),
    Place.MISSED: _("Jamais envoyé : l'heure est passée. Votre brouillon est gardé."),
}


def banner_words(standing: Standing) -> Any:
    """On every page until it is sent; None once there is nothing to send."""
    return _BANNERS.get(standing.place)


def trial_words(call: FundingCall) -> Any:
    """On every page of a call that is for trying it out; None where it counts."""
    return _("Appel d'essai : rien de ce que vous envoyez ici ne compte.") if call.is_test else None


def form_words(application: Application, standing: Standing) -> Any:
    """The same, on the pages of the form."""
    words, trial = banner_words(standing), trial_words(application.call)
    if trial is None or words is None:
        return trial or words
    return _("Appel d'essai : rien de ce que vous envoyez ici ne compte. %(state)s", state=words)
