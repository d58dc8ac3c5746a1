"""The words of the history of recusals, ties and opinions."""

from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.reviewing.models import Abstention, LinkKind, RulingKind

REVIEWING_ACTIONS: dict[str, Any] = {
    "recusal.declared": _("Déport déclaré"),
    "recusal.substitute_named": _("Remplaçant nommé"),
    "recusal.lifted": _("Déport levé"),
    "organisation_link.added": _("Lien avec une organisation noté"),
    "organisation_link.removed": _("Lien avec une organisation retiré"),
    "opinion.asked": _("Avis demandé à une personne extérieure"),
    "opinion.reminded": _("Demande d'avis rappelée"),
    "opinion.withdrawn": _("Demande d'avis retirée"),
    "opinion.given": _("Avis donné"),
    "opinion.declined": _("Avis décliné"),
    "application.evaluation_given": _("Évaluation confiée"),
    "application.evaluation_withdrawn": _("Évaluation reprise à la personne"),
    "application.evaluation_sent": _("Évaluation envoyée"),
    "application.evaluation_declined": _("Évaluation déclinée"),
    "funding_call.grid_made": _("Grille d'évaluation faite"),
    "funding_call.grid_edited": _("Grille d'évaluation modifiée"),
    "funding_call.evaluators_reminded": _("Rappel aux personnes qui évaluent"),
    "application.score_sent": _("Notes d'un juré envoyées"),
    "application.score_abstained": _("Abstention d'un juré"),
    "application.score_reopening_asked": _("Réouverture de notes demandée"),
    "application.score_reopened": _("Notes rouvertes"),
    "application.score_reopening_refused": _("Réouverture de notes refusée"),
    "application.score_typed": _("Feuille d'un juré saisie"),
    "application.score_countersigned": _("Feuille d'un juré contresignée"),
    "competition.scores_assigned": _("Dossiers confiés aux jurés"),
    "competition.jurors_reminded": _("Rappel aux jurés"),
    "jury_ruling.made": _("Décision sur le classement"),
}
REVIEWING_FIELDS: dict[str, Any] = {
    "recused_person_id": _("Personne écartée"),
    "substitute_person_id": _("Remplaçant"),
    "link_kind": _("Sorte de lien"),
    "linked_institution_id": _("Autre organisation"),
    "evaluator_id": _("Personne qui évalue"),
    "grid_stage": _("Étape"),
    "grid_criteria": _("Critères de la grille"),
    "grid_per_file": _("Évaluations par dossier"),
    "grid_opens_at": _("Début des évaluations"),
    "grid_closes_at": _("Clôture des évaluations"),
    "reminded": _("Personnes rappelées"),
    "grid_by_everybody": _("Chaque juré lit tous les dossiers"),
    "abstention": _("Motif de l'abstention"),
    "assigned": _("Lectures confiées"),
    "jurors": _("Jurés"),
    "ruling": _("Décision"),
    "application_ids": _("Dossiers"),
}
REVIEWING_ENUMS: dict[tuple[str, str], Any] = {
    ("institution", "link_kind"): LinkKind,
    ("application", "abstention"): Abstention,
    ("jury_ruling", "ruling"): RulingKind,
}
