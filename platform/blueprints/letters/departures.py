"""The register of departures of a session's letters."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from noress.blueprints.letters import bp
from noress.blueprints.letters.forms import DepartureForm, DesignationForm, EditDepartureForm
from noress.blueprints.letters.letter import copies_links, store_for
from noress.core import clock
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.permissions import P
from noress.domain.letters import opening, queries, rules
from noress.domain.letters.models import Departure, DispatchMode, Letter, MeetingLetter
from noress.domain.letters.rules import DepartureValues, DesignationValues
from noress.domain.meetings import wording
from noress.domain.meetings.models import Channel, Meeting, MeetingState
from noress.extensions import db
from noress.web.documents import document_link
from noress.web.flashes import say
from noress.web.identity import current_actor
from noress.web.merge import stale_fields
from noress.web.permissions import permission


@bp.get("/sessions/<int:meeting_id>/departs")
@permission(P.LETTER_MANAGE, loads=Meeting)
def departures(meeting: Meeting) -> Any:
    """Every letter, how it left, when it was received, who was designated."""
    text = _text(meeting)
    copies = list(db.session.scalars(queries.list_letters(text.id))) if text is not None else []
    now = clock.now()
    return render_template(
        "letters/departures.html", meeting=meeting, title=wording.title(meeting), text=text, copies=copies,
        papers=copies_links(copies) if copies else {}, may_mail=meeting.takes_answers(now),
        to_mail=[row for row in copies if row.institution.email and not any(
            d.mode is DispatchMode.MAIL and d.removed_at is None for d in row.departures)],
        all_fr=document_link("letters", text, "fr") if text else None,
        all_ar=document_link("letters", text, "ar") if text else None,
        is_draft=meeting.state is MeetingState.DRAFT, waiting=_not_gone(copies),
    )  # fmt: skip


@bp.route("/sessions/<int:meeting_id>/departs/noter", methods=["GET", "POST"])
@permission(P.LETTER_MANAGE, loads=Meeting)
def record_departure(meeting: Meeting) -> Any:
    """These letters left together."""
    text = _text(meeting) or abort(404)
    copies = list(db.session.scalars(queries.list_letters(text.id)))
    form = DepartureForm(data={"sent_on": clock.today(), "letters": request.args.getlist("lettre", type=int)})
    form.letters.choices = [(row.id, f"{row.number} · {row.institution.name}") for row in copies]
    if request.method == "GET" or not form.validate_on_submit():
        return _record_page(meeting, form, copies), 422 if form.errors else 200
    chosen = [row for row in copies if row.id in (form.letters.data or [])]
    try:
        rules.record_departures(
            letters=chosen,
            values=_values(form),
            receipt=store_for(form.receipt, current_actor()),
            actor=current_actor(),
            now=clock.now(),
        )
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return _record_page(meeting, form, copies), 413 if error.code == "too_large" else error.status
    say(ngettext("%(num)s départ est noté.", "%(num)s départs sont notés.", len(chosen)))
    return redirect(url_for(".departures", meeting_id=meeting.id), 303)


@bp.route("/sessions/<int:meeting_id>/departs/<int:departure_id>", methods=["GET", "POST"])
@permission(P.LETTER_MANAGE, loads=Meeting)
def edit_departure(meeting: Meeting, departure_id: int) -> Any:
    """The date it was received, learned later."""
    departure = _departure(meeting, departure_id)
    form = EditDepartureForm(data=_fields(departure))
    if request.method == "GET" or not form.validate_on_submit():
        return _departure_page(meeting, departure, form), 422 if form.errors else 200
    try:
        rules.edit_departure(
            departure=departure, values=_values(form), version=form.version.data or 0, receipt=store_for(form.receipt, current_actor()),
            actor=current_actor(), now=clock.now(),
        )  # fmt: skip
        db.session.commit()
    except StaleVersion:
        db.session.rollback()
        return _departure_page(meeting, departure, form, stale=stale_fields(form, _fields(departure))), 409
    except RuleError as error:
        db.session.rollback()
        form.add_error(error)
        return _departure_page(meeting, departure, form), 413 if error.code == "too_large" else error.status
    say(_("Le départ est enregistré."))
    return redirect(url_for(".departures", meeting_id=meeting.id), 303)


@bp.post("/sessions/<int:meeting_id>/departs/<int:departure_id>/retirer")
@permission(P.LETTER_MANAGE, loads=Meeting)
def remove_departure(meeting: Meeting, departure_id: int) -> Any:
    """It was noted by mistake; history keeps it."""
    rules.remove_departure(
        departure=_departure(meeting, departure_id), actor=current_actor(), now=clock.now()
    )
    db.session.commit()
    say(_("Le départ est retiré du registre."))
    return redirect(url_for(".departures", meeting_id=meeting.id), 303)


@bp.route("/sessions/<int:meeting_id>/departs/courriel", methods=["GET", "POST"])
@permission(P.LETTER_MANAGE, loads=Meeting)
def send(meeting: Meeting) -> Any:
    """Mail the letters to the institutions' own mailboxes, after a page that names them."""
    text = _text(meeting) or abort(404)
    if request.method == "GET":
        copies = db.session.scalars(queries.list_letters(text.id)).all()
        waiting = [row for row in copies if not any(
            d.mode is DispatchMode.MAIL and d.removed_at is None for d in row.departures)]  # fmt: skip
        return render_template(
            "letters/send.html", meeting=meeting, title=wording.title(meeting), text=text,
            with_mail=[row for row in waiting if row.institution.email],
            without_mail=[row for row in waiting if not row.institution.email],
        )  # fmt: skip
    count = rules.send_letters(text=text, actor=current_actor(), now=clock.now())
    db.session.commit()
    say(ngettext("%(num)s lettre part par courriel.", "%(num)s lettres partent par courriel.", count))
    return redirect(url_for(".departures", meeting_id=meeting.id), 303)


