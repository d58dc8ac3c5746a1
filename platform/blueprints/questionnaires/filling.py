"""Filling in a questionnaire by its personal link: one part a screen, checked at the end, sent once."""

import secrets
from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from noress.blueprints.questionnaires import bp, existing, filled
from noress.blueprints.questionnaires.opening import holder, open_form, open_to_change, why_locked
from noress.core import clock
from noress.core.contacts import clean_email
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import lazy
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.permissions import P
from noress.domain.campaigns import passing
from noress.domain.files.rules.uploads import store_file
from noress.domain.questionnaires import policy, response_links, rules, serving, types
from noress.domain.questionnaires.definition import Question, Section
from noress.domain.questionnaires.filling import (
    PREFIX,
    Asked,
    asked_of,
    key_of_input,
    list_missing,
    minutes_needed,
)
from noress.domain.questionnaires.models import Channel, Questionnaire, Response
from noress.domain.questionnaires.rules.answering import Incomplete, definition_of
from noress.domain.questionnaires.rules.reviewing import is_correctable
from noress.domain.questionnaires.serving import Opened
from noress.extensions import db
from noress.web.asking import conditions_of, lines_of
from noress.web.files import storage
from noress.web.forms import REQUIRED, BaseForm, Checked, line
from noress.web.headers import private_page
from noress.web.identity import current_actor
from noress.web.maps import offered_map
from noress.web.permissions import permission, public
from noress.web.questionnaires import Shown, texts_of
from noress.web.submitting import attempt

# --- beginning ---------------------------------------------------------------------------------------


WHO = {
    Channel.SELF: lazy("La structure elle-même"), Channel.HELPED: lazy("Moi, avec quelqu'un de la structure"),
    Channel.PHONE: lazy("Moi, au téléphone avec la structure"), Channel.PAPER: lazy("Moi, d'après un formulaire sur papier"),
}  # fmt: skip


class BeginForm(BaseForm):
    """Who fills it in, when it is not the structure itself."""

    channel = RadioField(
        lazy("Qui remplit le questionnaire ?"), validators=[InputRequired(REQUIRED)],
        choices=[SelectChoice(channel.value, words) for channel, words in WHO.items()],
    )  # fmt: skip
    filled_by = line(lazy("Votre nom ou votre fonction, si vous aidez la structure"))
    email = line(lazy("Courriel de la structure, pour le reçu"), limit=254, validators=[Checked(clean_email)])


@bp.route("/questionnaires/<int:questionnaire_id>/remplir", methods=["GET", "POST"])
@permission(P.QUESTIONNAIRE_FILL_IN, loads=Questionnaire)
def begin(questionnaire: Questionnaire) -> Any:
    """One's institution goes on where it left; the secretariat fills in for somebody else."""
    actor = current_actor()
    assert actor is not None
    form = BeginForm(data={"channel": Channel.SELF.value})
    tried = attempt(form, lambda: _begin(questionnaire, form, actor))
    if tried.status:
        page = render_template(
            "questionnaires/begin.html",
            questionnaire=questionnaire,
            form=form,
            helps=policy.helps_others(actor),
        )
        return page, tried.status
    target = url_for(".resume", token=response_links.token_of(tried.made))
    db.session.commit()
    return redirect(target, 303)


def _begin(questionnaire: Questionnaire, form: BeginForm, actor: Actor) -> Response:
    channel = Channel(form.channel.data)
    is_own = channel is Channel.SELF and actor.institution_id is not None
    return rules.begin_response(
        questionnaire=questionnaire, language=actor.language, actor=actor, now=clock.now(), channel=channel,
        institution_id=actor.institution_id if is_own else None, filled_by=form.filled_by.data or None,
        email=clean_email(form.email.data),
    )  # fmt: skip


# --- the personal link -------------------------------------------------------------------------------


