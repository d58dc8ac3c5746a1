""" "Signaler une erreur", from the public page of an entry: no account, no cookie."""

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.upkeep import bp
from noress.blueprints.upkeep.forms import ReportForm, TrapForm
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import language, lazy
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.limits import TooMany
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.models import Structure
from noress.domain.upkeep import rules
from noress.domain.upkeep.links import is_page_token, page_token
from noress.domain.upkeep.models import StructureReport
from noress.domain.upkeep.rules.reporting import Told
from noress.extensions import db
from noress.web.csrf import open_to_machines
from noress.web.headers import private_page
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.submitting import attempt

OLD_PAGE = lazy("Cette page était ouverte depuis longtemps. Appuyez encore une fois sur le bouton.")


@bp.route("/catalogue/<int:structure_id>/signaler", methods=["GET", "POST"])
@permission(P.STRUCTURE_SEE, loads=Structure)
@open_to_machines
def report(structure: Structure) -> BaseResponse:
    """The form carries a secret of its page instead of one kept in a cookie."""
    form = ReportForm(data={"language": language()})
    tried = attempt(form, lambda: _report(structure, form))
    if tried.status:
        page = private_page(
            render_template(
                "upkeep/report.html", structure=structure, form=form, trap=TrapForm(MultiDict()),
                page_token=page_token(structure, clock.now()), notice_url=url_for("public.personal_data"),
            ),
            tried.status,
        )  # fmt: skip
        if isinstance(tried.refusal, TooMany):
            page.headers["Retry-After"] = str(tried.refusal.seconds)
        return page
    target = url_for(
        ".reported",
        structure_id=structure.id,
        courriel=1 if form.email.data else None,
        lang=request.args.get("lang"),
    )
    db.session.commit()
    return private_page(redirect(target, 303))


@bp.get("/catalogue/<int:structure_id>/signaler/merci")
@permission(P.STRUCTURE_SEE, loads=Structure)
def reported(structure: Structure) -> BaseResponse:
    """What happens next."""
    page = render_template("upkeep/reported.html", structure=structure, has_email="courriel" in request.args)
    return private_page(page)


def _report(structure: Structure, form: ReportForm) -> StructureReport | None:
    now = clock.now()
    is_elsewhere = request.headers.get("Sec-Fetch-Site") == "cross-site"
    if is_elsewhere or not is_page_token(structure, request.form.get("csrf_token", ""), now):
        raise RuleError("old_page", OLD_PAGE)
    told = Told(
        kind=form.kind.data, text=form.text.data or "", email=form.email.data or "", language=form.language.data,
        trap=request.form.get("website", ""),
    )  # fmt: skip
    actor = current_actor() or Actor(name="", method="visitor", language=language())
    return rules.report_mistake(
        structure=structure, told=told, network=request.remote_addr or "", actor=actor, now=now
    )
