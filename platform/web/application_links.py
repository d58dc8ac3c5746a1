"""The personal link of those who work on an application, opened by pages of several areas."""

from flask import abort

from noress.domain.applications.links import find_person
from noress.domain.applications.models import ApplicationPerson
from noress.domain.applications.served import served
from noress.web.languages import speak


def open_link(token: str) -> ApplicationPerson:
    """404 for a forged link; for one that was replaced, or of somebody who was removed, in words."""
    person = find_person(token)
    if person is not None:
        speak(person.language)
        return person
    gone = served.gone(token)
    if gone is None:
        abort(404)
    speak(gone.language)
    raise gone
