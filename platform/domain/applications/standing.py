"""Where an application stands for those who work on it: sent or not, until when it changes, in words that nobody can
mistake. What the desk decided and has not told yet shows nowhere here."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from noress.core.formats import datetime_words
from noress.core.i18n import lazy as _
from noress.domain.applications.models import Application, ApplicationState, CorrectionRequest
from noress.domain.applications.queries import applying as queries
from noress.domain.funding import calendar
from noress.domain.questionnaires.models import Response, ResponseState
from noress.extensions import db

#: told states in which the file of a second stage is not announced yet
_FIRST = frozenset({ApplicationState.SUBMITTED, ApplicationState.ELIGIBLE, ApplicationState.INELIGIBLE})


class Place(StrEnum):
    UNSENT = "unsent"
    #: sent, and changed since: the changes are not sent
    CHANGED = "changed"
    SENT = "sent"
    #: the desk asks for a correction
    CORRECTION = "correction"
    #: sent, and nothing changes any more
    LOCKED = "locked"
    #: the hour has passed and it was not sent
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


class Standing(NamedTuple):
    place: Place
    stage: int
    #: of the stage that it has come to, as far as it was told
    response: Response | None
    #: as announced, or as given to this applicant; None when it does not matter any more
    deadline: datetime | None
    correction: CorrectionRequest | None = None

    @property
    def can_change(self) -> bool:
        return self.place in _CHANGING

    @property
    def can_send(self) -> bool:
        """Whether sending is still possible; somebody whose changes are none has nothing to send."""
        return self.place in (Place.UNSENT, Place.CHANGED, Place.CORRECTION)


_CHANGING = frozenset({Place.UNSENT, Place.CHANGED, Place.SENT, Place.CORRECTION})


def told_stage(application: Application) -> int:
    """The stage as the structure knows it: that it is retained shows once it was told."""
    is_told = application.file_response_id is not None or application.public_state not in _FIRST
    return 2 if application.stage == 2 and is_told else 1


def response_of(application: Application) -> Response | None:
    is_file = application.call.stages == 1 or told_stage(application) == 2
    return application.file_response if is_file else application.note_response


def deadline_of(application: Application) -> datetime | None:
    """The announced hour of its stage, or the later one that was given to this applicant."""
    closing = calendar.closing_of(application.call, told_stage(application))
    late = application.late_until
    return late if late is not None and (closing is None or late > closing) else closing


def is_open(application: Application, now: datetime) -> bool:
    """Judged by the server when it arrives: until the closing and its grace, or the late door, which shuts with the
    decision of the call."""
    late = application.late_until
    if late is not None and now <= late and application.call.state in calendar.UNDECIDED:
        return True
    return calendar.takes_applications(application.call, told_stage(application), now)


def is_changed(response: Response) -> bool:
    """Written since it was sent."""
    return response.state is not ResponseState.DRAFT and bool(
        response.unread or response.values != response.answers
    )


def open_correction(application: Application) -> CorrectionRequest | None:
    return db.session.scalars(queries.list_open_corrections([application.id])).first()


def standing_of(
    application: Application, now: datetime, corrections: Mapping[int, CorrectionRequest] | None = None
) -> Standing:
    """`corrections`: the open ones by application, for a list that has read them all at once."""
    response, stage = response_of(application), told_stage(application)
    deadline = deadline_of(application)
    if application.state is ApplicationState.WITHDRAWN:
        return Standing(Place.WITHDRAWN, stage, response, None)
    if response is None:
        return Standing(Place.LOCKED, stage, response, deadline)
    is_sent = response.state is not ResponseState.DRAFT
    correction = None
    if is_sent:
        known = corrections
        correction = open_correction(application) if known is None else known.get(application.id)
    if correction is not None and now <= correction.due_at:
        return Standing(Place.CORRECTION, stage, response, correction.due_at, correction)
    if not is_sent:
        return Standing(
            Place.UNSENT if is_open(application, now) else Place.MISSED, stage, response, deadline
        )
    # not the desk's own state: a file that closes before its hour would tell that something was decided
    if application.public_state is ApplicationState.SUBMITTED and is_open(application, now):
        place = Place.CHANGED if is_changed(response) else Place.SENT
        return Standing(place, stage, response, deadline)
    return Standing(Place.LOCKED, stage, response, None)


def why_closed(standing: Standing, contact: str | None) -> Any:
    """Why nothing is changed nor sent any more, and what to do."""
    if standing.place is Place.WITHDRAWN:
        return _("Cette candidature a été retirée : elle ne se modifie plus et ne s'envoie plus.")
    if standing.place is Place.MISSED:
        when = datetime_words(standing.deadline) if standing.deadline else ""
        if contact:
            return _(
                "L'heure est passée : le dépôt fermait %(when)s, heure du Maroc. Votre brouillon est gardé, il n'est pas "
                "envoyé. Écrivez à %(contact)s.",
                when=when, contact=contact,
            )  # fmt: skip
        return _(
            "L'heure est passée : le dépôt fermait %(when)s, heure du Maroc. Votre brouillon est gardé, il n'est pas envoyé.",
            when=when,
        )
    return _("Votre dossier est reçu et en cours d'examen : il ne se modifie plus. Écrivez au secrétariat.")
