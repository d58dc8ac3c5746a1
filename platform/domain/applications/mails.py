"""Mails to those who work on an application. All are one shape: what happened, a few facts, one button."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from noress.core.i18n import lazy as _
from noress.domain.applications.models import Application, ApplicationPerson, Part
from noress.domain.applications.wording import PROJECT, wording_of
from noress.domain.outbox.rules import Mail

WORKING = PROJECT.why


def _mail(
    person: ApplicationPerson, url: str, *, key: str, subject: Any, lines: list[Any], label: Any,
    rows: list[tuple[Any, Any]] | None = None, why: Any = None,
) -> Mail:  # fmt: skip
    application = person.application
    words = wording_of(application.call)
    facts = [
        (words.call, application.call.title), (words.holder, application.structure.name),
        (words.project, application.title), *(rows or []),
    ]  # fmt: skip
    return Mail(
        template="application_notice", to_address=person.email, to_name=person.name, language=person.language,
        key=key, about=("application", application.id),
        values={"subject": subject, "lines": lines, "rows": facts, "label": label, "url": url, "why": why or words.why},
    )  # fmt: skip


def _closing(deadline: datetime | None) -> list[tuple[Any, Any]]:
    return [(_("À envoyer avant (heure du Maroc)"), deadline)] if deadline else []


KEEP = _(
    "Gardez ce courriel : le lien ouvre votre candidature sur n'importe quel téléphone, sans mot de passe. Il est "
    "personnel : ne le donnez à personne, invitez plutôt les autres depuis la page."
)

#: to whoever was invited: only the one who carries it invites others
KEEP_OURS = _(
    "Gardez ce courriel : le lien ouvre la candidature sur n'importe quel téléphone, sans mot de passe. Il est personnel : "
    "ne le donnez à personne."
)


def begun(person: ApplicationPerson, url: str, deadline: datetime | None) -> Mail:
    words = wording_of(person.application.call)
    return _mail(
        person, url, key=f"application-begun-{person.id}", subject=words.begun, lines=[words.begun_line, KEEP],
        rows=_closing(deadline), label=words.go_on,
    )  # fmt: skip


def begun_in_your_name(application: Application, address: str, url: str, *, by: str, given: str) -> Mail:
    """To the structure's own mailbox, when somebody without an account begins with another address."""
    words = wording_of(application.call)
    return Mail(
        template="application_notice", to_address=address, to_name=str(application.structure.name), language=application.language,
        key=f"application-in-name-{application.id}", about=("application", application.id),
        values={
            "subject": _("Une candidature est commencée au nom de votre structure"),
            "lines": [
                _("%(name)s, avec l'adresse %(address)s, a commencé une candidature au nom de votre structure.", name=by, address=given),
                _("Si cette personne est des vôtres, ne faites rien. Sinon, écrivez-nous : nous l'arrêterons."),
            ],
            "rows": [
                (words.call, application.call.title), (words.holder, application.structure.name), (words.project, application.title),
                (_("Nous écrire"), application.call.contact_email or _("le secrétariat permanent")),
            ],
            "label": _("Lire l'appel"), "url": url, "why": _("cette adresse est celle de la structure au catalogue"),
        },
    )  # fmt: skip


def link_again(person: ApplicationPerson, url: str, *, by: str, now: datetime) -> Mail:
    """Somebody wanted to begin what is begun already: at most one an hour."""
    line = (
        _("%(name)s a voulu commencer cette candidature. Elle existe déjà : voici votre lien.", name=by)
        if by
        else _("Voici le lien de votre candidature.")
    )
    line_after = _("Si cette personne travaille avec vous, invitez-la depuis la page. Sinon, ne faites rien.")
    return _mail(
        person, url, key=f"application-link-{person.id}-{person.link_generation}-{now:%Y%m%d%H}",
        subject=_("Le lien de votre candidature"), lines=[line, line_after] if by else [line, KEEP if person.part is Part.OWNER else KEEP_OURS],
        label=_("Ouvrir ma candidature"),
    )  # fmt: skip


