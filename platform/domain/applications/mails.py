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


def begun(person: ApplicationPerson, url: str, deadline: datetime | None) -> Mail:
    words = wording_of(person.application.call)
    return _mail(
        person, url, key=f"application-begun-{person.id}", subject=words.begun, lines=[words.begun_line, words.keep_mail],
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
    words = wording_of(person.application.call)
    line_after = _("Si cette personne travaille avec vous, invitez-la depuis la page. Sinon, ne faites rien.")
    keep = words.keep_mail if person.part is Part.OWNER else words.keep_mail_of_ours
    return _mail(
        person, url, key=f"application-link-{person.id}-{person.link_generation}-{now:%Y%m%d%H}", subject=words.link,
        lines=[words.wanted(by), line_after] if by else [words.here_is_link, keep], label=words.open_mine,
    )  # fmt: skip


def invitation(person: ApplicationPerson, url: str, *, by: str, may: Any, deadline: datetime | None) -> Mail:
    """The address was given by somebody else, who is named."""
    words = wording_of(person.application.call)
    return _mail(
        person, url, key=f"application-invitation-{person.id}-{person.link_generation}-{person.part.value}",
        subject=words.invites(by), lines=[words.invites_line(by), words.keep_mail_of_ours],
        rows=[(_("Ce que vous pouvez faire"), may), *_closing(deadline)], label=words.open_it, why=words.gave_address(by),
    )  # fmt: skip


def handed_over(person: ApplicationPerson, url: str, *, by: str, deadline: datetime | None) -> Mail:
    words = wording_of(person.application.call)
    return _mail(
        person, url, key=f"application-owner-{person.id}-{person.link_generation}-{by[:40]}",
        subject=words.carry_now, lines=[words.entrusted(by)], rows=_closing(deadline), label=words.open_it,
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
    words = wording_of(person.application.call)
    mail = _mail(
        person, url, key=f"application-comment-{comment_id}-{person.id}", subject=words.new_comment, lines=[words.commented(by)],
        label=_("Lire et répondre"),
    )  # fmt: skip
    return replace(mail, merge_key=comments_key(person), not_before=not_before)


def withdrawn(person: ApplicationPerson, url: str, *, by: str, now: datetime) -> Mail:
    application: Application = person.application
    words = wording_of(application.call)
    rows = [(_("Numéro"), application.number)] if application.number else []
    return _mail(
        person, url, key=f"application-withdrawn-{person.id}-{now.timestamp():.0f}",
        subject=words.withdrawn, lines=[words.withdrawn_line(by)], rows=rows, label=words.look_again,
    )  # fmt: skip
