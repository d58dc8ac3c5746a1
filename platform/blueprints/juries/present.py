"""What the pages of juries share."""

from typing import Any

from flask import url_for
from wtforms.fields import SelectChoice

from noress.blueprints.juries.forms import PlaceForm
from noress.core import territories
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.competitions.models import Competition
from noress.domain.institutions.queries import list_institution_choices
from noress.domain.juries.models import Gender, Juror, JuryRole
from noress.domain.juries.rules.composing import Place
from noress.domain.juries.rules.conflicting import DECLARABLE, declared_label
from noress.domain.juries.simulating import Simulated
from noress.extensions import db


def board_url(competition: Competition) -> str:
    return url_for("juries.compose", competition_id=competition.id)


def crumbs(competition: Competition, title: Any) -> list[tuple[Any, Any]]:
    """Where a page of the composition stands."""
    return [(_("Jury"), board_url(competition)), (title, None)]


def offer(form: PlaceForm, competition: Competition) -> None:
    """What its lists hold."""
    rows = db.session.execute(list_institution_choices()).all()
    provinces = ((one.code, str(one.name)) for one in territories.of_level("province"))
    form.offer(
        [(row[0], str(row[1])) for row in rows], sorted(provinces, key=lambda one: one[1]),
        [(lot.id, str(lot.title)) for lot in competition.call.lots],
    )  # fmt: skip


def place_in(form: PlaceForm) -> Place:
    """What was typed."""
    return Place(
        role=JuryRole(form.role.data), institution_id=form.institution.data or None, gender=Gender(form.gender.data),
        province_code=form.province.data or None, lot_ids=tuple(form.lots.data or ()),
    )  # fmt: skip


def place_of(juror: Juror) -> dict[str, Any]:
    """What the form is filled with."""
    return {
        "role": juror.role.value, "institution": juror.institution_id or 0, "gender": juror.gender.value,
        "province": juror.province_code or "", "lots": juror.lot_ids, "version": juror.version,
    }  # fmt: skip


def natures() -> list[SelectChoice]:
    return [SelectChoice(one.value, declared_label(one)) for one in DECLARABLE]


def seat_line(juror: Juror) -> tuple[str, str]:
    """(words, kind) for `status`."""
    if juror.removed_at is not None:
        return _("ne siège plus"), "neutral"
    if juror.declined_at is not None:
        return _("a décliné"), "danger"
    if juror.accepted_at is None:
        return (
            (_("réponse attendue"), "warning") if juror.invited_at else (_("pas encore invité(e)"), "neutral")
        )
    if juror.role is JuryRole.ALTERNATE and juror.called_at is None:
        return _("prêt(e) à siéger"), "info"
    return _("a accepté la charte"), "ok"


def simulated_lines(found: Simulated) -> list[tuple[str, str]]:
    """(words, kind) of what a simulation found: counts and natures, nothing else."""
    if not found.entries:
        return [(_("Aucune candidature n'est encore arrivée : rien à comparer."), "neutral")]
    lines = [
        (
            ngettext("À l'écart de %(num)s candidature : %(nature)s.", "À l'écart de %(num)s candidatures : %(nature)s.",
                     count, nature=nature.label),
            "late",
        )
        for nature, count in sorted(found.aside.items())
    ]  # fmt: skip
    if found.advice:
        lines.append((
            ngettext("%(num)s candidature à regarder : son institution a déjà financé la structure.",
                     "%(num)s candidatures à regarder : son institution a déjà financé les structures.", found.advice),
            "warning",
        ))  # fmt: skip
    if found.is_free:
        lines.append((
            ngettext("Aucun lien connu avec la candidature reçue.", "Aucun lien connu avec les %(num)s candidatures reçues.",
                     found.entries),
            "ok",
        ))  # fmt: skip
    return lines
