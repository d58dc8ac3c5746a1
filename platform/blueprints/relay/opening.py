"""The page behind an open link: who passes it on, why, how long; one button in each language. It knows nobody: no
cookie, and a second press begins another answer."""

from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.relay import bp
from noress.blueprints.relay.forms import CodeForm
from noress.core import clock
from noress.core.i18n import DIRECTION, HTML_LANG, in_language
from noress.core.i18n import gettext as _
from noress.core.i18n import language as reader_language
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.limits import TooMany
from noress.domain.campaigns import open_links, rules
from noress.domain.campaigns.models import CampaignLink
from noress.domain.campaigns.participation_links import Gone, last_day
from noress.domain.campaigns.rules.inviting import minutes_of
from noress.domain.campaigns.rules.joining import Shut
from noress.domain.questionnaires.response_links import token_of
from noress.extensions import db
from noress.web.csrf import open_to_machines
from noress.web.headers import private_page
from noress.web.permissions import public

BOTH = ("fr", "ar")
#: the name of the field that nobody sees
TRAP = "website"


@bp.get("/c/")
@public
def type_code() -> Any:
    """ "J'ai un code": for those who read it on a poster or heard it on the telephone."""
    form = CodeForm(MultiDict(request.args))
    if "code" not in request.args:
        return render_template("relay/type_code.html", form=CodeForm(MultiDict()))
    link = open_links.find_link(form.code.data or "") if form.validate() else None
    if link is not None:
        return redirect(url_for(".open_link", code=link.code, lang=request.args.get("lang")), 303)
    if not form.code.errors:
        form.code.errors = [
            _("Aucun questionnaire n'a ce code. Vérifiez-le sur l'affiche ou dans le message.")
        ]
    return render_template("relay/type_code.html", form=form), 404


@bp.route("/c/<code>", methods=["GET", "POST"])
@public
@open_to_machines
def open_link(code: str) -> BaseResponse:
    """The form carries a secret of this link instead of one kept in a cookie; nothing is done in anybody's name."""
    link = open_links.find_link(code)
    if link is None:
        abort(404)
    now = clock.now()
    if open_links.why_shut(link, now) is not None:
        return _shut(link)
    if request.method == "GET":
        return _page(link)
    is_elsewhere = request.headers.get("Sec-Fetch-Site") == "cross-site"
    if is_elsewhere or not open_links.is_page_token(link, request.form.get("csrf_token", "")):
        return _page(
            link, 422, _("Cette page était ouverte depuis longtemps. Appuyez encore une fois sur le bouton.")
        )
    try:
        response = rules.join_by_link(
            link=link, language=reader_language(), network=request.remote_addr or "",
            trap=request.form.get(TRAP, ""), actor=Actor(name="", method="link", language=reader_language()), now=now,
        )  # fmt: skip
    except Shut:
        db.session.rollback()
        return _shut(link)
    except TooMany as refused:
        db.session.rollback()
        page = _page(link, 429, refused.message)
        page.headers["Retry-After"] = str(refused.seconds)
        return page
    target = url_for("questionnaires.resume", token=token_of(response))
    db.session.commit()
    return private_page(redirect(target, 303))


def _page(link: CampaignLink, status: int = 200, problem: Any = None) -> BaseResponse:
    """In both languages, the reader's first."""
    first = reader_language() if reader_language() in BOTH else "fr"
    said = {
        "link": link, "campaign": link.campaign, "who": open_links.who_passes_on(link), "trap": TRAP,
        "minutes": minutes_of(link.campaign), "page_token": open_links.page_token(link, clock.now()),
    }  # fmt: skip
    blocks = []
    for code in (first, *(other for other in BOTH if other != first)):
        with in_language(code):
            text = render_template("relay/_asked.html", code=code, is_first=code == first, **said)
        blocks.append((HTML_LANG[code], DIRECTION[code], Markup(text)))  # noqa: S704 -- a template of ours
    page = render_template(
        "relay/open_link.html",
        campaign=link.campaign,
        blocks=blocks,
        problem=problem,
        reader=reader_language(),
    )
    return private_page(page, status)


def _shut(link: CampaignLink) -> BaseResponse:
    gone = open_links.why_shut(link, clock.now()) or Gone.REPLACED
    institution = link.institution
    page = render_template(
        "relay/shut.html", campaign=link.campaign, institution=institution,
        is_closed=gone is Gone.CLOSED, last_day=last_day(link.campaign), is_early=gone is Gone.NOT_OPEN,
        contact=current_app.config["SETTINGS"].mail_sender,
    )  # fmt: skip
    return private_page(page, 410)
