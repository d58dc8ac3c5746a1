"""Approved by a session or in writing, published, rectified: what each page says and who reads what."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.attendance.models import Attendance, AttendanceSource, AttendanceStatus
from noress.domain.files.models import RenderedDocument
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.minutes.models import (
    BlockKind,
    Consultation,
    ConsultationVoice,
    Minutes,
    MinutesState,
    PublicScope,
    Rectification,
    VoiceAnswer,
)
from noress.extensions import db
from tests.blueprints.minutes.conftest import fresh, page_of
from tests.factories import make_agenda_item, make_institution, make_person, make_seat, make_secretary, save
from tests.factories.minutes import UNTIL, make_block, make_held_meeting, make_minutes
from tests.forms import errors_of, text_of
from tests.pages import parse
from tests.posting import post

AFTER = UNTIL + timedelta(days=2)


@pytest.fixture(autouse=True)
def later():
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def circulated(committee):
    """A theme, an internal item, a note, a decision, a confidential decision; one institution was there."""
    minutes = make_minutes(
        make_held_meeting(bodies=[committee[0]]), state=MinutesState.CIRCULATED, chaired_by="Nom de la Présidente",
        written_by="Nom du Rapporteur",
    )  # fmt: skip
    theme = make_agenda_item(minutes.meeting, "Fonds de garantie", presenter="Nom du Présentateur")
    inside = make_agenda_item(minutes.meeting, "Point interne caché", is_internal=True)
    make_block(minutes, "Monsieur Untel a parlé.", agenda_item_id=theme.id)
    make_block(
        minutes,
        "Le fonds est créé.",
        kind=BlockKind.DECISION,
        details={"mode": "consensus"},
        agenda_item_id=theme.id,
    )
    make_block(
        minutes,
        "Décision confidentielle.",
        kind=BlockKind.DECISION,
        is_confidential=True,
        agenda_item_id=theme.id,
    )
    make_block(minutes, "Note interne cachée.", agenda_item_id=inside.id)
    save(Attendance(meeting_id=minutes.meeting_id, institution_id=committee[1][0].institution_id, women=1,
                    status=AttendanceStatus.PRESENT, source=AttendanceSource.DESK, recorded_at=UNTIL, names="Nom d'une présente"))  # fmt: skip
    return minutes


def later_meeting(committee, **values) -> Meeting:
    return make_held_meeting(
        **{"theme": "Suivante", "bodies": [committee[0]], "starts_wall": datetime(2026, 11, 29, 10), **values}
    )


@pytest.fixture
def published(secretary, committee, circulated):
    meeting = later_meeting(committee)
    assert post(secretary, f"{page_of(circulated)}/approuver", {"meeting_id": meeting.id}).status_code == 303
    assert post(secretary, f"{page_of(circulated)}/publier", {"scope": "extract"}).status_code == 303
    return circulated


# --- approval ---------------------------------------------------------------------------------------------


def test_the_session_whose_agenda_approves_is_chosen(secretary, committee, circulated):
    coming = later_meeting(
        committee, state=MeetingState.CONVENED, held_at=None, starts_wall=datetime(2027, 2, 4, 10)
    )
    meeting = later_meeting(committee)
    make_agenda_item(meeting, "Approbation", origin="approval", approves_meeting_id=circulated.meeting_id)
    page = secretary.get(f"{page_of(circulated)}/approuver")
    radios = parse(page).select("input[name=meeting_id]")
    assert [(radio["value"], radio.has_attr("checked")) for radio in radios] == [
        (str(meeting.id), True),
        (str(coming.id), False),
    ]
    refused = post(secretary, f"{page_of(circulated)}/approuver", {"meeting_id": coming.id})
    assert refused.status_code == 409
    assert "ne s'est pas encore tenue" in text_of(refused, ".field__error")[0]
    assert post(secretary, f"{page_of(circulated)}/approuver", {"meeting_id": meeting.id}).status_code == 303
    found = fresh(Minutes, circulated.id)
    assert (found.state, found.approved_by_meeting_id, len(found.sha256)) == (
        MinutesState.APPROVED,
        meeting.id,
        64,
    )
    assert secretary.get(f"/verifier/{found.sha256}").status_code == 200


@pytest.mark.parametrize("data", [{}, {"meeting_id": "999999"}, {"meeting_id": "x"}])
def test_no_session_chosen(secretary, committee, circulated, data):
    later_meeting(committee)
    response = post(secretary, f"{page_of(circulated)}/approuver", data)
    assert (response.status_code, list(errors_of(response))) == (422, ["meeting_id"])


def test_before_the_deadline_the_page_says_what_is_missing(committee, circulated, login_as):
    meeting = later_meeting(committee)
    with time_machine.travel(UNTIL - timedelta(hours=1), tick=False):
        secretary = login_as(make_secretary())
        page = secretary.get(f"{page_of(circulated)}/approuver")
        assert text_of(page, ".notice--warning li") == ["Le délai de correction n'est pas passé."]
        response = post(secretary, f"{page_of(circulated)}/approuver", {"meeting_id": meeting.id})
    assert response.status_code == 409


# --- consultation -------------------------------------------------------------------------------------------


def test_a_consultation_from_its_opening_to_its_result(
    secretary, committee, circulated, login_as, outbox, history
):
    address = f"{page_of(circulated)}/consultation"
    opening = secretary.get(f"{address}/ouvrir")
    assert text_of(opening, ".confirmation > ul li")[0] == "2 institutions ont une voix."
    sent = post(
        secretary, f"{address}/ouvrir", {"day": "2026-12-07", "hour": "18:00", "silence_approves": "no"}
    )
    assert (sent.status_code, sent.location) == (303, address)
    assert sorted(mail.to_address for mail in outbox()) == ["deux@exemple.ma", "une@exemple.ma"]
    first, second = (login_as(seat.person, seat) for seat in committee[1])
    assert text_of(first.get(page_of(circulated)), ".button--primary") == [
        "Donner la voix de votre institution"
    ]
    empty = post(first, f"{address}/voix", {"version": 0})
    assert (empty.status_code, list(errors_of(empty))) == (422, ["answer"])
    bare = post(first, f"{address}/voix", {"version": 0, "answer": "reserve"})
    assert (bare.status_code, list(errors_of(bare))) == (422, ["comment"])
    assert (
        post(
            first, f"{address}/voix", {"version": 0, "answer": "reserve", "comment": "Le point 2."}
        ).status_code
        == 303
    )
    # Members do not see each other's voice; the secretariat does.
    assert "Le point 2." not in second.get(address).get_data(as_text=True)
    assert "Le point 2." in secretary.get(address).get_data(as_text=True)
    reminding = secretary.get(f"{address}/relancer")
    assert text_of(reminding, ".confirmation ul + h3 + ul li") == ["Deux"]
    assert post(secretary, f"{address}/relancer").status_code == 303
    assert [mail.to_address for mail in outbox()[2:]] == ["deux@exemple.ma"]
    assert post(secretary, f"{address}/relancer").status_code == 409
    assert secretary.get(f"{address}/clore").status_code == 409
    assert post(second, f"{address}/voix", {"version": 0, "answer": "approve"}).status_code == 303
    closing = secretary.get(f"{address}/clore")
    assert text_of(closing, ".confirmation > ul li")[0] == "2 voix sur 2 approuvent le texte."
    assert post(secretary, f"{address}/clore").status_code == 303
    assert fresh(Minutes, circulated.id).state is MinutesState.APPROVED
    assert (
        post(second, f"{address}/voix", {"version": 1, "answer": "oppose", "comment": "x"}).status_code == 409
    )
    assert [name for name in history() if name.startswith("consultation")] == [
        "consultation.opened", "consultation.voice_given", "consultation.reminded", "consultation.voice_given",
        "consultation.closed",
    ]  # fmt: skip


def test_both_seats_of_an_institution_see_each_others_voice(committee, circulated, login_as):
    save(Consultation(minutes_id=circulated.id, opened_at=AFTER, closes_at=AFTER + timedelta(days=7)))
    seat = committee[1][0]
    browser = login_as(seat.person, seat)
    address = f"{page_of(circulated)}/consultation/voix"
    assert post(browser, address, {"version": 0, "answer": "approve"}).status_code == 303
    stale = post(browser, address, {"version": 0, "answer": "oppose", "comment": "Non"})
    assert stale.status_code == 409
    assert "approuve" in text_of(stale, "#deux-textes dd")
    (voice,) = db.session.scalars(select(ConsultationVoice)).all()
    assert voice.answer is VoiceAnswer.APPROVE


def test_a_refused_text_stays_open_to_correction(secretary, circulated):
    save(
        Consultation(
            minutes_id=circulated.id, opened_at=AFTER - timedelta(days=8), closes_at=AFTER - timedelta(days=1)
        )
    )
    assert post(secretary, f"{page_of(circulated)}/consultation/clore").status_code == 303
    assert fresh(Minutes, circulated.id).state is MinutesState.CIRCULATED
    assert "n'est pas approuvé" in text_of(secretary.get(f"{page_of(circulated)}/consultation"), ".notice")[0]


# --- publication ----------------------------------------------------------------------------------------------


def test_visitors_read_the_extract_and_no_name(app, secretary, published, committee):
    page = app.test_client().get(page_of(published))
    assert page.status_code == 200
    assert text_of(page, "#decisions li p:first-child") == [
        f"D-{published.meeting.reference.removeprefix('S-')}/01 Le fonds est créé."
    ]
    assert text_of(page, "#themes li") == ["Fonds de garantie"]
    assert text_of(page, "#presence li") == ["Une"]
    shown = page.get_data(as_text=True)
    for hidden in ("Monsieur Untel", "confidentielle", "interne", "Nom de la Présidente", "Nom du Rapporteur",
                   "Nom du Présentateur", "Nom d'une présente"):  # fmt: skip
        assert hidden not in shown
    assert "Set-Cookie" not in page.headers
    session_page = app.test_client().get(f"/sessions/{published.meeting_id}")
    assert "Le fonds est créé." in text_of(session_page, "#compte-rendu")[0]
    assert fresh(Meeting, published.meeting_id).state is MeetingState.CLOSED


def test_the_hash_on_the_paper_leads_to_what_each_may_read(app, secretary, published, committee, login_as):
    seat = committee[1][1]
    stranger = make_seat(make_institution("Trois"), make_person("Titulaire Trois"))
    readers = {
        "visitor": (app.test_client(), "Lire l'extrait publié"), "secretary": (secretary, "Lire le texte"),
        "member": (login_as(seat.person, seat), "Lire le texte"),
        "stranger": (login_as(stranger.person, stranger), "Lire l'extrait publié"),
    }  # fmt: skip
    address = f"/verifier/{fresh(Minutes, published.id).sha256}"
    for who, (browser, words) in readers.items():
        link = parse(browser.get(address)).select_one("main a.button")
        assert (link.get_text(strip=True), link["href"]) == (words, page_of(published)), who
        assert browser.get(link["href"]).status_code == 200, who
    both = {"number": 1, "text_fr": "x", "text_ar": "x", "reason_fr": "x"}
    assert post(secretary, f"{page_of(published)}/rectifier", both).status_code == 303
    sha = db.session.scalars(select(Rectification.sha256)).one()
    assert parse(app.test_client().get(f"/verifier/{sha}")).select_one("main a.button")["href"] == page_of(
        published
    )


def test_the_hash_of_a_text_that_is_not_published_leads_visitors_nowhere(
    app, secretary, circulated, committee
):
    meeting = later_meeting(committee)
    assert post(secretary, f"{page_of(circulated)}/approuver", {"meeting_id": meeting.id}).status_code == 303
    address = f"/verifier/{fresh(Minutes, circulated.id).sha256}"
    visitor = app.test_client()
    assert parse(visitor.get(address)).select("main a.button") == []
    assert text_of(secretary.get(address), "main a.button") == ["Lire le texte"]
    assert post(secretary, f"{page_of(circulated)}/publier", {"scope": "extract"}).status_code == 303
    assert text_of(visitor.get(address), "main a.button") == ["Lire l'extrait publié"]


def test_the_whole_paper_says_published_from_then_on(secretary, published):
    assert [
        (row.kind, row.language) for row in db.session.scalars(select(RenderedDocument).order_by(RenderedDocument.id))
        if row.superseded_at is None
    ] == [("minutes_extract", "fr"), ("minutes", "fr"), ("minutes_extract", "ar"), ("minutes", "ar")]  # fmt: skip
    assert "avant les derniers changements" not in secretary.get(page_of(published)).get_data(as_text=True)


def test_the_public_page_is_made_anew_when_a_rectification_comes(app, secretary, published):
    visitor = app.test_client()
    first = visitor.get(page_of(published))
    assert (
        visitor.get(page_of(published), headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    )
    both = {
        "number": 1,
        "text_fr": "Lire 12 au lieu de 10.",
        "text_ar": "تقرأ 12 بدل 10.",
        "reason_fr": "Frappe.",
    }
    assert post(secretary, f"{page_of(published)}/rectifier", both).status_code == 303
    again = visitor.get(page_of(published), headers={"If-None-Match": first.headers["ETag"]})
    assert "Lire 12 au lieu de 10." in text_of(again, ".notice")[0]
    (row,) = db.session.scalars(select(Rectification)).all()
    assert "Rectification" in visitor.get(f"/verifier/{fresh(Minutes, published.id).sha256}").get_data(
        as_text=True
    )
    assert visitor.get(f"/verifier/{row.sha256}").status_code == 200


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"number": 1, "text_fr": "x", "reason_fr": "x"}, "text_ar"), ({"number": 1, "text_ar": "x", "reason_fr": "x"}, "text_fr"),
        ({"number": 1, "text_fr": "x", "text_ar": "x"}, "reason_fr"),
    ],
)  # fmt: skip
def test_a_rectification_says_what_and_why(secretary, published, data, field):
    response = post(secretary, f"{page_of(published)}/rectifier", data)
    assert (response.status_code, list(errors_of(response))) == (422, [field])
    assert db.session.scalars(select(Rectification)).all() == []


def test_the_same_rectification_sent_twice_is_one(secretary, published):
    both = {"number": 1, "text_fr": "x", "text_ar": "x", "reason_fr": "x"}
    assert post(secretary, f"{page_of(published)}/rectifier", both).status_code == 303
    assert post(secretary, f"{page_of(published)}/rectifier", both).status_code == 409
    assert len(db.session.scalars(select(Rectification)).all()) == 1


@pytest.mark.parametrize("state", [MinutesState.DRAFTING, MinutesState.CIRCULATED, MinutesState.APPROVED])
def test_a_rectification_of_unpublished_minutes(secretary, state):
    minutes = make_minutes(state=state)
    for response in (
        secretary.get(f"{page_of(minutes)}/rectifier"),
        post(secretary, f"{page_of(minutes)}/rectifier", {}),
    ):
        assert response.status_code == 409
    assert "publi" in text_of(response)[0]


def test_the_whole_text_where_the_body_opens_it(app, secretary, committee, circulated):
    with writing():
        db.session.get(type(committee[0]), committee[0].id).opens_minutes = True
        db.session.commit()
    post(secretary, f"{page_of(circulated)}/approuver", {"meeting_id": later_meeting(committee).id})
    page = secretary.get(f"{page_of(circulated)}/publier")
    assert [radio["value"] for radio in parse(page).select("input[type=radio][name=scope]")] == [
        "extract",
        "full",
    ]
    assert post(secretary, f"{page_of(circulated)}/publier", {"scope": "full"}).status_code == 303
    shown = app.test_client().get(page_of(circulated)).get_data(as_text=True)
    assert "Monsieur Untel a parlé." in shown
    assert "confidentielle" not in shown
    assert "Note interne cachée." not in shown


def test_a_closed_body_refuses_the_whole_text(secretary, committee, circulated):
    post(secretary, f"{page_of(circulated)}/approuver", {"meeting_id": later_meeting(committee).id})
    response = post(secretary, f"{page_of(circulated)}/publier", {"scope": "full"})
    assert response.status_code == 422
    assert fresh(Minutes, circulated.id).scope is PublicScope.EXTRACT
    assert post(secretary, f"{page_of(circulated)}/publier", {"scope": "extract"}).status_code == 303
    assert post(secretary, f"{page_of(circulated)}/publier", {"scope": "extract"}).status_code == 409


def test_members_and_the_secretariat_read_the_whole_record_at_the_same_address(
    secretary, published, committee, login_as
):
    seat = committee[1][1]
    for browser in (secretary, login_as(seat.person, seat)):
        shown = browser.get(page_of(published)).get_data(as_text=True)
        assert "Décision confidentielle." in shown
        assert "Monsieur Untel a parlé." in shown
    history = secretary.get(f"{page_of(published)}/historique")
    assert "Texte publié" in text_of(history, ".timeline")[0]
    assert datetime.now(UTC) == AFTER
