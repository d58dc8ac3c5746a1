"""Mails to those who evaluate, and to those who manage evaluations. None of them names a file: the list of mails is read by
people who may be recused from it."""

from datetime import datetime
from typing import Any

from noress.core import links
from noress.core.i18n import lazy as _
from noress.domain.accounts.models import Person
from noress.domain.outbox.rules import Mail
from noress.domain.reviewing.models import Grid

EVALUATING = _("le secrétariat vous demande d'évaluer des candidatures")
MANAGING = _("vous suivez les évaluations de cet appel")


def _mail(
    grid: Grid, to: Person, *, key: str, subject: Any, lines: list[Any], label: Any, url: str, why: Any,
    counted: tuple[Any, int] | None = None,
) -> Mail | None:  # fmt: skip
    if not to.email or to.is_suspended or grid.call is None:
        return None
    rows: list[tuple[Any, Any]] = [
        (_("Appel"), grid.call.title),
        (_("À envoyer avant (heure du Maroc)"), grid.closes_at),
    ]
    if counted is not None:
        rows.append(counted)
    return Mail(
        template="application_notice", to_address=to.email, to_name=to.own_name, language=to.language, key=key,
        person_id=to.id,
        values={"subject": subject, "lines": lines, "rows": rows, "label": label, "url": url, "why": why},
    )  # fmt: skip


def given(grid: Grid, to: Person, count: int, *, now: datetime) -> Mail | None:
    """One for all the new files of a person."""
    return _mail(
        grid, to, key=f"evaluation-given-{grid.id}-{to.id}-{now:%Y%m%d%H%M%S%f}",
        subject=_("Des candidatures vous sont confiées pour évaluation"),
        lines=[
            _("Vous lisez chaque dossier et vous le notez avec la grille de l'appel. Personne ne voit vos notes avant que vous les envoyiez."),
            _("Si vous avez un lien avec un dossier, dites-le depuis sa page : il sera confié à quelqu'un d'autre."),
        ],
        counted=(_("Nouveaux dossiers"), count), label=_("Voir mes dossiers"), url=links.to("evaluating.index"), why=EVALUATING,
    )  # fmt: skip


def reminder(grid: Grid, to: Person, count: int, *, now: datetime) -> Mail | None:
    """At most one a day."""
    return _mail(
        grid, to, key=f"evaluation-reminder-{grid.id}-{to.id}-{now:%Y%m%d}",
        subject=_("Des évaluations vous attendent"),
        lines=[_("Il vous reste des dossiers à évaluer. Ce qui est seulement enregistré n'est pas encore envoyé.")],
        counted=(_("Dossiers à évaluer"), count), label=_("Voir mes dossiers"), url=links.to("evaluating.index"), why=EVALUATING,
    )  # fmt: skip


def declined(grid: Grid, to: Person, *, evaluation_id: int, now: datetime) -> Mail | None:
    """To who gave the file, unless they stand aside from it: neither the file nor the person is named."""
    return _mail(
        grid, to, key=f"evaluation-declined-{evaluation_id}-{to.id}-{now:%Y%m%d%H%M%S}",
        subject=_("Une évaluation est à confier à quelqu'un d'autre"),
        lines=[_("Une personne ne peut pas évaluer un dossier que vous lui aviez confié. La page propose qui peut la remplacer.")],
        label=_("Voir qui peut la remplacer"), url=links.to("evaluating.replace", funding_call_id=grid.call_id, etape=grid.stage),
        why=MANAGING,
    )  # fmt: skip
