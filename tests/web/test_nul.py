"""The sign NUL, which PostgreSQL cannot store, is left out of whatever comes in, whichever form reads it."""

from urllib.parse import quote

import pytest
import time_machine
from sqlalchemy import select

from noress.core import links
from noress.domain.actions.models import ActionReport
from noress.domain.meetings import mails
from noress.domain.meetings.models import Answer, Invitation, Meeting, MeetingState
from noress.extensions import db
from tests.factories import NOW, make_invitation, make_meeting, make_seat, make_secretary
from tests.factories.actions import make_action
from tests.posting import post

pytestmark = pytest.mark.both_engines  # PostgreSQL stores no such sign

BAD = "un\x00 deux"


@pytest.fixture(autouse=True)
def still_clock(app):
    with time_machine.travel(NOW, tick=False):
        yield


def test_cancelling_with_a_reason(login_as):
    meeting = make_meeting(state=MeetingState.CONVENED, reference="S-2027-01", convened_at=NOW)
    browser = login_as(make_secretary())
    answer = post(browser, f"/sessions/{meeting.id}/annuler", {"reason_fr": BAD})
    assert answer.status_code == 303
    assert db.session.get(Meeting, meeting.id).cancel_reason == {"fr": "un deux"}


def test_an_answer_by_link(client):
    meeting = make_meeting(state=MeetingState.CONVENED, reference="S-2027-01", convened_at=NOW)
    invitation = make_invitation(meeting, make_seat())
    path = f"/i/{links.token(mails.PURPOSE, invitation.id, invitation.link_generation)}"
    fields = {"invitation": invitation.id, "answer": "no", "reason": BAD, "version": str(invitation.version)}
    assert post(client, path, fields).status_code == 303
    kept = db.session.scalars(select(Invitation)).one()
    assert (kept.answer, kept.reason) == (Answer.NO, "un deux")


def test_news_of_an_action(login_as):
    action = make_action()
    answer = post(login_as(make_secretary()), f"/actions/{action.id}/nouvelles", {
        "state": "open", "progress": "10", "comment": BAD, "version": str(action.version),
    })  # fmt: skip
    assert answer.status_code == 303
    assert [row.comment for row in db.session.scalars(select(ActionReport))] == ["un deux"]


@pytest.mark.parametrize("path", [
    "/decisions/?q=", "/membres/?q=", "/sessions/?q=", "/connexion?suite=", "/decisions/D-2026-", "/verifier/",
    "/presence/", "/langue/", "/i/", "/r/", "/lettres/", "/rejoindre/", "/reprendre/", "/calendrier/x.ics?a=",
])  # fmt: skip
def test_an_address_is_read_without_it(client, path):
    assert client.get(path + quote(BAD)).status_code < 500


def test_any_name_of_a_field(client):
    assert post(client, "/connexion", {"email": "a\x00@exemple.ma", "b\x00": BAD}).status_code < 500
