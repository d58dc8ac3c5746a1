"""What the pages say before a convocation: texts that lack a language, records that wait for their approval."""

from datetime import UTC, datetime

import pytest

from noress.core.i18n import Translated
from noress.domain.institutions.models import Membership
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.minutes.models import MinutesState
from noress.extensions import db
from tests.factories import NOW, make_agenda_item, make_institution, make_meeting, make_person, make_seat
from tests.factories.decisions import make_held_meeting
from tests.factories.meeting_forms import meeting_fields, post, text_of
from tests.factories.minutes import make_minutes
from tests.pages import parse


@pytest.fixture
def seat(app):
    institution = make_institution("Institution 1", membership=Membership.MEMBER)
    return make_seat(institution, make_person("Titulaire 1", email="titulaire1@exemple.ma"))


def titled(meeting, **texts):
    item = make_agenda_item(meeting)
    item.title = Translated(texts)
    db.session.commit()
    return item


def test_the_convocation_page_lists_what_lacks_a_language_and_does_not_block(browser, plenary, seat):
    meeting = make_meeting(
        "Plan de travail", theme_ar=None, bodies=[plenary], place=Translated(fr="Salle B", ar="القاعة ب")
    )
    titled(meeting, fr="Bilan", ar="الحصيلة")
    french = titled(meeting, fr="Suite <b>")
    arabic = titled(meeting, ar="متفرقات")
    arabic.note = Translated(fr="a", ar="ب")
    db.session.commit()
    page = browser.get(f"/sessions/{meeting.id}/convoquer")
    warning = parse(page).select_one(".notice--warning")
    lines = [" ".join(tag.get_text(" ").split()) for tag in warning.select("li")]
    assert lines == [
        "Thème · Plan de travail · Compléter Thème", "Point 2, titre · Suite <b> · Compléter Point 2, titre",
        "Point 3, titre · متفرقات · Compléter Point 3, titre",
    ]  # fmt: skip
    targets = [tag["href"] for tag in warning.select("a")]
    assert targets == [
        f"/sessions/{meeting.id}/modifier#theme_ar", f"/sessions/points/{french.id}#title_ar",
        f"/sessions/points/{arabic.id}#title_fr",
    ]  # fmt: skip
    for target in targets:
        address, _mark, anchor = target.partition("#")
        assert parse(browser.get(address)).find(id=anchor) is not None, target
    response = post(browser, f"/sessions/{meeting.id}/convoquer")
    assert (response.status_code, db.session.get(Meeting, meeting.id).state) == (303, MeetingState.CONVENED)


def test_a_convocation_in_both_languages_warns_of_nothing(browser, plenary, seat):
    meeting = make_meeting("Plan", theme_ar="خطة", bodies=[plenary], place=Translated(fr="B", ar="ب"))
    titled(meeting, fr="Bilan", ar="الحصيلة")
    page = parse(browser.get(f"/sessions/{meeting.id}/convoquer"))
    assert page.select(".notice--warning") == []


def test_a_theme_without_arabic_keeps_the_order_of_an_arabic_letter(browser, plenary, seat):
    """A line that begins in French would be set from left to right, and take the day's number with it."""
    meeting = make_meeting("Plan", theme_ar="خطة", bodies=[plenary])
    path = f"/sessions/{meeting.id}"
    subject = parse(browser.get(f"{path}/lettre")).select_one("#subject_ar")["value"]
    assert "\u2068" not in subject
    meeting.theme = Translated(fr="Plan de travail 2027")
    db.session.commit()
    page = parse(browser.get(f"{path}/lettre"))
    assert "\u2068Plan de travail 2027\u2069، 8 " in page.select_one("#subject_ar")["value"]
    lines = [line for line in page.select_one("#body_ar").text.split("\n") if "Plan de travail" in line]
    assert [line.partition("\u2068")[2] for line in lines] == ["Plan de travail 2027\u2069."]
    assert not lines[0].startswith(("\u2068", "Plan"))


def test_the_agenda_says_which_record_it_lacks_or_why_there_is_none(browser, plenary):
    """A new session of the body is prepared through its pages at each step of the last session's record."""

    def create():
        address = post(browser, "/sessions/nouvelle", **meeting_fields(plenary, version="0")).location
        return text_of(browser.get(address), "main")

    approval = "Approbation du procès-verbal de la session du 8 octobre 2026"
    assert "Aucune session de ces instances n'a eu lieu avant celle-ci" in create()
    before = make_meeting(bodies=[plenary])
    restated = {"state": MeetingState.HELD, "source": "Un document de 2015"}
    make_meeting(bodies=[plenary], starts_wall=datetime(2015, 3, 18, 10, 0), **restated)
    assert (
        "La session du 18 mars 2015 est reprise de documents : aucun compte rendu n'est à approuver ici."
        in create()
    )
    held = make_held_meeting(bodies=[plenary])
    assert "Le compte rendu de la session du 8 octobre 2026 n'est pas commencé" in create()
    minutes = make_minutes(held)
    path = f"/sessions/{before.id}/ordre-du-jour"
    for state in (MinutesState.DRAFTING, MinutesState.CIRCULATED):
        minutes.state = state
        minutes.circulated_at, minutes.corrections_until = NOW, datetime(2026, 12, 1, tzinfo=UTC)
        db.session.commit()
        shown = create()
        assert (approval in shown, "Il manque à cet ordre du jour" in shown) == (True, False), state
        late = parse(browser.get(path)).select_one(".notice--warning")
        assert [tag.get_text(strip=True) for tag in late.select("li")] == [approval], state
    for state in (MinutesState.APPROVED, MinutesState.PUBLISHED):
        minutes.state, minutes.sha256 = state, "a" * 64
        minutes.approved_at = minutes.published_at = NOW
        db.session.commit()
        shown = create()
        assert approval not in shown, state
        assert "Le compte rendu de la session du 8 octobre 2026 est déjà approuvé." in shown, state
    assert parse(browser.get(path)).select(".notice--warning") == []
