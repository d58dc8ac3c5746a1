"""A plan: its table, its board, its calendar; created, edited, opened to visitors, closed."""

from typing import Any

from flask import Response, redirect, render_template, request, url_for

from noress.blueprints.actions import bp, present, typed
from noress.blueprints.actions.forms import PlanForm, row_choices
from noress.blueprints.actions.sheets import COLUMNS
from noress.core import clock, paging
from noress.core.errors import StaleVersion
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.actions import policy, queries, rules
from noress.domain.actions.models import ActionPlan, PlanKind
from noress.extensions import db
from noress.web import acting, documents, exports, history
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.merge import stale_fields
from noress.web.permissions import permission
from noress.web.policy import allows
from noress.web.public_cache import cached_public

#: a board and a calendar are read at a glance, or not at all
LINES_SHOWN = 200
VIEWS = {
    "tableau": queries.list_lines,
    "colonnes": queries.list_lines_by_state,
    "frise": queries.list_lines_by_due,
}


@bp.get("/actions/plans/<int:action_plan_id>")
@cached_public
@permission(P.PLAN_SEE, loads=ActionPlan)
def show_plan(plan: ActionPlan) -> str:
    """The six columns; the same lines by state, or along the months."""
    now, view = present.seen_at(), request.args.get("vue", "")
    view = view if view in VIEWS else "tableau"
    per_page = paging.PER_PAGE if view == "tableau" else LINES_SHOWN
    page = paging.paginate(
        VIEWS[view](plan.id), paging.page_number(request.args.get("page")), per_page=per_page
    )
    can_edit = allows(current_actor(), P.PLAN_EDIT, plan)
    imports = db.session.scalars(queries.list_imports(plan.id)).all() if can_edit else []
    return render_template(
        "actions/plan.html", plan=plan, view=view, page=page, counts=present.count_plans([plan], now)[plan.id],
        lines=present.lines(page.items, now), board=present.board(page.items, now) if view == "colonnes" else [],
        months=present.months(page.items, now) if view == "frise" else [], body_name=present.body_name(plan),
        wall=documents.document_link("action_plan_wall", plan), can_edit=can_edit, imports=imports,
    )  # fmt: skip


@bp.get("/actions/plans/<int:action_plan_id>.xlsx")
@permission(P.PLAN_SEE, loads=ActionPlan)
def export_plan(plan: ActionPlan) -> Response:
    """Every line of the plan; without line, the headings to fill in and send back."""
    now = present.seen_at()
    ids = db.session.scalars(queries.list_ids(queries.list_lines(plan.id))).all()
    found = paging.in_batches(ids, queries.list_by_ids)
    rows = (present.line(action, now) for action in found)
    return exports.as_xlsx(COLUMNS, rows, f"plan-{plan.id}", title=str(plan.title))


@bp.route("/actions/plans/nouveau", methods=["GET", "POST"])
@permission(P.PLAN_CREATE)
def create_plan() -> Any:
    """An empty plan: its lines come next."""
    form = _form(draft_form(PlanForm, data={"kind": PlanKind.STRATEGIC.value, "version": 0}), None)
    if request.method == "POST" and _accepted(form):
        plan = rules.create_plan(values=typed.plan_values(form), actor=acting.actor(), now=clock.now())
        db.session.commit()
        say(_("Le plan est créé. Ajoutez ses lignes, ou importez-les d'une feuille Excel."))
        return redirect(url_for(".show_plan", action_plan_id=plan.id), 303)
    return _plan_page(form, None)


