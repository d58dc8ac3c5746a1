"""Mails to winners, in their own language: one year after."""

from noress.core import links
from noress.core.i18n import lazy as _
from noress.domain.applications.links import token_of
from noress.domain.applications.mails import WORKING
from noress.domain.applications.models import ApplicationPerson
from noress.domain.competitions.models import Entry
from noress.domain.outbox.rules import Mail


def follow_up_url(person: ApplicationPerson) -> str:
    return links.to("results.follow_up", token=token_of(person), lang=person.language)


def one_year_after(entry: Entry, to: ApplicationPerson) -> Mail:
    """Asked once, one year after the results were told."""
    application = entry.application
    return Mail(
        template="application_notice", to_address=to.email, to_name=to.name, language=to.language,
        key=f"entry-one-year-{entry.id}-{to.id}", about=("application", application.id),
        values={
            "subject": _("Un an après votre prix : où en êtes-vous ?"),
            "lines": [
                _("Il y a un an, votre initiative a reçu un prix. Qu'est-elle devenue ?"),
                _("Répondez en quelques lignes, depuis cette page. Votre réponse pourra être publiée dans le palmarès."),
            ],
            "rows": [
                (_("Numéro"), application.number), (_("Concours"), application.call.title),
                (_("Initiative"), application.title), (_("Prix"), entry.prize.title if entry.prize is not None else ""),
            ],
            "label": _("Répondre"), "url": follow_up_url(to), "why": WORKING,
        },
    )  # fmt: skip
