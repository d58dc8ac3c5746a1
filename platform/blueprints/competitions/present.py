"""What the pages of editions share."""

from datetime import datetime
from typing import Any, NamedTuple

from flask import current_app, redirect, render_template, url_for

from noress.core import clock, formats
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.competitions import finding, phases
from noress.domain.competitions.models import Competition, Entrant, Prize, TieRule
from noress.domain.competitions.phases import Phase
from noress.domain.competitions.rules import completeness
from noress.domain.reviewing.models import Grid, GridCriterion
from noress.domain.reviewing.severity import SOURCE as SEVERITY_SOURCE
from noress.extensions import db
from noress.web import acting
from noress.web.call_pages import Step, left_words
from noress.web.flashes import say
from noress.web.policy import allows

__all__ = ["SEVERITY_SOURCE", "left_words"]

#: the shape of each phase; see components/status.html
KINDS = {
    Phase.PREPARING: "neutral", Phase.ANNOUNCED: "info", Phase.ENTRY: "ok", Phase.ELIGIBILITY: "warning",
    Phase.SCORING: "warning", Phase.SCORED: "warning", Phase.DELIBERATION: "warning", Phase.EMBARGO: "warning",
    Phase.RESULTS: "ok",
}  # fmt: skip
#: the page that mends what is missing
PAGES = {
    completeness.TEXTS: "competitions.edit", completeness.DATES: "competitions.edit_dates",
    completeness.SETTINGS: "competitions.edit_settings", completeness.CATEGORIES: "competitions.edit_categories",
    completeness.PRIZES: "competitions.edit_prizes", completeness.RULEBOOK: "competitions.edit_rules",
    completeness.RULES: "competitions.edit_eligibility", completeness.FORMS: "competitions.prepare",
    completeness.GRID: "evaluating.prize_grid",
}  # fmt: skip


class PrizeGroup(NamedTuple):
    """The prizes of one category, or of all of them."""

    title: Any
    prizes: list[Prize]


def phase_of(competition: Competition, now: datetime) -> Phase:
    return phases.phase(competition, finding.grid_of(competition), now)


def public_line(competition: Competition, now: datetime) -> tuple[Any, str]:
    """(word, kind) for `status`, as everybody reads it. No query: what the grid says is told to nobody."""
    phase = phases.phase(competition, None, now)
    return phase.public_label, KINDS[phase]


def line_of(competition: Competition, grid: Grid | None, now: datetime) -> tuple[Any, str]:
    """As those who run it read it."""
    phase = phases.phase(competition, grid, now)
    return phase.label, KINDS[phase]


def work_of(competition: Competition) -> list[tuple[str, Any, Any]]:
    """(address, label, about) of the pages of other parts of the platform that carry the edition on, as far as the reader may
    open them."""
    pages = (
        (
            "entering.nominations",
            _("Propositions des membres"),
            _("qui est proposé, par qui, avec quelle réponse"),
        ),
        ("juries.compose", _("Jury"), _("composition, conflits, équilibre, lettres")),
        ("evaluating.prize_grid", _("Grille de notation"), _("critères, coefficients, un mot par note")),
        ("entering.pitches", _("Présentations orales"), _("créneaux, absences")),
        ("scoring.progress", _("Avancement de la notation"), _("qui a envoyé, jamais un chiffre")),
        ("deliberating.show", _("Délibération"), _("ordre, séance, procès-verbal")),
        ("results.embargo", _("Résultats"), _("lettres, attestations, annonce")),
    )
    return [
        (url_for(endpoint, competition_id=competition.id), label, about)
        for endpoint, label, about in pages
        if _may_open(endpoint, competition)
    ]  # fmt: skip


def _may_open(endpoint: str, competition: Competition) -> bool:
    view: Any = current_app.view_functions.get(endpoint)
    return view is not None and allows(acting.actor(), view.declared_permission, competition)


def prize_groups(competition: Competition) -> list[PrizeGroup]:
    """Those of all categories first, then category by category."""
    of_all = [one for one in competition.prizes if one.lot_id is None]
    groups = [PrizeGroup(_("Toutes catégories"), of_all)] if of_all else []
    for lot in competition.call.lots:
        own = [one for one in competition.prizes if one.lot_id == lot.id]
        groups += [PrizeGroup(lot.title, own)] if own else []
    return groups


def amount_words(prize: Prize) -> str:
    if prize.amount is None:
        return _("montant non connu")
    amount = formats.money(prize.amount)
    return _("%(amount)s chacun", amount=amount) if prize.winners > 1 else amount


