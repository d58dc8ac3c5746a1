"""Voices that read the screens of the right door: given by the secretariat, played to everybody."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from wtforms import FileField, HiddenField

from noress.blueprints.guidance import bp, present
from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import LANGUAGE_NAMES, LANGUAGES, lazy
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.files.models import StoredFile
from noress.domain.guidance.queries import voices as queries
from noress.domain.guidance.rules import give_voice, remove_voice
from noress.domain.guidance.voices import SCREENS
from noress.extensions import db
from noress.web import acting, files
from noress.web.flashes import say
from noress.web.forms import BaseForm
from noress.web.permissions import permission, public

MAX_BYTES = 2_000_000
ACCEPT = ".mp3,.m4a,.ogg,.webm"


class VoiceForm(BaseForm):
    #: the file of the voice that the page showed
    heard = HiddenField()
    file = FileField(lazy("Enregistrement"), render_kw={"accept": ACCEPT})


@bp.get("/aiguillage/voix")
@permission(P.GUIDANCE_RECORD)
def voices() -> Any:
    """Every screen, and the languages in which somebody reads it."""
    given = {(about, code) for about, code, _file in db.session.execute(queries.list_places())}
    lines = [
        (about, present.SCREEN_TITLES[about], [LANGUAGE_NAMES[code] for code in LANGUAGES if (about, code) in given])
        for about in SCREENS
    ]  # fmt: skip
    return render_template("guidance/voices.html", lines=lines)


@bp.route("/aiguillage/voix/<name>", methods=["GET", "POST"])
@permission(P.GUIDANCE_RECORD)
def record_voice(name: str) -> Any:
    """One recording per language: given, replaced, taken away."""
    about = name
    if about not in SCREENS:
        abort(404)
    forms = {code: VoiceForm(prefix=f"{code}-") for code in LANGUAGES}
    status, code = 200, request.form.get("language", "")
    if request.method == "POST":
        if code not in forms:
            abort(404)
        try:
            _record(about, code, forms[code])
            db.session.commit()
        except RuleError as refused:
            db.session.rollback()
            forms[code].add_error(refused)
            status = refused.status
        else:
            say(_("La voix est enregistrée.") if "remove" not in request.form else _("La voix est retirée."))
            return redirect(url_for(".record_voice", name=about), 303)
    page = render_template(
        "guidance/voice.html", about=about, title=present.SCREEN_TITLES[about], lines=_lines(about, forms),
        tried=forms.get(code),
    )  # fmt: skip
    return page, status


def _record(about: str, code: str, form: VoiceForm) -> None:
    now, heard = clock.now(), form.heard.data or ""
    if not form.validate() or not (heard.isascii() and heard.isdigit() and len(heard) < 19):
        raise RuleError("incomplete", _("Cette page est arrivée incomplète."))
    if "remove" in request.form:
        return remove_voice(about=about, language=code, heard=int(heard), actor=acting.actor(), now=now)
    file = files.need_upload(
        form.file.data, max_bytes=MAX_BYTES, actor=acting.actor(), now=now, is_voice=True
    )
    give_voice(about=about, language=code, file=file, heard=int(heard), actor=acting.actor(), now=now)
    return None


def _lines(about: str, forms: dict[str, VoiceForm]) -> list[dict[str, Any]]:
    given = {voice.language: voice.file_id for voice in db.session.scalars(queries.list_voices(about))}
    for code, form in forms.items():
        form.heard.data = str(given.get(code, 0))
    return [
        {"code": code, "language": LANGUAGE_NAMES[code], "form": form,
         "url": url_for(".hear", stored_file_id=given[code]) if code in given else ""}
        for code, form in forms.items()
    ]  # fmt: skip


@bp.get("/aiguillage/ecouter/<int:stored_file_id>")
@public
def hear(stored_file_id: int) -> Any:
    voice = db.session.scalars(queries.get_by_file(stored_file_id)).one_or_none() or abort(404)
    return files.play(db.session.get(StoredFile, voice.file_id) or abort(404))
