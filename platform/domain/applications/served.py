"""Applications own the answers of their questionnaires: whoever works on one opens the form by the same link."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from noress.core import clock, links
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.applications import standing as standings
from noress.domain.applications.links import find_ended, find_person
from noress.domain.applications.models import Application
from noress.domain.applications.queries import desk_file
from noress.domain.applications.words import form_words
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Response
from noress.domain.questionnaires.serving import Gone, Opened, serve, with_settings
from noress.extensions import db

ENDED = _("Il a été remplacé ou retiré. Demandez-en un autre à la personne qui porte la candidature.")


class ApplicationServed:
    name = "application"

    def find(self, token: str) -> Opened | None:
        person = find_person(token)
        response = standings.response_of(person.application) if person is not None else None
        if person is None or response is None:
            return None
        return Opened(response, person.name, can_edit=person.part.can_edit, language=person.language)

    def gone(self, token: str) -> Gone | None:
        person = find_ended(token)
        return Gone(ENDED, person.language) if person is not None else None

    def adapt(self, response: Response, definition: Definition) -> Definition:
        """What the lot gives is never typed."""
        application = application_of(response)
        if application is None:
            return definition
        lot = application.lot
        settings = {
            "requested": None if lot.is_ceiling else lot.amount, "ceiling": lot.amount if lot.is_ceiling else None,
            "own_percent": lot.own_percent, "own_in_kind": lot.own_in_kind,
        }  # fmt: skip
        return with_settings(definition, "budget", settings)

    def home_url(self, token: str) -> str:
        return _path("applying.show", token)

    def sending_url(self, token: str) -> str:
        return _path("applying.send", token)

    def title(self, response: Response) -> Any:
        return None

    def banner(self, response: Response) -> Any:
        application = application_of(response)
        return (
            form_words(application, standings.standing_of(application, clock.now())) if application else None
        )

    def check_saving(self, response: Response, now: datetime) -> None:
        application = application_of(response)
        if application is None:
            return
        standing = standings.standing_of(application, now)
        if standing.response is None or standing.response.id != response.id or not standing.can_change:
            raise RuleError(
                "closed", standings.why_closed(standing, application.call.contact_email), status=409
            )


def application_of(response: Response) -> Application | None:
    return db.session.scalars(desk_file.get_of_response(), {"response": response.id}).one_or_none()


def _path(endpoint: str, token: str) -> str:
    """On the site that is open, whatever it is called."""
    return urlsplit(links.to(endpoint, token=token)).path


served = serve(ApplicationServed())
