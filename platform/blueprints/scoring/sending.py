"""Sending one, or all that are finished; putting off, abstaining, asking to change what was sent."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.scoring import bp, present
from noress.blueprints.scoring.forms import AbstainForm, ReasonForm, SendAllForm, VersionForm
from noress.blueprints.scoring.writing import entry_of
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.juries import reading
from noress.domain.reviewing import sending as rules
from noress.domain.reviewing.models import Abstention
from noress.extensions import db
from noress.web import acting
from noress.web.flashes import say
from noress.web.permissions import permission
from noress.web.submitting import attempt


@bp.route("/jury/<int:competition_id>/dossier/<int:evaluation_id>/envoyer", methods=["GET", "POST"])
@permission(P.SCORE_WRITE)
def send(competition_id: int, evaluation_id: int) -> Any:
    """What was kept, read once more, and the button that sends it."""
    sitting, evaluation = present.own_evaluation(competition_id, evaluation_id)
    back = url_for(".write", competition_id=competition_id, evaluation_id=evaluation_id)
    if request.method == "GET" and rules.why_not(sitting, evaluation) is not None:
        return redirect(back)
    form = VersionForm(data={"version": evaluation.version})
    tried = attempt(
        form, lambda: rules.send(sitting=sitting, evaluation=evaluation, version=form.version.data or 0, **acting.doing()),
        stored=lambda: {"version": evaluation.version},
    )  # fmt: skip
    if tried.status == 404:
        abort(404)
    if tried.status:
        db.session.refresh(evaluation)
        page = render_template(
            "scoring/send.html", form=form, back=back, stale=tried.stale, missing=rules.list_missing(evaluation),
            criteria=present.criteria(evaluation), step_words=present.step_words, mark=present.mark,
            **entry_of(sitting, evaluation),
        )  # fmt: skip
        return page, tried.status
    db.session.commit()
    say(_("Vos notes sur ce dossier sont envoyées."))
    return redirect(url_for(".go_on", competition_id=competition_id, apres=evaluation_id), 303)


@bp.route("/jury/<int:competition_id>/envoyer", methods=["GET", "POST"])
@permission(P.SCORE_WRITE)
def send_all(competition_id: int) -> Any:
    """Everything that is whole, listed first."""
    sitting = present.own_sitting(competition_id)
    finished = rules.list_finished(sitting, acting.actor())
    form = SendAllForm(data={"seen": " ".join(f"{one.id}:{one.version}" for one in finished)})
    tried = attempt(
        form,
        lambda: rules.send_all(sitting=sitting, seen=_seen(form.seen.data or ""), **acting.doing()),
        stored=dict,
    )
    if tried.status:
        finished = rules.list_finished(sitting, acting.actor())
        form.seen.raw_data = None
        form.seen.process_data(" ".join(f"{one.id}:{one.version}" for one in finished))
        titles = reading.titles_of(sitting.competition, [one.subject_id for one in finished], sitting.rights)
        page = render_template(
            "scoring/send_all.html", form=form, sitting=sitting, competition=sitting.competition, finished=finished,
            titles=titles, mark=present.mark, stale=tried.stale,
        )  # fmt: skip
        return page, tried.status
    count = tried.made
    db.session.commit()
    say(ngettext("%(num)s notation envoyée.", "%(num)s notations envoyées.", count))
    return redirect(url_for(".index", competition_id=competition_id), 303)


def _seen(text: str) -> list[tuple[int, int]]:
    pairs = [part.partition(":") for part in text.split()]
    return [
        (int(key), int(version)) for key, _colon, version in pairs
        if key.isdecimal() and version.isdecimal() and len(key) < 10 and len(version) < 10
    ]  # fmt: skip


@bp.post("/jury/<int:competition_id>/dossier/<int:evaluation_id>/plus-tard")
@permission(P.SCORE_WRITE)
def skip(competition_id: int, evaluation_id: int) -> Any:
    """Behind the others; pressed again, back in its place."""
    sitting, evaluation = present.own_evaluation(competition_id, evaluation_id)
    is_skipped = evaluation.skipped_at is None
    rules.skip(sitting=sitting, evaluation=evaluation, is_skipped=is_skipped, **acting.doing())
    db.session.commit()
    if is_skipped:
        say(_("Ce dossier reviendra à la fin de votre liste."), "info")
        return redirect(url_for(".go_on", competition_id=competition_id, apres=evaluation_id), 303)
    return redirect(url_for(".write", competition_id=competition_id, evaluation_id=evaluation_id), 303)


@bp.route("/jury/<int:competition_id>/dossier/<int:evaluation_id>/abstention", methods=["GET", "POST"])
@permission(P.SCORE_WRITE)
def abstain(competition_id: int, evaluation_id: int) -> Any:
    sitting, evaluation = present.own_evaluation(competition_id, evaluation_id)
    form = AbstainForm()
    tried = attempt(
        form,
        lambda: rules.abstain(
            sitting=sitting, evaluation=evaluation, kind=form.kind.data, reason=form.reason.data or "", **acting.doing()
        ),
    )  # fmt: skip
    if tried.status == 404:
        abort(404)
    if tried.status:
        page = render_template("scoring/abstain.html", form=form, **entry_of(sitting, evaluation))
        return page, tried.status
    is_conflict = form.kind.data is Abstention.CONFLICT
    db.session.commit()
    say(
        _("C'est noté : vous ne verrez plus ce dossier.") if is_conflict else _("Votre abstention est notée.")
    )
    return redirect(url_for(".go_on", competition_id=competition_id), 303)


@bp.post("/jury/<int:competition_id>/dossier/<int:evaluation_id>/abstention/retirer")
@permission(P.SCORE_WRITE)
def take_back(competition_id: int, evaluation_id: int) -> Any:
    sitting, evaluation = present.own_evaluation(competition_id, evaluation_id)
    rules.take_back_abstention(sitting=sitting, evaluation=evaluation, **acting.doing())
    db.session.commit()
    return redirect(url_for(".write", competition_id=competition_id, evaluation_id=evaluation_id), 303)


@bp.route("/jury/<int:competition_id>/dossier/<int:evaluation_id>/rouvrir", methods=["GET", "POST"])
@permission(P.SCORE_WRITE)
def ask_to_reopen(competition_id: int, evaluation_id: int) -> Any:
    sitting, evaluation = present.own_evaluation(competition_id, evaluation_id)
    back = url_for(".write", competition_id=competition_id, evaluation_id=evaluation_id)
    form = ReasonForm()
    tried = attempt(
        form,
        lambda: rules.ask_to_reopen(
            sitting=sitting, evaluation=evaluation, reason=form.reason.data or "", **acting.doing()
        ),
    )
    if tried.status == 404:
        abort(404)
    if tried.status:
        page = render_template("scoring/reopen.html", form=form, back=back, **entry_of(sitting, evaluation))
        return page, tried.status
    db.session.commit()
    say(_("Votre demande est transmise. Ce que vous avez envoyé compte jusqu'à la réponse."))
    return redirect(back, 303)
