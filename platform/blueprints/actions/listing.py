"""The list of actions within reach, the plans above it, and the same list as a sheet."""

from typing import Any

from flask import Response, render_template, request
from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectChoice

from noress.blueprints.actions import bp, present
from noress.blueprints.actions.forms import ActionFilter, number, row_choices
from noress.blueprints.actions.sheets import COLUMNS
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.actions import queries
from noress.domain.actions.models import ActionState
from noress.domain.actions.policy import reach_of
from noress.domain.actions.queries import Reach, Wanted
from noress.extensions import db
from noress.web import exports
from noress.web.identity import current_actor
from noress.web.permissions import public
from noress.web.public_cache import cached_public

PLANS_SHOWN = 30
OUTSIDE = "outside"


@bp.get("/actions/")
@cached_public
@public
def index() -> str:
    """Plans, then actions, the most pressing first; visitors see what public plans hold."""
    reach, now = reach_of(current_actor()), present.seen_at()
    form, wanted = _asked(reach)
    page = paging.paginate(
        queries.list_actions(wanted, reach, now), paging.page_number(request.args.get("page"))
    )
    is_filtered = wanted != Wanted()
    plans = [] if is_filtered else db.session.scalars(queries.list_plans(reach).limit(PLANS_SHOWN)).all()
    return render_template(
        "actions/index.html", form=form, page=page, lines=present.lines(page.items, now), plans=plans,
        counts=present.count_plans(plans, now), is_filtered=is_filtered, body_name=present.body_name,
        shows_plan=lambda plan: present.shows_plan(current_actor(), plan), query=request.args.to_dict(),
    )  # fmt: skip


@bp.get("/actions.xlsx")
@public
def export() -> Response:
    """The list as it is narrowed."""
    reach, now = reach_of(current_actor()), present.seen_at()
    _form, wanted = _asked(reach)
    ids = db.session.scalars(queries.list_ids(queries.list_actions(wanted, reach, now))).all()
    found = paging.in_batches(ids, queries.list_by_ids)
    name = f"actions-{clock.today(now):%Y-%m-%d}"
    return exports.as_xlsx(COLUMNS, (present.line(action, now) for action in found), name, title=_("Actions"))


def _asked(reach: Reach) -> tuple[ActionFilter, Wanted]:
    """The filter of the address, with what may be chosen; what is not a choice is no filter."""
    form = ActionFilter(MultiDict(request.args))
    plans = db.session.execute(queries.list_plan_choices(reach)).all()
    bodies = db.session.execute(queries.list_body_choices(clock.today())).all()
    institutions = db.session.execute(queries.list_owner_institutions(reach)).all()
    owners = db.session.execute(queries.list_owner_bodies(reach)).all()
    form.plan.choices = row_choices(plans, _("tous"))
    form.body.choices = row_choices(bodies, _("toutes"))
    form.state.choices = [
        SelectChoice("", _("tous")), *(SelectChoice(state.value, state.label) for state in ActionState),
    ]  # fmt: skip
    form.owner.choices = [
        SelectChoice("", _("tous")),
        *(SelectChoice(f"i{key}", str(name), optgroup=_("Institutions")) for key, name in institutions),
        *(SelectChoice(f"b{key}", str(name), optgroup=_("Instances")) for key, name in owners),
        SelectChoice(OUTSIDE, _("un autre organisme"), optgroup=_("Ailleurs")),
    ]
    owner = form.owner.data or ""
    return form, Wanted(
        words=form.q.data or "", where=form.place.data or "", plan_id=_chosen(form.plan.data, plans),
        body_id=_chosen(form.body.data, bodies), is_outside=owner == OUTSIDE, only_overdue=bool(form.late.data),
        owner_institution_id=_chosen(owner[1:], institutions) if owner[:1] == "i" else None,
        owner_body_id=_chosen(owner[1:], owners) if owner[:1] == "b" else None,
        state=ActionState(form.state.data) if form.state.data in set(ActionState) else None,
    )  # fmt: skip


def _chosen(raw: Any, rows: Any) -> int | None:
    key = number(raw)
    return key if key is not None and key in {row[0] for row in rows} else None
