"""Mails of entering: to somebody who is put forward, to the member who did, to entrants about their pitch."""

from datetime import datetime
from typing import Any

from noress.core import links
from noress.core.i18n import lazy as _
from noress.domain.applications.links import home_url
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.wording import PRIZE
from noress.domain.competitions.models import Nomination, PitchSlot
from noress.domain.competitions.nomination_links import nomination_url
from noress.domain.outbox.rules import Mail


def key_of(nomination: Nomination) -> str:
    return f"nomination-{nomination.id}-{nomination.link_generation}"


def nominated(nomination: Nomination, *, by: str, reminder: int = 0) -> Mail:
    """The address was given by somebody else, who is named with their institution."""
    subject = (
        _("Rappel : votre initiative est proposée au concours")
        if reminder
        else _("Votre initiative est proposée au concours")
    )
    source = _(
        "%(name)s, de %(institution)s, propose votre initiative au concours. Vous seul décidez de participer.",
        name=by, institution=nomination.institution.name,
    )  # fmt: skip
    return Mail(
        template="application_notice", to_address=nomination.email, to_name=nomination.name, language=nomination.language,
        key=f"{key_of(nomination)}-{reminder}", merge_key=key_of(nomination), about=("nomination", nomination.id),
        values={
            "subject": subject,
            "lines": [
                source, nomination.reason,
                _("La page s'ouvre sans mot de passe : vous y acceptez, et votre dossier commence, ou vous refusez."),
                _("Sans réponse, votre adresse est effacée après 90 jours."),
            ],
            "rows": [
                (PRIZE.call, nomination.competition.call.title), (PRIZE.project, nomination.initiative),
                (_("À envoyer avant (heure du Maroc)"), nomination.competition.call.closes_at),
            ],
            "label": _("Répondre à cette proposition"), "url": nomination_url(nomination),
            "why": _("%(institution)s, membre du réseau, a donné votre adresse pour ce concours", institution=nomination.institution.name),
        },
    )  # fmt: skip


def answered(nomination: Nomination, *, is_accepted: bool, now: datetime) -> Mail | None:
    """To the member who put them forward; nothing where they left, or asked for no more mails."""
    to = nomination.made_by
    if to is None or not to.email or to.is_suspended:
        return None
    line = (
        _("%(name)s accepte votre proposition et commence son dossier.", name=nomination.name)
        if is_accepted
        else _("%(name)s ne souhaite pas participer. Rien n'en est publié.", name=nomination.name)
    )
    return Mail(
        template="application_notice", to_address=to.email, to_name=to.own_name, language=to.language, person_id=to.id,
        key=f"nomination-{nomination.id}-answer",
        about=("application", nomination.application_id) if nomination.application_id else ("nomination", nomination.id),
        values={
            "subject": _("Votre proposition est acceptée") if is_accepted else _("Votre proposition est refusée"),
            "lines": [line], "rows": [(PRIZE.call, nomination.competition.call.title), (PRIZE.project, nomination.initiative)],
            "label": _("Voir mes propositions"), "why": _("vous avez proposé une initiative au concours"),
            "url": links.to("entering.propose", competition_id=nomination.competition_id, lang=to.language),
        },
    )  # fmt: skip


def pitch(person: ApplicationPerson, slot: PitchSlot, *, calendar: str) -> Mail:
    application = person.application
    rows: list[tuple[Any, Any]] = [
        (PRIZE.call, application.call.title), (PRIZE.project, application.title), (_("Numéro"), application.number),
        (_("Jour et heure (heure du Maroc)"), slot.starts_at), (_("Durée"), _("%(count)s minutes", count=slot.minutes)),
        (_("Lieu"), slot.place),
    ]  # fmt: skip
    return Mail(
        template="application_notice", to_address=person.email, to_name=person.name, language=person.language,
        key=f"pitch-{slot.id}-{application.id}-{slot.version}-{person.id}", about=("application", application.id),
        calendar=calendar, calendar_method="REQUEST",
        values={
            "subject": _("Votre présentation orale devant le jury"),
            "lines": [_("Le jury vous attend pour écouter votre initiative. Prévenez-nous si vous ne pouvez pas venir.")],
            "rows": rows, "label": _("Ouvrir mon dossier"), "url": home_url(person), "why": PRIZE.why,
        },
    )  # fmt: skip


def pitch_cancelled(person: ApplicationPerson, *, key: str, calendar: str) -> Mail:
    application = person.application
    return Mail(
        template="application_notice", to_address=person.email, to_name=person.name, language=person.language,
        key=f"{key}-{person.id}", about=("application", application.id), calendar=calendar, calendar_method="CANCEL",
        values={
            "subject": _("Votre présentation orale est annulée"),
            "lines": [_("L'horaire qui vous avait été donné ne tient plus. S'il y en a un autre, un courriel vous le dira.")],
            "rows": [(PRIZE.call, application.call.title), (PRIZE.project, application.title)],
            "label": _("Ouvrir mon dossier"), "url": home_url(person), "why": PRIZE.why,
        },
    )  # fmt: skip
