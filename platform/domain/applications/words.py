"""What applicants read of the state of their application: the public one, never the desk's."""

from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.applications.models import Application, ApplicationState, Part
from noress.domain.applications.standing import Place, Standing
from noress.domain.applications.wording import PRIZE, wording_of
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
#: of an entry for the prize
_ENTRY_TOLD: dict[ApplicationState, tuple[Any, str]] = {
    ApplicationState.SUBMITTED: (_("dossier envoyé, en cours d'examen"), "ok"),
    ApplicationState.ELIGIBLE: (_("dossier recevable, en cours d'examen"), "ok"),
    ApplicationState.INELIGIBLE: (_("dossier non recevable"), "danger"),
    ApplicationState.SELECTED: (_("dossier primé"), "ok"),
    ApplicationState.REJECTED: (_("dossier non primé"), "neutral"),
    ApplicationState.WITHDRAWN: (_("dossier retiré"), "neutral"),
}
_ENTRY_PLACES: dict[Place, tuple[Any, str]] = {
    Place.UNSENT: (_("dossier pas encore envoyé"), "warning"),
    Place.CHANGED: (_("dossier envoyé, puis modifié : modifications non envoyées"), "warning"),
    Place.SENT: (_("dossier envoyé"), "ok"),
    Place.CORRECTION: (_("dossier à corriger"), "late"),
    Place.MISSED: (_("dossier fermé, jamais envoyé"), "danger"),
    Place.WITHDRAWN: (_("dossier retiré"), "neutral"),
}


def public_words(application: Application, standing: Standing) -> tuple[Any, str]:
    """(words, kind of status) for whoever works on it."""
    is_entry = wording_of(application.call) is PRIZE
    places, told = (_ENTRY_PLACES, _ENTRY_TOLD) if is_entry else (_PLACES, _TOLD)
    if standing.place in places:
        return places[standing.place]
    return told.get(application.public_state, places[Place.SENT])


_BANNERS = {
    Place.CHANGED: _("Modifié depuis l'envoi. Vos modifications ne sont pas encore envoyées."),
    Place.CORRECTION: _("Correction demandée. Vos corrections ne sont pas encore envoyées."),
    Place.MISSED: _("Jamais envoyé : l'heure est passée. Votre brouillon est gardé."),
}


def banner_words(application: Application, standing: Standing) -> Any:
    """On every page until it is sent; None once there is nothing to send."""
    if standing.place is Place.UNSENT:
        return wording_of(application.call).unsent
    return _BANNERS.get(standing.place)


def trial_words(call: FundingCall) -> Any:
    """On every page of a call that is for trying it out; None where it counts."""
    return _("Appel d'essai : rien de ce que vous envoyez ici ne compte.") if call.is_test else None


def form_words(application: Application, standing: Standing) -> Any:
    """The same, on the pages of the form."""
    words, trial = banner_words(application, standing), trial_words(application.call)
    if trial is None or words is None:
        return trial or words
    return _("Appel d'essai : rien de ce que vous envoyez ici ne compte. %(state)s", state=words)
