"""Mails about who stands aside. None goes to whoever is recused from the file that it speaks of."""

from datetime import datetime
from typing import Any

from noress.core import links
from noress.core.i18n import lazy as _
from noress.domain.accounts.models import Person
from noress.domain.applications.models import Application
from noress.domain.outbox.rules import Mail
from noress.domain.reviewing.models import Recusal

STAFF = _("vous suivez les candidatures")


def _mail(
    to: Person, application: Application, *, key: str, subject: Any, lines: list[Any], label: Any, url: str
) -> Mail | None:
    if not to.email or to.is_suspended:
        return None
    rows = [(_("Dossier"), application.number or "–"), (_("Appel"), application.call.title)]
    return Mail(
        template="application_notice", to_address=to.email, to_name=to.own_name, language=to.language, key=key,
        person_id=to.id, about=("application", application.id),
        values={"subject": subject, "lines": lines, "rows": rows, "label": label, "url": url, "why": STAFF},
    )  # fmt: skip


def declared(recusal: Recusal, application: Application, to: Person, *, who: str) -> Mail | None:
    """To those who may name a substitute."""
    return _mail(
        to, application, key=f"recusal-declared-{recusal.id}-{recusal.made_at:%Y%m%d%H%M%S}-{to.id}",
        subject=_("Un déport sur un dossier de candidature"),
        lines=[_("%(name)s s'est déporté(e) de ce dossier. Nommez qui fait sa part du travail.", name=who)],
        label=_("Nommer un remplaçant"),
        url=links.to("reviewing.substitute", application_id=application.id, person_id=recusal.person_id),
    )  # fmt: skip


def stands_in(
    recusal: Recusal, application: Application, to: Person, *, who: Person, now: datetime
) -> Mail | None:
    return _mail(
        to, application, key=f"recusal-substitute-{recusal.id}-{to.id}-{now:%Y%m%d%H%M%S}",
        subject=_("Vous remplacez quelqu'un sur un dossier de candidature"),
        lines=[_("Vous faites la part du travail de %(name)s sur ce dossier.", name=who.name),
               _("Si vous avez vous-même un lien avec ce dossier, déportez-vous depuis sa page.")],
        label=_("Ouvrir le dossier"), url=links.to("application_desk.show", application_id=application.id),
    )  # fmt: skip


def lifted(recusal: Recusal, application: Application, *, now: datetime) -> Mail | None:
    """To the person, who sees the file again."""
    return _mail(
        recusal.person, application, key=f"recusal-lifted-{recusal.id}-{now:%Y%m%d%H%M%S}",
        subject=_("Votre déport d'un dossier de candidature est levé"),
        lines=[_("Vous voyez de nouveau ce dossier et pouvez y travailler.")],
        label=_("Ouvrir le dossier"), url=links.to("application_desk.show", application_id=application.id),
    )  # fmt: skip
