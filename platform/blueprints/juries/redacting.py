"""The desk where answers that name somebody are given another text for jurors, entry by entry: save, and the next."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.juries import bp, present
from noress.blueprints.juries.forms import ConfirmForm
from noress.core import paging
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import Application
from noress.domain.competitions.models import Competition
from noress.domain.juries.rules import redacting
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt

#: each field's name begins so
FIELD = "texte_"
#: saves, and goes back to the list
LIST = "liste"


@bp.get("/jury/gestion/<int:competition_id>/anonymat")
@permission(P.JURY_MANAGE, loads=Competition)
def redact_list(competition: Competition) -> Any:
    """What is looked at, what waits, the next one."""
    rows = redacting.list_to_look_at(competition, acting.actor())
    waiting = [application for application, is_done in rows if not is_done]
    return render_template(
        "juries/redact_list.html", competition=competition, progress=redacting.progress_of(rows), first=waiting[0] if waiting else None,
        page=paging.cut(sorted(rows, key=lambda row: row[1]), paging.page_number(request.args.get("page"))),
        crumbs=present.crumbs(competition, _("Anonymat")),
    )  # fmt: skip


@bp.route("/jury/gestion/<int:competition_id>/anonymat/<int:application_id>", methods=["GET", "POST"])
@permission(P.JURY_MANAGE, loads=Competition)
def redact(competition: Competition, application_id: int) -> Any:
    """Its free texts, what was found in them, what jurors will read."""
    rows = redacting.list_to_look_at(competition, acting.actor())
    application = next((one for one, _done in rows if one.id == application_id), None)
    if application is None:
        abort(404)
    typed = {
        name.removeprefix(FIELD): value for name, value in request.form.items() if name.startswith(FIELD)
    }
    form = ConfirmForm()
    tried = attempt(
        form,
        lambda: redacting.save_redactions(
            competition=competition, application=application, texts=typed, **acting.doing()
        ),
    )
    if tried.status:
        looked = redacting.look_at(application)
        page = render_template(
            "juries/redact.html", competition=competition, application=application, looked=looked, form=form, field=FIELD,
            texts={one.question.key: typed.get(one.question.key, one.shown) for one in looked},
            refused=tried.refusal.field if tried.refusal is not None else None, progress=redacting.progress_of(rows),
            is_done=(application, True) in rows, list_name=LIST,
            crumbs=[*present.crumbs(competition, _("Anonymat"))[:1],
                    (_("Anonymat"), url_for(".redact_list", competition_id=competition.id)), (application.number, None)],
        )  # fmt: skip
        return page, tried.status
    following = redacting.next_to_look_at(rows, application)
    db.session.commit()
    return _onwards(competition, following)


def _onwards(competition: Competition, following: Application | None) -> Any:
    if following is None:
        say(_("Toutes les candidatures reçues sont regardées."))
    if following is None or LIST in request.form:
        return redirect(url_for(".redact_list", competition_id=competition.id), 303)
    return redirect(url_for(".redact", competition_id=competition.id, application_id=following.id), 303)
