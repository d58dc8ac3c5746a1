"""What is forgotten of requests for contact: who asked, and what they wrote. The count stays."""

from collections.abc import Iterable
from datetime import datetime

from noress.core.names import ERASED
from noress.domain.guidance.models import ContactRequest
from noress.domain.guidance.queries import contact as queries
from noress.domain.outbox.models import MailState
from noress.extensions import db


def forget_requests(*, before: datetime) -> int:
    """Empty those sent before that instant. How many were emptied."""
    found = db.session.scalars(queries.list_named_before(before)).all()
    _empty(found)
    return len(found)


def forget_requests_of(*, person_id: int, email: str | None) -> None:
    """A person is erased: what they asked is emptied whole; of what they answered for a structure, their words."""
    found = db.session.scalars(queries.list_of_person(person_id, email)).all()
    own = [one for one in found if email and (one.email or "").lower() == email.lower()]
    _empty(own)
    for request in found:
        for message in request.messages:
            if message.person_id == person_id:
                message.text, message.person_id = "", None


def _empty(requests: Iterable[ContactRequest]) -> None:
    requests = list(requests)
    for request in requests:
        request.name = request.email = request.phone = None
        request.shows_phone = False
        for message in request.messages:
            message.text, message.person_id = "", None
    ids = [request.id for request in requests]
    for start in range(0, len(ids), 500):
        for mail in db.session.scalars(queries.list_mails_about(ids[start : start + 500])):
            mail.to_name, mail.to_address, mail.subject, mail.text, mail.html = ERASED, "", ERASED, "", ""
            mail.last_error = None
            if mail.state is MailState.QUEUED:
                mail.state = MailState.MERGED
