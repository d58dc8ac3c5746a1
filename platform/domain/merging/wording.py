"""What moves from a record to another, in the reader's language."""

from collections.abc import Mapping, Sequence

from noress.core.i18n import ngettext, plural

#: rows of a table by the column that points there; a table without its words is counted with the rest
WORDS: dict[str, tuple[str, str]] = {
    "seat.institution_id": plural("%(num)s siège", "%(num)s sièges"),
    "mandate.institution_id": plural("%(num)s mandat", "%(num)s mandats"),
    "invitation.institution_id": plural("%(num)s convocation", "%(num)s convocations"),
    "institution.part_of_id": plural("%(num)s service rattaché", "%(num)s services rattachés"),
    "institution.merged_into_id": plural("%(num)s fiche déjà fusionnée", "%(num)s fiches déjà fusionnées"),
    "response.institution_id": plural(
        "%(num)s réponse à un questionnaire", "%(num)s réponses à des questionnaires"
    ),
    "response.through_id": plural(
        "%(num)s réponse obtenue par son lien", "%(num)s réponses obtenues par son lien"
    ),
    "participant.institution_id": plural("%(num)s invitation à répondre", "%(num)s invitations à répondre"),
    "participant.through_id": plural(
        "%(num)s structure sollicitée par elle", "%(num)s structures sollicitées par elle"
    ),
    "campaign_link.institution_id": plural("%(num)s lien de campagne", "%(num)s liens de campagne"),
    "letter.institution_id": plural("%(num)s lettre officielle", "%(num)s lettres officielles"),
    "attendance.institution_id": plural("%(num)s ligne de présence", "%(num)s lignes de présence"),
    "attendance.proxy_institution_id": plural("%(num)s procuration portée", "%(num)s procurations portées"),
    "action.owner_institution_id": plural("%(num)s action à mener", "%(num)s actions à mener"),
    "action_report.institution_id": plural("%(num)s suivi d'action", "%(num)s suivis d'action"),
    "correction.institution_id": plural("%(num)s correction proposée", "%(num)s corrections proposées"),
    "minutes_reading.institution_id": plural(
        "%(num)s relecture de compte rendu", "%(num)s relectures de compte rendu"
    ),
    "consultation_voice.institution_id": plural("%(num)s voix écrite", "%(num)s voix écrites"),
    "proposed_item.institution_id": plural("%(num)s point proposé", "%(num)s points proposés"),
    "paper_signature.institution_id": plural("%(num)s signature de texte", "%(num)s signatures de textes"),
    "minutes_block.details": plural(
        "%(num)s action notée dans un compte rendu", "%(num)s actions notées dans un compte rendu"
    ),
    # what names an entry of the catalogue
    "structure.merged_into_id": plural("%(num)s fiche déjà fusionnée", "%(num)s fiches déjà fusionnées"),
    "structure_keeper.structure_id": plural("%(num)s personne qui la tient", "%(num)s personnes qui la tiennent"),
    "structure_label.structure_id": plural("%(num)s label ou lien", "%(num)s labels ou liens"),
    "structure_change.structure_id": plural("%(num)s modification décidée", "%(num)s modifications décidées"),
    "structure_report.structure_id": plural("%(num)s erreur signalée", "%(num)s erreurs signalées"),
    "structure_vouch.structure_id": plural("%(num)s avis d'institution", "%(num)s avis d'institutions"),
    "sprint_card.structure_id": plural("%(num)s carte de tri", "%(num)s cartes de tri"),
    "contact_request.structure_id": plural("%(num)s demande de contact", "%(num)s demandes de contact"),
    "aid_match.giver_id": plural("%(num)s rapprochement d'entraide", "%(num)s rapprochements d'entraide"),
    "aid_match.taker_id": plural("%(num)s rapprochement d'entraide", "%(num)s rapprochements d'entraide"),
    "structure.institution_id": plural("%(num)s fiche du catalogue", "%(num)s fiches du catalogue"),
    "structure_keeper.person_id": plural("%(num)s fiche du catalogue", "%(num)s fiches du catalogue"),
    "structure_label.institution_id": plural("%(num)s label ou lien", "%(num)s labels ou liens"),
    "structure_vouch.institution_id": plural("%(num)s avis sur une structure", "%(num)s avis sur des structures"),
    "structure_vouch.person_id": plural("%(num)s avis sur une structure", "%(num)s avis sur des structures"),
    "structure_change.person_id": plural("%(num)s modification proposée", "%(num)s modifications proposées"),
    "structure_change.settled_by_id": plural("%(num)s modification décidée", "%(num)s modifications décidées"),
    "structure_report.person_id": plural("%(num)s erreur signalée", "%(num)s erreurs signalées"),
    "structure_report.answered_by_id": plural("%(num)s erreur traitée", "%(num)s erreurs traitées"),
    "structure_import.created_by_id": plural("%(num)s feuille importée", "%(num)s feuilles importées"),
    "sprint.created_by_id": plural("%(num)s tri de la liste", "%(num)s tris de la liste"),
    "sprint_card.held_by_id": plural("%(num)s carte de tri", "%(num)s cartes de tri"),
    "sprint_card.done_by_id": plural("%(num)s carte de tri", "%(num)s cartes de tri"),
    "contact_message.person_id": plural("%(num)s message écrit", "%(num)s messages écrits"),
    "catalogue_export_wait.person_id": plural("%(num)s fichier attendu", "%(num)s fichiers attendus"),
    # calls for expressions of interest
    "application.structure_id": plural("%(num)s candidature", "%(num)s candidatures"),
    "application.affiliated_with_id": plural("%(num)s candidature présentée", "%(num)s candidatures présentées"),
    "application.officer_id": plural("%(num)s candidature suivie", "%(num)s candidatures suivies"),
    "application.late_by_id": plural("%(num)s délai accordé", "%(num)s délais accordés"),
    "application_person.person_id": plural("%(num)s candidature", "%(num)s candidatures"),
    "application_person.institution_id": plural(
        "%(num)s candidature accompagnée", "%(num)s candidatures accompagnées"
    ),
    "application_tie.institution_id": plural("%(num)s lien avec une candidature", "%(num)s liens avec des candidatures"),
    "application_message.person_id": plural("%(num)s message écrit", "%(num)s messages écrits"),
    "application_note.person_id": plural("%(num)s note privée", "%(num)s notes privées"),
    "correction_request.asked_by_id": plural("%(num)s correction demandée", "%(num)s corrections demandées"),
    "opinion.asked_by_id": plural("%(num)s avis demandé", "%(num)s avis demandés"),
    "funding_call.carrier_id": plural("%(num)s appel porté", "%(num)s appels portés"),
    "funding_call.created_by_id": plural("%(num)s appel créé", "%(num)s appels créés"),
    "funding_share.institution_id": plural("%(num)s financement d'appel", "%(num)s financements d'appels"),
    "funding_question.answered_by_id": plural("%(num)s question répondue", "%(num)s questions répondues"),
    "recusal.person_id": plural("%(num)s déport", "%(num)s déports"),
    "recusal.made_by_id": plural("%(num)s déport noté", "%(num)s déports notés"),
    "recusal.substitute_id": plural("%(num)s suppléance", "%(num)s suppléances"),
    "organisation_link.from_id": plural("%(num)s lien entre organisations", "%(num)s liens entre organisations"),
    "organisation_link.to_id": plural("%(num)s lien entre organisations", "%(num)s liens entre organisations"),
    # what a call decides, pays and reads
    "evaluation.person_id": plural("%(num)s évaluation", "%(num)s évaluations"),
    "evaluation.assigned_by_id": plural("%(num)s évaluation confiée", "%(num)s évaluations confiées"),
    "award.structure_id": plural("%(num)s cofinancement", "%(num)s cofinancements"),
    "award.decided_by_id": plural("%(num)s cofinancement accordé", "%(num)s cofinancements accordés"),
    "scenario.made_by_id": plural("%(num)s scénario", "%(num)s scénarios"),
    "letter_release.released_by_id": plural("%(num)s annonce de résultats", "%(num)s annonces de résultats"),
    "appeal.answered_by_id": plural("%(num)s recours répondu", "%(num)s recours répondus"),
    "bulk_task.asked_by_id": plural("%(num)s action groupée", "%(num)s actions groupées"),
    "procedure_step.carrier_id": plural("%(num)s étape de procédure", "%(num)s étapes de procédure"),
    "step_done.person_id": plural("%(num)s étape faite", "%(num)s étapes faites"),
    "agreement_template.carrier_id": plural("%(num)s modèle de convention", "%(num)s modèles de convention"),
    "agreement_signature.noted_by_id": plural("%(num)s signature notée", "%(num)s signatures notées"),
    "award_paper.checked_by_id": plural("%(num)s pièce vérifiée", "%(num)s pièces vérifiées"),
    "bank_account.structure_id": plural("%(num)s compte bancaire", "%(num)s comptes bancaires"),
    "bank_account.proposed_by_id": plural("%(num)s compte bancaire proposé", "%(num)s comptes bancaires proposés"),
    "bank_account.confirmed_by_id": plural("%(num)s compte bancaire confirmé", "%(num)s comptes bancaires confirmés"),
    "instalment.asked_by_id": plural("%(num)s tranche demandée", "%(num)s tranches demandées"),
    "instalment.checked_by_id": plural("%(num)s tranche vérifiée", "%(num)s tranches vérifiées"),
    "project_report.decided_by_id": plural("%(num)s rapport lu", "%(num)s rapports lus"),
    # the prize: editions, entries, juries
    "competition_rules.published_by_id": plural("%(num)s règlement publié", "%(num)s règlements publiés"),
    "nomination.institution_id": plural("%(num)s candidature proposée au prix", "%(num)s candidatures proposées au prix"),
    "nomination.made_by_id": plural("%(num)s candidature proposée au prix", "%(num)s candidatures proposées au prix"),
    "competition_entry.payee_id": plural("%(num)s prix reçu pour d'autres", "%(num)s prix reçus pour d'autres"),
    "juror.person_id": plural("%(num)s place dans un jury", "%(num)s places dans des jurys"),
    "juror.institution_id": plural("%(num)s voix dans un jury", "%(num)s voix dans des jurys"),
    "juror.appointed_by_id": plural("%(num)s nomination dans un jury", "%(num)s nominations dans des jurys"),
    "recusal.confirmed_by_id": plural("%(num)s lien confirmé", "%(num)s liens confirmés"),
    "evaluation.typed_by_id": plural("%(num)s grille saisie", "%(num)s grilles saisies"),
    "evaluation.countersigned_by_id": plural("%(num)s grille contresignée", "%(num)s grilles contresignées"),
    "redacted_answer.made_by_id": plural("%(num)s réponse masquée", "%(num)s réponses masquées"),
    "score_seal.sealed_by_id": plural("%(num)s scellé de notes", "%(num)s scellés de notes"),
    "jury_ruling.made_by_id": plural("%(num)s décision de jury", "%(num)s décisions de jury"),
    # what depends on a record, besides
    "audit_event.institution_id": plural("%(num)s acte dans l'historique", "%(num)s actes dans l'historique"),
    "audit_event.person_id": plural("%(num)s acte dans l'historique", "%(num)s actes dans l'historique"),
    "institution_merge.kept_id": plural("%(num)s fusion", "%(num)s fusions"),
    "institution_merge.merged_id": plural("%(num)s fusion", "%(num)s fusions"),
    "institution_distinct.first_id": plural("%(num)s fiche jugée différente", "%(num)s fiches jugées différentes"),
    "institution_distinct.second_id": plural("%(num)s fiche jugée différente", "%(num)s fiches jugées différentes"),
    "seat.person_id": plural("%(num)s siège", "%(num)s sièges"),
    "seat.successor_id": plural("%(num)s siège qui passe à un autre", "%(num)s sièges qui passent à un autre"),
    "mandate.person_id": plural("%(num)s mandat", "%(num)s mandats"),
    "assignment.person_id": plural("%(num)s fonction", "%(num)s fonctions"),
    "account_invitation.person_id": plural("%(num)s invitation à rejoindre", "%(num)s invitations à rejoindre"),
    "account_invitation.seat_id": plural("%(num)s invitation à rejoindre", "%(num)s invitations à rejoindre"),
    "outbox_mail.person_id": plural("%(num)s courriel", "%(num)s courriels"),
    "invitation.seat_id": plural("%(num)s convocation", "%(num)s convocations"),
    "personal_data_request.person_id": plural(
        "%(num)s demande sur des données personnelles", "%(num)s demandes sur des données personnelles"
    ),
    "personal_data_request.handled_by_id": plural("%(num)s demande traitée", "%(num)s demandes traitées"),
    "person.merged_into_id": plural("%(num)s fiche déjà fusionnée", "%(num)s fiches déjà fusionnées"),
    "person_merge.kept_id": plural("%(num)s fusion", "%(num)s fusions"),
    "person_merge.merged_id": plural("%(num)s fusion", "%(num)s fusions"),
    "person_distinct.first_id": plural("%(num)s fiche jugée différente", "%(num)s fiches jugées différentes"),
    "person_distinct.second_id": plural("%(num)s fiche jugée différente", "%(num)s fiches jugées différentes"),
    "account_invitation.created_by_id": plural("%(num)s invitation envoyée", "%(num)s invitations envoyées"),
    "action_import.created_by_id": plural("%(num)s feuille importée", "%(num)s feuilles importées"),
    "institution_import.created_by_id": plural("%(num)s feuille importée", "%(num)s feuilles importées"),
    "action_report.reported_by_id": plural("%(num)s suivi d'action", "%(num)s suivis d'action"),
    "attendance.recorded_by_id": plural("%(num)s présence pointée", "%(num)s présences pointées"),
    "call.called_by_id": plural("%(num)s appel passé", "%(num)s appels passés"),
    "call_round.drawn_by_id": plural("%(num)s liste d'appels", "%(num)s listes d'appels"),
    "campaign.created_by_id": plural("%(num)s campagne créée", "%(num)s campagnes créées"),
    "participant.created_by_id": plural("%(num)s participant ajouté", "%(num)s participants ajoutés"),
    "consent.person_id": plural("%(num)s accord donné", "%(num)s accords donnés"),
    "consultation_voice.given_by_id": plural("%(num)s voix écrite", "%(num)s voix écrites"),
    "correction.person_id": plural("%(num)s correction proposée", "%(num)s corrections proposées"),
    "correction.decided_by_id": plural("%(num)s correction décidée", "%(num)s corrections décidées"),
    "departure.entered_by_id": plural("%(num)s départ de lettre", "%(num)s départs de lettres"),
    "designation.entered_by_id": plural("%(num)s désignation saisie", "%(num)s désignations saisies"),
    "digest_item.person_id": plural("%(num)s nouvelle à lire", "%(num)s nouvelles à lire"),
    "form_draft.person_id": plural("%(num)s brouillon", "%(num)s brouillons"),
    "notification_choice.person_id": plural("%(num)s choix de courriels", "%(num)s choix de courriels"),
    "invitation.entered_by_id": plural("%(num)s réponse saisie", "%(num)s réponses saisies"),
    "meeting.created_by_id": plural("%(num)s session créée", "%(num)s sessions créées"),
    "meeting_exclusion.created_by_id": plural("%(num)s exclusion décidée", "%(num)s exclusions décidées"),
    "meeting_letter.signatory_id": plural("%(num)s lettre signée", "%(num)s lettres signées"),
    "minutes_block.updated_by_id": plural(
        "%(num)s passage de compte rendu écrit", "%(num)s passages de comptes rendus écrits"
    ),
    "minutes_reading.read_by_id": plural(
        "%(num)s relecture de compte rendu", "%(num)s relectures de compte rendu"
    ),
    "paper_signature.entered_by_id": plural("%(num)s signature saisie", "%(num)s signatures saisies"),
    "paper_version.created_by_id": plural("%(num)s version de texte", "%(num)s versions de textes"),
    "proposed_item.person_id": plural("%(num)s point proposé", "%(num)s points proposés"),
    "proposed_item.decided_by_id": plural("%(num)s proposition décidée", "%(num)s propositions décidées"),
    "questionnaire.created_by_id": plural("%(num)s questionnaire créé", "%(num)s questionnaires créés"),
    "questionnaire_version.published_by_id": plural(
        "%(num)s questionnaire publié", "%(num)s questionnaires publiés"
    ),
    "rectification.published_by_id": plural("%(num)s rectification", "%(num)s rectifications"),
    "rendered_document.requested_by_id": plural("%(num)s document demandé", "%(num)s documents demandés"),
    "response.person_id": plural(
        "%(num)s réponse à un questionnaire", "%(num)s réponses à des questionnaires"
    ),
    "response.decided_by_id": plural("%(num)s réponse relue", "%(num)s réponses relues"),
    "sign_in_sheet.added_by_id": plural("%(num)s feuille de présence", "%(num)s feuilles de présence"),
    "stored_file.uploaded_by_id": plural("%(num)s fichier déposé", "%(num)s fichiers déposés"),
}  # fmt: skip
_REST = plural("%(num)s autre élément", "%(num)s autres éléments")


def counted(rows: Mapping[str, Sequence[int]]) -> list[str]:
    """ "3 sièges", "12 convocations"…: in the order of the words, the rest last."""
    found: dict[tuple[str, str], set[tuple[str, int]]] = {}
    for name in [*WORDS, *(name for name in rows if name not in WORDS)]:
        if rows.get(name):
            table = name.partition(".")[0]  # a row that points there twice is one
            found.setdefault(WORDS.get(name, _REST), set()).update((table, key) for key in rows[name])
    return [ngettext(*words, len(keys)) for words, keys in found.items()]