@bp.route("/sessions/<int:meeting_id>/departs/lettres/<int:letter_id>/designation", methods=["GET", "POST"])
@permission(P.LETTER_MANAGE, loads=Meeting)
def enter_designation(meeting: Meeting, letter_id: int) -> Any:
    """A designation that came on paper or by telephone."""
    letter = _letter(meeting, letter_id)
    form = DesignationForm()
    if request.method == "GET" or not form.validate_on_submit():
        return _designation_page(meeting, letter, form), 422 if form.errors else 200
    try:
        rules.designate_representative(
            letter=letter, values=designation_values(form), file=store_for(form.file, current_actor()), channel=Channel.OTHER,
            actor=current_actor(), now=clock.now(),
        )  # fmt: skip
        db.session.commit()
    except RuleError as error:
        db.session.rollback()
        if error.status == 409:
            raise
        form.add_error(error)
        return _designation_page(meeting, letter, form), 413 if error.code == "too_large" else error.status
    say(_("La désignation est enregistrée, saisie par vous."))
    return redirect(url_for(".departures", meeting_id=meeting.id), 303)


def designation_values(form: DesignationForm) -> DesignationValues:
    return DesignationValues(form.name.data, form.title.data, form.email.data, form.phone.data)


def _text(meeting: Meeting) -> MeetingLetter | None:
    return db.session.scalars(queries.get_text(meeting.id)).one_or_none()


def _letter(meeting: Meeting, letter_id: int) -> Letter:
    letter = db.session.scalars(queries.get_letter(letter_id)).one_or_none()
    is_its = letter is not None and letter.cancelled_at is None and letter.text.meeting_id == meeting.id
    return letter if is_its and letter is not None else abort(404)


def _departure(meeting: Meeting, departure_id: int) -> Departure:
    found = db.session.get(Departure, departure_id)
    is_its = found is not None and found.removed_at is None and found.letter.text.meeting_id == meeting.id
    return found if is_its and found is not None else abort(404)


def _values(form: Any) -> DepartureValues:
    return DepartureValues(
        DispatchMode(form.mode.data),
        form.sent_on.data,
        form.received_on.data,
        form.received_by.data,
        form.note.data,
    )


def _fields(departure: Departure) -> dict[str, Any]:
    return {
        "version": departure.version, "mode": departure.mode.value, "sent_on": departure.sent_on,
        "received_on": departure.received_on, "received_by": departure.received_by, "note": departure.note,
    }  # fmt: skip


def _record_page(meeting: Meeting, form: DepartureForm, copies: list[Letter]) -> str:
    return render_template("letters/record.html", meeting=meeting, form=form, waiting=_not_gone(copies))


def _not_gone(copies: list[Letter]) -> list[int]:
    return [row.id for row in copies if all(one.removed_at is not None for one in row.departures)]


def _departure_page(
    meeting: Meeting, departure: Departure, form: EditDepartureForm, *, stale: Any = None
) -> str:
    return render_template(
        "letters/departure.html", meeting=meeting, departure=departure, form=form, stale=stale
    )


def _designation_page(meeting: Meeting, letter: Letter, form: DesignationForm) -> str:
    return render_template(
        "letters/designation.html", meeting=meeting, letter=letter, form=form,
        is_open=opening.takes_designation(letter, clock.now()),
    )  # fmt: skip
