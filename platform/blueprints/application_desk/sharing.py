"""Files that nobody follows, shared out evenly."""

from typing import Any

from flask import redirect, render_template, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.application_desk import bp, present
from noress.blueprints.application_desk.forms import ShareForm
from noress.blueprints.application_desk.listing import arguments, narrowed_by, read_filter
from noress.core import clock
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.applications.queries import desk
from noress.domain.applications.rules import checking
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/candidatures/repartir", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE)
def share() -> Any:
    """Of the list as it is narrowed, between those who are chosen; nobody is given a file that they have a part in."""
    call, asked, now = present.asked_call(), read_filter(), clock.now()
    form = ShareForm()
    followed = db.session.execute(desk.count_followed(call.id, acting.recused()))
    loads = {row[0]: row[1] for row in followed}
    form.officers.choices = [
        SelectChoice(one.id, _load(one.shown_name, loads.get(one.id, 0))) for one in checking.list_officers(now)
    ]  # fmt: skip
    waiting = db.session.scalar(desk.count_to_share(asked.wanted, acting.recused(), now))
    tried = attempt(
        form,
        lambda: checking.share_out(
            call=call, officer_ids=[key for key in form.officers.data or [] if key], keeps_provinces=form.keeps_provinces.data,
            wanted=asked.wanted,
            **acting.doing(),
        ),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "application_desk/share.html", call=call, form=form, waiting=waiting, narrowed=narrowed_by(asked.form),
            arguments=arguments(),
        )  # fmt: skip
        return page, tried.status
    given, left = sum(tried.made.given.values()), tried.made.left
    target = url_for(".index", appel=call.id)
    db.session.commit()
    say(ngettext("%(num)s candidature répartie.", "%(num)s candidatures réparties.", given))
    if left:
        words = ngettext(
            "%(num)s candidature reste à donner : toutes ces personnes y ont une part.",
            "%(num)s candidatures restent à donner : toutes ces personnes y ont une part.", left,
        )  # fmt: skip
        say(words, "warning")
    return redirect(target, 303)


def _load(name: str, count: int) -> str:
    return ngettext("%(name)s, en suit %(num)s", "%(name)s, en suit %(num)s", count, name=name)
