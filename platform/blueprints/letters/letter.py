"""Writing the letter, printing it, joining its signed copies."""

from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for

from noress.blueprints.letters import bp
from noress.blueprints.letters.forms import LetterForm, ScanForm
from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import gettext as _
from noress.domain.accounts.permissions import P
from noress.domain.files.models import StoredFile
from noress.domain.letters import queries, rules
from noress.domain.letters.models import Letter, MeetingLetter
from noress.domain.letters.rules import LetterValues
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.extensions import db
from noress.web import files
from noress.web.documents import document_link, document_links
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.merge import stale_fields
from noress.web.permissions import permission


@bp.route("/sessions/<int:meeting_id>/lettre", methods=["GET", "POST"])
@permission(P.LETTER_MANAGE, loads=Meeting)
def edit(meeting: Meeting) -> Any:
    """The text of the letter, before it is signed."""
    text = _text(meeting)
    known = (
        rules.default_values(meeting, place=_seat_of_network(), now=clock.now())
        if text is None
        else LetterValues.of(text)
    )
    form = LetterForm(data=_fields(known, text.version if text is not None else 0))
    form.signatory.choices = _signatories()
    if request.method == "GET" or not form.validate_on_submit():
        return _edit_page(meeting, form, text), 422 if form.errors else 200
    try:
        rules.prepare_letters(
            meeting=meeting, values=_values(form), actor=current_actor(), now=clock.now(),
            version=form.version.data if text is not None else None,
        )  # fmt: skip
    except StaleVersion as stale:
        db.session.rollback()
        theirs = _fields(stale.theirs, _text(meeting).version)  # type: ignore[union-attr]
        return _edit_page(meeting, form, text, stale=stale_fields(form, theirs)), 409
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return _edit_page(meeting, form, text), error.status
    db.session.commit()
    say(_("La lettre est prête. Imprimez-la, faites-la signer, puis joignez la copie signée."))
    return redirect(url_for(".departures", meeting_id=meeting.id), 303)


@bp.route("/sessions/<int:meeting_id>/lettre/signee", methods=["GET", "POST"])
@permission(P.LETTER_MANAGE, loads=Meeting)
def scans(meeting: Meeting) -> Any:
    """The signed letter: one file for all, or one institution's own."""
    text = _text(meeting) or abort(404)
    copies = list(db.session.scalars(queries.list_letters(text.id)))
    form = ScanForm()
    form.letter_id.choices = [
        ("", _("Toutes les institutions")),
        *((row.id, str(row.institution.name)) for row in copies),
    ]
    if request.method == "GET":
        return _scans_page(meeting, form, text, copies)
    if not getattr(form.file.data, "filename", ""):
        form.file.errors = [str(_("Choisissez un fichier."))]
        return _scans_page(meeting, form, text, copies), 422
    try:
        rules.attach_scan(
            text=text, letter=_chosen(form, copies), file=store_for(form.file, current_actor()), actor=current_actor(),
            now=clock.now(),
        )  # fmt: skip
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return _scans_page(meeting, form, text, copies), 413 if error.code == "too_large" else error.status
    say(_("La copie signée est jointe."))
    return redirect(url_for(".scans", meeting_id=meeting.id), 303)


@bp.post("/sessions/<int:meeting_id>/lettre/signee/retirer")
@permission(P.LETTER_MANAGE, loads=Meeting)
def remove_scan(meeting: Meeting) -> Any:
    """Take a signed copy away: it was the wrong file."""
    text = _text(meeting) or abort(404)
    letter = next(
        (
            row
            for row in db.session.scalars(queries.list_letters(text.id))
            if str(row.id) == request.form.get("letter_id")
        ),
        None,
    )
    rules.attach_scan(text=text, letter=letter, file=None, actor=current_actor(), now=clock.now())
    db.session.commit()
    say(_("La copie signée est retirée."))
    return redirect(url_for(".scans", meeting_id=meeting.id), 303)


@bp.get("/sessions/<int:meeting_id>/lettre/fichiers/<int:file_id>")
@permission(P.LETTER_MANAGE, loads=Meeting)
def letter_file(meeting: Meeting, file_id: int) -> Any:
    """A signed copy, a receipt, a designation letter."""
    if db.session.scalar(queries.find_file_letter(file_id, meeting.id)) is None:
        abort(404)
    return files.send(db.session.get(StoredFile, file_id) or abort(404))


def store_for(field: Any, actor: Any) -> StoredFile | None:
    """The file joined to a form, checked and kept; None when there is none."""
    return files.take_upload(field.data, actor=actor, now=clock.now(), field=field.short_name)


def _chosen(form: ScanForm, copies: list[Letter]) -> Letter | None:
    if not request.form.get("letter_id"):
        return None
    found = next((row for row in copies if row.id == form.letter_id.data), None)
    if found is None:
        raise RuleError("unknown", _("Choisissez une des réponses proposées."), field="letter_id")
    return found


def _text(meeting: Meeting) -> MeetingLetter | None:
    return db.session.scalars(queries.get_text(meeting.id)).one_or_none()


def _seat_of_network() -> Translated:
    return Translated(current_app.config["SETTINGS"].network_city)


def _signatories() -> list[tuple[str, str]]:
    found = db.session.scalars(queries.list_signatories(clock.today())).all()
    people = [
        (str(row.person_id), f"{row.person.shown_name}, {row.role.label}") for row in found if row.person
    ]
    return [*people, ("", _("Quelqu'un d'autre, écrit ci-dessous"))]


def _fields(values: LetterValues, version: int) -> dict[str, Any]:
    told = {"dated_on": values.dated_on, "signatory_name": values.signatory_name, "version": version}
    told["signatory"] = str(values.signatory_id or "")
    for name in ("subject", "body", "place", "signatory_title"):
        for code in ("fr", "ar"):
            told[f"{name}_{code}"] = getattr(values, name).get(code)
    return told


def _values(form: LetterForm) -> LetterValues:
    def both(name: str) -> Translated:
        return Translated({code: text for code in ("fr", "ar") if (text := form[f"{name}_{code}"].data)})

    chosen = next((key for key, _label in form.signatory.choices if key and key == form.signatory.data), None)
    return LetterValues(
        subject=both("subject"), body=both("body"), place=both("place"), dated_on=form.dated_on.data,
        signatory_title=both("signatory_title"), signatory_name=form.signatory_name.data or None,
        signatory_id=int(chosen) if chosen else None,
    )  # fmt: skip


def _edit_page(meeting: Meeting, form: LetterForm, text: MeetingLetter | None, *, stale: Any = None) -> str:
    return render_template(
        "letters/edit.html", meeting=meeting, title=wording.title(meeting), form=form, text=text, stale=stale
    )


def _scans_page(meeting: Meeting, form: ScanForm, text: MeetingLetter, copies: list[Letter]) -> str:
    return render_template(
        "letters/scans.html", meeting=meeting, title=wording.title(meeting), form=form, text=text,
        signed=[row for row in copies if row.scan is not None],
        all_fr=document_link("letters", text, "fr"), all_ar=document_link("letters", text, "ar"),
    )  # fmt: skip


def copies_links(copies: list[Letter]) -> dict[str, Any]:
    """The PDF of each copy in both languages: two queries in all."""
    return {code: document_links("letter", copies, code) for code in ("fr", "ar")}
