"""What the other domains tell: to whom, in which words, once."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from flask import current_app
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.actions import rules as actions
from noress.domain.actions.models import Action, ActionState
from noress.domain.decisions import rules as decisions
from noress.domain.governance import rules as governance
from noress.domain.governance.rules import VersionValues
from noress.domain.institutions.models import BodyKind, Membership
from noress.domain.meetings import rules as meetings
from noress.domain.meetings.models import AgendaKind, MeetingState
from noress.domain.meetings.rules.agenda import ItemValues, Upload
from noress.domain.minutes import rules as minutes
from noress.domain.minutes.models import MinutesState, PublicScope
from noress.domain.notifications import rules as notifications
from noress.domain.notifications.audience import list_people_of
from noress.domain.notifications.models import DigestItem, Frequency, Topic
from noress.domain.outbox.models import MailState, OutboxMail
from noress.extensions import db
from tests.domain.notifications.conftest import choose
from tests.factories import (
    NOW,
    make_body,
    make_institution,
    make_invitation,
    make_mandate,
    make_meeting,
    make_person,
    make_seat,
    save,
)
from tests.factories.decisions import make_decision
from tests.factories.governance import make_paper
from tests.factories.minutes import make_block, make_held_meeting, make_minutes

pytestmark = [
    pytest.mark.usefixtures("app"),
    pytest.mark.one_engine,
]  # who is written to, in which words: tests/jobs sends them on both
ACTOR = Actor(name="Secrétariat", method="code")


@pytest.fixture
def committee(app):
    return make_body(BodyKind.COMMITTEE, "Comité 1")


@pytest.fixture
def inside(committee):
    seat = make_seat(make_institution("Réseau"))
    make_mandate(committee, institution_id=seat.institution_id)
    return seat


@pytest.fixture(autouse=True)
def outside(app):
    """Another member, who sits in no committee."""
    return make_seat()


def items():
    db.session.commit()
    rows = db.session.scalars(select(DigestItem).order_by(DigestItem.id))
    return [(row.person_id, row.topic, row.title["fr"].replace("\xa0", " "), row.path) for row in rows]


def mails(template="news"):
    """Once the worker has written what is due, ten minutes later."""
    notifications.send_news(now=NOW + timedelta(minutes=10))
    db.session.commit()
    wanted = [OutboxMail.template == template, OutboxMail.state == MailState.QUEUED]
    return db.session.scalars(select(OutboxMail).where(*wanted).order_by(OutboxMail.id)).all()


def test_who_sits_in_a_body(committee, inside, outside):
    person = make_person("Par son nom")
    make_mandate(committee, person_id=person.id)
    former = make_seat(make_institution(membership=Membership.LEFT))
    closed = make_seat(inside.institution, closed_at=NOW, ends_on=date(2026, 11, 1))
    plenary = make_body(BodyKind.PLENARY)
    found = list_people_of([committee.id], now=NOW)
    assert found == [inside, person]
    everybody = list_people_of([plenary.id], now=NOW)
    assert {inside, outside} == set(everybody)
    assert not {former, closed} & set(everybody)
    assert list_people_of([], now=NOW) == []


# --- sessions -----------------------------------------------------------------------------------------


def convened(seat, **values):
    meeting = make_meeting(state=MeetingState.CONVENED, reference="S-2027-01", convened_at=NOW, **values)
    make_invitation(meeting, seat)
    make_invitation(meeting, guest_name="Invité", guest_email="invite@exemple.ma")
    return meeting


def join(meeting, name, now=NOW):
    meetings.add_document(
        meeting=meeting, item=None, upload=Upload(f"{name}.txt", BytesIO(name.encode()), name), max_bytes=1000,
        storage=current_app.extensions["storage"], actor=ACTOR, now=now,
    )  # fmt: skip


def item(title="Budget"):
    return ItemValues(AgendaKind.DISCUSSION, Translated(fr=title), 20)


def test_documents_and_agenda_of_a_convened_session_make_one_mail(inside):
    meeting = convened(inside)
    join(meeting, "Note 1")
    join(meeting, "Note 2", NOW + timedelta(minutes=1))
    meetings.add_agenda_item(meeting=meeting, values=item(), actor=ACTOR, now=NOW + timedelta(minutes=2))
    meetings.add_agenda_item(
        meeting=meeting, values=item("Suite"), actor=ACTOR, now=NOW + timedelta(minutes=3)
    )
    path = f"/sessions/{meeting.id}"
    assert items() == [
        (inside.person_id, Topic.SESSIONS, "Nouveau document : Note 1 (Communication et financement)", path),
        (inside.person_id, Topic.SESSIONS, "Nouveau document : Note 2 (Communication et financement)", path),
        (inside.person_id, Topic.SESSIONS, "L'ordre du jour a changé : Communication et financement", path),
    ]  # fmt: skip
    (mail,) = mails()
    assert mail.to_address == inside.person.email
    assert mail.text.count("L'ordre du jour a changé") == 1
    assert "Réseau, titulaire, parce que vous recevez les nouvelles" in mail.text


@pytest.mark.parametrize("values", [
    {"state": MeetingState.DRAFT}, {"starts_wall": datetime(2026, 11, 20, 8)}, {"state": MeetingState.POSTPONED},
])  # fmt: skip
def test_other_sessions_have_no_news(inside, values):
    meeting = convened(inside)
    for name, value in values.items():
        setattr(meeting, name, value)
    if "starts_wall" in values:
        meeting.starts_at, meeting.ends_at = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    db.session.commit()
    join(meeting, "Note")
    assert items() == []


def test_whoever_is_not_invited_any_more_is_not_told(inside):
    meeting = convened(inside)
    for invitation in meeting.invitations:
        invitation.removed_at = NOW
    db.session.commit()
    not_sent = make_invitation(meeting, make_seat(), sent_at=None)
    closed = make_seat(closed_at=NOW, ends_on=date(2026, 11, 20))
    make_invitation(meeting, closed)
    db.session.commit()
    join(meeting, "Note")
    assert (items(), not_sent.sent_at) == ([], None)


# --- records ------------------------------------------------------------------------------------------


def test_a_published_record_is_told_as_chosen(committee, inside):
    weekly = make_seat()
    make_mandate(committee, institution_id=weekly.institution_id)
    choose(weekly.person, Topic.RECORDS, Frequency.WEEKLY)
    meeting = make_held_meeting(bodies=[committee])
    record = make_minutes(meeting, state=MinutesState.APPROVED)
    make_block(record, "Texte")
    told = minutes.publish_minutes(minutes=record, scope=PublicScope.EXTRACT, actor=ACTOR, now=NOW)
    assert [box.address for box in told] == [inside.person.email]
    (mail,) = mails("minutes_published")
    assert (mail.to_address, mail.not_before) == (inside.person.email, NOW)
    assert mail.stop_url in mail.text
    assert "Réseau, titulaire" in mail.text
    ((person_id, topic, title, path),) = items()
    assert (person_id, topic, path) == (
        weekly.person_id,
        Topic.RECORDS,
        f"/sessions/{meeting.id}/compte-rendu",
    )
    assert title.startswith("Publié : ")


# --- decisions, actions, texts ------------------------------------------------------------------------


def test_decisions_that_move_are_told_to_their_bodies(committee, inside):
    meeting = make_held_meeting(bodies=[committee])
    decision = make_decision("Le fonds est créé.", meeting=meeting)
    by = make_decision("Le fonds est doublé.", meeting=meeting, adopted_on=date(2026, 10, 9))
    by_hand = make_decision("x" * 300, meeting=meeting, is_public=False)
    decisions.execute_decision(decision=decision, on=date(2026, 11, 1), note=None, actor=ACTOR, now=NOW)
    decisions.reopen_decision(decision=decision, actor=ACTOR, now=NOW)
    decisions.replace_decision(decision=decision, by=by, actor=ACTOR, now=NOW)
    decisions.publish_decision(decision=by_hand, actor=ACTOR, now=NOW)
    assert items() == [
        (inside.person_id, Topic.DECISIONS, f"Décision {row.number} {words} : {text}", f"/decisions/{row.address}")
        for row, words, text in (
            (decision, "exécutée", "Le fonds est créé."), (decision, "de nouveau en vigueur", "Le fonds est créé."),
            (decision, "remplacée par une autre", "Le fonds est créé."), (by_hand, "rendue publique", "x" * 119 + "…"),
        )
    ]  # fmt: skip
    assert mails() == []


def make_action(**values):
    return save(
        Action(number="A-2026-001", what=Translated(fr="Imprimer la fiche"), created_at=NOW, state=ActionState.OPEN, **values)
    )  # fmt: skip


def report(action, actor=ACTOR, channel="site"):
    actions.report_progress(
        action=action, state=ActionState.DONE, progress=100, comment=None, files=[], channel=channel, actor=actor, now=NOW
    )  # fmt: skip


def test_news_of_an_action_reach_the_bodies_whose_affair_it_is(committee, inside, outside):
    action = make_action(
        owner_institution_id=outside.institution_id, meeting_id=make_held_meeting(bodies=[committee]).id
    )
    report(action, Actor(name="Autre", method="code", person_id=outside.person_id))
    assert items() == [
        (inside.person_id, Topic.ACTIONS, "Action A-2026-001, faite : Imprimer la fiche", f"/actions/{action.id}"),
    ]  # fmt: skip
    report(action, channel="minutes")
    report(make_action_of(committee), channel="import")
    assert len(items()) == 1


def make_action_of(body):
    return save(
        Action(number="A-2026-002", what=Translated(fr="Autre"), created_at=NOW, owner_body_id=body.id)
    )


def test_an_action_of_no_body_is_nobodys_news(outside):
    report(make_action(owner_institution_id=outside.institution_id))
    assert items() == []


def test_a_new_version_of_a_text_is_told(committee, inside):
    paper = make_paper(committee, "Charte")
    governance.add_version(
        paper=paper, values=VersionValues(adopted_on=date(2026, 11, 1)), file=None, actor=ACTOR, now=NOW
    )
    assert items() == [
        (inside.person_id, Topic.PAPERS, "Nouvelle version d'un texte : Charte, version 1", f"/textes/{paper.id}"),
    ]  # fmt: skip