@bp.get("/q/<token>")
@public
def resume(token: str) -> BaseResponse:
    """Where the person is: the parts, what is left, when it was saved. The domain that owns the answers has its own
    page for that."""
    opened = open_form(token)
    if owner := serving.owner_of(opened.response):
        return private_page(redirect(owner.home_url(token), 303))
    response = opened.response
    definition = definition_of(response)
    parts = filled.parts(token, definition, response)
    first = next((part for part in parts if part.key == response.place), parts[0])
    return page(
        "questionnaires/resume.html", response, parts=parts, first=first, token=token,
        minutes=minutes_needed(definition, response.values), moved=filled.moves(response, definition),
        is_over=passing.is_over(response, clock.now()), can_correct=_can_correct(opened),
    )  # fmt: skip


@bp.route("/q/<token>/partie/<section>", methods=["GET", "POST"])
@public
def show_section(token: str, section: str) -> BaseResponse:
    """One part: shown with what was typed, saved as far as it can be read. Where nothing can be changed it is read."""
    opened = open_form(token) if request.method == "GET" else open_to_change(token)
    response = opened.response
    definition = definition_of(response)
    parts = asked_of(definition, response.values)
    place = next((n for n, part in enumerate(parts) if part.section.key == section), None)
    if place is None:
        if definition.section(section) is None:
            abort(404)
        return private_page(
            redirect(url_for(".resume", token=token), 303)
        )  # an earlier answer made it pointless
    part = parts[place]
    if request.method == "GET":
        if why := why_locked(opened):
            return _reading_page(token, response, parts, place, why)
        shown = shown_in(token, response, texts_of(part.questions, response.values, response.unread))
        if request.args.get("manque"):
            shown.errors = filled.missing_here(definition, response, part)
        return _section_page(token, response, parts, place, shown)
    return _save(token, opened, parts, place)


def _save(token: str, opened: Opened, parts: list[Asked], place: int) -> BaseResponse:
    response, part, now = opened.response, parts[place], clock.now()
    posted = posted_answers()
    questions = questions_posted(part.section, part.questions, posted)
    shown = shown_in(token, response, {name: list(values) for name, values in posted.items()})
    shown.more = request.form.get("more", "")
    try:
        reading = rules.save_page(
            response=response, questions=questions, posted=posted, place=part.section.key, version=posted_version(), now=now,
        )  # fmt: skip
        errors = dict(reading.errors) | _take_files(opened, part.questions)
    except StaleVersion as stale:
        db.session.rollback()
        return _section_page(token, response, parts, place, shown, stale=stale)
    except RuleError as refused:
        db.session.rollback()
        shown.errors = {refused.field or "": refused.message}
        return _section_page(token, response, parts, place, shown, status=refused.status)
    db.session.commit()
    shown.kept_files = filled.files(response)
    parts = asked_of(definition_of(response), response.values)
    here = next((n for n, one in enumerate(parts) if one.section.key == part.section.key), None)
    is_leaving = bool(request.form.get("leave"))
    if here is not None and (
        errors or shown.more or (not is_leaving and opens_more(parts[here].questions, questions))
    ):
        shown.errors = errors
        is_longer = not errors and opens_more(parts[here].questions, questions)
        return _section_page(
            token, response, parts, here, shown, status=422 if errors else 200, is_longer=is_longer
        )
    where = (
        url_for(".resume", token=token)
        if is_leaving
        else after(token, response, part.section.key, **existing.asked_after(response, part.section))
    )
    return private_page(redirect(where, 303))


def posted_answers() -> dict[str, list[str]]:
    return {name: values for name, values in request.form.lists() if name.startswith(PREFIX)}


def questions_posted(
    section: Section, asked: tuple[Question, ...], posted: dict[str, list[str]]
) -> tuple[Question, ...]:
    """What is asked, and what a page that shows every question let somebody answer besides."""
    keys = {question.key for question in asked} | {key_of_input(name) for name in posted}
    return tuple(question for question in section.questions if question.key in keys)


