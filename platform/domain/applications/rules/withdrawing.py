"""Taking an application back. What was written stays readable; the structure may begin anew while the call is open."""

from datetime import datetime

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.applications import mails
from noress.domain.applications.links import actor_of, home_url
from noress.domain.applications.models import WITHDRAWABLE, ApplicationPerson, ApplicationState
from noress.domain.applications.queries import applying as queries
from noress.domain.applications.rules.correcting import close_request
from noress.domain.applications.rules.people import check_carries
from noress.domain.audit.rules import record
from noress.domain.awards.rules.granting import give_back
from noress.domain.competitions.queries.entering import free_slots
from noress.domain.outbox.rules import enqueue
from noress.extensions import db


def withdraw_application(*, person: ApplicationPerson, now: datetime) -> None:
    """By whoever carries it, until it is decided; all who work on it are told. Pressed twice, it changes nothing."""
    application = person.application
    lock(application.call)  # before the file, as whoever awards does: money may go back
    lock(application)
    check_carries(person)
    if application.state is ApplicationState.WITHDRAWN:
        return
    if application.public_state not in WITHDRAWABLE:  # what nobody was told does not show
        message = _("Une décision a été prise : cette candidature ne se retire plus. Écrivez au secrétariat.")
        raise RuleError("decided", message, status=409)
    before = application.state
    give_back(application, actor=actor_of(person), now=now)
    close_request(application, now)
    application.state = application.public_state = ApplicationState.WITHDRAWN
    application.withdrawn_at = now
    db.session.execute(free_slots(application.id))
    application.version += 1
    changes = {"state": (before, ApplicationState.WITHDRAWN)}
    record(actor_of(person), "application.withdrawn", application, now=now, changes=changes)
    for reader in db.session.scalars(queries.list_people(application.id)):
        enqueue(mails.withdrawn(reader, home_url(reader), by=person.name, now=now), now=now)
