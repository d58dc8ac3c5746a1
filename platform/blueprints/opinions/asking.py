"""The desk asks for opinions on a file, reminds, takes back, reads them."""

from datetime import timedelta
from typing import Any

from flask import abort, redirect, render_template, url_for

from noress.blueprints.opinions import bp
from noress.blueprints.opinions.forms import NO, YES, AskForm, ConfirmForm
from noress.core import clock
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import SENT, Application, Opinion
from noress.domain.applications.opinion_links import door_of
from noress.domain.applications.queries import opinions as queries
from noress.domain.applications.rules import opinions as rules
from noress.extensions import db
from noress.web import acting, files
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt

#: offered as the day until which an answer is expected
USUAL = timedelta(days=15)


@bp.get("/candidatures/<int:application_id>/avis")
@permission(P.APPLICATION_HANDLE, loads=Application)
def index(application: Application) -> Any:
    """All that were asked, and what was said."""
    now = clock.now()
    found = db.session.scalars(queries.list_opinions(application.id)).all()
    return render_template(
        "opinions/index.html", application=application, opinions=found, today=clock.today(now),
        doors={one.id: door_of(one, now).value for one in found}, can_ask=application.number and application.state in SENT,
    )  # fmt: skip


@bp.route("/candidatures/<int:application_id>/avis/demander", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE, loads=Application)
def ask(application: Application) -> Any:
    form = draft_form(
        AskForm,
        data={
            "language": application.language,
            "answer": NO,
            "audience": YES,
            "due_on": clock.today() + USUAL,
        },
    )
    tried = attempt(form, lambda: _ask(application, form))
    if tried.status:
        return render_template("opinions/ask.html", application=application, form=form), tried.status
    target = url_for(".index", application_id=application.id)
    db.session.commit()
    say(_("La demande d'avis est partie."))
    return redirect(target, 303)


def _ask(application: Application, form: AskForm) -> Opinion:
    asked = rules.Asked(
        name=form.name.data or "", email=form.email.data or "", question=form.question.data or "",
        language=form.language.data, wants_yes_no=form.answer.data == YES, is_confidential=form.audience.data != NO,
        due_on=form.due_on.data,
    )  # fmt: skip
    return rules.ask_opinion(application=application, asked=asked, actor=acting.actor(), now=clock.now())


@bp.route("/candidatures/avis/<int:opinion_id>/rappeler", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE, loads=Opinion)
def remind(opinion: Opinion) -> Any:
    form = ConfirmForm()
    tried = attempt(
        form, lambda: rules.remind_opinion(opinion=opinion, actor=acting.actor(), now=clock.now())
    )
    if tried.status:
        page = render_template(
            "opinions/remind.html", opinion=opinion, form=form, sent=rules.count_reminders(opinion)
        )
        return page, tried.status
    target = url_for(".index", application_id=opinion.application_id)
    db.session.commit()
    say(_("Le rappel est parti."))
    return redirect(target, 303)


@bp.route("/candidatures/avis/<int:opinion_id>/retirer", methods=["GET", "POST"])
@permission(P.APPLICATION_HANDLE, loads=Opinion)
def withdraw(opinion: Opinion) -> Any:
    form = ConfirmForm()
    tried = attempt(
        form, lambda: rules.withdraw_opinion(opinion=opinion, actor=acting.actor(), now=clock.now())
    )
    if tried.status:
        return render_template("opinions/withdraw.html", opinion=opinion, form=form), tried.status
    target = url_for(".index", application_id=opinion.application_id)
    db.session.commit()
    say(_("La demande d'avis est retirée : son lien n'ouvre plus rien."))
    return redirect(target, 303)


@bp.get("/candidatures/avis/<int:opinion_id>/fichier")
@permission(P.APPLICATION_HANDLE, loads=Opinion)
def attachment(opinion: Opinion) -> Any:
    """What was joined to an opinion."""
    if opinion.file is None:
        abort(404)
    return files.send(opinion.file)
