"""What the pages of a jury's scores share."""

from flask import abort

from noress.core import clock
from noress.core.i18n import Translated, language, ngettext
from noress.core.i18n import gettext as _
from noress.domain.competitions.models import Competition
from noress.domain.competitions.phases import Phase
from noress.domain.juries import panel
from noress.domain.reviewing import sending
from noress.domain.reviewing.criteria import criteria_of
from noress.domain.reviewing.models import Evaluation, Grid, GridCriterion
from noress.domain.reviewing.sitting import Sitting, left_jury, not_juror, sitting_of
from noress.web import acting


def any_sitting(competition_id: int) -> Sitting:
    """With or without a seat. In the making, an edition exists for those who prepare it and who sit in its jury."""
    actor = acting.actor()
    found = sitting_of(competition_id, actor.person_id, clock.now())
    if found is None or (found.phase is Phase.PREPARING and found.juror is None and not actor.is_secretariat):
        abort(404)
    return found


def seat_of(competition_id: int) -> Sitting:
    """Of somebody who has a seat there, the charter accepted or not."""
    sitting = any_sitting(competition_id)
    if sitting.juror is None:
        if left_jury(competition_id, acting.actor().person_id):
            raise not_juror()
        abort(403)
    return sitting


def own_sitting(competition_id: int) -> Sitting:
    """Of somebody who has a seat there and accepted the charter."""
    sitting = seat_of(competition_id)
    if sitting.juror is None or not panel.has_accepted(sitting.juror):
        abort(403)
    return sitting


def own_evaluation(competition_id: int, evaluation_id: int) -> tuple[Sitting, Evaluation]:
    sitting = own_sitting(competition_id)
    evaluation = sending.find_evaluation(sitting, evaluation_id, acting.actor())
    if evaluation is None or not sitting.rights.can_read:
        abort(404)
    return sitting, evaluation


def grid_of(competition: Competition) -> tuple[Sitting, Grid]:
    """For pages about all of an edition; one without a grid has none of them."""
    sitting = any_sitting(competition.id)
    return sitting, sitting.grid or abort(404)


def criteria(evaluation: Evaluation) -> list[GridCriterion]:
    """What its file is scored by."""
    return criteria_of(evaluation.grid, evaluation.application.lot_id)


def step_words(criterion: GridCriterion, value: int) -> str:
    """ "4 · Bon"."""
    words = {step["value"]: step["word"] for step in criterion.scale}
    return f"{value} · {Translated(words.get(value, {}))}"


def figure(thousandths: int | None) -> str:
    """Two decimals at most, as the reader writes them."""
    if thousandths is None:
        return ""
    hundredths = (thousandths + 5) // 10
    whole, rest = divmod(hundredths, 100)
    if not rest:
        return str(whole)
    return f"{whole}{'.' if language() == 'en' else ','}{f'{rest:02d}'.rstrip('0')}"


def mark(total: int | None, out_of: int) -> str:
    """A total as the edition says it: out of 20, or of 100."""
    return figure(total * out_of // 100) if total is not None else ""


def running(partial: int, out_of: int, missing: int) -> str:
    """What the page shows while one scores."""
    words = _("%(mark)s sur %(out_of)s", mark=mark(partial, out_of), out_of=out_of)
    if missing:
        left = ngettext("%(num)s réponse manque encore", "%(num)s réponses manquent encore", missing)
        return f"{words} · {left}"
    return words
