"""What is forgotten of those who report mistakes: who they are. What they said stays, for the entry's sake."""

from collections.abc import Sequence
from datetime import datetime

from noress.core.names import ERASED
from noress.domain.outbox.models import MailState
from noress.domain.upkeep import queries
from noress.domain.upkeep.models import StructureReport
from noress.extensions import db


def forget_reporters(*, before: datetime) -> int:
    """Of reports made before that instant. How many."""
    found = db.session.scalars(queries.list_named_reports(before)).all()
    _forget(found)
    return len(found)


def forget_reports_of(*, person_id: int, email: str | None) -> None:
    """A person is erased."""
    _forget(db.session.scalars(queries.list_reports_of_person(person_id, email)).all())


def _forget(reports: Sequence[StructureReport]) -> None:
    for report in reports:
        report.email = report.person_id = None
    ids = [report.id for report in reports]
    for start in range(0, len(ids), 500):
        for mail in db.session.scalars(queries.list_mails_about_reports(ids[start : start + 500])):
            mail.to_name, mail.to_address, mail.subject, mail.text, mail.html = ERASED, "", ERASED, "", ""
            mail.last_error = None
            if mail.state is MailState.QUEUED:
                mail.state = MailState.MERGED
