""" "Tout est encore juste": by the mailed link, or by whoever keeps the entry and is signed in."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.upkeep import bp, present
from noress.blueprints.upkeep.forms import ConfirmForm
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.freshness import Freshness, freshness_of
from noress.domain.catalogue.links import actor_of_link, kept_of, structure_token
from noress.domain.catalogue.models import Structure, StructureState
from noress.domain.upkeep import rules
from noress.domain.upkeep.links import Shut, confirm_token, structure_of_confirm_token, why_shut
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.headers import private_page
from noress.web.permissions import permission, public
from noress.web.submitting import attempt


@bp.route("/catalogue/confirmer/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> BaseResponse:
    """Opening it changes nothing: programs that look at mails open links too."""
    return _by_link(token, "upkeep/confirm.html", "upkeep/confirmed.html", rules.confirm_by_keeper)


@bp.route("/catalogue/confirmer/<token>/ne-plus-paraitre", methods=["GET", "POST"])
@public
def oppose(token: str) -> BaseResponse:
    """After a page that says what happens."""
    return _by_link(token, "upkeep/oppose.html", "upkeep/opposed.html", rules.oppose_by_link)


@bp.route("/catalogue/<int:structure_id>/confirmer", methods=["GET", "POST"])
@permission(P.STRUCTURE_KEEP, loads=Structure)
def confirm_own(structure: Structure) -> Any:
    """Whoever keeps it, from what waits for them."""
    gone = why_shut(structure)
    if gone is not None or structure.state is StructureState.MERGED:
        return _shut(structure, gone or Shut.HIDDEN)
    form = ConfirmForm()
    tried = attempt(
        form, lambda: rules.confirm_by_keeper(structure=structure, actor=acting.actor(), now=clock.now())
    )
    if tried.status:
        page = render_template(
            "upkeep/confirm_own.html", structure=structure, form=form, lines=present.lines_of(structure, acting.actor()),
            is_due=freshness_of(structure, clock.today()) is not Freshness.FRESH,
        )  # fmt: skip
        return page, tried.status
    is_listed = bool(structure.listed)
    target = url_for("catalogue.show", structure_id=structure.id)
    db.session.commit()
    say(_("Merci. La fiche est confirmée ; nous vous demanderons à nouveau dans un an."))
    return redirect(target if is_listed else url_for("duties.index"), 303)


def _by_link(token: str, page: str, done: str, act: Callable[..., None]) -> BaseResponse:
    structure = structure_of_confirm_token(token)
    if structure is None:
        abort(404)
    if structure.state is StructureState.MERGED:
        kept = kept_of(structure)
        return private_page(
            redirect(
                url_for(str(request.endpoint), token=confirm_token(kept), lang=request.args.get("lang")), 303
            )
        )
    gone = why_shut(structure)
    if gone is Shut.OPPOSED and act is rules.oppose_by_link:
        return _shown(structure, done, token)
    if gone is not None:
        return _shut(structure, gone)
    form = ConfirmForm()
    tried = attempt(form, lambda: act(structure=structure, actor=actor_of_link(structure), now=clock.now()))
    if tried.status:
        return _shown(structure, page, token, status=tried.status, form=form)
    response = _shown(structure, done, token)
    db.session.commit()
    return response


def _shown(
    structure: Structure, page: str, token: str, *, status: int = 200, form: Any = None
) -> BaseResponse:
    """What the entry says stands beside the button, whole: who holds its link keeps it."""
    is_away = structure.state is StructureState.HIDDEN
    html = render_template(
        page, structure=structure, token=token, own_token=structure_token(structure), form=form, is_away=is_away,
        lines=present.lines_of(structure, None, keeps=True) if form is not None else [], contact=present.contact(),
        notice_url=url_for("public.personal_data"),
    )  # fmt: skip
    return private_page(html, status)


def _shut(structure: Structure, gone: Shut) -> BaseResponse:
    """Clear, and final where it is."""
    page = render_template("upkeep/shut.html", structure=structure, gone=gone, contact=present.contact())
    return private_page(page, 409 if gone is Shut.WAITING else 410)
