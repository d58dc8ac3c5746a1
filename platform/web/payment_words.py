"""The words of the history of money that was granted."""

from enum import Enum
from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.payments.models import AgreementState, InstalmentState, Party

PAYMENT_ACTIONS: dict[str, Any] = {
    "award.planned": _("Tranches prévues"),
    "award.signed": _("Projet engagé par sa convention"),
    "award.begun": _("Premier versement fait, projet en cours"),
    "agreement.prepared": _("Convention préparée"),
    "agreement.edited": _("Texte de la convention changé"),
    "agreement.sent": _("Convention partie à la signature"),
    "agreement.reopened": _("Convention reprise avant signature"),
    "agreement.party_signed": _("Convention signée par une partie"),
    "agreement.signature_removed": _("Fichier signé retiré"),
    "agreement.step_taken": _("Étape de la convention notée"),
    "agreement.signed": _("Convention signée"),
    "agreement.voided": _("Convention annulée avec le financement"),
    "award_paper.asked": _("Papier demandé"),
    "award_paper.given": _("Papier donné"),
    "award_paper.checked": _("Papier vérifié"),
    "award_paper.refused": _("Papier refusé"),
    "award_paper.purged": _("Papier protégé effacé, sa durée est passée"),
    "award_paper.read": _("Pièce protégée téléchargée"),
    "instalment.report_awaited": _("Rapport à accepter d'abord"),
    "instalment.asked": _("Tranche demandée"),
    "instalment.checked": _("Tranche vérifiée"),
    "instalment.refused": _("Demande de versement refusée"),
    "instalment.step_taken": _("Étape du paiement notée"),
    "instalment.ordered": _("Tranche ordonnancée"),
    "instalment.paid": _("Tranche payée"),
    "instalment.failed": _("Virement rejeté"),
    "instalment.cancelled": _("Tranche annulée"),
    "bank_account.proposed": _("Coordonnées bancaires saisies"),
    "bank_account.confirmed": _("Coordonnées bancaires confirmées"),
    "bank_account.refused": _("Coordonnées bancaires refusées"),
    "bank_account.replaced": _("Coordonnées bancaires remplacées"),
    "bank_account.resumed": _("Coordonnées bancaires remises en service : la fusion est annulée"),
    "bank_account.proof_purged": _("Attestation de la banque effacée, sa durée est passée"),
    "bank_account.proof_read": _("Attestation de la banque téléchargée"),
    "agreement_template.created": _("Modèle de convention créé"),
    "agreement_template.edited": _("Modèle de convention changé"),
    "agreement_template.retired": _("Modèle de convention retiré"),
    "institution.steps_saved": _("Étapes pour signer et pour payer changées"),
}
PAYMENT_FIELDS: dict[str, Any] = {
    "instalments": _("Tranches"), "steps": _("Étapes"), "step": _("Étape"), "report_number": _("Rapport n°"), "party": _("Partie"), "paper": _("Papier"),
    "signed_on": _("Signée le"), "paid_on": _("Payée le"), "payment_reference": _("Référence du virement"), "rib": _("Compte"),
    "refused_because": _("Parce que"), "papers": _("Papiers"),
}  # fmt: skip
PAYMENT_ENUMS: dict[tuple[str, str], type[Enum]] = {
    ("agreement", "state"): AgreementState, ("agreement", "party"): Party,
    ("instalment", "state"): InstalmentState,
}  # fmt: skip
