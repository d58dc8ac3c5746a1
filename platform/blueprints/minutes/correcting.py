"""Corrections: proposed by readers in one block and one language, answered by the secretariat."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.minutes import bp
from noress.blueprints.minutes.forms import AnswerForm, CorrectionForm
from noress.blueprints.minutes.reading import minutes_of
from noress.core import clock, paging
from noress.core.comparing import compare_words
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.domain.minutes import policy, queries, rules
from noress.domain.minutes.models import Correction, CorrectionState, MinutesBlock
from noress.domain.minutes.values import LANGUAGES, clean, first_words
from noress.extensions import db
from noress.web import acting
from noress.web.drafts import draft_form
from noress.web.flashes import say
from noress.web.merge import stale_fields
from noress.web.permissions import permission

STATE_KINDS = {
    CorrectionState.PROPOSED: "warning", CorrectionState.ACCEPTED: "ok", CorrectionState.REFUSED: "danger",
    CorrectionState.WITHDRAWN: "neutral",
}  # fmt: skip
PER_PAGE = 30


@bp.get("/<int:meeting_id>/compte-rendu/corrections")
@permission(P.MINUTES_CORRECT, loads=Meeting)
def corrections(meeting: Meeting) -> Any:
    """What was asked: everything for those who write, its own for an institution."""
    minutes, actor = minutes_of(meeting), acting.actor()
    sees_all = policy.can_write_minutes(actor, meeting)
    if not sees_all and actor.institution_id is None:
        abort(404)
    query = queries.list_corrections(minutes.id, None if sees_all else actor.institution_id)
    page = paging.paginate(query, paging.page_number(request.args.get("page")), per_page=PER_PAGE)
    return render_template(
        "minutes/corrections.html", meeting=meeting, minutes=minutes, title=wording.title(meeting), page=page,
        sees_all=sees_all, kinds=STATE_KINDS, first_words=first_words,
        readings=db.session.scalar(queries.count_readings(minutes.id)) if sees_all else None,
        takes_corrections=minutes.takes_corrections(clock.now()),
    )  # fmt: skip


@bp.route("/blocs/<int:minutes_block_id>/corriger/<lang>", methods=["GET", "POST"])
@permission(P.MINUTES_CORRECT, loads=MinutesBlock)
def propose(block: MinutesBlock, lang: str) -> Any:
    """The block's text in one language, ready to be changed; the deadline is judged when it is sent."""
    code = lang if lang in LANGUAGES else abort(404)
    form = draft_form(CorrectionForm, data={"text": block.text.get(code, ""), "version": block.version})
    if request.method == "GET":
        if not block.minutes.takes_corrections(clock.now()):
            raise RuleError("closed", rules.closed_words(block.minutes), status=409)
        return _propose_page(block, form, code)
    if not form.validate_on_submit():
        return _propose_page(block, form, code), 422
    try:
        rules.propose_correction(
            block=block, language=code, text=form.text.data or "", reason=form.reason.data,
            version=form.version.data, actor=acting.actor(), now=clock.now(),
        )  # fmt: skip
    except StaleVersion as stale:
        theirs = {"text": stale.theirs.text.get(code, ""), "version": block.version}
        return _propose_page(block, form, code, stale=stale_fields(form, theirs)), 409
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return _propose_page(block, form, code), error.status
    meeting_id = block.minutes.meeting_id
    db.session.commit()
    say(
        _(
            "Votre correction est envoyée. Le secrétariat y répond par courriel, avant de faire approuver le texte."
        )
    )
    return redirect(url_for(".show", meeting_id=meeting_id, _anchor=f"bloc-{block.id}"), 303)


def _propose_page(block: MinutesBlock, form: CorrectionForm, code: str, *, stale: Any = None) -> str:
    meeting, actor = block.minutes.meeting, acting.actor()
    own = db.session.scalars(queries.list_corrections_of_block(block.id, actor.institution_id)).all()
    typed = clean(form.text.data)
    return render_template(
        "minutes/propose.html", block=block, meeting=meeting, minutes=block.minutes, title=wording.title(meeting),
        form=form, code=code, other="ar" if code == "fr" else "fr", stale=stale,
        own=own if actor.institution_id is not None else [], kinds=STATE_KINDS, first_words=first_words,
        pieces=compare_words(block.text.get(code, ""), typed) if request.method == "POST" else None,
    )  # fmt: skip


@bp.route("/corrections/<int:correction_id>", methods=["GET", "POST"])
@permission(P.CORRECTION_SEE, loads=Correction)
def correction(correction: Correction) -> Any:
    """What changes, why, and what was answered; the secretariat answers here."""
    may_answer = policy.can_lead_minutes(acting.actor())
    block = correction.block
    form = draft_form(AnswerForm, data={"text": correction.text, "version": block.version})
    if request.method == "GET":
        return _correction_page(correction, form, may_answer)
    if not may_answer:
        abort(403)
    if not form.validate_on_submit():
        return _correction_page(correction, form, may_answer), 422
    return _answer(correction, form)


def _answer(correction: Correction, form: AnswerForm) -> Any:
    is_refused, block = request.form.get("decision") == "refuser", correction.block
    try:
        if is_refused:
            rules.refuse_correction(
                correction=correction, answer=form.answer.data or "", actor=acting.actor(), now=clock.now()
            )
        else:
            rules.accept_correction(
                correction=correction, text=form.text.data or "", version=form.version.data,
                answer=form.answer.data, actor=acting.actor(), now=clock.now(),
            )  # fmt: skip
    except StaleVersion as stale:
        theirs = {"text": stale.theirs.text.get(correction.language, ""), "version": block.version}
        return _correction_page(correction, form, True, stale=stale_fields(form, theirs)), 409
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return _correction_page(correction, form, True), error.status
    meeting_id = block.minutes.meeting_id
    db.session.commit()
    if is_refused:
        say(_("La correction est refusée. Votre raison part par courriel à qui l'a proposée."))
    else:
        say(_("La correction est acceptée : le bloc est changé, et un courriel part à qui l'a proposée."))
    return redirect(url_for(".corrections", meeting_id=meeting_id), 303)


def _correction_page(correction: Correction, form: AnswerForm, may_answer: bool, *, stale: Any = None) -> str:
    block = correction.block
    meeting = block.minutes.meeting
    revision = db.session.scalars(queries.get_revision(block.id, correction.block_version)).one_or_none()
    before = revision.text.get(correction.language, "") if revision is not None else ""
    return render_template(
        "minutes/correction.html", correction=correction, block=block, meeting=meeting, title=wording.title(meeting),
        form=form, stale=stale, kinds=STATE_KINDS, pieces=compare_words(before, correction.text),
        is_waiting=correction.state is CorrectionState.PROPOSED, may_answer=may_answer and block.minutes.is_open,
        has_moved=block.version != correction.block_version and block.text.get(correction.language, "") != before,
        current=block.text.get(correction.language, ""), may_withdraw=policy.can_withdraw_correction(acting.actor(), correction),
    )  # fmt: skip


@bp.post("/corrections/<int:correction_id>/retirer")
@permission(P.CORRECTION_WITHDRAW, loads=Correction)
def withdraw(correction: Correction) -> Any:
    """Its institution asks for it no more."""
    meeting_id = correction.block.minutes.meeting_id
    rules.withdraw_correction(correction=correction, actor=acting.actor(), now=clock.now())
    db.session.commit()
    say(_("Votre correction est retirée."))
    return redirect(url_for(".corrections", meeting_id=meeting_id), 303)
