"""What an entrant has besides the pages of every application: the hour of their pitch, and who is paid for them."""

from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.entering import bp
from noress.blueprints.entering.forms import PayeeForm
from noress.core import clock, territories
from noress.core.i18n import LANGUAGES, language, set_language
from noress.core.i18n import gettext as _
from noress.domain.applications.links import find_person
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.served import served
from noress.domain.catalogue.likeness import find_likely
from noress.domain.catalogue.models import Structure
from noress.domain.catalogue.policy import can_see, reader_of
from noress.domain.competitions import pitch_calendar
from noress.domain.competitions.finding import entry_of
from noress.domain.competitions.models import Entry
from noress.domain.competitions.rules import payees
from noress.domain.competitions.rules.pitches import slot_of
from noress.extensions import db
from noress.web.flashes import say
from noress.web.headers import private_page
from noress.web.languages import COOKIE
from noress.web.permissions import public
from noress.web.submitting import attempt


def _open(token: str) -> tuple[ApplicationPerson, Entry]:
    """404 for a forged link and for a call for projects; in words for one that was replaced."""
    person = find_person(token)
    if person is None:
        gone = served.gone(token)
        if gone is None:
            abort(404)
        raise gone
    entry = entry_of(person.application)
    if entry is None:
        abort(404)
    if request.args.get("lang") not in LANGUAGES and request.cookies.get(COOKIE) not in LANGUAGES:
        set_language(person.language)
    return person, entry


@bp.get("/candidature/<token>/oral.ics")
@public
def pitch_ics(token: str) -> BaseResponse:
    """The hour of one's own pitch, to open in a calendar."""
    person, entry = _open(token)
    slot = slot_of(entry.application)
    if slot is None:
        abort(404)
    response = Response(
        pitch_calendar.published(slot, language=person.language, now=clock.now()), content_type="text/calendar; charset=utf-8"
    )  # fmt: skip
    response.headers.set("Content-Disposition", "attachment", filename="presentation-orale.ics")
    return private_page(response)


@bp.route("/candidature/<token>/beneficiaire", methods=["GET", "POST"])
@public
def payee(token: str) -> BaseResponse:
    """A winner that is no legal person names one: by its name first, then the entry of the catalogue or a new one."""
    person, entry = _open(token)
    form = PayeeForm()
    form.province.choices = [
        ("", ""), *((place.code, str(place.name)) for place in territories.of_level("province")),
    ]  # fmt: skip
    chosen = request.form.get("structure", "")
    found: list[Structure] = []
    if form.validate_on_submit() and not chosen:
        values = {"name": {language(): form.name.data}, "province": form.province.data or None}
        found = [one.structure for one in find_likely(values, reader=reader_of(None))]
    if found:
        return _page(token, person, entry, form, found, 200)
    tried = attempt(form, lambda: _name(person, entry, form, chosen))
    if tried.status:
        person, entry = _open(token)
        return _page(token, person, entry, form, [], tried.status)
    db.session.commit()
    say(_("La structure est notée. Le secrétariat la vérifie avant le versement."))
    return private_page(redirect(url_for(".payee", token=token), 303))


def _page(
    token: str, person: ApplicationPerson, entry: Entry, form: PayeeForm, found: list[Structure], status: int
) -> BaseResponse:
    page = render_template(
        "entering/payee.html", token=token, person=person, application=entry.application, entry=entry, form=form,
        found=found, asks=payees.asks_payee(entry), is_checked=entry.payee_checked_at is not None,
    )  # fmt: skip
    return private_page(page, status)


def _name(person: ApplicationPerson, entry: Entry, form: PayeeForm, chosen: str) -> Any:
    number = int(chosen) if chosen.isascii() and chosen.isdigit() and 0 < len(chosen) < 10 else None
    if number:
        structure = db.session.get(Structure, number)
        if structure is None or not can_see(None, structure):
            abort(404)
    wanted = payees.Payee(number or None, form.name.data or "", form.province.data or None)
    return payees.name_payee(person=person, entry=entry, payee=wanted, now=clock.now())
