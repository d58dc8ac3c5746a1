"""The board of a call: every full file at its place, the cut line, scenarios side by side, the one that decides."""

from typing import Any

from flask import render_template, request, url_for

from noress.blueprints.awards import bp, present
from noress.blueprints.awards.forms import AdoptForm, ScenarioForm
from noress.core import paging, territories
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import ApplicationState
from noress.domain.awards import board, queries
from noress.domain.awards.board import Board, File, Settings
from noress.domain.awards.cautions import find_cautions
from noress.domain.awards.models import Scenario
from noress.domain.awards.rules import weighing
from noress.domain.funding.models import FundingCall
from noress.extensions import db
from noress.web import acting
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/appels/gestion/<int:funding_call_id>/classement")
@permission(P.AWARD_BOARD, loads=FundingCall)
def classement(call: FundingCall) -> Any:
    """By rank alone; what a scenario would change is on its own page."""
    files = board.files_of(call, acting.actor())
    shared = board.share_out(call, files, Settings())
    page = paging.cut(shared.lines, paging.page_number(request.args.get("page")))
    cautions = find_cautions([line.file.id for line in page.items], acting.actor())
    granted = int(db.session.scalars(queries.sum_visible(call.id, acting.recused())).one())
    return render_template(
        "awards/board.html", call=call, page=page, shared=shared, cautions=cautions, present=present,
        granted=granted, is_hidden=any(one.rank is not None and one.rank.is_hidden for one in files),
        release=db.session.scalars(queries.get_release(call.id, call.stages)).first(), cut_after=_last_selected(shared),
        undecided=sum(one.state is ApplicationState.ELIGIBLE for one in files), is_awaited=_is_awaited(files),
    )  # fmt: skip


def _is_awaited(files: list[File]) -> bool:
    """An evaluation that was given is not sent: the ranking may change."""
    ranks = [one.rank for one in files if one.rank is not None and one.state is ApplicationState.ELIGIBLE]
    return any(not rank.is_hidden and rank.count < rank.expected for rank in ranks)


def _last_selected(shared: Board) -> int | None:
    """The file under which the line is drawn."""
    chosen = [line.file.id for line in shared.lines if line.amount]
    return chosen[-1] if chosen else None


@bp.route("/appels/gestion/<int:funding_call_id>/scenarios", methods=["GET", "POST"])
@permission(P.AWARD_BOARD, loads=FundingCall)
def scenarios(call: FundingCall) -> Any:
    """Saved ones side by side, and a new one."""
    files = board.files_of(call, acting.actor())
    codes = sorted({one.province for one in files if one.province})
    form = ScenarioForm.of([(code, territories.name_of(code) or code) for code in codes])
    tried = attempt(form, lambda: _save(call, form, files, codes))
    if tried.status:
        visible = {one.id for one in files}
        saved = db.session.scalars(queries.list_scenarios(call.id, call.stages)).all()
        page = render_template(
            "awards/scenarios.html", call=call, form=form, rows=[(one, _summary(one, visible, files)) for one in saved],
            codes=[code.replace(".", "_") for code in codes],
        )  # fmt: skip
        return page, tried.status
    target = url_for(".scenario", scenario_id=tried.made.id)
    return acting.done(target, _("Le scénario est enregistré. Rien n'est décidé."))


def _save(call: FundingCall, form: ScenarioForm, files: list[File], codes: list[str]) -> Scenario:
    numbers = {one.number: one.id for one in files}
    places = {code: form[f"province_{code.replace('.', '_')}"].data or 0 for code in codes}
    settings = Settings(
        women=form.women.data or 0, reserve=form.reserve.data if form.reserve.data is not None else 5,
        provinces={code: least for code, least in places.items() if least},
        put_in=form.by_hand("put_in", numbers), left_out=form.by_hand("left_out", numbers),
    )  # fmt: skip
    return weighing.save_scenario(call=call, name=form.name.data or "", settings=settings, **acting.doing())


def _summary(scenario: Scenario, visible: set[int], files: list[File]) -> dict[str, Any]:
    """What it gives, of the files that the reader may know of."""
    known = {one.id: one for one in files}
    chosen = [
        line for line in scenario.lines if line["outcome"] == "selected" and line["application"] in visible
    ]
    mine = [known[line["application"]] for line in chosen]
    return {
        "count": len(chosen), "total": sum(line["amount"] for line in chosen),
        "women": sum(one.is_women_led for one in mine), "provinces": len({one.province for one in mine if one.province}),
    }  # fmt: skip


@bp.get("/appels/gestion/scenarios/<int:scenario_id>")
@permission(P.AWARD_BOARD, loads=Scenario)
def scenario(scenario: Scenario) -> Any:
    """As it was saved, and what it changes of the plain ranking."""
    call = scenario.call
    files = {one.id: one for one in board.files_of(call, acting.actor())}
    plain = {
        line.file.id: line.outcome for line in board.share_out(call, list(files.values()), Settings()).lines
    }
    rows = [
        (files[line["application"]], line, plain.get(line["application"]))
        for line in scenario.lines
        if line["application"] in files
    ]
    page, settings = (
        paging.cut(rows, paging.page_number(request.args.get("page"))),
        Settings.of(scenario.settings),
    )
    chosen = [file for file, line, _plain in rows if line["outcome"] == ApplicationState.SELECTED]
    return render_template(
        "awards/scenario.html", call=call, scenario=scenario, page=page, present=present, settings=settings,
        release=db.session.scalars(queries.get_release(call.id, call.stages)).first(),
        unfilled=board.unfilled(settings, chosen) if len(rows) == len(scenario.lines) else None, summary=_summary(scenario, set(files), list(files.values())),
    )  # fmt: skip


@bp.route("/appels/gestion/scenarios/<int:scenario_id>/retenir", methods=["GET", "POST"])
@permission(P.AWARD_DECIDE, loads=Scenario)
def adopt(scenario: Scenario) -> Any:
    """What will be decided, and of how many; nobody is told by it."""
    form = AdoptForm(data={"version": scenario.version})
    tried = attempt(
        form,
        lambda: weighing.adopt_scenario(
            scenario=scenario, version=form.version.data or 0, seen=form.seen.data, **acting.doing()
        ),
    )
    if tried.status:
        files = board.files_of(scenario.call, acting.actor())
        form.seen.data = weighing.mark_of_decisions(files)  # what this page shows is what is agreed to
        page = render_template(
            "awards/adopt.html", call=scenario.call, scenario=scenario, form=form,
            summary=_summary(scenario, {one.id for one in files}, files), changed=weighing.list_changed(scenario, files),
            release=db.session.scalars(queries.get_release(scenario.call_id, scenario.stage)).first(),
        )  # fmt: skip
        return page, tried.status
    target = url_for(".classement", funding_call_id=scenario.call_id)
    words = ngettext("%(num)s dossier est décidé. Personne n'est encore prévenu.",
                     "%(num)s dossiers sont décidés. Personne n'est encore prévenu.", tried.made)  # fmt: skip
    return acting.done(target, words)


@bp.post("/appels/gestion/scenarios/<int:scenario_id>/supprimer")
@permission(P.AWARD_BOARD, loads=Scenario)
def delete_scenario(scenario: Scenario) -> Any:
    target = url_for(".scenarios", funding_call_id=scenario.call_id)
    weighing.delete_scenario(scenario=scenario, **acting.doing())
    return acting.done(target, _("Le scénario est supprimé."))