def invitation(person: ApplicationPerson, url: str, *, by: str, may: Any, deadline: datetime | None) -> Mail:
    """The address was given by somebody else, who is named."""
    return _mail(
        person, url, key=f"application-invitation-{person.id}-{person.link_generation}-{person.part.value}",
        subject=_("%(name)s vous invite à travailler sur une candidature", name=by),
        lines=[_("%(name)s vous invite à travailler sur cette candidature.", name=by), KEEP_OURS],
        rows=[(_("Ce que vous pouvez faire"), may), *_closing(deadline)], label=_("Ouvrir la candidature"),
        why=_("%(name)s a donné votre adresse pour cette candidature", name=by),
    )  # fmt: skip


def handed_over(person: ApplicationPerson, url: str, *, by: str, deadline: datetime | None) -> Mail:
    return _mail(
        person, url, key=f"application-owner-{person.id}-{person.link_generation}-{by[:40]}",
        subject=_("Vous portez maintenant cette candidature"),
        lines=[_("%(name)s vous a confié cette candidature : vous l'envoyez et vous choisissez qui y travaille.", name=by)],
        rows=_closing(deadline), label=_("Ouvrir la candidature"),
    )  # fmt: skip


def receipt(
    person: ApplicationPerson, url: str, pdf_url: str, *, sha256: str, sent_at: datetime, is_again: bool
) -> Mail:
    application = person.application
    words = wording_of(application.call)
    line = words.again_line if is_again else words.received_line
    return _mail(
        person, url, key=f"application-receipt-{person.id}-{sha256[:16]}",
        subject=words.received(application.number), lines=[line],
        rows=[
            (_("Numéro"), application.number), (_("Reçue (heure du Maroc)"), sent_at),
            (_("Signée par"), application.sent_by), (_("Empreinte"), sha256), (_("Reçu en PDF"), pdf_url),
        ],
        label=words.look_again,
    )  # fmt: skip


def alert(person: ApplicationPerson, url: str, deadline: datetime) -> Mail:
    words = wording_of(person.application.call)
    return _mail(
        person, url, key=f"application-alert-{person.id}-{deadline:%Y%m%d%H%M}", subject=words.alert,
        lines=[
            words.alert_line,
            _("Ce qui est enregistré ne suffit pas : ouvrez la page, complétez, puis appuyez sur « Envoyer »."),
        ],
        rows=_closing(deadline), label=_("Finir et envoyer"),
    )  # fmt: skip


def comments_key(person: ApplicationPerson) -> str:
    """What is not told yet to that person: said within minutes, it makes one mail."""
    return f"application-comments-{person.id}"


def commented(person: ApplicationPerson, url: str, *, by: str, comment_id: int, not_before: datetime) -> Mail:
    """Who wrote, never what: the secretariat, which looks after the mails, does not read comments."""
    mail = _mail(
        person, url, key=f"application-comment-{comment_id}-{person.id}", subject=_("Nouveau commentaire sur votre candidature"),
        lines=[_("%(name)s a commenté la candidature. Seuls ceux qui y travaillent lisent les commentaires.", name=by)],
        label=_("Lire et répondre"),
    )  # fmt: skip
    return replace(mail, merge_key=comments_key(person), not_before=not_before)


def withdrawn(person: ApplicationPerson, url: str, *, by: str, now: datetime) -> Mail:
    application: Application = person.application
    rows = [(_("Numéro"), application.number)] if application.number else []
    return _mail(
        person, url, key=f"application-withdrawn-{person.id}-{now.timestamp():.0f}",
        subject=_("Candidature retirée"),
        lines=[_("%(name)s a retiré cette candidature. Elle ne sera pas examinée. Ce qui a été écrit reste lisible.", name=by)],
        rows=rows, label=_("Revoir la candidature"),
    )  # fmt: skip
