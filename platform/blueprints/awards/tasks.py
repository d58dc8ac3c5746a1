"""The same thing for many files: asked here, done by the worker, with what failed."""

from collections import Counter
from typing import Any

from flask import render_template, request, url_for
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from noress.blueprints.awards import bp, present
from noress.core.errors import RuleError
from noress.core.i18n import gettext as _
from noress.core.i18n import lazy
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import ApplicationState
from noress.domain.awards.models import BulkTask
from noress.domain.awards.queries import tasks as task_queries
from noress.domain.awards.rules import bulk
from noress.domain.awards.rules.telling import LETTERS
from noress.domain.funding.models import FundingCall
from noress.extensions import db
from noress.web import acting
from noress.web.forms import BaseForm, line, long_text
from noress.web.permissions import permission
from noress.web.submitting import Attempt, attempt

S = ApplicationState
KIND_WORDS = {
    "message": lazy("Écrire aux structures"), "opinion": lazy("Demander un avis extérieur"),
    "outcome": lazy("Décider de la même façon"), LETTERS: lazy("Envoyer les lettres"),
}  # fmt: skip
STATES = (S.SUBMITTED, S.ELIGIBLE, S.SELECTED, S.RESERVE, S.REJECTED)
RELOAD_SECONDS = 3


class BulkForm(BaseForm):
    kind = RadioField(
        lazy("Quoi faire"), choices=[SelectChoice(name, KIND_WORDS[name]) for name in bulk.KINDS],
        validators=[InputRequired(lazy("Choisissez ce qu'il y a à faire."))],
    )  # fmt: skip
    state = SelectField(lazy("Pour tous les dossiers qui sont"), validate_choice=False)
    files = long_text(
        lazy("Ou pour ces dossiers"), limit=9000,
        description=lazy("Leurs numéros, séparés par une espace ou une ligne. Exemple : AMI-2026-0012 AMI-2026-0015"),
    )  # fmt: skip
    outcome = SelectField(
        lazy("Décision, si c'est une décision"), validate_choice=False,
        choices=[SelectChoice("", lazy("aucune")), SelectChoice("reserve", lazy("Liste d'attente")),
                 SelectChoice("rejected", lazy("Non sélectionné"))],
    )  # fmt: skip
    text = long_text(
        lazy("Message, question ou raison"), limit=3000, description=lazy("C'est ce que les structures, ou la personne consultée, liront.")
    )  # fmt: skip
    email = line(lazy("Adresse de la personne consultée, si c'est un avis"), limit=254)
    #: a message leaves once it was read again, with those who get it
    confirmed = HiddenField()


@bp.route("/appels/gestion/<int:funding_call_id>/plusieurs", methods=["GET", "POST"])
@permission(P.AWARD_BOARD, loads=FundingCall)
def ask_bulk(call: FundingCall) -> Any:
    """A message is shown, with how many get it, before it leaves."""
    form = BulkForm()
    counts = Counter(
        row[2] for row in db.session.execute(task_queries.list_numbers(call.id, acting.recused()))
    )
    form.state.choices = [
        SelectChoice("", _("aucun")),
        *(
            SelectChoice(one.value, _("%(state)s : %(count)s", state=one.label, count=counts[one]))
            for one in STATES
            if counts[one]
        ),
    ]
    tried = Attempt(200) if "corriger" in request.form else attempt(form, lambda: _ask(call, form))
    if tried.status:
        form.confirmed.data = ""
        tasks = db.session.scalars(task_queries.list_tasks(call.id)).all()
        page = render_template("awards/ask_bulk.html", call=call, form=form, tasks=tasks, words=KIND_WORDS)
        return page, tried.status
    if not isinstance(tried.made, BulkTask):
        return render_template("awards/confirm_message.html", call=call, form=form, **tried.made)
    target = url_for(".task", bulk_task_id=tried.made.id)
    return acting.done(target, _("C'est demandé. Vous pouvez quitter cette page : le travail continue."))


def _ask(call: FundingCall, form: BulkForm) -> BulkTask | dict[str, list[str]]:
    """The task; or, of a message that nobody has read again, the numbers of the files that it is for, and of those that
    nobody writes to any more."""
    settings = {
        "outcome": form.outcome.data or None, "text": form.text.data or "", "email": form.email.data or "",
    }  # fmt: skip
    asked: dict[str, Any] = {
        "call": call, "kind": form.kind.data or "", "settings": settings, "application_ids": _chosen(call, form),
    }  # fmt: skip
    if form.kind.data != "message" or form.confirmed.data:
        return bulk.ask_bulk(**asked, **acting.doing())
    ids = set(bulk.check_bulk(**asked, actor=acting.actor()))
    rows = db.session.execute(task_queries.list_numbers(call.id, acting.recused()))
    asked_for = [(number, state is S.WITHDRAWN) for key, number, state in rows if key in ids]
    numbers = [number for number, is_gone in asked_for if not is_gone]
    if not numbers:
        message = _("Cette candidature a été retirée par la structure.")
        raise RuleError("withdrawn", message, field="files")
    return {"numbers": numbers, "gone": [number for number, is_gone in asked_for if is_gone]}


def _chosen(call: FundingCall, form: BulkForm) -> list[int]:
    state = form.state.data
    states = [S(state)] if state in {one.value for one in STATES} else []
    by_number = {
        row[1]: row[0] for row in db.session.execute(task_queries.list_numbers(call.id, acting.recused()))
    }
    found = []
    if states:
        found = [
            row[0] for row in db.session.execute(task_queries.list_numbers(call.id, acting.recused(), states))
        ]
    for number in (form.files.data or "").replace(",", " ").upper().split():
        if number not in by_number:
            message = _("%(number)s n'est pas un dossier de cet appel.", number=number)
            raise RuleError("file", message, field="files")
        found.append(by_number[number])
    return found


@bp.post("/appels/gestion/taches/<int:bulk_task_id>/reessayer")
@permission(P.AWARD_DECIDE, loads=BulkTask)
def retry(task: BulkTask) -> Any:
    """Letters that failed, once what stopped them is mended."""
    bulk.retry_letters(task=task, **acting.doing())
    return acting.done(url_for(".task", bulk_task_id=task.id), _("Ce qui avait échoué est envoyé à nouveau."))


@bp.get("/appels/gestion/taches/<int:bulk_task_id>")
@permission(P.AWARD_BOARD, loads=BulkTask)
def task(task: BulkTask) -> Any:
    """How far it is, and what failed, of the files that the reader may know of."""
    return render_template(
        "awards/task.html", task=task, call=task.call, words=KIND_WORDS, progress=present.progress_of(task),
        reload_seconds=RELOAD_SECONDS, is_letters=task.kind == LETTERS,
    )  # fmt: skip
