"""Two records side by side, what merging them would do, and taking a merge back."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.merging import bp
from noress.blueprints.merging.forms import MergeForm
from noress.blueprints.merging.present import Names, merge_form, side_label, value_of
from noress.core import clock, paging
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.institutions import queries as institutions
from noress.domain.institutions.models import Institution
from noress.domain.merging import queries, rules
from noress.domain.merging.models import InstitutionMerge
from noress.domain.merging.sides import OTHER, membership_of
from noress.domain.merging.sides import compare as sides_of
from noress.domain.merging.wording import counted
from noress.extensions import db
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.merge import INCOMPLETE
from noress.web.permissions import permission


@bp.get("/membres/<int:institution_id>/fusionner/<int:other_id>")
@permission(P.INSTITUTION_MERGE, loads=Institution)
def compare(kept: Institution, other_id: int) -> Any:
    """Which values stay; the first of the address is the record that is kept."""
    other = _other(other_id)
    sides, names = sides_of(kept, other), _names(kept, other)
    same = [
        (side_label(side), value_of(side, side.kept, names))
        for side in sides
        if side.kept and not side.differs
    ]
    return render_template(
        "merging/compare.html", kept=kept, other=other, form=_asked_form(kept, other), same=same,
        plan=rules.plan_merge(kept=kept, merged=other, now=clock.now()),
    )  # fmt: skip


@bp.route("/membres/<int:institution_id>/fusionner/<int:other_id>/confirmer", methods=["GET", "POST"])
@permission(P.INSTITUTION_MERGE, loads=Institution)
def merge(kept: Institution, other_id: int) -> Any:
    """What will happen, then it happens, all of it at once."""
    other = _other(other_id)
    form = _asked_form(kept, other)
    if request.method == "GET":
        return _confirm_page(kept, other, form)
    kept_id = kept.id
    try:
        if not form.validate():
            return _confirm_page(kept, other, form, error=INCOMPLETE), 422
        rules.merge_institutions(
            kept=kept, merged=other, choices=form.choices_made(),
            versions=(form.kept_version.data, form.other_version.data), actor=current_actor(), now=clock.now(),
        )  # fmt: skip
    except RuleError as refused:
        db.session.rollback()
        if refused.status == 403:
            raise
        return _confirm_page(kept, other, form, error=refused.message), refused.status
    db.session.commit()
    say(
        _(
            "Les deux fiches n'en font plus qu'une. La coordination peut encore annuler, depuis la page des doublons."
        )
    )
    return redirect(url_for("institutions.show", institution_id=kept_id), 303)


@bp.get("/membres/fusions")
@permission(P.DUPLICATE_SEE)
def merges() -> str:
    """Merges that hold, the newest first."""
    page = paging.paginate(queries.list_merges(), paging.page_number(request.args.get("page")), per_page=20)
    return render_template("merging/merges.html", page=page)


@bp.route("/membres/fusions/<int:institution_merge_id>/annuler", methods=["GET", "POST"])
@permission(P.INSTITUTION_MERGE, loads=InstitutionMerge)
def undo(done: InstitutionMerge) -> Any:
    """Everything goes back, or the page says what stands in the way."""
    if request.method == "GET":
        return render_template(
            "merging/undo.html", merge=done, obstacles=rules.list_obstacles(done), moved=counted(done.moved)
        )
    merged_id = done.merged_id
    rules.undo_merge(merge=done, actor=current_actor(), now=clock.now())
    db.session.commit()
    say(_("La fusion est annulée : les deux fiches sont comme avant."))
    return redirect(url_for("institutions.show", institution_id=merged_id), 303)


def _other(other_id: int) -> Institution:
    other = db.session.get(Institution, other_id)
    if other is None:
        abort(404)
    return other


def _asked_form(kept: Institution, other: Institution) -> MergeForm:
    """What was chosen on the page before; a value that it does not name is the one proposed."""
    versions = {"kept_version": kept.version, "other_version": other.version}
    sides, names = sides_of(kept, other), _names(kept, other)
    chosen = {
        side.name: request.args[side.name]
        for side in sides
        if request.args.get(side.name) in {"kept", "other"}
    }
    return merge_form(sides, names, data={**{s.name: s.proposed for s in sides}, **chosen, **versions})


def _confirm_page(kept: Institution, other: Institution, form: MergeForm, *, error: Any = None) -> str:
    form.kept_version.raw_data = form.other_version.raw_data = None  # what was posted would be shown again
    form.kept_version.data, form.other_version.data = kept.version, other.version
    plan = rules.plan_merge(kept=kept, merged=other, now=clock.now())
    becomes = membership_of(kept, other)
    return render_template(
        "merging/merge.html", kept=kept, other=other, form=form, plan=plan, error=error,
        moved=counted(plan.moves.moved), left=counted(plan.moves.left),
        taken=[str(field.label.text) for field in form.values if field.data == OTHER],
        becomes=becomes if becomes is not kept.membership else None,
    )  # fmt: skip


def _names(kept: Institution, other: Institution) -> Names:
    """What their categories are called, and the institutions that either is part of."""
    names: Names = {category.code: str(category.name) for category in (kept.category, other.category)}
    if kept.part_of_id is None and other.part_of_id is None:
        return names
    rows = db.session.execute(institutions.list_institution_choices())
    return {**names, **{key: str(name) for key, name, _note in rows}}
