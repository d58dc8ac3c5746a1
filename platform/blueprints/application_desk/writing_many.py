"""One message to several structures: those that were chosen in the list, or all that the filter shows. It stands in the
thread of each; the outbox sends the mails, and the list says which mailboxes refused theirs."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.application_desk import bp
from noress.blueprints.application_desk.forms import ManyForm, row_id
from noress.blueprints.application_desk.listing import Asked, arguments, read_filter
from noress.core import clock
from noress.core.i18n import LANGUAGE_NAMES, ngettext
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application
from noress.domain.applications.queries import desk
from noress.domain.applications.rules import messaging
from noress.domain.applications.rules.messaging import Written
from noress.extensions import db
from noress.web import acting
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt

#: by one press; the list narrows further
MOST = 200


@bp.route("/candidatures/ecrire", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE)
def write_many() -> Any:
    """Who is written to is shown, ticked, before anything leaves."""
    asked = read_filter()
    if asked.call is None:
        abort(404)
    found = _found(asked)
    known = {one.id: one for one in found[:MOST]}
    form = draft_form(ManyForm, data={"to": list(known)})
    if request.method == "GET":  # a draft keeps the words; who is written to is this list
        form.to.data = list(known)
    form.to.choices = [SelectChoice(one.id, _choice(one)) for one in known.values()]
    tried = attempt(
        form,
        lambda: messaging.write_to_many(
            applications=[known[key] for key in form.to.data or [] if key in known],
            texts={"fr": form.text_fr.data or "", "ar": form.text_ar.data or ""},
            awaits_answer=form.awaits_answer.data, **acting.doing(),
        ),
    )  # fmt: skip
    if tried.status:
        page = render_template(
            "application_desk/write_many.html", call=asked.call, form=form, is_cut=len(found) > MOST, most=MOST,
            back_url=url_for(".index", **arguments()), action=url_for(".write_many", **_kept()),
        )  # fmt: skip
        return page, tried.status
    _say(tried.made)
    target = url_for(".index", appel=asked.call.id)
    db.session.commit()
    return redirect(target, 303)


def _found(asked: Asked) -> list[Application]:
    """Those that were ticked in the list, else all that its filter shows; one more than can be written to."""
    recused = acting.recused()
    ids: Any = [key for raw in request.args.getlist("choisie") if (key := row_id(raw)) not in (None, -1)]
    if not ids:
        ids = desk.list_ids(asked.wanted, recused, clock.now()).order_by(None)
    return list(db.session.scalars(desk.list_to_write(ids, recused).limit(MOST + 1)))


def _kept() -> dict[str, Any]:
    return {**arguments(), "choisie": request.args.getlist("choisie")}


def _choice(one: Application) -> str:
    number, language = one.number or _("brouillon"), LANGUAGE_NAMES[one.language]
    return _(
        "%(number)s, %(structure)s (%(language)s)",
        number=number,
        structure=one.structure.name,
        language=language,
    )


def _say(done: Written) -> None:
    sent, left = len(done.sent), len(done.left)
    if sent:
        words = ngettext(
            "Le message part à %(num)s structure. Si une boîte le refuse, la liste le dit.",
            "Le message part à %(num)s structures. Si une boîte le refuse, la liste le dit.", sent,
        )  # fmt: skip
        say(words)
    for application, refused in done.left[:10]:
        say(
            _("%(label)s : %(value)s", label=application.number or application.title, value=refused.message),
            "warning",
        )
    if left > 10:
        say(
            ngettext(
                "%(num)s autre n'a pas reçu le message.",
                "%(num)s autres n'ont pas reçu le message.",
                left - 10,
            ),
            "warning",
        )