def opens_more(asked: tuple[Question, ...], read: tuple[Question, ...]) -> bool:
    """These answers open questions of the same part that were not on the screen, which had no script."""
    return any(question not in read and types.get(question.type).asks for question in asked)


def after(token: str, response: Response, section: str, **asked: Any) -> str:
    """The next part that is asked for, or the page that checks everything."""
    keys = [asked.section.key for asked in asked_of(definition_of(response), response.values)]
    here = keys.index(section) if section in keys else -1
    if here + 1 < len(keys):
        return url_for(".show_section", token=token, section=keys[here + 1], **asked)
    return url_for(".check", token=token, **asked)


def _take_files(opened: Opened, questions: tuple[Question, ...]) -> dict[str, Any]:
    """Files removed and added on this screen; what is refused is said beside its question, the rest is kept."""
    errors: dict[str, Any] = {}
    response = opened.response
    now, limit = clock.now(), current_app.config["SETTINGS"].max_upload_bytes
    for question in questions:
        if not types.get(question.type).is_file:
            continue
        name = PREFIX + question.key
        for raw in request.form.getlist(f"{name}-remove"):
            if raw.isascii() and raw.isdigit():
                rules.remove_file(response=response, question=question, file_id=int(raw), now=now)
        for upload in request.files.getlist(name):
            try:
                with db.session.begin_nested():  # a file that is refused leaves no row behind
                    _take_file(opened, question, upload, limit)
            except RuleError as refused:
                errors[name] = refused.message
    return errors


def _take_file(opened: Opened, question: Question, upload: FileStorage, limit: int) -> None:
    if not upload.filename:
        return
    now = clock.now()
    file = store_file(
        name=upload.filename,
        stream=upload.stream,
        storage=storage(),
        max_bytes=limit,
        actor=holder(opened),
        now=now,
        is_voice=rules.takes_voice(question),
    )
    rules.attach_file(response=opened.response, question=question, file=file, now=now)


# --- checking and sending ----------------------------------------------------------------------------


class SendForm(BaseForm):
    """Where the receipt goes."""

    email = line(
        lazy("Courriel pour recevoir le reçu et corriger plus tard"),
        limit=254,
        validators=[Checked(clean_email)],
    )


@bp.route("/q/<token>/verifier", methods=["GET", "POST"])
@public
def check(token: str) -> BaseResponse:
    """Every answer on one page, what is missing first; sending asks nothing else."""
    opened = open_form(token)
    response = opened.response
    if owner := serving.owner_of(response):
        return private_page(redirect(owner.sending_url(token), 303))
    form = SendForm(data={"email": response.email})
    if request.method == "GET" or not form.validate():
        return _check_page(token, response, form, status=422 if request.method == "POST" else 200)
    try:
        rules.submit_response(
            response=response, key=request.form.get("key", "")[:40] or secrets.token_hex(16), version=posted_version(),
            email=clean_email(form.email.data), actor=holder(opened), now=clock.now(),
        )  # fmt: skip
    except Incomplete:
        db.session.rollback()
        return _check_page(token, response, form, status=422)
    except RuleError as refused:
        db.session.rollback()
        form.add_error(refused)
        return _check_page(token, response, form, status=refused.status)
    db.session.commit()
    return private_page(redirect(url_for(".receipt", token=token), 303))


def _check_page(token: str, response: Response, form: SendForm, *, status: int) -> BaseResponse:
    definition = definition_of(response)
    missing = list_missing(definition, response.values) | dict.fromkeys(response.unread, filled.UNREADABLE)
    return page(
        "questionnaires/check.html", response, status=status, token=token, form=form,
        parts=filled.answers(token, definition, response), missing=filled.missing_links(token, definition, missing),
        key=secrets.token_hex(16), is_over=passing.is_over(response, clock.now()), existing=existing.shown(response),
    )  # fmt: skip


