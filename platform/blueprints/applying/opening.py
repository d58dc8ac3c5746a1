"""Who a link of an application belongs to, in which language; what its pages show at the top."""

from typing import Any

from flask import abort, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from noress.core import clock
from noress.core.i18n import LANGUAGES, set_language
from noress.domain.applications.links import find_person
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.served import served
from noress.domain.applications.standing import standing_of
from noress.domain.applications.wording import wording_of
from noress.domain.applications.words import banner_words, public_words, trial_words
from noress.web.headers import private_page
from noress.web.languages import COOKIE


def open_link(token: str) -> ApplicationPerson:
    """404 for a forged link; for one that was replaced, or of somebody who was removed, in words."""
    person = find_person(token)
    if person is not None:
        _speak(person.language)
        return person
    gone = served.gone(token)
    if gone is None:
        abort(404)
    _speak(gone.language)
    raise gone


def _speak(code: str) -> None:
    """The language of whoever holds the link, unless this reader chose another."""
    if request.args.get("lang") not in LANGUAGES and request.cookies.get(COOKIE) not in LANGUAGES:
        set_language(code)


def page(
    template: str, token: str, person: ApplicationPerson, status: int = 200, **values: Any
) -> BaseResponse:
    """With where the application stands, on every page."""
    application = person.application
    standing = values.pop("standing", None) or standing_of(application, clock.now())
    label, kind = public_words(application, standing)
    shown = render_template(
        template, token=token, person=person, application=application, call=application.call, standing=standing,
        state_label=label, state_kind=kind, banner=banner_words(application, standing), words=wording_of(application.call), trial=trial_words(application.call), **values,
    )  # fmt: skip
    return private_page(shown, status)
