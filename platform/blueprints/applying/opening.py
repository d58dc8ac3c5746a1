"""What the pages of an application show at the top."""

from typing import Any

from flask import render_template
from werkzeug.wrappers import Response as BaseResponse

from noress.core import clock
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.standing import standing_of
from noress.domain.applications.wording import wording_of
from noress.domain.applications.words import banner_words, public_words, trial_words
from noress.web.headers import private_page


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
