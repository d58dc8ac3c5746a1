"""The personal link of somebody who is put forward: who did, why; enter or refuse. Opening it changes nothing."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.entering import bp
from noress.blueprints.entering.forms import NOMINATION
from noress.core import clock
from noress.core.i18n import LANGUAGES, set_language
from noress.core.i18n import gettext as _
from noress.domain.competitions.models import Nomination, NominationState
from noress.domain.competitions.nomination_links import find_nomination
from noress.domain.competitions.rules import nominations as rules
from noress.domain.funding import calendar
from noress.extensions import db
from noress.web.flashes import say
from noress.web.headers import private_page
from noress.web.languages import COOKIE
from noress.web.permissions import public


def _open(token: str) -> Nomination:
    found = find_nomination(token)
    if found is None:
        abort(404)
    if request.args.get("lang") not in LANGUAGES and request.cookies.get(COOKIE) not in LANGUAGES:
        set_language(found.language)
    return found


@bp.get("/concours/nomination/<token>")
@public
def nomination(token: str) -> BaseResponse:
    found = _open(token)
    call = found.competition.call
    is_open = calendar.takes_applications(call, 1, clock.now())
    is_waiting = found.state is NominationState.WAITING
    page = render_template(
        "entering/nomination.html", nomination=found, call=call, is_waiting=is_waiting, is_open=is_open,
        why_over=None if is_waiting else rules.why_over(found), token=token,
        enter_url=url_for(".begin", competition_id=found.competition_id, **{NOMINATION: token}),
    )  # fmt: skip
    return private_page(page)


@bp.post("/concours/nomination/<token>/refuser")
@public
def refuse(token: str) -> BaseResponse:
    found = _open(token)
    rules.refuse(nomination=found, now=clock.now())
    db.session.commit()
    say(_("Votre refus est noté. Rien n'est publié."))
    return private_page(redirect(url_for(".nomination", token=token), 303))
