"""The words of a kind of call, where an entry for the prize is not called what a project is: one engine, two vocabularies."""

from collections.abc import Callable
from typing import Any, NamedTuple

from noress.core.i18n import lazy as _
from noress.domain.funding.models import CallKind, FundingCall


class Wording(NamedTuple):
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
    receipt_paper: Any
    withdraw: Any
    do_not_withdraw: Any
    withdrawal: Any
    begin_another: Any
    withdrawn: Any
    workers: Any
    not_judging: Any
    entrust: Any
    hand_over: Any
    carries: Any
    still_fills: Any
    invitation: Any
    open_it: Any
    back: Any
    stays: Any
    who_sends: Any
    until_closing: Any
    opinions: Any
    awarded: Any
    whole: Any
    no_longer_works: Any
    is_entrusted: Any
    is_withdrawn: Any
    wrong_address: Any
    result: Any
    result_mail: Any
    address_of_owner: Any
    address_of_others: Any
    keep_mail: Any
    keep_mail_of_ours: Any
    link: Any
    here_is_link: Any
    open_mine: Any
    carry_now: Any
    new_comment: Any
    #: of whoever did it
    wanted: Callable[[Any], Any]
    invites: Callable[[Any], Any]
    invites_line: Callable[[Any], Any]
    gave_address: Callable[[Any], Any]
    entrusted: Callable[[Any], Any]
    commented: Callable[[Any], Any]
    withdrawn_line: Callable[[Any], Any]


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
    receipt_paper=_("Reçu de candidature"),
    withdraw=_("Retirer la candidature"),
    do_not_withdraw=_("Ne pas la retirer"),
    withdrawal=_("Elle ne sera pas examinée. Personne ne peut plus la modifier ni l'envoyer."),
    begin_another=_("Votre structure peut commencer une autre candidature tant que l'appel est ouvert."),
    withdrawn=_("Candidature retirée"),
    workers=_("Personnes qui travaillent sur la candidature"),
    not_judging=_("Seulement pour qui accompagne : ses membres ne jugeront pas votre projet."),
    entrust=_("Lui confier la candidature"),
    hand_over=_("Confier la candidature"),
    carries=_("Cette personne porte la candidature : elle l'envoie, la retire et choisit qui y travaille."),
    still_fills=_("Vous pouvez toujours la remplir et l'envoyer."),
    invitation=_("Invitation à travailler sur une candidature"),
    open_it=_("Ouvrir la candidature"),
    back=_("Revenir à la candidature"),
    stays=_("Ce qui a été écrit reste dans la candidature."),
    who_sends=_("Votre part ne permet pas d'envoyer : la personne qui porte la candidature le fait."),
    until_closing=_("Vous pourrez encore la modifier et l'envoyer à nouveau, ou la retirer, jusqu'à l'heure de clôture."),
    opinions=_("Avis donnés sur votre candidature"),
    awarded=_("Votre projet"),
    whole=_("Toute la candidature"),
    no_longer_works=_("Cette personne ne travaille plus sur la candidature : son lien est coupé."),
    is_entrusted=_("La candidature est confiée. Vous pouvez toujours la remplir."),
    is_withdrawn=_("La candidature est retirée. Tous ceux qui y travaillent reçoivent un courriel."),
    wrong_address=_("Cette adresse n'est pas la bonne ? Gardez ce lien, invitez-vous avec la bonne adresse, puis confiez-lui la candidature."),
    result=_("Résultat de la candidature"),
    result_mail=_("Résultat de votre candidature"),
    address_of_owner=_("Gardez l'adresse de cette page : elle ouvre la candidature sur n'importe quel téléphone, sans mot de passe. Elle est à vous seul : invitez les autres plutôt que de la donner."),
    address_of_others=_("Gardez l'adresse de cette page : elle ouvre la candidature sur n'importe quel téléphone, sans mot de passe. Elle est à vous seul : ne la donnez pas."),
    keep_mail=_("Gardez ce courriel : le lien ouvre votre candidature sur n'importe quel téléphone, sans mot de passe. Il est personnel : ne le donnez à personne, invitez plutôt les autres depuis la page."),
    keep_mail_of_ours=_("Gardez ce courriel : le lien ouvre la candidature sur n'importe quel téléphone, sans mot de passe. Il est personnel : ne le donnez à personne."),
    link=_("Le lien de votre candidature"),
    here_is_link=_("Voici le lien de votre candidature."),
    open_mine=_("Ouvrir ma candidature"),
    carry_now=_("Vous portez maintenant cette candidature"),
    new_comment=_("Nouveau commentaire sur votre candidature"),
    wanted=lambda name: _("%(name)s a voulu commencer cette candidature. Elle existe déjà : voici votre lien.", name=name),
    invites=lambda name: _("%(name)s vous invite à travailler sur une candidature", name=name),
    invites_line=lambda name: _("%(name)s vous invite à travailler sur cette candidature.", name=name),
    gave_address=lambda name: _("%(name)s a donné votre adresse pour cette candidature", name=name),
    entrusted=lambda name: _("%(name)s vous a confié cette candidature : vous l'envoyez et vous choisissez qui y travaille.", name=name),
    commented=lambda name: _("%(name)s a commenté la candidature. Seuls ceux qui y travaillent lisent les commentaires.", name=name),
    withdrawn_line=lambda name: _("%(name)s a retiré cette candidature. Elle ne sera pas examinée. Ce qui a été écrit reste lisible.", name=name),
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
    receipt_paper=_("Reçu de participation"),
    withdraw=_("Retirer le dossier"),
    do_not_withdraw=_("Ne pas le retirer"),
    withdrawal=_("Il ne sera pas examiné. Personne ne peut plus le modifier ni l'envoyer."),
    begin_another=_("Vous pouvez commencer un autre dossier tant que le concours est ouvert."),
    withdrawn=_("Dossier retiré"),
    workers=_("Personnes qui travaillent sur le dossier"),
    not_judging=_("Seulement pour qui accompagne : ses membres ne jugeront pas votre initiative."),
    entrust=_("Lui confier le dossier"),
    hand_over=_("Confier le dossier"),
    carries=_("Cette personne porte le dossier : elle l'envoie, le retire et choisit qui y travaille."),
    still_fills=_("Vous pouvez toujours le remplir et l'envoyer."),
    invitation=_("Invitation à travailler sur un dossier de participation"),
    open_it=_("Ouvrir le dossier"),
    back=_("Revenir au dossier"),
    stays=_("Ce qui a été écrit reste dans le dossier."),
    who_sends=_("Votre part ne permet pas d'envoyer : la personne qui porte le dossier le fait."),
    until_closing=_("Vous pourrez encore le modifier et l'envoyer à nouveau, ou le retirer, jusqu'à l'heure de clôture."),
    opinions=_("Avis donnés sur votre dossier"),
    awarded=_("Versement du prix"),
    whole=_("Tout le dossier"),
    no_longer_works=_("Cette personne ne travaille plus sur le dossier : son lien est coupé."),
    is_entrusted=_("Le dossier est confié. Vous pouvez toujours le remplir."),
    is_withdrawn=_("Le dossier est retiré. Tous ceux qui y travaillent reçoivent un courriel."),
    wrong_address=_("Cette adresse n'est pas la bonne ? Gardez ce lien, invitez-vous avec la bonne adresse, puis confiez-lui le dossier."),
    result=_("Résultat du concours"),
    result_mail=_("Résultat du concours"),
    address_of_owner=_("Gardez l'adresse de cette page : elle ouvre le dossier sur n'importe quel téléphone, sans mot de passe. Elle est à vous seul : invitez les autres plutôt que de la donner."),
    address_of_others=_("Gardez l'adresse de cette page : elle ouvre le dossier sur n'importe quel téléphone, sans mot de passe. Elle est à vous seul : ne la donnez pas."),
    keep_mail=_("Gardez ce courriel : le lien ouvre votre dossier sur n'importe quel téléphone, sans mot de passe. Il est personnel : ne le donnez à personne, invitez plutôt les autres depuis la page."),
    keep_mail_of_ours=_("Gardez ce courriel : le lien ouvre le dossier sur n'importe quel téléphone, sans mot de passe. Il est personnel : ne le donnez à personne."),
    link=_("Le lien de votre dossier"),
    here_is_link=_("Voici le lien de votre dossier."),
    open_mine=_("Ouvrir mon dossier"),
    carry_now=_("Vous portez maintenant ce dossier"),
    new_comment=_("Nouveau commentaire sur votre dossier"),
    wanted=lambda name: _("%(name)s a voulu commencer ce dossier. Il existe déjà : voici votre lien.", name=name),
    invites=lambda name: _("%(name)s vous invite à travailler sur un dossier de participation", name=name),
    invites_line=lambda name: _("%(name)s vous invite à travailler sur ce dossier de participation.", name=name),
    gave_address=lambda name: _("%(name)s a donné votre adresse pour ce dossier", name=name),
    entrusted=lambda name: _("%(name)s vous a confié ce dossier : vous l'envoyez et vous choisissez qui y travaille.", name=name),
    commented=lambda name: _("%(name)s a commenté le dossier. Seuls ceux qui y travaillent lisent les commentaires.", name=name),
    withdrawn_line=lambda name: _("%(name)s a retiré ce dossier. Il ne sera pas examiné. Ce qui a été écrit reste lisible.", name=name),
)  # fmt: skip


def wording_of(call: FundingCall) -> Wording:
    return PRIZE if call.kind is CallKind.COMPETITION else PROJECT
