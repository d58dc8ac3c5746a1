"""How long personal data is kept: the one table that the public register shows and the purge job obeys.

A row with `keep` is purged once `since` is older than that (a column of the table); a row without is
kept for the reason written beside it. Nothing else decides, so that the page never lies.
"""

from datetime import timedelta
from typing import Any, NamedTuple

from noress.core.i18n import lazy as _

DAY = timedelta(days=1)
YEAR = timedelta(days=365)


class Retention(NamedTuple):
    """`code` names the row for the purge job; `table` and `since` say what it looks at."""

    code: str
    table: str
    what: Any
    how_long: Any
    why: Any
    keep: timedelta | None = None
    since: str | None = None


RETENTION: tuple[Retention, ...] = (
    Retention(
        "sign_in_codes", "sign_in_code", _("Codes de connexion"), _("1 jour"),
        _("Un code sert dix minutes ; le lendemain il ne sert plus à rien."), DAY, "created_at",
    ),
    Retention(
        "sign_in_attempts", "sign_in_attempt", _("Essais de connexion et entrées par un lien ouvert (adresse rendue illisible)"), _("7 jours"),
        _("Ils servent à bloquer ceux qui devinent des codes ou envoient des réponses en masse."), 7 * DAY, "at",
    ),
    Retention(
        "saved_posts", "saved_post", _("Formulaires gardés quand la connexion a expiré"), _("1 jour"),
        _("Le temps de se reconnecter et de les envoyer."), DAY, "created_at",
    ),
    Retention(
        "form_drafts", "form_draft", _("Brouillons de formulaires, non envoyés"), _("30 jours après la dernière frappe"),
        _("Le temps de les finir, sur cet appareil ou un autre. Personne d'autre ne les voit."), 30 * DAY, "saved_at",
    ),
    Retention(
        "partial_uploads", "partial_upload", _("Fichiers dont l'envoi n'est pas fini"), _("7 jours après le dernier morceau reçu"),
        _("Le temps de retrouver un réseau et de finir l'envoi."), 7 * DAY, "updated_at",
    ),
    Retention(
        "revoked_devices", "device", _("Appareils connectés"),
        _("30 jours après la déconnexion ou l'expiration"),
        _("Pour vous montrer d'où l'on s'est connecté à votre compte."), 30 * DAY, "expires_at",
    ),
    Retention(
        "secret_mails", "outbox_mail", _("Courriels qui contiennent un code ou un lien de connexion"), _("1 jour"),
        _("Le code ne sert plus ; il n'a pas à être gardé."), DAY, "created_at",
    ),
    Retention(
        "mail_bodies", "outbox_mail", _("Texte des autres courriels envoyés"), _("12 mois"),
        _("Pour répondre à qui dit n'avoir rien reçu. Restent ensuite la date, l'objet et l'état."),
        YEAR, "created_at",
    ),
    Retention(
        "digest_items", "digest_item", _("Nouvelles annoncées dans un courriel récapitulatif"),
        _("30 jours après leur envoi"), _("Pour ne pas vous annoncer deux fois la même chose."), 30 * DAY, "sent_at",
    ),
    Retention(
        "notification_choices", "notification_choice", _("Choix des courriels à recevoir"),
        _("autant que la personne"), _("Pour ne vous écrire que ce que vous voulez."),
    ),
    Retention(
        "paper_signatures", "paper_signature", _("Signatures des textes par les institutions, avec leur copie"),
        _("sans limite"), _("Elles prouvent qui a adopté le mémorandum et les règlements."),
    ),
    Retention(
        "account_invitations", "account_invitation", _("Invitations à rejoindre la plateforme, restées sans suite"),
        _("90 jours"), _("L'adresse a été donnée par une autre personne : sans réponse, elle est effacée."),
        90 * DAY, "created_at",
    ),
    Retention(
        "rendered_documents", "rendered_document", _("Documents préparés en PDF ou en ZIP"),
        _("tant qu'ils montrent l'état présent, puis 30 jours"),
        _("Le temps de retrouver la version que l'on vient de télécharger."), 30 * DAY, "superseded_at",
    ),
    Retention(
        "frozen_contents", "frozen_content", _("Contenus figés : procès-verbaux, décisions, lettres"), _("sans limite"),
        _("Un papier signé doit pouvoir être vérifié, même longtemps après."),
    ),
    Retention(
        "outside_owners", "action", _("Adresse d'un organisme extérieur responsable d'une action, donnée par un membre"),
        _("90 jours après qu'elle a été donnée ou que l'organisme a répondu pour la dernière fois"),
        _("Elle sert à lui demander des nouvelles de cette action, deux fois au plus sans réponse."),
    ),
    Retention(
        "action_imports", "action_import", _("Feuilles envoyées pour remplir un plan, comme elles ont été lues"),
        _("90 jours"), _("Pour les vérifier, puis pour pouvoir annuler l'import."), 90 * DAY, "created_at",
    ),
    Retention(
        "institution_imports", "institution_import",
        _("Feuilles envoyées pour ajouter des institutions et leurs représentants, comme elles ont été lues"),
        _("90 jours"), _("Pour les vérifier, puis pour pouvoir annuler l'import."), 90 * DAY, "created_at",
    ),
    Retention(
        "structure_imports", "structure_import",
        _("Feuilles envoyées pour remplir le catalogue, comme elles ont été lues, et ce qu'elles ont remplacé"),
        _("90 jours"), _("Pour les vérifier, puis pour pouvoir annuler l'import. Reste ensuite une ligne, pour l'historique."),
        90 * DAY, "created_at",
    ),
    Retention(
        "answers", "invitation", _("Invitations aux sessions et réponses"), _("autant que la session"),
        _("Elles disent qui a été convoqué et qui est venu : la mémoire d'une instance."),
    ),
    Retention(
        "proposals", "proposed_item", _("Points proposés pour un ordre du jour, avec leurs documents"),
        _("autant que les sessions ; 2 ans après la réponse quand le point n'est pas retenu ou qu'il est retiré"),
        _("Pour dire qui a demandé un point et ce qui lui a été répondu. Celui qui attend reste proposé."),
        2 * YEAR, "decided_at",
    ),
    Retention(
        "response_drafts", "response", _("Questionnaires commencés et jamais envoyés"),
        _("12 mois après le dernier enregistrement"),
        _("Le temps de les finir, sur ce téléphone ou un autre, avec une relance au besoin."), YEAR, "saved_at",
    ),
    Retention(
        "responses", "response", _("Réponses envoyées aux questionnaires, avec leurs fichiers"),
        _("tant que le catalogue décrit la structure ; ce qui désigne une personne, jusqu'à sa demande d'effacement"),
        _("Elles sont la source du catalogue : sans elles, personne ne peut vérifier ni corriger ce qu'il dit."),
    ),
    Retention(
        "refused_responses", "response", _("Réponses écartées : noms, adresses et fichiers qui disent de qui elles viennent"),
        _("90 jours après la mise à l'écart"), _("Le temps de revenir sur une erreur. Reste ensuite le numéro, sans nom."),
        90 * DAY, "decided_at",
    ),
    Retention(
        "held_responses", "response",
        _("Réponses retenues comme suspectes, que personne n'a regardées : noms, adresses et fichiers"),
        _("90 jours après leur envoi"),
        _("Le temps de les regarder. Elles sont ensuite écartées et vidées ; reste le numéro, sans nom."),
        90 * DAY, "submitted_at",
    ),
    Retention(
        "relayed_contacts", "participant",
        _("Structures dont une autre a donné l'adresse, restées sans réponse : nom, courriel, téléphone"),
        _("90 jours après la fin de la campagne"),
        _("Pour leur proposer le questionnaire et les relancer deux fois au plus. Reste ensuite une ligne sans nom."),
        90 * DAY, "created_at",
    ),
    Retention(
        "do_not_contact", "do_not_contact", _("Adresses qui ont demandé à ne plus être contactées, rendues illisibles"),
        _("sans limite"), _("Pour ne plus jamais leur écrire, sans garder l'adresse."),
    ),
    Retention(
        "contact_requests", "contact_request",
        _("Demandes de contact : qui demande, son courriel, son téléphone, et ce qui a été écrit"), _("12 mois"),
        _("Le temps de répondre et de savoir si cela a aidé. Reste ensuite une ligne sans nom, pour compter."),
        YEAR, "sent_at",
    ),
    Retention(
        "opinions", "opinion", _("Avis demandés à des personnes extérieures, restés sans réponse ou déclinés : nom, courriel"),
        _("90 jours"), _("Le secrétariat a donné leur adresse : sans avis donné, elle est effacée."), 90 * DAY, "asked_at",
    ),
    Retention(
        "application_drafts", "application", _("Candidatures commencées et jamais envoyées, avec leurs pièces"),
        _("12 mois après la clôture de l'appel"), _("Le temps de s'en servir à l'appel suivant."), YEAR, "started_at",
    ),
    Retention(
        "applications", "application", _("Candidatures envoyées : ce qu'elles disent, leurs reçus, les échanges avec le secrétariat"),
        _("sans limite ; ce qui désigne une personne, jusqu'à sa demande d'effacement"),
        _("Elles prouvent ce qui a été demandé, reçu et décidé avec de l'argent public."),
    ),
    Retention(
        "application_papers", "application", _("Pièces de candidature qui peuvent montrer une carte d'identité"),
        _("90 jours après le retrait ou une réponse négative"),
        _("Elles servent à vérifier qui signe. Deux fonctions les lisent, aucune recherche ne les trouve."),
        90 * DAY, "told_at",
    ),
    Retention(
        "award_papers", "award_paper", _("Papiers de projets financés qui peuvent montrer une carte d'identité"),
        _("90 jours après la fin ou l'annulation du projet"),
        _("Ils servent à vérifier qui signe. Que le papier a été vérifié reste écrit ; le fichier est effacé."),
        90 * DAY, "given_at",
    ),
    Retention(
        "bank_proofs", "bank_account", _("Attestations de compte bancaire des structures financées"),
        _("1 an après la fin de leurs projets, ou après leur remplacement"),
        _("Elles prouvent où l'argent est allé, le temps d'un contrôle. Le fichier est effacé ; le numéro de compte reste avec les paiements."),
        YEAR, "proposed_at",
    ),
    Retention(
        "application_people", "application_person", _("Personnes invitées à une candidature, restées sans réponse : nom, courriel"),
        _("90 jours"), _("Leur adresse a été donnée par une autre personne : sans réponse, elle est effacée."),
        90 * DAY, "invited_at",
    ),
    Retention(
        "nominations", "nomination", _("Personnes proposées au concours par un membre, restées sans réponse ou qui ont refusé : nom, courriel"),
        _("90 jours"), _("Leur adresse a été donnée par une autre personne : sans réponse, elle est effacée. Celles qui participent ont leur dossier."),
        90 * DAY, "made_at",
    ),
    Retention(
        "juror_copies", "juror_copy", _("Copies des fichiers d'un dossier du concours, sans ce qui désigne leur auteur, pour le jury"),
        _("autant que le dossier"), _("Pour que le jury note sans savoir qui présente."),
    ),
    Retention(
        "guidance", "guidance", _("Recherches faites dans l'aiguillage : jour, province, besoin"), _("sans limite"),
        _("Elles disent quels besoins ne trouvent pas de réponse. Rien n'y dit qui a cherché."),
    ),
    Retention(
        "call_questions", "funding_question",
        _("Questions sur un appel restées sans réponse : courriel de qui les pose"), _("90 jours"),
        _("Le temps de répondre ; la réponse publiée, l'adresse est effacée aussitôt. Reste la question, sans adresse."),
        90 * DAY, "asked_at",
    ),
    Retention(
        "structure_reports", "structure_report",
        _("Erreurs signalées dans le catalogue : courriel de qui les signale"), _("90 jours"),
        _("Le temps de vérifier et de répondre. Reste ensuite ce qui a été signalé, sans nom ni adresse."),
        90 * DAY, "created_at",
    ),
    Retention(
        "minutes", "block_revision", _("Comptes rendus, avec leurs versions et les corrections proposées"),
        _("sans limite"), _("Ils disent ce qui a été décidé, et comment le texte a changé avant son approbation."),
    ),
    Retention(
        "voices", "consultation_voice", _("Voix données par les institutions lors d'une consultation écrite"),
        _("sans limite"), _("Elles prouvent qu'un procès-verbal a été approuvé."),
    ),
    Retention(
        "jurors", "juror", _("Jurys du prix : qui y a siégé, au nom de qui, le genre comme la personne l'a dit, la charte acceptée"),
        _("sans limite"), _("Le procès-verbal dit qui a jugé ; l'édition suivante vérifie que le jury se renouvelle."),
    ),
    Retention(
        "score_seals", "score_seal", _("Notes d'un jury, scellées : un code au lieu du nom"), _("sans limite"),
        _("Elles prouvent que le classement est celui des notes données."),
    ),
    Retention(
        "deliberations", "deliberation_item", _("Délibérations d'un jury : notes de séance, votes comptés, rangs, motifs"),
        _("sans limite"), _("Le procès-verbal en est fait. Personne n'y est nommé, sauf si une note le fait."),
    ),
    Retention(
        "jury_packs", "jury_pack", _("Dossiers préparés pour un membre d'un jury, à emporter"), _("30 jours"),
        _("Le temps de la délibération."), 30 * DAY, "asked_at",
    ),
    Retention(
        "history", "audit_event", _("Historique : qui a fait quoi et quand"), _("10 ans"),
        _("Pour expliquer une décision, un vote ou un changement contesté."), 10 * YEAR, "at",
    ),
    Retention(
        "persons", "person", _("Nom, langue, courriel et téléphone des personnes"),
        _("tant que la personne parle pour une institution ou occupe une fonction, puis jusqu'à sa demande d'effacement"),
        _("Pour la convoquer et lui écrire."),
    ),
    Retention(
        "erased_persons", "person", _("Personnes effacées"), _("le numéro seul, sans nom ni adresse"),
        _("Pour que l'historique reste lisible sans dire de qui il s'agit."),
    ),
    Retention(
        "consents", "consent", _("Accords donnés et retirés"), _("autant que le compte"),
        _("La loi demande de pouvoir prouver l'accord."),
    ),
    Retention(
        "requests", "personal_data_request", _("Demandes sur les données personnelles"),
        _("5 ans après la réponse"), _("Pour prouver que la demande a été traitée."), 5 * YEAR, "handled_at",
    ),
)  # fmt: skip
