"""The secretariat's path, page by page, as a browser without JavaScript walks it."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings.models import Invitation, Meeting, MeetingState
from noress.domain.outbox.models import MailState, OutboxMail
from noress.extensions import db
from tests.factories import make_body, make_institution, make_person, make_seat, make_secretary
from tests.pages import parse

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


def post(browser, path, **fields):
    page = parse(browser.get(path))
    token = page.select_one("form[method=post] input[name=csrf_token]")["value"]
    return browser.post(path, data={"csrf_token": token, **fields})


def meeting_fields(body, **changes):
    return {
        "version": "0", "type": "session", "bodies": [str(body.id)], "theme_fr": "Communication et financement",
        "theme_ar": "التواصل والتمويل", "introduction_fr": "", "introduction_ar": "", "date": "2027-04-08",
        "starts": "10:00", "ends": "13:00", "place_fr": "Conseil régional, salle B", "place_ar": "مجلس الجهة",
        "place_hints_fr": "", "place_hints_ar": "", "online_url": "", **changes,
    }  # fmt: skip


def test_a_session_is_prepared_convened_and_answered(login_as):
    secretary = make_secretary()
    plenary = make_body(BodyKind.PLENARY, "Plénière")
    shared = make_person("Amina Alaoui", email="amina@exemple.ma")
    one = make_seat(make_institution("Institution 1", name_ar="المؤسسة 1"), shared)
    make_seat(make_institution("Institution 2"), make_person("Badr", email=None))
    browser = login_as(secretary)

    response = post(browser, "/sessions/nouvelle", **meeting_fields(plenary))
    assert response.status_code == 303, parse(response).select(".error-summary")
    meeting = db.session.scalars(select(Meeting)).one()
    assert response.location == f"/sessions/{meeting.id}/ordre-du-jour"
    assert (meeting.state, meeting.reference) == (MeetingState.DRAFT, None)

    agenda = f"/sessions/{meeting.id}/ordre-du-jour"
    response = post(browser, agenda, version="0", title_fr="Ouverture", title_ar="", kind="information",
                    minutes="20", presenter="Présidence", note_fr="", note_ar="")  # fmt: skip
    assert response.location == agenda

    response = post(
        browser, f"/sessions/{meeting.id}/invites", name="Karim", email="karim@exemple.ma", language="ar"
    )
    assert response.status_code == 303, parse(response).select(".error-summary")

    page = browser.get(f"/sessions/{meeting.id}/convoquer")
    text = parse(page).get_text(" ", strip=True)
    assert "Badr" in text
    assert "التواصل والتمويل" in text
    assert db.session.scalars(select(OutboxMail)).all() == []
    response = post(browser, f"/sessions/{meeting.id}/convoquer")
    assert response.location == f"/sessions/{meeting.id}"
    db.session.expire_all()
    assert meeting.reference == "S-2026-01"
    rows = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert [(row.to_address, row.language, row.state) for row in rows] == [
        ("amina@exemple.ma", "fr", MailState.QUEUED), ("karim@exemple.ma", "ar", MailState.QUEUED)
    ]  # fmt: skip
    assert "METHOD:REQUEST" in rows[0].calendar

    for name in ("", "/modifier", "/ordre-du-jour", "/invites", "/reponses", "/relancer", "/annuler", "/partager",
                 "/dupliquer", "/historique", "/documents"):  # fmt: skip
        for lang in ("fr", "ar"):
            assert browser.get(f"/sessions/{meeting.id}{name}?lang={lang}").status_code == 200, name
    assert post(browser, f"/sessions/{meeting.id}/relancer").status_code == 303
    invitation = db.session.scalars(select(Invitation).where(Invitation.seat_id == one.id)).one()
    response = post(browser, f"/sessions/reponses/{invitation.id}", version="1", answer="yes", channel="phone",
                    delegate_name="", reason="")  # fmt: skip
    assert response.location == f"/sessions/{meeting.id}/reponses"
    page = parse(browser.get(f"/sessions/{meeting.id}/reponses"))
    assert "saisie par Coordination du secrétariat" in page.get_text(" ", strip=True)
    response = post(browser, f"/sessions/{meeting.id}/modifier",
                    **meeting_fields(plenary, version=str(meeting.version), starts="11:00"))  # fmt: skip
    assert response.location == f"/sessions/{meeting.id}"
    assert "Un courriel partira à 9 h 05" in parse(browser.get(response.location)).get_text(
        " ", strip=True
    ).replace("\u202f", " ")
    response = post(browser, f"/sessions/{meeting.id}/annuler", reason_fr="Grève", reason_ar="إضراب")
    assert response.location == f"/sessions/{meeting.id}"
    db.session.expire_all()
    assert meeting.cancel_reason == Translated(fr="Grève", ar="إضراب")
    assert browser.get("/a-faire").status_code == 200
