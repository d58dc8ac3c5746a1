"""Asking owners for news, after a page that says who is written to."""

from typing import Any

from flask import redirect, render_template, request, url_for

from noress.blueprints.actions import bp, present
from noress.core import clock
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.actions import rules
from noress.domain.actions.rules.reminding import check_somebody_to_remind
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission


@bp.route("/actions/rappeler", methods=["GET", "POST"])
@permission(P.ACTION_REMIND)
def remind() -> Any:
    """One mail per mailbox, for what is due within two weeks or late."""
    now = clock.now()
    mailboxes = rules.list_mailboxes(now=now)
    if request.method == "GET":
        rows = [(mailbox, present.lines(mailbox.actions, now)) for mailbox in mailboxes]
        return render_template("actions/remind.html", rows=rows)
    check_somebody_to_remind(mailboxes)
    count = rules.remind_owners(actor=acting.actor(), now=now)
    db.session.commit()
    say(ngettext("%(num)s courriel part maintenant.", "%(num)s courriels partent maintenant.", count))
    return redirect(url_for(".index", late="1"), 303)
