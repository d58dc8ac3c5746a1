"""Mails to jurors, and to those who compose the jury. None of them names an entry, nor says how many there are: the list of
mails is read by people who may stand aside."""

from datetime import datetime
from typing import Any

from noress.core import links
from noress.core.i18n import lazy as _
from noress.domain.accounts.models import Person
from noress.domain.juries.models import Juror
from noress.domain.outbox.rules import Mail

SITTING = _("vous êtes nommé(e) dans un jury du prix")
MANAGING = _("vous préparez le jury du prix")


def _mail(
    juror: Juror, to: Person, *, key: str, subject: Any, lines: list[Any], label: Any, url: str, why: Any = SITTING,
    rows: list[tuple[Any, Any]] | None = None,
) -> Mail | None:  # fmt: skip
    if not to.email or to.is_suspended:
        return None
    about: list[tuple[Any, Any]] = [(_("Prix"), juror.competition.call.title), *(rows or [])]
    return Mail(
        template="application_notice", to_address=to.email, to_name=to.own_name, language=to.language, key=key,
        person_id=to.id, about=("juror", juror.id),
        values={"subject": subject, "lines": lines, "rows": about, "label": label, "url": url, "why": why},
    )  # fmt: skip


def _charter(juror: Juror) -> str:
    return links.to("juries.charter", competition_id=juror.competition_id)


def appointed(juror: Juror, *, needs_account: bool, now: datetime) -> Mail | None:
    lines = [
        _("Vous êtes nommé(e) dans le jury de ce prix. Votre lettre de nomination est jointe à la page, en français et en arabe."),
        _("Lisez la charte de confidentialité, puis acceptez-la ou déclinez. Aucune candidature ne s'ouvre avant."),
    ]  # fmt: skip
    if needs_account:
        lines.append(_("Un autre courriel vous invite à ouvrir votre compte : commencez par celui-là."))
    return _mail(
        juror, juror.person, key=f"jury-appointed-{juror.id}-{now:%Y%m%d%H%M%S}",
        subject=_("Votre nomination au jury du prix"), lines=lines, rows=[(_("Rôle"), juror.role.label)],
        label=_("Lire la charte et répondre"), url=_charter(juror),
    )  # fmt: skip


def reminded(juror: Juror, *, now: datetime) -> Mail | None:
    """At most one a day."""
    return _mail(
        juror, juror.person, key=f"jury-reminder-{juror.id}-{now:%Y%m%d}",
        subject=_("Votre réponse pour le jury du prix est attendue"),
        lines=[_("Vous n'avez pas encore accepté la charte de confidentialité du jury. Sans elle, aucune candidature ne s'ouvre.")],
        label=_("Lire la charte et répondre"), url=_charter(juror),
    )  # fmt: skip


def declined(juror: Juror, to: Person, *, now: datetime) -> Mail | None:
    """To who appointed them."""
    return _mail(
        juror, to, key=f"jury-declined-{juror.id}-{now:%Y%m%d%H%M%S}",
        subject=_("Une personne décline de siéger au jury du prix"),
        lines=[_("%(name)s ne siégera pas. Vous pouvez appeler un(e) suppléant(e) ou nommer quelqu'un d'autre.", name=juror.person.name)],
        label=_("Ouvrir la composition du jury"), url=links.to("juries.compose", competition_id=juror.competition_id), why=MANAGING,
    )  # fmt: skip


def called(juror: Juror, *, now: datetime) -> Mail | None:
    return _mail(
        juror, juror.person, key=f"jury-called-{juror.id}-{now:%Y%m%d%H%M%S}",
        subject=_("Vous êtes appelé(e) à siéger au jury du prix"),
        lines=[_("Vous remplacez une personne du jury : vous lisez et notez désormais des candidatures.")],
        label=_("Ouvrir mes jurys"), url=links.to("juries.index"),
    )  # fmt: skip


def removed(juror: Juror, *, now: datetime) -> Mail | None:
    return _mail(
        juror, juror.person, key=f"jury-removed-{juror.id}-{now:%Y%m%d%H%M%S}",
        subject=_("Vous ne siégez plus au jury du prix"),
        lines=[_("Votre place au jury a pris fin. La charte vous lie toujours : ce que vous avez lu reste secret.")],
        label=_("Ouvrir mes jurys"), url=links.to("juries.index"),
    )  # fmt: skip
