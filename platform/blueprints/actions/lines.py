"""One action: its page, creating and editing it, its message for WhatsApp, its history."""

from typing import Any

from flask import redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.actions import bp, present, typed
from noress.blueprints.actions.forms import ActionForm, number, row_choices
from noress.core import clock, paging
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.actions import policy, queries, rules, sharing, wording
from noress.domain.actions.models import Action, ActionPlan
from noress.domain.decisions.models import Decision
from noress.domain.institutions import queries as institutions
from noress.domain.meetings import queries as meetings
from noress.domain.meetings.models import Proposal
from noress.extensions import db
from noress.web import acting, history
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.merge import stale_fields
from noress.web.permissions import permission
from noress.web.policy import allows
from noress.web.public_cache import cached_public

HISTORY_SHOWN = 10


@bp.get("/actions/<int:action_id>")
@cached_public
@permission(P.ACTION_SEE, loads=Action)
def show(action: Action) -> str:
    """What, where, when, who, how, what comes of it; the news given; where it comes from."""
    actor, now = current_actor(), present.seen_at()
    action = db.session.scalars(
        queries.get_action_page(action.id).execution_options(populate_existing=True)
    ).one()
    may_read_history = allows(actor, P.HISTORY_READ, action)
    return render_template(
        "actions/show.html", action=action, line=present.line(action, now), title=wording.title_of(action),
        origin=present.origin_rows(action, actor), shows_plan=present.shows_plan(actor, action.plan),
        reports=list(reversed(action.reports)), reads_words=policy.can_read_words(actor, action),
        reads_address=actor is not None and policy.can_edit_action(actor, action),
        history=history.page_of({"action": [action.id]}, 1, per_page=HISTORY_SHOWN) if may_read_history else None,
    )  # fmt: skip


@bp.get("/actions/<int:action_id>/historique")
@permission(P.HISTORY_READ, loads=Action)
def action_history(action: Action) -> str:
    """Everything that happened to this action."""
    page = history.page_of({"action": [action.id]}, paging.page_number(request.args.get("page")))
    return render_template("actions/history.html", action=action, page=page)


@bp.route("/actions/nouvelle", methods=["GET", "POST"])
@permission(P.ACTION_CREATE)
def create() -> Any:
    """A new line of a plan; the secretariat may write one without plan."""
    asked = _row(ActionPlan, number(request.args.get("plan")))
    decision = _row(Decision, number(request.args.get("decision")))
    data = {
        "version": 0, "plan_id": asked.id if asked else None, "due_precision": "day", "owner_language": "fr",
        "decision_id": decision.id if decision else None,
    }  # fmt: skip
    form = _offer(draft_form(ActionForm, data=data, about=("plan", "decision")), None)
    if request.method != "POST" or not _accepted(form, None):
        return _action_page(form, None)
    try:
        action = rules.create_action(
            values=typed.action_values(form), actor=acting.actor(), now=clock.now(), **_links(form)
        )
    except RuleError as error:
        return _refused(form, None, error)
    db.session.commit()
    say(_said_of_new(action))
    if request.form.get("suite") == "autre":
        return redirect(url_for(".create", plan=action.plan_id), 303)
    return redirect(url_for(".show", action_id=action.id), 303)


def _said_of_new(action: Action) -> str:
    """What happens next, and when: it depends on who answers for it."""
    if action.owner_words and not action.owner_email:
        return _("L'action %(number)s est ajoutée. Son responsable n'a pas d'adresse : envoyez-lui le message qui est sur sa page.",
                 number=action.number)  # fmt: skip
    if action.due_on is None:
        return _("L'action %(number)s est ajoutée. Sans date, des nouvelles en sont demandées après six mois de silence.",
                 number=action.number)  # fmt: skip
    if action.owner_words:
        return _("L'action %(number)s est ajoutée. Un courriel demande des nouvelles à son responsable deux semaines avant l'échéance.",
                 number=action.number)  # fmt: skip
    return _("L'action %(number)s est ajoutée. Son responsable la voit dans « À faire » deux semaines avant l'échéance.",
             number=action.number)  # fmt: skip


@bp.route("/actions/<int:action_id>/modifier", methods=["GET", "POST"])
@permission(P.ACTION_EDIT, loads=Action)
def edit(action: Action) -> Any:
    """The six columns, the owner, where it comes from."""
    saved = _saved(action)
    form = _offer(draft_form(ActionForm, data=saved), action)
    if request.method != "POST" or not _accepted(form, action):
        return _action_page(form, action)
    try:
        rules.edit_action(
            action=action, values=typed.action_values(form, action), version=form.version.data, actor=acting.actor(),
            now=clock.now(), **_links(form),
        )  # fmt: skip
    except StaleVersion:
        return _action_page(form, action, stale=stale_fields(form, _saved(action)), status=409)
    except RuleError as error:
        return _refused(form, action, error)
    db.session.commit()
    say(_("L'action est enregistrée."))
    return redirect(url_for(".show", action_id=action.id), 303)


