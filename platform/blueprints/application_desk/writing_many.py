"""One message to several structures: those that were chosen in the list, or all that the filter shows. It stands in the
thread of each; the outbox sends the mails, and the list says which mailboxes refused theirs."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from wtforms.fields import SelectChoice

from noress.blueprints.application_desk import bp
from noress.blueprints.application_desk.forms import ManyForm, row_id
from noress.blueprints.application_desk.listing import Asked, arguments, read_filter
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGE_NAMES, ngettext
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application
from noress.domain.applications.queries import desk
from noress.domain.applications.rules import messaging
from noress.domain.applications.rules.messaging import Planned, Written
from noress.extensions import db
from noress.web import acting
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import Attempt, attempt

#: by one press; the list narrows further
MOST = 200


@bp.route("/candidatures/ecrire", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE)
def write_many() -> Any:
    """Who is written to is ticked; then the message is read again, with those who get it, before anything leaves."""
    asked = read_filter()
    if asked.call is None:
        abort(404)
    found = _found(asked)
    known = {one.id: one for one in found[:MOST]}
    form = draft_form(ManyForm, data={"to": list(known)})
    if request.method == "GET":  # a draft keeps the words; who is written to is this list
        form.to.data = list(known)
    form.to.choices = [SelectChoice(one.id, _choice(one)) for one in known.values()]
    tried = Attempt(200) if "corriger" in request.form else attempt(form, lambda: _send(form, known))
    if tried.status:
        form.confirmed.data = ""
        page = render_template(
            "application_desk/write_many.html", call=asked.call, form=form, is_cut=len(found) > MOST, most=MOST,
            back_url=url_for(".index", **arguments()), action=url_for(".write_many", **_kept()),
        )  # fmt: skip
        return page, tried.status
    if not isinstance(tried.made, Written):
        return _read_again(form, asked.call, tried.made)
    _say(tried.made)
    target = url_for(".index", appel=asked.call.id)
    db.session.commit()
    return redirect(target, 303)


def _send(form: ManyForm, known: dict[int, Application]) -> Written | list[Planned]:
    """What was sent; or, of a message that nobody has read again, what each would read."""
    asked: dict[str, Any] = {
        "applications": [known[key] for key in form.to.data or [] if key in known],
        "texts": {"fr": form.text_fr.data or "", "ar": form.text_ar.data or ""},
    }  # fmt: skip
    if not form.confirmed.data:
        planned = messaging.plan_many(**asked)
        if not any(one.mails for one in planned):
            message = _("Plus personne ne tient ces candidatures : personne ne recevrait ce message.")
            raise RuleError("nobody", message, field="to")
        return planned
    return messaging.write_to_many(**asked, awaits_answer=form.awaits_answer.data, **acting.doing())


def _read_again(form: ManyForm, call: Any, planned: list[Planned]) -> str:
    """Each text with those who will read it, how many mails leave, who gets nothing. Nothing is committed: the draft stays."""
    by_language: dict[str, list[Planned]] = {}
    for one in planned:
        if one.mails:
            by_language.setdefault(one.language, []).append(one)
    return render_template(
        "application_desk/confirm_many.html", call=call, form=form, groups=list(by_language.items()), choice=_choice,
        left=[one.application for one in planned if not one.mails], count=sum(bool(one.mails) for one in planned),
        mails=sum(one.mails for one in planned), back_url=url_for(".index", **arguments()),
        action=url_for(".write_many", **_kept()),
    )  # fmt: skip


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
