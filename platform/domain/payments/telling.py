"""Mails to those who hold a project, each in their own language. They never carry a bank account whole."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from noress.core import formats, links
from noress.core.i18n import lazy as _
from noress.domain.applications.links import token_of
from noress.domain.applications.mails import WORKING
from noress.domain.applications.models import ApplicationPerson
from noress.domain.awards.models import Award
from noress.domain.outbox.rules import Mail, enqueue
from noress.domain.payments.models import Agreement, AwardPaper, BankAccount, Instalment
from noress.domain.payments.rib import masked

Rows = list[tuple[Any, Any]]
#: (name, subject, lines, rows) of a mail
Said = tuple[str, Any, list[Any], Rows]


def tell(award: Award, about: Callable[[Any], Said], subject: Any, *, now: datetime) -> None:
    """Everybody of the structure who may act on the project."""
    name, title, lines, rows = about(subject)
    for person in award.application.people:
        if person.removed_at is None and person.part.can_edit:
            key = f"{name}-{subject.id}-{subject.version}"
            enqueue(_mail(award, person, key, title, lines, rows), now=now)


def project_url(person: ApplicationPerson) -> str:
    return links.to("payments.own_project", token=token_of(person), lang=person.language)


def _mail(award: Award, to: ApplicationPerson, key: str, subject: Any, lines: list[Any], rows: Rows) -> Mail:
    facts: Rows = [(_("Projet"), award.application.title), (_("Structure"), award.structure.name), *rows]
    return Mail(
        template="application_notice", to_address=to.email, to_name=to.name, language=to.language,
        key=f"project-{key}-{to.id}", about=("application", award.application_id),
        values={"subject": subject, "lines": lines, "rows": facts, "label": _("Voir le projet"), "url": project_url(to),
                "why": WORKING},
    )  # fmt: skip


def agreement_to_sign(agreement: Agreement) -> Said:
    return "agreement", _("Votre convention est à signer"), [
        _("La convention de votre projet est prête, en français et en arabe."),
        _("Imprimez-la, remplissez les blancs à la main, signez-la, puis envoyez-en la photo ou le scan depuis cette page."),
    ], [(_("Convention"), agreement.number)]  # fmt: skip


def agreement_reopened(agreement: Agreement) -> Said:
    return "agreement-reopened", _("Ne signez pas encore votre convention"), [
        _("Le secrétariat corrige la convention qu'il vous a envoyée. Une nouvelle version vous sera annoncée."),
    ], [(_("Convention"), agreement.number)]  # fmt: skip


def agreement_signed(agreement: Agreement) -> Said:
    return "agreement-signed", _("Votre convention est signée"), [
        _("Les deux parties ont signé. Vous pouvez demander la première tranche depuis cette page."),
    ], [(_("Convention"), agreement.number)]  # fmt: skip


def paper_refused(paper: AwardPaper) -> Said:
    return "paper", _("Un papier de votre projet est à redonner"), [
        _("Ce papier ne convient pas :"), paper.refused_because,
    ], [(_("Papier"), paper.label)]  # fmt: skip


def _amount(instalment: Instalment) -> Rows:
    return [(_("Tranche"), instalment.position), (_("Montant"), formats.money(instalment.amount))]


def instalment_refused(instalment: Instalment) -> Said:
    return "instalment-refused", _("Votre demande de versement est à reprendre"), [
        _("Il manque quelque chose pour verser cette tranche :"), instalment.reason,
        _("Complétez, puis demandez-la de nouveau depuis cette page."),
    ], _amount(instalment)  # fmt: skip


def instalment_paid(instalment: Instalment) -> Said:
    rows = [*_amount(instalment), (_("Référence du virement"), instalment.payment_reference)]
    return "instalment-paid", _("Un versement vous a été fait"), [
        _("Cette tranche est payée. Le virement peut mettre quelques jours à paraître sur votre compte."),
    ], rows  # fmt: skip


def instalment_failed(instalment: Instalment) -> Said:
    return "instalment-failed", _("Un virement n'est pas passé"), [
        _("La banque a rejeté ce virement. Vérifiez vos coordonnées bancaires ; le paiement sera ordonné de nouveau."),
    ], _amount(instalment)  # fmt: skip


def instalment_cancelled(instalment: Instalment) -> Said:
    lines = [_("Cette tranche est annulée :"), instalment.reason]
    return "instalment-cancelled", _("Une tranche de votre projet est annulée"), lines, _amount(instalment)


def _account(account: BankAccount) -> Rows:
    """Its two ends keep their order in a mail in Arabic."""
    return [(_("Compte"), f"\u2066{masked(account.rib)}\u2069")]


def account_typed(account: BankAccount) -> Said:
    return "account-typed", _("Vos coordonnées bancaires vont changer"), [
        _("De nouvelles coordonnées bancaires ont été saisies pour votre structure. Elles serviront une fois confirmées."),
        _("Si ce n'est pas vous, prévenez le secrétariat tout de suite."),
    ], _account(account)  # fmt: skip


def account_confirmed(account: BankAccount) -> Said:
    lines = [_("Vos coordonnées bancaires sont confirmées : les versements iront sur ce compte.")]
    return (
        "account-confirmed",
        _("Vos coordonnées bancaires sont confirmées"),
        lines,
        _account(account),
    )


def account_refused(account: BankAccount) -> Said:
    return "account-refused", _("Vos coordonnées bancaires sont à redonner"), [
        _("Ces coordonnées ne conviennent pas :"), account.refused_because,
    ], _account(account)  # fmt: skip
