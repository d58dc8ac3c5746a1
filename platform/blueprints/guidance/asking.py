"""Asking a structure for contact: neither side reads the other's address."""

import secrets
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.guidance import bp, present
from noress.blueprints.guidance.forms import AskForm, TrapForm
from noress.core import clock, territories
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import language
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.limits import TooMany
from noress.domain.accounts.permissions import P
from noress.domain.catalogue.models import Facet, Structure
from noress.domain.catalogue.vocabulary import read_vocabulary
from noress.domain.guidance import rules
from noress.domain.guidance.links import conversation_token, is_page_token, page_token
from noress.domain.guidance.models import ContactRequest
from noress.domain.guidance.rules.contact import Sent
from noress.extensions import db
from noress.web.csrf import open_to_machines
from noress.web.headers import private_page
from noress.web.identity import current_actor
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/catalogue/<int:structure_id>/contact", methods=["GET", "POST"])
@permission(P.STRUCTURE_SEE, loads=Structure)
@open_to_machines
def ask(structure: Structure) -> BaseResponse:
    """The form carries a secret of its page instead of one kept in a cookie."""
    given = {"key": secrets.token_urlsafe(18), "language": language(), "province": request.args.get("province", ""),
             "need": request.args.get("besoin", "")}  # fmt: skip
    form = AskForm(data=given)
    tried = attempt(form, lambda: _send(structure, form))
    if tried.status:
        page = private_page(_page(structure, form), tried.status)
        if isinstance(tried.refusal, TooMany):
            page.headers["Retry-After"] = str(tried.refusal.seconds)
        return page
    made: ContactRequest = tried.made
    target = url_for(".conversation", token=conversation_token(made, is_structure=False))
    db.session.commit()
    return private_page(redirect(target, 303))


def _send(structure: Structure, form: AskForm) -> ContactRequest:
    now = clock.now()
    if present.is_elsewhere() or not is_page_token(structure.id, request.form.get("csrf_token"), now):
        message = _("Cette page était ouverte depuis longtemps. Appuyez encore une fois sur le bouton.")
        raise RuleError("old_page", message)
    words = read_vocabulary()
    need = words.get(Facet.SERVICE, form.need.data) or words.get(Facet.SECTOR, form.need.data)
    province = territories.get(form.province.data or "", "province")
    sent = Sent(
        key=form.key.data or "", name=form.name.data or "", text=(form.text.data or "").replace("\r\n", "\n"),
        email=form.email.data or "", phone=form.phone.data or "", shows_phone=bool(form.shows_phone.data),
        language=form.language.data, province=province.code if province else None,
        need_id=need.id if need else None, trap=request.form.get("website", ""),
    )  # fmt: skip
    actor = current_actor() or Actor(name="", method="visitor", language=language())
    return rules.send_request(
        structure=structure, sent=sent, network=request.remote_addr or "", actor=actor, now=now
    )


def _page(structure: Structure, form: AskForm) -> Any:
    return render_template(
        "guidance/ask.html", structure=structure, form=form, trap=TrapForm(MultiDict()),
        page_token=page_token(structure.id, clock.now()), contact=present.contact(),
    )  # fmt: skip