@bp.route("/actions/plans/<int:action_plan_id>/modifier", methods=["GET", "POST"])
@permission(P.PLAN_EDIT, loads=ActionPlan)
def edit_plan(plan: ActionPlan) -> Any:
    """What the plan says of itself."""
    saved = typed.plan_fields(rules.PlanValues.of(plan), plan.version)
    form = _form(draft_form(PlanForm, data=saved), plan)
    if request.method != "POST" or not _accepted(form):
        return _plan_page(form, plan)
    try:
        rules.edit_plan(
            plan=plan, values=typed.plan_values(form), version=form.version.data, actor=acting.actor(), now=clock.now()
        )  # fmt: skip
    except StaleVersion as stale:
        theirs = typed.plan_fields(stale.theirs, plan.version)
        return _plan_page(form, plan, stale=stale_fields(form, theirs), status=409)
    db.session.commit()
    say(_("Le plan est enregistré."))
    return redirect(url_for(".show_plan", action_plan_id=plan.id), 303)


@bp.route("/actions/plans/<int:action_plan_id>/publier", methods=["GET", "POST"])
@permission(P.PLAN_PUBLISH, loads=ActionPlan)
def publish_plan(plan: ActionPlan) -> Any:
    """Open it to visitors, or close it to them, after a page that says what they read."""
    if request.method == "GET":
        total = present.count_plans([plan], clock.now())[plan.id].total
        return render_template("actions/publish_plan.html", plan=plan, total=total)
    is_public = request.form.get("public") == "oui"
    rules.publish_plan(plan=plan, is_public=is_public, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("Tout le monde peut lire ce plan maintenant.") if is_public
        else _("Ce plan n'est plus public."))  # fmt: skip
    return redirect(url_for(".show_plan", action_plan_id=plan.id), 303)


@bp.route("/actions/plans/<int:action_plan_id>/clore", methods=["GET", "POST"])
@permission(P.PLAN_EDIT, loads=ActionPlan)
def close_plan(plan: ActionPlan) -> Any:
    """The plan is over, or goes on."""
    if request.method == "GET":
        counts = present.count_plans([plan], clock.now())[plan.id]
        return render_template("actions/close_plan.html", plan=plan, counts=counts)
    is_over = request.form.get("clos") == "oui"
    rules.close_plan(plan=plan, is_over=is_over, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("Le plan est clos : plus personne n'est relancé pour ses actions.") if is_over
        else _("Le plan est rouvert."))  # fmt: skip
    return redirect(url_for(".show_plan", action_plan_id=plan.id), 303)


@bp.get("/actions/plans/<int:action_plan_id>/historique")
@permission(P.HISTORY_READ, loads=ActionPlan)
def plan_history(plan: ActionPlan) -> str:
    """Who did what on this plan; each line has its own history."""
    page = history.page_of({"action_plan": [plan.id]}, paging.page_number(request.args.get("page")))
    return render_template("actions/plan_history.html", plan=plan, page=page)


def _form(form: PlanForm, plan: ActionPlan | None) -> PlanForm:
    """Only bodies that this person writes for; the one it has stays a choice."""
    actor = acting.actor()
    written = policy.list_written_bodies(actor)
    bodies = [
        row for row in db.session.execute(queries.list_body_choices(clock.today()))
        if actor.is_secretariat or row[0] in written or (plan is not None and plan.body_id == row[0])
    ]  # fmt: skip
    if plan is not None and plan.body is not None and plan.body_id not in {row[0] for row in bodies}:
        bodies.append((plan.body_id, plan.body.name))  # type: ignore[arg-type]
    empty = _("une autre instance, en mots") if actor.is_secretariat else _("choisissez")
    form.body_id.choices = row_choices(bodies, empty)
    return form


def _accepted(form: PlanForm) -> bool:
    """Every problem is shown at once."""
    is_valid = form.validate_on_submit()
    if form.kind.data not in set(PlanKind):
        return False
    for problem in rules.list_plan_problems(typed.plan_values(form), acting.actor()):
        is_valid = False
        if problem.field not in form or not form[problem.field].errors:
            form.add_error(problem)
    return is_valid


def _plan_page(
    form: PlanForm, plan: ActionPlan | None, *, stale: Any = None, status: int | None = None
) -> Any:
    status = status or (422 if form.errors else 200)
    page = render_template(
        "actions/edit_plan.html",
        form=form,
        plan=plan,
        stale=stale,
        is_secretariat=acting.actor().is_secretariat,
    )
    return page, status
