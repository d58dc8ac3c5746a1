"""The secretariat's path, page by page, as a browser without JavaScript walks it."""

from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.meetings.models import Invitation, Meeting, MeetingState
from noress.domain.outbox.models import MailState, OutboxMail
from noress.extensions import db
from tests.factories import make_institution, make_person, make_seat
from tests.factories.meeting_forms import meeting_fields, post
from tests.pages import parse


def test_a_session_is_prepared_convened_and_answered(browser, plenary):
    shared = make_person("Titulaire 1", email="titulaire1@exemple.ma")
    one = make_seat(make_institution("Institution 1", name_ar="المؤسسة 1"), shared)
    make_seat(make_institution("Institution 2"), make_person("Titulaire 2", email=None))

    response = post(browser, "/sessions/nouvelle", **meeting_fields(plenary, version="0"))
    assert response.status_code == 303, parse(response).select(".error-summary")
    meeting = db.session.scalars(select(Meeting)).one()
    assert response.location == f"/sessions/{meeting.id}/ordre-du-jour"
    assert (meeting.state, meeting.reference) == (MeetingState.DRAFT, None)

    agenda = f"/sessions/{meeting.id}/ordre-du-jour"
    response = post(browser, agenda, version="0", title_fr="Ouverture", title_ar="", kind="information",
                    minutes="20", presenter="Présidence", note_fr="", note_ar="")  # fmt: skip
    assert response.location == agenda

    response = post(
        browser,
        f"/sessions/{meeting.id}/invites",
        name="Intervenant",
        email="intervenant@exemple.ma",
        language="ar",
    )
    assert response.status_code == 303, parse(response).select(".error-summary")

    page = browser.get(f"/sessions/{meeting.id}/convoquer")
    text = parse(page).get_text(" ", strip=True)
    assert "Titulaire 2" in text
    assert "التواصل" in text
    assert db.session.scalars(select(OutboxMail)).all() == []
    response = post(browser, f"/sessions/{meeting.id}/convoquer")
    assert response.location == f"/sessions/{meeting.id}"
    db.session.expire_all()
    assert meeting.reference == "S-2026-01"
    rows = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    assert [(row.to_address, row.language, row.state) for row in rows] == [
        ("titulaire1@exemple.ma", "fr", MailState.QUEUED), ("intervenant@exemple.ma", "ar", MailState.QUEUED)
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
