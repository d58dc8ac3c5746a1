"""The words of a kind of call, where an entry for the prize is not called what a project is: one engine, two vocabularies."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.funding.models import CallKind, FundingCall


@dataclass(frozen=True)
class Wording:
    """Labels of facts, then sentences of mails and pages."""

    call: Any
    holder: Any
    project: Any
    lot: Any
    why: Any
    no_title: Any
    begun: Any
    begun_line: Any
    go_on: Any
    alert: Any
    alert_line: Any
    #: of a number
    received: Callable[[Any], Any]
    received_line: Any
    again_line: Any
    look_again: Any
    unsent: Any
    signatory: Any
    declared: Any
    send: Any
    receipt_title: Any
    receipt_line: Any


PROJECT = Wording(
    call=_("Appel"), holder=_("Structure"), project=_("Projet"), lot=_("Lot"), why=_("vous travaillez sur cette candidature"),
    no_title=_("Donnez un nom à votre projet. Vous pourrez le changer."),
    begun=_("Votre candidature est commencée, pas encore envoyée"),
    begun_line=_("Votre candidature est enregistrée comme brouillon. Elle n'est pas encore envoyée."),
    go_on=_("Continuer ma candidature"),
    alert=_("Votre candidature n'est pas encore envoyée"),
    alert_line=_("Le dépôt ferme dans moins de 48 heures et votre candidature n'est pas encore envoyée."),
    received=lambda number: _("Candidature reçue : %(number)s", number=number),
    received_line=_("La candidature est bien arrivée. Gardez ce numéro."),
    again_line=_("La candidature est envoyée à nouveau. Seule cette dernière version compte."),
    look_again=_("Revoir la candidature"),
    unsent=_("Pas encore envoyé. Enregistrer ne suffit pas : il faut envoyer la candidature."),
    signatory=_("Nom et fonction de la personne qui signe pour la structure"),
    declared=_("Je le déclare au nom de la structure."),
    send=_("Envoyer la candidature"), receipt_title=_("Candidature reçue"), receipt_line=_("Votre candidature est reçue"),
)  # fmt: skip
PRIZE = Wording(
    call=_("Concours"), holder=_("Au nom de"), project=_("Initiative"), lot=_("Catégorie"), why=_("vous travaillez sur ce dossier de participation"),
    no_title=_("Donnez un nom à votre initiative. Vous pourrez le changer."),
    begun=_("Votre participation est commencée, pas encore envoyée"),
    begun_line=_("Votre dossier est enregistré comme brouillon. Il n'est pas encore envoyé."),
    go_on=_("Continuer mon dossier"),
    alert=_("Votre dossier de participation n'est pas encore envoyé"),
    alert_line=_("Le dépôt ferme dans moins de 48 heures et votre dossier n'est pas encore envoyé."),
    received=lambda number: _("Participation reçue : %(number)s", number=number),
    received_line=_("Votre dossier est bien arrivé. Gardez ce numéro."),
    again_line=_("Le dossier est envoyé à nouveau. Seule cette dernière version compte."),
    look_again=_("Revoir le dossier"),
    unsent=_("Pas encore envoyé. Enregistrer ne suffit pas : il faut envoyer le dossier."),
    signatory=_("Votre nom, et votre fonction si vous en avez une"),
    declared=_("Je le déclare."),
    send=_("Envoyer le dossier"), receipt_title=_("Dossier reçu"), receipt_line=_("Votre dossier est reçu"),
)  # fmt: skip


def wording_of(call: FundingCall) -> Wording:
    return PRIZE if call.kind is CallKind.COMPETITION else PROJECT
