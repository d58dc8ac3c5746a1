"""Changes that somebody proposed, side by side with what the entry says, settled field by field."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.catalogue_desk import bp, present
from noress.blueprints.catalogue_desk.forms import SettleForm
from noress.core import clock, paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.models import StructureChange
from noress.domain.catalogue.queries import desk
from noress.domain.catalogue.rules.changes import settle_change
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.merge import renew_version
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.get("/catalogue/gestion/changements")
@permission(P.STRUCTURE_MANAGE)
def changes() -> Any:
    """Those that wait, or those that were settled."""
    is_settled = request.args.get("etat") == "traites"
    number = paging.page_number(request.args.get("page"))
    page = paging.paginate(desk.list_changes(is_settled=is_settled), number)
    return render_template(
        "catalogue_desk/changes.html", page=page, is_settled=is_settled, fields_of=present.field_names
    )


@bp.route("/catalogue/gestion/changements/<int:structure_change_id>", methods=["GET", "POST"])
@permission(P.STRUCTURE_MANAGE, loads=StructureChange)
def settle(change: StructureChange) -> Any:
    """What the entry says today beside what is proposed; each line is accepted or refused."""
    form = SettleForm(data={"version": change.version, "structure_version": change.structure.version})
    chosen = {name: request.form.get(f"field-{name}", "") for name in change.values}
    tried = attempt(
        form,
        lambda: settle_change(
            change=change, decisions={name: said == "yes" for name, said in chosen.items() if said in {"yes", "no"}},
            reason=form.reason.data, version=form.version.data, structure_version=form.structure_version.data,
            actor=acting.actor(), now=clock.now(),
        ),
    )  # fmt: skip
    if tried.status:
        refusal = tried.refusal
        if refusal is not None and refusal.code == "stale":  # the page shows both anew
            renew_version(form.version, change.version)
            renew_version(form.structure_version, change.structure.version)
        page = render_template(
            "catalogue_desk/settle.html", change=change, structure=change.structure, form=form, chosen=chosen,
            lines=present.differences(change, read_vocabulary()), wrong=refusal.field if refusal else None,
            decisions=change.decisions or {},
        )  # fmt: skip
        return page, tried.status
    told = change.email
    db.session.commit()
    say(_("C'est réglé. Un courriel le dit à qui l'a proposé.") if told else _("C'est réglé."))
    return redirect(url_for(".changes"), 303)
