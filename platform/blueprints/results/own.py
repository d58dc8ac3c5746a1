"""The entrant's side, by the personal link: the certificate, and what became of the prize one year after."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from noress.blueprints.results import bp
from noress.blueprints.results.forms import ConsentForm, FollowUpForm
from noress.core import clock
from noress.core.i18n import LANGUAGES, language, set_language
from noress.core.i18n import gettext as _
from noress.domain.applications.links import actor_of, find_person
from noress.domain.applications.models import ApplicationPerson
from noress.domain.competitions import certificates, finding
from noress.domain.competitions.certificates import CERTIFICATE
from noress.domain.competitions.models import Entry
from noress.domain.competitions.rules import consenting, following_up
from noress.domain.files import queries as file_queries
from noress.domain.files.models import DocumentState
from noress.domain.files.rules import request_document
from noress.extensions import db
from noress.web import files
from noress.web.flashes import say
from noress.web.headers import private_page
from noress.web.languages import COOKIE
from noress.web.permissions import public
from noress.web.submitting import attempt

RELOAD_SECONDS = 3


def open_link(token: str) -> ApplicationPerson:
    """404 for a forged link, one that was replaced, and that of somebody who was removed."""
    person = find_person(token)
    if person is None:
        abort(404)
    if request.args.get("lang") not in LANGUAGES and request.cookies.get(COOKIE) not in LANGUAGES:
        set_language(person.language)
    return person


def page(
    template: str, token: str, person: ApplicationPerson, status: int = 200, **values: Any
) -> BaseResponse:
    shown = render_template(template, token=token, person=person, application=person.application, **values)
    return private_page(shown, status)


def _entry(person: ApplicationPerson) -> Entry:
    """404 for a call for projects."""
    return finding.entry_of(person.application) or abort(404)


@bp.route("/candidature/<token>/attestation.pdf", methods=["GET", "POST"])
@public
def certificate(token: str) -> BaseResponse:
    """Once it is made; POST asks for it. 404 before the results are told."""
    person = open_link(token)
    entry = _entry(person)
    if not certificates.is_told(entry):
        abort(404)
    paper = "ar" if language() == "ar" else "fr"
    if request.method == "POST":
        request_document(
            kind=CERTIFICATE,
            subject=entry,
            language=paper,
            actor=actor_of(person),
            now=clock.now(),
            is_told=False,
        )
        db.session.commit()
        return private_page(redirect(url_for(".certificate", token=token), 303))
    rows = db.session.scalars(file_queries.list_shown(CERTIFICATE, "competition_entry", [entry.id], paper))
    document = next((row for row in rows if row.superseded_at is None), None)
    if document is not None and document.state is DocumentState.READY and document.file is not None:
        return private_page(files.send(document.file))
    is_waiting = document is not None and document.state is DocumentState.QUEUED
    return page(
        "results/certificate_wait.html", token, person, is_waiting=is_waiting, reload_seconds=RELOAD_SECONDS
    )


@bp.route("/candidature/<token>/un-an-apres", methods=["GET", "POST"])
@public
def follow_up(token: str) -> Any:
    """404 before it is asked."""
    person = open_link(token)
    entry = _entry(person)
    if entry.follow_up_asked_at is None:
        abort(404)
    form = FollowUpForm(data={"text": entry.follow_up})

    def save() -> None:
        following_up.answer_follow_up(entry=entry, person=person, text=form.text.data, now=clock.now())

    tried = attempt(form, save)
    if tried.status:
        person = open_link(token)
        entry = _entry(person)
        return page("results/follow_up.html", token, person, tried.status, form=form, entry=entry)
    say(_("Votre réponse est reçue. Merci."))
    db.session.commit()
    return private_page(redirect(url_for(".follow_up", token=token), 303))


@bp.route("/candidature/<token>/publication", methods=["GET", "POST"])
@public
def publication(token: str) -> Any:
    """What they let be published if they win."""
    person = open_link(token)
    entry = _entry(person)
    form = ConsentForm(data={"shows_name": entry.shows_name, "shows_photo": entry.shows_photo})

    def save() -> None:
        consenting.change_consent(
            entry=entry, person=person, shows_name=bool(form.shows_name.data), shows_photo=bool(form.shows_photo.data),
            now=clock.now(),
        )  # fmt: skip

    tried = attempt(form, save)
    if tried.status:
        person = open_link(token)
        return page("results/publication.html", token, person, tried.status, form=form, entry=_entry(person))
    say(_("C'est enregistré."))
    db.session.commit()
    return private_page(redirect(url_for("applying.show", token=token), 303))
