"""The words of the history of results: under embargo, told, one year after."""

from typing import Any

from noress.core.i18n import lazy as _

RESULTS_ACTIONS: dict[str, Any] = {
    "competition.released": _("Résultats du concours annoncés"),
    "competition.press_text_edited": _("Texte pour la presse écrit"),
    "entry.public_text_edited": _("Texte public écrit"),
    "entry.feedback_chosen": _("Retour du jury choisi"),
    "entry.prize_amount_set": _("Montant du prix fixé"),
    "entry.reconsidered": _("Ce que le jury a décidé de nouveau est enregistré"),
    "application.reconsidered": _("Nouvelle décision du jury annoncée, après recours"),
    "entry.consent_changed": _("Accord pour publier changé"),
    "entry.follow_up_asked": _("Question posée, un an après"),
    "entry.followed_up": _("Réponse reçue, un an après"),
    "entry.follow_up_published": _("Réponse « un an après » publiée"),
    "entry.follow_up_hidden": _("Réponse « un an après » retirée du palmarès"),
}
RESULTS_FIELDS: dict[str, Any] = {
    "shows_name": _("Nom publié"), "shows_photo": _("Photo publiée"),
    "prize_id": _("Prix"), "rank": _("Rang"), "prize_amount": _("Montant du prix"), "is_mention": _("Mention spéciale"),
    "mention": _("Mention"), "reconsidered_at": _("Enregistré le"), "reconsidered_on": _("Décidé de nouveau le"), "reconsidered_by": _("Référence de la décision"),
    "reconsidered_because": _("Motif"), "is_added": _("Donné après recours"),
}  # fmt: skip
