"""The words of the history of calls: what its actions and fields are called on screen."""

from enum import Enum
from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.funding.models import CallState

CALL_ACTIONS: dict[str, Any] = {
    "funding_call.created": _("Appel préparé"),
    "funding_call.edited": _("Textes de l'appel modifiés"),
    "funding_call.calendar_edited": _("Calendrier de l'appel modifié"),
    "funding_call.money_edited": _("Montants de l'appel modifiés"),
    "funding_call.criteria_edited": _("Critères de l'appel modifiés"),
    "funding_call.eligibility_edited": _("Conditions de l'appel modifiées"),
    "funding_call.announced": _("Appel annoncé"),
    "funding_call.taken_back": _("Annonce reprise, appel en préparation"),
    "funding_call.opened": _("Appel ouvert, à sa date"),
    "funding_call.closed": _("Appel clos"),
    "funding_call.trial_deleted": _("Essai d'appel effacé"),
    "competition.created": _("Édition préparée"),
    "competition.edited": _("Textes de l'édition modifiés"),
    "competition.calendar_edited": _("Calendrier de l'édition modifié"),
    "competition.settings_edited": _("Participation et notation modifiées"),
    "competition.categories_edited": _("Catégories modifiées"),
    "competition.prizes_edited": _("Prix modifiés"),
    "competition.eligibility_edited": _("Conditions de l'édition modifiées"),
    "competition.rules_published": _("Règlement publié"),
    "competition.announced": _("Édition annoncée"),
    "competition.taken_back": _("Annonce reprise, édition en préparation"),
    "competition.opened": _("Candidatures ouvertes, à leur date"),
    "competition.closed": _("Candidatures closes"),
    "competition.trial_deleted": _("Essai de concours effacé"),
    "funding_question.asked": _("Question posée sur un appel"),
    "funding_question.answered": _("Réponse publiée"),
    "funding_question.corrected": _("Réponse publique corrigée"),
    "funding_question.dismissed": _("Question écartée"),
}
CALL_FIELDS: dict[str, Any] = {
    "edition": _("Édition"), "objective": _("À quoi sert l'appel"), "audience": _("Qui peut candidater"), "contact": _("Contact"),
    "contact_email": _("Courriel que tout le monde lit"), "contact_phone": _("Téléphone que tout le monde lit"),
    "declaration": _("Déclaration"), "carrier_id": _("Porteur juridique"), "stages": _("Étapes"),
    "needs_affiliation": _("Il faut appartenir au réseau"), "opens_at": _("Ouverture"),
    "questions_until": _("Fin des questions"), "call_closes_at": _("Clôture"),
    "files_close_at": _("Clôture du dossier complet"), "results_on": _("Résultats"),
    "appeal_until": _("Dernier jour pour un recours"), "grace_minutes": _("Minutes de tolérance"),
    "correction_days": _("Jours pour corriger un dossier"), "envelope": _("Enveloppe"), "lots": _("Lots"),
    "funders": _("Financeurs"), "criteria": _("Critères"), "eligibility": _("Conditions pour candidater"),
    "entrants": _("Qui peut participer"), "takes_nominations": _("Propositions par les membres"), "minimum_age": _("Âge minimum"),
    "needs_legal_structure": _("Structure légale avant le versement"), "is_blind": _("Notation à l'aveugle"),
    "shows_others": _("Notes des autres avant la délibération"), "out_of": _("Notes sur"),
    "minimum_scores": _("Notes pour être classé"), "tie_rules": _("Règle des ex æquo"),
    "severity_from": _("Sévérité dite à partir de"), "special_mentions": _("Mentions spéciales"),
    "scoring_opens_at": _("Début de la notation"), "scoring_closes_at": _("Fin de la notation"),
    "deliberation_on": _("Jour de la délibération"), "ceremony_at": _("Remise des prix"),
    "ceremony_place": _("Lieu de la remise des prix"), "categories": _("Catégories"), "prizes": _("Prix"),
    "rules_number": _("Version du règlement"),
    "notify_calls": _("Nouvelles des appels"), "question": _("Question"), "answer": _("Réponse"), "call_state": _("État"),
}  # fmt: skip
CALL_ENUMS: dict[tuple[str, str], type[Enum]] = {("funding_call", "call_state"): CallState}
