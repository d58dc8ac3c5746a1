"""The agenda made with members: cut-off, usual items, internal items, legal notice, automatic reminders."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import BodyKind, Membership
from noress.domain.letters.models import Letter, MeetingLetter
from noress.domain.meetings.models import AgendaItem, ItemOrigin, Meeting, MeetingState
from noress.extensions import db
from tests.factories import (
    NOW,
    make_agenda_item,
    make_body,
    make_institution,
    make_invitation,
    make_meeting,
    make_person,
    make_seat,
    save,
)
from tests.factories.actions import make_action, make_plan
from tests.factories.decisions import make_decision, make_held_meeting
from tests.factories.links import link
from tests.factories.meeting_forms import item_fields, meeting_fields, post, text_of, token_of
from tests.factories.minutes import make_minutes
from tests.pages import parse


@pytest.fixture
def seat(app):
    institution = make_institution("Institution 1", membership=Membership.MEMBER)
    return make_seat(institution, make_person("Titulaire 1", email="titulaire1@exemple.ma"))


# --- the cut-off -------------------------------------------------------------------------------------


def test_the_cut_off_is_said_on_the_form_or_left_to_the_rule(browser, plenary):
    post(
        browser,
        "/sessions/nouvelle",
        **meeting_fields(plenary, version="0", proposals_date="2027-04-05", proposals_time="12:30"),
    )
    meeting = db.session.scalars(select(Meeting)).one()
    assert meeting.proposals_until == datetime(2027, 4, 5, 12, 30, tzinfo=UTC)
    path = f"/sessions/{meeting.id}/modifier"
    page = parse(browser.get(path))
    assert (
        page.select_one("[name=proposals_date]")["value"],
        page.select_one("[name=proposals_time]")["value"],
    ) == ("2027-04-05", "12:30")
    post(browser, path, **meeting_fields(plenary, proposals_date="2027-04-06", proposals_time=""))
    db.session.refresh(meeting)
    assert meeting.proposals_until == datetime(2027, 4, 6, 18, 0, tzinfo=UTC)
    post(browser, path, **meeting_fields(plenary, version="2", proposals_date="", proposals_time=""))
    db.session.refresh(meeting)
    assert meeting.proposals_until is None
    assert "jusqu'au jeudi 1er avril 2027 à 18 h" in text_of(browser.get(path), "#propositions")
    history = text_of(browser.get(f"/sessions/{meeting.id}/historique"), "main")
    assert "Points proposés jusqu'au" in history


def test_a_cut_off_after_the_beginning_is_refused(browser, plenary):
    response = post(
        browser,
        "/sessions/nouvelle",
        **meeting_fields(plenary, version="0", proposals_date="2027-04-08", proposals_time="10:01"),
    )
    page = parse(response)
    assert (response.status_code, len(page.select("#proposals_date-error"))) == (422, 1)
    assert db.session.scalars(select(Meeting)).all() == []


def test_changing_the_cut_off_of_a_convened_session_mails_nobody(browser, plenary, seat):
    meeting = make_meeting(
        "Communication",
        theme_ar="التواصل",
        bodies=[plenary],
        state=MeetingState.CONVENED,
        place=Translated(fr="Salle B"),
    )
    make_invitation(meeting, seat)
    post(browser, f"/sessions/{meeting.id}/modifier", **meeting_fields(plenary, proposals_date="2027-04-05"))
    db.session.refresh(meeting)
    assert (meeting.proposals_until, meeting.sequence) == (datetime(2027, 4, 5, 18, 0, tzinfo=UTC), 0)
    assert "Aucun courriel ne part" in text_of(browser.get(f"/sessions/{meeting.id}"))


# --- the usual items ---------------------------------------------------------------------------------


def test_the_button_puts_the_usual_items_in_once(browser, plenary):
    draft = make_meeting(bodies=[plenary])
    held = make_held_meeting(bodies=[plenary])
    make_minutes(held)
    path = f"/sessions/{draft.id}/ordre-du-jour"
    for said in (
        "2 points habituels sont insérés. Vous pouvez les modifier ou les retirer.",
        "Rien à insérer : les points habituels y sont déjà.",
    ):
        response = browser.post(
            f"/sessions/{draft.id}/points-habituels", data={"csrf_token": token_of(browser, path)}
        )
        assert (response.status_code, response.location) == (303, f"{path}#points")
        page = browser.get(path)
        assert said in text_of(page)
        assert [h.get_text(strip=True) for h in parse(page).select("#points h3")] == [
            "Approbation du procès-verbal de la session du 8 octobre 2026", "Suivi des décisions et des actions",
        ]  # fmt: skip


@pytest.fixture
def followed(plenary, seat):
    """A convened session that follows up a decision in force and two actions, one of them late."""
    held = make_held_meeting(bodies=[plenary])
    make_decision("Le fonds est créé.", meeting=held)
    make_decision("Rien qu'entre nous.", meeting=held, is_public=False)
    plan = make_plan(body_id=plenary.id)
    make_action("Tenir un atelier", plan_id=plan.id, due_on=date(2027, 1, 15))
    make_action("Ouvrir le guichet", plan_id=plan.id, due_on=date(2026, 10, 1))
    meeting = make_meeting("Suite", bodies=[plenary], state=MeetingState.CONVENED)
    make_agenda_item(meeting, "Suivi", origin=ItemOrigin.FOLLOW_UP)
    make_agenda_item(meeting, "Approbation", origin=ItemOrigin.APPROVAL, approves_meeting_id=held.id)
    make_invitation(meeting, seat)
    return meeting


def followed_words(page):
    return [a.get_text(strip=True) for a in page.select("#suivi tbody th a")]


def test_members_read_the_live_list_the_late_ones_first(login_as, client, followed, seat):
    page = parse(login_as(seat.person, seat).get(f"/sessions/{followed.id}"))
    assert followed_words(page) == ["Ouvrir le guichet", "Tenir un atelier"]
    said = " ".join(page.select_one("#suivi").get_text(" ", strip=True).split())
    for told in (
        "2 actions en cours · 1 en retard · 2 décisions en vigueur",
        "Le fonds est créé.",
        "Rien qu'entre nous.",
    ):
        assert told in said, told
    assert parse(client.get(f"/sessions/{followed.id}")).select("#suivi") == []
    record = [
        a["href"]
        for a in page.select("#ordre-du-jour a")
        if a.get_text(strip=True) == "Lire le texte à approuver"
    ]
    assert record == [f"/sessions/{followed.agenda[1].approves_meeting_id}/compte-rendu"]
    assert "Lire le texte à approuver" not in client.get(f"/sessions/{followed.id}").get_data(as_text=True)


def test_the_live_list_stands_behind_a_seat_s_link_not_a_guest_s(client, followed):
    guest = make_invitation(followed, guest_name="Invitée", guest_email="invitee@exemple.ma")
    own = next(one for one in followed.invitations if one.seat_id is not None)
    assert followed_words(parse(client.get(link(own)))) == ["Ouvrir le guichet", "Tenir un atelier"]
    assert parse(client.get(link(guest))).select("#suivi") == []


def test_the_item_s_page_and_the_convocation_show_it_the_calendar_does_not(
    browser, plenary, followed, client
):
    item = next(one for one in followed.agenda if one.origin is ItemOrigin.FOLLOW_UP)
    assert followed_words(parse(browser.get(f"/sessions/points/{item.id}"))) == [
        "Ouvrir le guichet",
        "Tenir un atelier",
    ]
    draft = make_meeting("À convoquer", bodies=[plenary])
    make_agenda_item(draft, "Suivi", origin=ItemOrigin.FOLLOW_UP)
    assert followed_words(parse(browser.get(f"/sessions/{draft.id}/convoquer"))) == [
        "Ouvrir le guichet",
        "Tenir un atelier",
    ]
    post(browser, f"/sessions/{draft.id}/convoquer")
    calendar = client.get(f"/sessions/{draft.id}.ics").get_data(as_text=True)
    assert ("Suivi" in calendar, "guichet" in calendar) == (True, False)


def test_a_follow_up_with_nothing_to_follow_says_so(browser, plenary):
    draft = make_meeting(bodies=[plenary])
    item = make_agenda_item(draft, "Suivi", origin=ItemOrigin.FOLLOW_UP)
    assert "Rien à suivre" in text_of(browser.get(f"/sessions/points/{item.id}"), "#suivi")


@pytest.mark.parametrize("count", [1, 3])
def test_the_follow_up_asks_the_same_queries_whatever_its_length(
    login_as, plenary, seat, count_queries, count
):
    meeting = make_meeting(bodies=[plenary], state=MeetingState.CONVENED)
    make_agenda_item(meeting, "Suivi", origin=ItemOrigin.FOLLOW_UP)
    make_invitation(meeting, seat)
    held, plan = make_held_meeting(bodies=[plenary]), make_plan(body_id=plenary.id)
    for number in range(count):
        make_decision(f"Décision {number}", meeting=held)
        make_action(f"Action {number}", plan_id=plan.id)
    member = login_as(seat.person, seat)
    member.get(f"/sessions/{meeting.id}")
    with count_queries() as with_it:
        member.get(f"/sessions/{meeting.id}")
    item = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)).one()
    save_origin(item)
    member.get(f"/sessions/{meeting.id}")
    with count_queries() as without:
        member.get(f"/sessions/{meeting.id}")
    # counts, decisions with their sessions, actions with their owners
    assert len(with_it) - len(without) == 3


def save_origin(item):
    from noress.core.database import writing

    with writing():
        item.origin = ItemOrigin.MANUAL
        db.session.commit()


# --- internal items ----------------------------------------------------------------------------------


def test_an_item_is_made_internal_by_a_box(browser, client, login_as, plenary, seat):
    meeting = make_meeting(bodies=[plenary], state=MeetingState.CONVENED)
    make_invitation(meeting, seat)
    path = f"/sessions/{meeting.id}/ordre-du-jour"
    post(browser, path, **item_fields(title_fr="Conflit", is_internal="y"))
    item = db.session.scalars(select(AgendaItem)).one()
    assert item.is_internal
    assert "interne" in text_of(browser.get(path), "#points")
    shown = [
        text_of(one.get(f"/sessions/{meeting.id}"), "#ordre-du-jour")
        for one in (browser, login_as(seat.person, seat))
    ]
    assert [("Conflit" in text, "interne" in text) for text in shown] == [(True, True), (True, True)]
    assert "Conflit" not in client.get(f"/sessions/{meeting.id}").get_data(as_text=True)
    page = parse(browser.get(f"/sessions/points/{item.id}"))
    assert page.select_one("[name=is_internal]").has_attr("checked")
    post(browser, f"/sessions/points/{item.id}", **item_fields(title_fr="Conflit"))
    assert "Conflit" in client.get(f"/sessions/{meeting.id}").get_data(as_text=True)


def test_the_length_told_to_visitors_is_that_of_what_they_see(client, browser):
    meeting = make_meeting(state=MeetingState.CONVENED)
    make_agenda_item(meeting, "Ouverture", minutes=15)
    make_agenda_item(meeting, "Conflit", minutes=45, is_internal=True)
    assert "Durée prévue : 15 min" in text_of(client.get(f"/sessions/{meeting.id}"))
    assert "Durée prévue : 1 h" in text_of(browser.get(f"/sessions/{meeting.id}"))


# --- the legal notice --------------------------------------------------------------------------------

LATE = "Le règlement demande 15 jours entre la convocation et la session. Il en reste 9."


@pytest.fixture
def strict(seat):
    return make_body(BodyKind.PLENARY, "Plénière stricte", notice_days=15)


def test_preparing_a_session_too_near_says_so(browser, strict):
    created = post(browser, "/sessions/nouvelle", **meeting_fields(strict, version="0", date="2026-11-29"))
    assert LATE in text_of(browser.get(created.location))
    meeting = db.session.scalars(select(Meeting)).one()
    assert LATE in text_of(browser.get(f"/sessions/{meeting.id}/modifier"), "#quand")
    edited = post(
        browser,
        f"/sessions/{meeting.id}/modifier",
        **meeting_fields(strict, date="2026-11-29", theme_fr="Autre"),
    )
    assert LATE in text_of(browser.get(edited.location))
    later = post(browser, f"/sessions/{meeting.id}/modifier", **meeting_fields(strict, version="2"))
    assert "Le règlement demande" not in text_of(browser.get(later.location))


def test_convening_late_asks_for_a_tick_and_a_reason(browser, strict):
    draft = make_meeting(bodies=[strict], starts_wall=datetime(2026, 11, 29, 10, 0))
    path = f"/sessions/{draft.id}/convoquer"
    assert LATE in text_of(browser.get(path))
    label = parse(browser.get(path)).select_one("label[for=late_reason]")
    assert label.get_text(strip=True) == "Pourquoi si tard"  # nothing says that one may leave it out
    for fields, field in (
        ({}, "accepts_late"),
        ({"late_reason": "Salle libre"}, "accepts_late"),
        ({"accepts_late": "y"}, "late_reason"),
    ):
        page = post(browser, path, **fields)
        assert (page.status_code, len(parse(page).select(f"#{field}-error"))) == (422, 1)
        assert parse(page).select_one("[name=late_reason]").get_text(strip=True) == fields.get(
            "late_reason", ""
        )
    db.session.refresh(draft)
    assert draft.state is MeetingState.DRAFT
    assert (
        post(browser, path, accepts_late="y", late_reason="La salle n'est libre que ce jour-là.").status_code
        == 303
    )
    db.session.refresh(draft)
    assert draft.state is MeetingState.CONVENED
    history = text_of(browser.get(f"/sessions/{draft.id}/historique"), "main")
    for told in ("Convoquée quand même, parce que", "La salle n'est libre que ce jour-là.", LATE):
        assert told in history, told


def test_in_time_the_page_says_until_when_and_asks_nothing(browser, strict):
    draft = make_meeting(bodies=[strict])
    page = browser.get(f"/sessions/{draft.id}/convoquer")
    assert "au plus tard le mercredi 24 mars 2027" in text_of(page)
    assert parse(page).select("[name=accepts_late]") == []


# --- automatic reminders -----------------------------------------------------------------------------


def test_reminders_are_switched_off_and_on_by_a_box(browser, plenary):
    draft = make_meeting(bodies=[plenary])
    path = f"/sessions/{draft.id}/invites"
    assert parse(browser.get(path)).select_one("[name=is_on]").has_attr("checked")
    for fields, expected, said in (
        ({}, NOW, "Plus aucun rappel ne part tout seul"),
        ({"is_on": "y"}, None, "Les rappels partiront tout seuls"),
    ):
        response = browser.post(
            f"/sessions/{draft.id}/rappels-automatiques",
            data={"csrf_token": token_of(browser, path), **fields},
        )
        assert (response.status_code, response.location) == (303, path)
        db.session.refresh(draft)
        assert draft.reminders_off_at == expected
        page = browser.get(path)
        assert said in text_of(page)
        assert parse(page).select_one("[name=is_on]").has_attr("checked") is (expected is None)
    assert [event.action for event in db.session.scalars(select(AuditEvent))] == ["meeting.reminders_set"] * 2


# --- a draft with numbered letters -------------------------------------------------------------------


def test_a_draft_with_numbered_letters_is_cancelled_from_its_page(browser, plenary, seat):
    draft = make_meeting(bodies=[plenary])
    text = save(MeetingLetter(meeting_id=draft.id, subject=Translated(fr="Convocation"), body=Translated(fr="Texte"),
                              place=Translated(fr="Tanger"), dated_on=date(2026, 11, 20),
                              signatory_title=Translated(fr="Coordination"), prepared_at=NOW))  # fmt: skip
    save(Letter(number="C-2026-001", text_id=text.id, institution_id=seat.institution_id,
                head_title=Translated(fr="Présidence"), created_at=NOW))  # fmt: skip
    links = {a["href"] for a in parse(browser.get(f"/sessions/{draft.id}")).select(".card a")}
    assert (f"/sessions/{draft.id}/annuler" in links, f"/sessions/{draft.id}/supprimer" in links) == (
        True,
        False,
    )
    for response in (browser.get(f"/sessions/{draft.id}/supprimer"), post_delete(browser, draft)):
        assert (
            response.status_code,
            "Annulez la session plutôt que de la supprimer" in text_of(response),
        ) == (409, True)
    assert (
        post(browser, f"/sessions/{draft.id}/annuler", reason_fr="Salle fermée", reason_ar="").status_code
        == 303
    )
    db.session.refresh(draft)
    assert draft.state is MeetingState.CANCELLED
    assert f"/sessions/{draft.id}/departs" in browser.get(f"/sessions/{draft.id}").get_data(as_text=True)


def post_delete(browser, draft):
    token = token_of(browser, f"/sessions/{draft.id}/annuler")
    return browser.post(f"/sessions/{draft.id}/supprimer", data={"csrf_token": token})
