"""`/avis/<token>`: that file alone, without restricted papers, the desk's notes or anybody else's opinion."""

import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from flask import abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.opinions import bp
from noress.blueprints.opinions.forms import KEEP, NO, YES, DeclineForm, GiveForm
from noress.core import clock, formats
from noress.core.i18n import gettext as _
from noress.domain.applications import reading
from noress.domain.applications.models import Opinion
from noress.domain.applications.opinion_links import Door, actor_of, door_of, find_opinion
from noress.domain.applications.rules import opinions as rules
from noress.domain.files.models import StoredFile
from noress.domain.files.rules import ACCEPTED
from noress.extensions import db
from noress.web import files
from noress.web.csrf import masked_token
from noress.web.headers import private_page
from noress.web.languages import speak
from noress.web.permissions import public
from noress.web.submitting import attempt


@bp.route("/avis/<token>", methods=["GET", "POST"])
@public
def show(token: str) -> BaseResponse:
    """The file, the question, the answer. Once it is given, what was said and no more."""
    opinion = _opened(token)
    if request.method == "GET" and door_of(opinion, clock.now()) is not Door.OPEN:
        return _after(opinion)
    held = {True: YES, False: NO}.get(opinion.says_yes) if opinion.says_yes is not None else None
    form = GiveForm(data={"text": opinion.text, "says_yes": held})
    form.says_yes.flags.required = form.text.flags.required = True  # to be given; not to be kept
    is_kept = KEEP in request.form
    tried = attempt(form, lambda: _keep(opinion, form) if is_kept else _give(opinion, form))
    if tried.status:
        if door_of(opinion, clock.now()) is not Door.OPEN:
            return _after(opinion, tried.status)
        return _page(opinion, form, token, tried.status)
    target = url_for(".show", token=token, lang=request.args.get("lang"), garde=1 if is_kept else None)
    db.session.commit()
    return private_page(redirect(target, 303))


@bp.route("/avis/<token>/brouillon", methods=["GET", "POST"])
@public
def keep(token: str) -> BaseResponse:
    """For the page's script, while somebody writes (static/src/js/drafts.js); the button says it without one."""
    opinion, now = _opened(token), clock.now()
    if request.method == "GET":
        return private_page(jsonify(csrf_token=masked_token()))
    tried = attempt(form := GiveForm(), lambda: _keep(opinion, form))
    if tried.status:
        words = tried.refusal.message if tried.refusal else _("Cette demande d'avis est terminée.")
        return private_page(
            jsonify(message=str(words)), 410 if tried.status == HTTPStatus.CONFLICT else HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        )  # fmt: skip
    mark = _mark(opinion)
    db.session.commit()
    words = _("Enregistré à %(time)s, pas encore envoyé.", time=formats.time_words(now))
    return private_page(jsonify(message=words, mark=mark))


@bp.route("/avis/<token>/decliner", methods=["GET", "POST"])
@public
def decline(token: str) -> BaseResponse:
    """They cannot, or have a part in it."""
    opinion = _opened(token)
    if request.method == "GET" and door_of(opinion, clock.now()) is not Door.OPEN:
        return _after(opinion)
    form = DeclineForm()
    tried = attempt(
        form,
        lambda: rules.decline_opinion(opinion=opinion, because=form.because.data or "", now=clock.now()),
    )
    if tried.status:
        page = render_template("opinions/decline.html", opinion=opinion, form=form, token=token)
        return private_page(page, tried.status)
    target = url_for(".show", token=token, lang=request.args.get("lang"))
    db.session.commit()
    return private_page(redirect(target, 303))


@bp.get("/avis/<token>/fichiers/<int:file_id>")
@public
def paper(token: str, file_id: int) -> BaseResponse:
    """A paper of the file as it was sent; those that may show an identity card do not exist here."""
    opinion = _opened(token)
    if door_of(opinion, clock.now()) is not Door.OPEN:
        abort(410)
    shown = {
        file.id: file
        for _stage, response in reading.stages_of(opinion.application)
        for one in reading.papers_of(response)
        if not one.is_restricted
        for file in one.files
    }
    if file_id not in shown:
        abort(404)
    return private_page(files.send(shown[file_id]))


def _opened(token: str) -> Opinion:
    opinion = find_opinion(token)
    if opinion is None:
        abort(404)
    speak(opinion.language)
    return opinion


@dataclass(frozen=True)
class Kept:
    """What the form macros ask of a draft (web/drafts.py); this one is the opinion's own row."""

    key: str
    base: str
    script_url: str
    path: str
    is_refused: bool
    page: str = field(default_factory=lambda: secrets.token_hex(8))
    is_local = False
    saved_at = None
    token = ""


def _kept(opinion: Opinion, token: str) -> Kept:
    lang = request.args.get("lang")
    return Kept(
        f"avis.{opinion.id}", _mark(opinion), url_for(".keep", token=token, lang=lang),
        url_for(".show", token=token, lang=lang), is_refused=request.method == "POST",
    )  # fmt: skip


def _mark(opinion: Opinion) -> str:
    """Which text is kept."""
    return sha256(f"{opinion.says_yes}{opinion.text or ''}".encode()).hexdigest()[:16] if opinion.text else ""


def _keep(opinion: Opinion, form: GiveForm) -> None:
    rules.keep_opinion(opinion=opinion, text=form.text.data or "", says_yes=form.yes, now=clock.now())


def _give(opinion: Opinion, form: GiveForm) -> None:
    rules.answer_opinion(
        opinion=opinion, text=form.text.data or "", says_yes=form.yes, file=_stored(opinion, form.file.data),
        now=clock.now(),
    )  # fmt: skip


def _stored(opinion: Opinion, sent: Any) -> StoredFile | None:
    return files.take_upload(sent, actor=actor_of(opinion), now=clock.now())


def _page(opinion: Opinion, form: GiveForm, token: str, status: int) -> BaseResponse:
    stages = [
        (stage, reading.parts_of(response), reading.papers_of(response))
        for stage, response in reading.stages_of(opinion.application)
    ]
    page = render_template(
        "opinions/give.html", opinion=opinion, application=opinion.application, form=form, token=token, stages=stages,
        accepted=ACCEPTED, draft=_kept(opinion, token), is_kept="garde" in request.args and not form.errors,
    )  # fmt: skip
    return private_page(page, status)


def _after(opinion: Opinion, status: int = 200) -> BaseResponse:
    """Nothing to read any more: what was said, or why there is nothing."""
    is_done = door_of(opinion, clock.now()) is Door.DONE
    page = render_template("opinions/after.html", opinion=opinion, is_done=is_done)
    return private_page(page, status if is_done else max(status, 410))
