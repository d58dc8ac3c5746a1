"""Addresses of the demonstration: mail box, one-click accounts, design system."""

import re
from typing import Any

from flask import Response, abort, redirect, render_template, request, session, url_for
from flask_login import login_user
from markupsafe import Markup, escape

from noress.blueprints.demo import bp
from noress.blueprints.demo.forms import FilterExample, FormExample, MailBoxFilter
from noress.core import clock, paging, tokens
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.demo.accounts import get_kind
from noress.domain.accounts import queries as accounts
from noress.domain.accounts import rules
from noress.domain.accounts.models import Account
from noress.domain.outbox import queries
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from noress.web import resume
from noress.web.identity import SignedIn, digest, signed_in
from noress.web.permissions import public

#: mails carry inline styles, as mail programs want them; nothing else may load or run
MAIL_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


@bp.get("/courrier")
@public
def mails() -> str:
    """Every mail of the demonstration, sign-in codes included."""
    form = MailBoxFilter(request.args)
    page = paging.paginate(
        queries.list_mail_box(form.q.data or ""), paging.page_number(request.args.get("page"))
    )
    return render_template("demo/mails.html", page=page, form=form)


@bp.get("/courrier/<int:mail_id>")
@public
def mail(mail_id: int) -> str:
    found = _mail(mail_id)
    return render_template("demo/mail.html", mail=found, text=with_links(found.text))


@bp.get("/courrier/<int:mail_id>/html")
@public
def mail_html(mail_id: int) -> Response:
    """The HTML part alone, in a box of its own: no script, no request, no cookie of ours."""
    response = Response(_mail(mail_id).html, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = MAIL_CSP
    return response


@bp.get("/courrier/<int:mail_id>/invitation.ics")
@public
def mail_calendar(mail_id: int) -> Response:
    """The calendar part, as a mail program would open it."""
    found = _mail(mail_id)
    if not found.calendar:
        abort(404)
    response = Response(found.calendar.encode(), content_type="text/calendar; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="invitation.ics")
    return response


@bp.post("/compte/<kind>")
@public
def sign_in(kind: str) -> Any:
    """One click signs in as a kind of person; a suspended one is refused like everywhere."""
    chosen = get_kind(kind)
    account = db.session.scalars(accounts.get_account(chosen.email)).one_or_none() if chosen else None
    if account is None:
        abort(404)
    _refuse_suspended(account)
    before, token = signed_in(), tokens.random_token()
    if before is not None:
        before.device.revoked_at = clock.now()
    device = rules.start_sign_in(
        account=account, token_digest=digest(token), method="demo", label=_("Démonstration"), is_remembered=False,
        is_proven=True, now=clock.now(),
    )  # fmt: skip
    session.clear()
    login_user(SignedIn.on(device, token))
    target = resume.safe_target(request.form.get("suite")) or url_for("duties.index")
    page = target if device.person_id else url_for("accounts.who_acts", suite=target)
    db.session.commit()
    return redirect(page, 303)


@bp.route("/composants", methods=["GET", "POST"])
@public
def components() -> Any:
    """The design system, in the direction of the reader's language; its form shows errors and keeps nothing."""
    form = FormExample()
    is_refused = request.method == "POST" and not form.validate()
    page = paging.Page(items=[], number=2, total=150)
    return (
        render_template(
            "demo/components.html", form=form, filter_form=FilterExample(request.args, prefix="f-"), page=page
        ),
        422 if is_refused else 200,
    )


def with_links(text: str) -> Markup:
    """The text part with its addresses as links."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [escape(text[end : found.start()]), Markup('<a href="{0}">{0}</a>').format(found[0])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def _mail(mail_id: int) -> OutboxMail:
    found = db.session.get(OutboxMail, mail_id)
    if found is None:
        abort(404)
    return found


def _refuse_suspended(account: Account) -> None:
    if account.suspended_at is not None:
        raise RuleError(
            "suspended", lazy("Ce compte est suspendu. Le secrétariat peut vous dire pourquoi."), status=403
        )