@bp.get("/q/<token>/recu")
@public
def receipt(token: str) -> BaseResponse:
    """What was received, under which number, and how to correct it."""
    opened = open_form(token)
    response = opened.response
    if owner := serving.owner_of(response):
        return private_page(redirect(owner.home_url(token), 303))
    if not response.snapshots:
        return private_page(redirect(url_for(".resume", token=token), 303))
    return page(
        "questionnaires/receipt.html", response, token=token, snapshot=response.snapshots[-1],
        passing=passing.passing_after(response, clock.now()), can_correct=_can_correct(opened),
        parts=filled.answers(token, definition_of(response), response),
    )  # fmt: skip


def _can_correct(opened: Opened) -> bool:
    response, now = opened.response, clock.now()
    return is_correctable(response, actor=holder(opened), now=now) and not passing.is_over(response, now)


# --- what pages show ---------------------------------------------------------------------------------


def posted_version() -> int:
    raw = request.form.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0


def shown_in(token: str, response: Response, texts: dict[str, list[str]]) -> Shown:
    return Shown(
        texts,
        kept_files=filled.files(response),
        max_bytes=current_app.config["SETTINGS"].max_upload_bytes,
        notices=filled.notices(response),
        voice_at=lambda file_id: url_for(".form_voice", token=token, stored_file_id=file_id),
        model_at=lambda file_id: url_for(".form_model", token=token, stored_file_id=file_id),
        map_at=offered_map,
    )


def _section_page(
    token: str, response: Response, parts: list[Asked], place: int, shown: Shown, *, status: int = 200,
    stale: StaleVersion | None = None, is_longer: bool = False,
) -> BaseResponse:  # fmt: skip
    """`is_longer`: what was answered opens more questions of the same part."""
    part = parts[place]
    before = parts[place - 1].section.key if place else None
    theirs = filled.what_others_wrote(part, stale, shown) if stale else None
    return page(
        "questionnaires/section.html", response, status=409 if stale else status, token=token, part=part, answers=shown,
        place=place + 1, total=len(parts), is_longer=is_longer, theirs=theirs, marks=filled.marks(response, part.questions),
        wrong=filled.named(part.section.questions, shown.errors),
        minutes=minutes_needed(definition_of(response), response.values), lines=lines_of(part), existing=existing.shown(response),
        asked=conditions_of(definition_of(response), [part.section], response.values),
        following=parts[place + 1].section.key if place + 1 < len(parts) else "",
        back_url=url_for(".show_section", token=token, section=before) if before else url_for(".resume", token=token),
        action=url_for(".show_section", token=token, section=part.section.key, lang=request.args.get("lang")),
    )  # fmt: skip


def _reading_page(token: str, response: Response, parts: list[Asked], place: int, why: Any) -> BaseResponse:
    """A part that nobody writes in, or not this reader, with its way to the parts before and after."""
    part = parts[place]
    keys = [one.section.key for one in parts]
    before, after_ = keys[place - 1] if place else "", (keys[place + 1 :] or [""])[0]
    return page(
        "questionnaires/reading.html", response, token=token, part=part, why=why, place=place + 1, total=len(parts),
        lines=filled.lines(part, response.values),
        back_url=url_for(".show_section", token=token, section=before) if before else url_for(".resume", token=token),
        next_url=url_for(".show_section", token=token, section=after_) if after_ else url_for(".resume", token=token),
    )  # fmt: skip


def page(template: str, response: Response, *, status: int = 200, **values: Any) -> BaseResponse:
    questionnaire, owner = response.questionnaire_version.questionnaire, serving.owner_of(response)
    shown = private_page(
        render_template(
            template,
            response=response,
            questionnaire=questionnaire,
            form_title=(owner.title(response) if owner else None) or questionnaire.title,
            words=filled.words(),
            banner=owner.banner(response) if owner else None,
            **values,
        ),
        status,
    )
    if "asked" in values:  # questions to answer: the phone may give its position for an address
        shown.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(self)"
    return shown
