"""Opening the page behind a mailed link as a browser does, and reading what it left behind."""

from sqlalchemy import select

from noress.core.database import writing
from noress.domain.audit.models import AuditEvent
from noress.domain.meetings.mails import answer_url
from noress.domain.meetings.models import Answer, Invitation, MeetingState
from noress.extensions import db
from tests.factories import NOW, make_meeting
from tests.pages import parse

NOTHING = (Answer.NONE, None, None, None, 1)


def texts(page, selector):
    return [" ".join(tag.get_text(" ").split()) for tag in page.select(selector)]


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def convened(**values):
    return make_meeting(
        **{"state": MeetingState.CONVENED, "reference": "S-2027-01", "convened_at": NOW, **values}
    )


def link(invitation):
    return answer_url(invitation).removeprefix("http://127.0.0.1:8000")


def change(row, **values):
    db.session.rollback()
    with writing():
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()


def history():
    return [
        (e.person_name, e.acting_for, e.method, e.action, e.object_id, e.changes)
        for e in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    ]


def recorded(invitation):
    row = db.session.get(Invitation, invitation.id)
    return row.answer, row.delegate_name, row.reason, row.channel, row.version


def send(client, opened, form_number=0, **typed):
    """Open the page, fill one of its forms as a browser does, press its button."""
    page = parse(client.get(link(opened)))
    form = page.select("main form")[form_number]
    fields = {tag["name"]: tag.get("value", "") for tag in form.select("input[type=hidden]")}
    return client.post(form["action"], data={**fields, **typed})
