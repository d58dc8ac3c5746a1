"""A refusal for the state of something leads back to it, and never off this site."""

import pytest
import time_machine

from noress.domain.institutions.models import BodyKind
from noress.domain.meetings.models import MeetingState
from tests.factories import NOW, make_agenda_item, make_body, make_invitation, make_meeting, make_secretary
from tests.pages import parse
from tests.posting import post


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_conflict_leads_back_to_its_object(login_as):
    browser = login_as(make_secretary())
    held = make_meeting(bodies=[make_body(BodyKind.PLENARY, "Plénière")], state=MeetingState.HELD)
    item = make_agenda_item(held)
    here = f"/sessions/{held.id}"
    agenda = f"http://localhost{here}/ordre-du-jour"
    cases = [
        (f"{here}/convoquer", None, here), (f"{here}/convoquer", "https://ailleurs.example/piege", here),
        (f"{here}/points-habituels", agenda, here),
        (f"/sessions/points/{item.id}/retirer", agenda, f"/sessions/points/{item.id}"),
    ]  # fmt: skip
    for address, referrer, expected in cases:
        response = post(browser, address, headers={"Referer": referrer} if referrer else {})
        links = [tag["href"] for tag in parse(response).select("main .buttons a")]
        assert (response.status_code, links) == (409, [expected, "/"]), address
        assert browser.get(expected).status_code == 200


def test_where_the_address_names_no_page_the_form_s_own_page_is_offered(login_as):
    browser = login_as(make_secretary())
    held = make_meeting(bodies=[make_body(BodyKind.PLENARY, "Plénière")], state=MeetingState.HELD)
    answers = f"/sessions/{held.id}/reponses"
    invitation = make_invitation(held)
    cases = [
        (f"http://localhost{answers}?page=2", [answers, "/"]), ("https://ailleurs.example/sessions/1", ["/"]),
        ("//ailleurs.example/sessions/1", ["/"]), ("javascript:alert(1)", ["/"]),
        ("http://localhost/n-existe-pas", ["/"]), (None, ["/"]),
    ]  # fmt: skip
    for referrer, expected in cases:
        headers = {"Referer": referrer} if referrer else {}
        response = post(browser, f"/sessions/invitations/{invitation.id}/retirer", headers=headers)
        links = [tag["href"] for tag in parse(response).select("main .buttons a")]
        assert (response.status_code, links) == (409, expected), referrer
