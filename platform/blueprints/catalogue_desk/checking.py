"""One entry at the desk: what it says and where that comes from, those that look alike, what may be done with it."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.catalogue_desk import bp, present
from noress.blueprints.catalogue_desk.forms import HideForm, ReasonForm, RefuseForm, VersionForm
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.links import structure_url
from noress.domain.catalogue.models import Structure, StructureState
from noress.domain.catalogue.queries import desk
from noress.domain.catalogue.rules import states
from noress.domain.catalogue.rules.telling import address_of
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.extensions import db
from noress.web import acting, history
from noress.web.flashes import say
from noress.web.merge import renew_version
from noress.web.permissions import permission
from noress.web.submitting import attempt

S = StructureState
#: what may be done in each state: names of the pages below
OFFERS: dict[StructureState, tuple[str, ...]] = {
    S.DRAFT: ("publish", "refuse", "hide"), S.TO_CHECK: ("publish", "refuse", "hide"), S.PUBLISHED: ("send_back", "hide"),
    S.REFUSED: ("publish", "send_back"), S.HIDDEN: ("publish", "send_back", "refuse"), S.MERGED: (), S.OUTSIDE: (),
}  # fmt: skip
#: refusals of what was done already, in another window or by a second press: the entry says it better than a form
_DONE = {"wrong_state", "opposed", "merged"}


@bp.get("/catalogue/gestion/<int:structure_id>")
@permission(P.STRUCTURE_MANAGE, loads=Structure)
def check(structure: Structure) -> Any:
    lines = present.lines_of(structure, read_vocabulary())
    return render_template(
        "catalogue_desk/check.html", structure=structure, state=present.state_line(structure), offers=offers_of(structure),
        lines=lines, shared_source=present.shared_source(lines), alike=present.likely(structure.detail.values, but=structure.id),
        changes=db.session.scalars(desk.list_open_changes_of(structure.id)).all(),
        labels=db.session.scalars(desk.list_labels(structure.id, clock.today())).all(),
        keepers=db.session.scalars(desk.list_keepers(structure.id)).all(), link=structure_url(structure),
        reached=address_of(structure),
        page=history.page_of({"structure": [structure.id]}, paging.page_number(request.args.get("page"))),
    )  # fmt: skip


def offers_of(structure: Structure) -> tuple[str, ...]:
    """What may be done with it now."""
    without = "publish" if structure.opposed_at is not None else None
    return tuple(name for name in OFFERS[structure.state] if name != without)


@bp.route("/catalogue/gestion/<int:structure_id>/publier", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE, loads=Structure)
def publish(structure: Structure) -> Any:
    """After a page that says who will read it and who is written to."""
    form = VersionForm(data={"version": structure.version})
    return _confirm(
        structure, form, "publish", _("La fiche est publiée."),
        lambda: states.publish_structure(structure=structure, version=form.version.data, **_now()),
    )  # fmt: skip


@bp.route("/catalogue/gestion/<int:structure_id>/refuser", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE, loads=Structure)
def refuse(structure: Structure) -> Any:
    form = RefuseForm(data={"version": structure.version})
    return _confirm(
        structure, form, "refuse", _("La fiche est refusée."),
        lambda: states.refuse_structure(
            structure=structure, reason=form.reason.data, version=form.version.data, **_now()),
    )  # fmt: skip


@bp.route("/catalogue/gestion/<int:structure_id>/masquer", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE, loads=Structure)
def hide(structure: Structure) -> Any:
    form = HideForm(data={"version": structure.version})
    return _confirm(
        structure, form, "hide", _("La fiche est masquée."),
        lambda: states.hide_structure(
            structure=structure, because=form.because.data, reason=form.reason.data, version=form.version.data, **_now()),
    )  # fmt: skip


@bp.route("/catalogue/gestion/<int:structure_id>/renvoyer", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE, loads=Structure)
def send_back(structure: Structure) -> Any:
    form = ReasonForm(data={"version": structure.version})
    return _confirm(
        structure, form, "send_back", _("La fiche est de nouveau à vérifier."),
        lambda: states.send_back_to_check(
            structure=structure, reason=form.reason.data, version=form.version.data, **_now()),
    )  # fmt: skip


def _now() -> dict[str, Any]:
    return {"actor": acting.actor(), "now": clock.now()}


def _confirm(structure: Structure, form: Any, name: str, done: str, act: Callable[[], None]) -> Any:
    """A page that says what will happen and to whom, then its one button."""
    target = url_for(".check", structure_id=structure.id)
    if request.method == "GET" and name not in offers_of(structure):
        return redirect(target, 303)
    tried = attempt(form, act)
    if tried.refusal is not None and tried.refusal.code in _DONE:
        say(tried.refusal.message, "info")
        return redirect(target, 303)
    if tried.status:
        if tried.refusal is not None and tried.refusal.code == "stale":
            renew_version(form.version, structure.version)
        page = render_template(
            f"catalogue_desk/{name}.html", structure=structure, form=form, reached=address_of(structure)
        )
        return page, tried.status
    db.session.commit()
    say(done)
    return redirect(target, 303)