@bp.get("/actions/<int:action_id>/partager")
@permission(P.ACTION_SHARE, loads=Action)
def share(action: Action) -> Any:
    """A message with the link without password, in French and Arabic, ready to paste."""
    if not action.state.is_open or (action.plan is not None and action.plan.closed_on is not None):
        message = _("Cette action n'attend plus de nouvelles.")
        raise RuleError("not_open", message, status=409)
    now = clock.now()
    texts = [(code, sharing.share_text(action, code, now=now)) for code in ("fr", "ar")]
    return render_template("actions/share.html", action=action, texts=texts, owner=wording.owner_name(action))


def _row(model: Any, key: int | None) -> Any:
    return db.session.get(model, key) if key is not None and key > 0 else None


def _saved(action: Action) -> dict[str, Any]:
    return typed.action_fields(
        rules.ActionValues.of(action), action.version, plan_id=action.plan_id, decision_id=action.decision_id,
        proposal_id=action.proposal_id,
    )  # fmt: skip


def _offer(form: ActionForm, action: Action | None) -> ActionForm:
    """What may be chosen: plans that this person writes, every institution and body as owner."""
    actor = acting.actor()
    plans = [
        (plan.id, plan.title) for plan in db.session.scalars(queries.list_plans(policy.reach_of(actor)))
        if policy.can_edit_plan(actor, plan) and (plan.closed_on is None or (action and action.plan_id == plan.id))
    ]  # fmt: skip
    form.plan_id.choices = row_choices(plans, _("aucun") if actor.is_secretariat else _("choisissez"))
    form.owner.choices = [
        SelectChoice("", _("choisissez")),
        *(SelectChoice(f"b{key}", str(name), optgroup=_("Instances"))
          for key, name in db.session.execute(queries.list_body_choices(clock.today()))),
        *(SelectChoice(f"i{row[0]}", str(row[1]), optgroup=_("Institutions"))
          for row in db.session.execute(institutions.list_institution_choices())),
        SelectChoice(typed.OUTSIDE, _("un autre organisme, sans compte"), optgroup=_("Ailleurs")),
    ]  # fmt: skip
    decisions = [
        (decision.id, f"{decision.number} · {wording.shortened(decision.text)}")
        for decision in db.session.scalars(queries.list_decision_choices())
    ]
    if action is not None and action.decision is not None and action.decision_id not in dict(decisions):
        decisions.append((action.decision_id, action.decision.number))  # type: ignore[arg-type]
    form.decision_id.choices = row_choices(decisions, _("aucune"))
    proposals = [
        (proposal.id, wording.shortened(proposal.text)) for proposal in db.session.scalars(meetings.list_proposals())
    ]  # fmt: skip
    form.proposal_id.choices = row_choices(proposals, _("aucune"))
    return form


def _links(form: ActionForm) -> dict[str, Any]:
    """The rows that the form names."""
    return {
        "plan": _row(ActionPlan, form.plan_id.data), "decision": _row(Decision, form.decision_id.data),
        "proposal": _row(Proposal, form.proposal_id.data),
    }  # fmt: skip


def _accepted(form: ActionForm, action: Action | None) -> bool:
    """Every problem is shown at once; a plan of somebody else's is no choice."""
    is_valid = form.validate_on_submit()
    for field in (form.plan_id, form.decision_id, form.proposal_id, form.owner):
        known = {str(choice.value) for choice in field.choices or []}
        if field.data not in (None, "") and str(field.data) not in known:
            field.errors = [_("Choisissez une des réponses proposées.")]
            is_valid = False
    if form.plan_id.data is None and not acting.actor().is_secretariat:
        form.plan_id.errors = [_("Choisissez le plan de cette action.")]
        is_valid = False
    if form.due_precision.errors:
        return False
    for problem in rules.list_problems(typed.action_values(form, action)):
        is_valid = False
        if problem.field not in form or not form[problem.field].errors:
            form.add_error(problem)
    return is_valid


def _refused(form: ActionForm, action: Action | None, error: RuleError) -> Any:
    db.session.rollback()
    form.add_error(error)
    return _action_page(form, action, status=error.status)


def _action_page(
    form: ActionForm, action: Action | None, *, stale: Any = None, status: int | None = None
) -> Any:
    status = status or (422 if form.errors else 200)
    title = wording.title_of(action) if action is not None else None
    return render_template("actions/edit.html", form=form, action=action, stale=stale, title=title), status