def entrant_words(competition: Competition) -> list[str]:
    return [str(one.label) for one in Entrant if one.value in competition.entrants]


def tie_words(competition: Competition) -> list[str]:
    known = {one.value for one in TieRule}
    return [str(TieRule(one).label) for one in competition.tie_rules if one in known]


def judging_words(competition: Competition) -> list[str]:
    """How jurors judge, in sentences; told with the rules, before anything is scored."""
    said = [_("Chaque membre du jury note seul, sur %(out_of)s.", out_of=competition.out_of)]
    if competition.is_blind:
        said.append(_("Le jury note sans savoir qui présente le dossier."))
    least = competition.minimum_scores
    said.append(
        ngettext(
            "Un dossier est classé à partir de %(num)s note.", "Un dossier est classé à partir de %(num)s notes.", least
        )
    )  # fmt: skip
    said.append(_("Ensuite le jury délibère : il peut changer le rang d'un dossier, et dit pourquoi."))
    if competition.special_mentions:
        said.append(
            ngettext(
                "Il peut donner %(num)s mention spéciale.", "Il peut donner %(num)s mentions spéciales.",
                competition.special_mentions,
            )
        )  # fmt: skip
    return said


def criteria_of(competition: Competition) -> list[GridCriterion]:
    """Of every category, in their order; those outside the total come last."""
    grid = finding.grid_of(competition)
    criteria = grid.criteria if grid is not None else []
    return sorted(criteria, key=lambda one: one.is_outside_total)


def coming(competition: Competition, at: Phase) -> tuple[str, str, str] | None:
    """(what this phase asks for, label, address) of the page to open next; None while nothing is to be done."""
    pages = {
        Phase.ELIGIBILITY: (_("Les candidatures sont closes : vérifiez qui peut participer, avant que le jury note."), _("Voir les dossiers"), "application_desk.index"),
        Phase.SCORING: (_("Le jury note. Vous voyez qui a envoyé, jamais un chiffre."), _("Avancement de la notation"), "scoring.progress"),
        Phase.SCORED: (_("La notation est close : choisissez la réunion où le jury délibère, puis sa présidence l'ouvre."), _("Délibération"), "deliberating.show"),
        Phase.DELIBERATION: (_("Le jury délibère."), _("Délibération"), "deliberating.show"),
        Phase.EMBARGO: (_("Le jury a décidé. Préparez les lettres et les textes ; tout s'annonce à la cérémonie."), _("Résultats"), "results.embargo"),
    }  # fmt: skip
    found = pages.get(at)
    if found is None or not _may_open(found[2], competition):
        return None
    values = {"appel": competition.call_id} if at is Phase.ELIGIBILITY else {"competition_id": competition.id}
    return found[0], found[1], url_for(found[2], **values)


def steps(competition: Competition, now: datetime) -> list[Step]:
    """The calendar in its order; what has no date is not shown."""
    call = competition.call
    instants = [
        (_("Annonce"), call.announced_at), (_("Ouverture"), call.opens_at), (_("Fin des questions"), call.questions_until),
        (_("Clôture"), call.closes_at),
    ]  # fmt: skip
    if (grid := finding.grid_of(competition)) is not None:
        instants += [(_("Début de la notation"), grid.opens_at), (_("Fin de la notation"), grid.closes_at)]
    rows = [Step(label, formats.datetime_words(at), at < now) for label, at in instants if at is not None]
    if (day := competition.deliberation_on) is not None:
        rows.append(Step(_("Délibération du jury"), formats.date_words(day), day < clock.today(now)))
    if (at := competition.ceremony_at) is not None:
        rows.append(Step(_("Remise des prix"), formats.datetime_words(at), at < now))
    if (day := call.appeal_until) is not None:
        rows.append(Step(_("Fin des recours"), formats.date_words(day), day < clock.today(now)))
    return rows


def optional_url(endpoint: str, **values: Any) -> str | None:
    """Of a page of another part of the platform, where that part is there."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def answer(
    competition: Competition, form: Any, tried: Any, template: str, done: str = "", **values: Any
) -> Any:
    """The page again with what is wrong, or back to the edition once it is saved."""
    if tried.status:
        page = render_template(
            template, competition=competition, call=competition.call, form=form, stale=tried.stale, **values
        )
        return page, tried.status
    target = url_for(".prepare", competition_id=competition.id)
    db.session.commit()
    say(done or _("L'édition est enregistrée."))
    return redirect(target, 303)
