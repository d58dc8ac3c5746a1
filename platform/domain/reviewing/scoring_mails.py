"""Mails to jurors who score. None of them names a file: the list of mails is read by people who may stand aside from it."""

from datetime import datetime
from typing import Any

from noress.core import links
from noress.core.i18n import lazy as _
from noress.domain.accounts.models import Person
from noress.domain.competitions.models import Competition
from noress.domain.outbox.rules import Mail
from noress.domain.reviewing.models import Grid

JUDGING = _("vous êtes membre du jury de ce prix")


def _mail(
    competition: Competition, grid: Grid, to: Person, *, key: str, subject: Any, lines: list[Any],
    counted: tuple[Any, int] | None = None,
) -> Mail | None:  # fmt: skip
    if not to.email or to.is_suspended:
        return None
    rows: list[tuple[Any, Any]] = [
        (_("Prix"), competition.call.title), (_("À envoyer avant (heure du Maroc)"), grid.closes_at),
    ]  # fmt: skip
    if counted is not None:
        rows.append(counted)
    return Mail(
        template="application_notice", to_address=to.email, to_name=to.own_name, language=to.language, key=key,
        person_id=to.id,
        values={
            "subject": subject, "lines": lines, "rows": rows, "label": _("Ouvrir mes dossiers"),
            "url": links.to("scoring.index", competition_id=competition.id), "why": JUDGING,
        },
    )  # fmt: skip


def given(competition: Competition, grid: Grid, to: Person, *, now: datetime) -> Mail | None:
    """At most one a day, however many files come."""
    return _mail(
        competition, grid, to, key=f"score-given-{grid.id}-{to.id}-{now:%Y%m%d}",
        subject=_("Des dossiers vous attendent pour notation"),
        lines=[
            _("Vous lisez chaque dossier et vous le notez avec la grille du prix. Personne ne voit vos notes avant que vous les envoyiez."),
            _("Si vous avez un lien avec un dossier, dites-le depuis sa page : vous ne le verrez plus."),
        ],
    )  # fmt: skip


def reminder(competition: Competition, grid: Grid, to: Person, count: int, *, key: str) -> Mail | None:
    return _mail(
        competition, grid, to, key=key, subject=_("Il vous reste des dossiers à noter"),
        lines=[_("Ce qui est seulement enregistré n'est pas encore envoyé, et ne compte pas.")],
        counted=(_("Dossiers à noter"), count),
    )  # fmt: skip
