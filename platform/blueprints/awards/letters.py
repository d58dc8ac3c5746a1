"""Letters of a call: prepared, read, edited, then all released together, once."""

from typing import Any

from flask import abort, render_template, request, url_for

from noress.blueprints.awards import bp, present
from noress.blueprints.awards.forms import LetterForm
from noress.core import paging
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.applications.models import ApplicationState
from noress.domain.awards import queries
from noress.domain.awards.letter_texts import TAGS
from noress.domain.awards.models import DecisionLetter
from noress.domain.awards.queries import tasks as task_queries
from noress.domain.awards.rules import telling
from noress.domain.funding.models import CallKind, FundingCall
from noress.extensions import db
from noress.web import acting
from noress.web.forms import BaseForm
from noress.web.permissions import permission
from noress.web.submitting import attempt

S = ApplicationState


@bp.get("/appels/gestion/<int:funding_call_id>/lettres")
@permission(P.AWARD_BOARD, loads=FundingCall)
def letters(call: FundingCall) -> Any:
    page = paging.paginate(
        queries.list_letters(call.id, call.stages, acting.recused()),
        paging.page_number(request.args.get("page")),
    )
    task = db.session.scalars(task_queries.get_last_task(call.id, telling.LETTERS)).first()
    return render_template(
        "awards/letters.html", call=call, page=page, present=present, sending=present.progress_of(task) if task else None,
        release=db.session.scalars(queries.get_release(call.id, call.stages)).first(),
    )  # fmt: skip


@bp.post("/appels/gestion/<int:funding_call_id>/lettres/preparer")
@permission(P.AWARD_BOARD, loads=FundingCall)
def prepare_letters(call: FundingCall) -> Any:
    target = url_for(".letters", funding_call_id=call.id)
    telling.prepare_letters(call=call, **acting.doing())
    return acting.done(target, _("Les lettres sont prêtes à relire. Personne n'est prévenu."))


@bp.route("/appels/gestion/lettres/<int:decision_letter_id>", methods=["GET", "POST"])
@permission(P.AWARD_BOARD, loads=DecisionLetter)
def letter(letter: DecisionLetter) -> Any:
    """Both languages as they will be read, and the texts with their tags."""
    if letter.application.call.kind is not CallKind.AMI:
        abort(404)  # of the prize: `results`
    form = LetterForm(data={"version": letter.version, "french": letter.french, "arabic": letter.arabic})

    def save() -> None:
        telling.edit_letter(
            letter=letter, french=form.french.data, arabic=form.arabic.data, version=form.version.data or 0, **acting.doing()
        )  # fmt: skip

    tried = attempt(form, save, stored=lambda: _stored(letter))
    if tried.status:
        award = db.session.scalars(queries.get_standing_award(letter.application_id)).first()
        shown = telling.filled(
            letter, award.amount if award is not None and letter.outcome is S.SELECTED else None
        )
        page = render_template(
            "awards/letter.html", letter=letter, application=letter.application, form=form, stale=tried.stale, shown=shown,
            tags=", ".join(f"{{{name}}}" for name in TAGS), present=present,
        )  # fmt: skip
        return page, tried.status
    return acting.done(
        url_for(".letter", decision_letter_id=letter.id), _("La lettre est enregistrée, pas envoyée.")
    )


def _stored(letter: DecisionLetter) -> dict[str, Any]:
    db.session.refresh(letter)
    return {"version": letter.version, "french": letter.french, "arabic": letter.arabic}


@bp.route("/appels/gestion/<int:funding_call_id>/lettres/annoncer", methods=["GET", "POST"])
@permission(P.AWARD_DECIDE, loads=FundingCall)
def release(call: FundingCall) -> Any:
    """To whom it goes; once."""
    form = BaseForm()
    tried = attempt(form, lambda: telling.release_letters(call=call, **acting.doing()))
    if tried.status:
        rows = db.session.scalars(queries.list_decided(call.id, call.stages).where(_visible())).all()
        counts = [
            (present.outcome(state), sum(one.state is state for one in rows)) for state in telling.OUTCOMES
        ]
        mails = sum(len(telling.readers(one)) for one in rows)
        page = render_template(
            "awards/release.html", call=call, form=form, counts=counts, mails=mails, rows=rows,
            release=db.session.scalars(queries.get_release(call.id, call.stages)).first(),
            undecided=telling.is_undecided(call),
        )  # fmt: skip
        return page, tried.status
    words = ngettext("Le résultat de %(num)s dossier est annoncé. Le courriel part maintenant.",
                     "Les résultats de %(num)s dossiers sont annoncés. Les courriels partent maintenant.", tried.made)  # fmt: skip
    return acting.done(url_for(".letters", funding_call_id=call.id), words)


def _visible() -> Any:
    from noress.domain.applications.models import Application

    return Application.id.not_in(acting.recused())
