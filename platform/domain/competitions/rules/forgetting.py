"""What an entry leaves behind when its application is deleted, and nominations that nobody answered."""

from datetime import datetime

from noress.core.names import ERASED
from noress.domain.applications.models import Application
from noress.domain.competitions.models import Nomination, NominationState
from noress.domain.competitions.queries import entering as queries
from noress.extensions import db


def release_entry(application: Application) -> list[int]:
    """Before the application is deleted: its place in the timetable is free again. Files that jurors were given
    instead of its own, which are to go with it."""
    db.session.execute(queries.free_slots(application.id), execution_options={"synchronize_session": False})
    return [one for one in db.session.scalars(queries.list_copied_files(application.id)) if one]


def forget_nominees(*, before: datetime) -> int:
    """Somebody else gave their address: those who did not answer, refused, or whose entry is no more, are forgotten with
    what was written to them. How many went."""
    found = db.session.scalars(queries.list_forgotten_nominations(before)).all()
    for nomination in found:
        _empty_mails(nomination)
        db.session.delete(nomination)
    return len(found)


def forget_nominee(email: str) -> None:
    """They are erased: whom a member put forward is nobody any more, that an initiative was stays."""
    for nomination in db.session.scalars(queries.list_of_address(email)).all():
        _empty_mails(nomination)
        nomination.name, nomination.email, nomination.reason = ERASED, f"efface-{nomination.id}", ""
        nomination.link_generation += 1
        if nomination.state is NominationState.WAITING:
            nomination.state = NominationState.WITHDRAWN


def _empty_mails(nomination: Nomination) -> None:
    for mail in db.session.scalars(queries.list_mails_of(nomination)):
        mail.to_address = mail.to_name = mail.subject = mail.text = mail.html = ""
