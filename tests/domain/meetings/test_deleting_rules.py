"""A draft can be deleted; what was convened cannot."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from noress.core.errors import RuleError
from noress.domain.audit.models import AuditEvent
from noress.domain.files.models import StoredFile
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings import rules
from noress.domain.meetings.models import (
    AgendaItem,
    Exclusion,
    Invitation,
    Meeting,
    MeetingDocument,
    MeetingState,
    meeting_body,
)
from noress.domain.retention.rules import sweep_orphan_files
from noress.extensions import db
from noress.web.files import storage
from tests.factories import make_agenda_item, make_body, make_invitation, make_meeting, make_seat, save
from tests.factories.documents import make_document


@pytest.fixture
def delete(actor, now, work):
    def delete(meeting):
        with work():
            rules.delete_meeting(meeting=meeting, actor=actor, now=now)

    return delete


def full_draft(bodies):
    draft = make_meeting("Un essai", theme_ar="تجربة", bodies=bodies)
    item = make_agenda_item(draft, "Ouverture")
    make_document(draft, "Note", agenda_item=item)
    make_document(draft, "Affiche")
    make_invitation(draft, guest_name="Intervenant", guest_email="intervenant@exemple.ma", sent_at=None)
    make_invitation(
        draft, guest_name="Partie", guest_email="partie@exemple.ma", sent_at=None, removed_at=draft.created_at
    )
    save(Exclusion(meeting_id=draft.id, seat_id=make_seat().id, reason="x", created_at=draft.created_at))
    return draft


def test_a_draft_goes_with_everything_in_it(app, delete, actor, now, outbox):
    plenary, committee = make_body(BodyKind.PLENARY), make_body(BodyKind.COMMITTEE)
    kept = make_document(make_meeting("Autre"), "Autre note")
    draft = full_draft([plenary, committee])
    keys = {key for key, _at in storage().list_keys()}
    delete(draft)
    assert [meeting.theme["fr"] for meeting in db.session.scalars(select(Meeting))] == ["Autre"]
    left = [db.session.scalar(select(func.count()).select_from(table)) for table in
            (AgendaItem, MeetingDocument, Invitation, Exclusion, StoredFile)]  # fmt: skip
    assert left == [0, 1, 0, 0, 1]
    assert db.session.execute(meeting_body.select()).all() == []
    told = {"theme": [{"fr": "Un essai", "ar": "تجربة"}, None], "starts_wall": ["2027-04-08T10:00:00", None]}
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    assert [(e.action, e.object_type, e.object_id, e.changes, e.person_id) for e in events] == [
        ("meeting.deleted", "body", body.id, told, actor.person_id) for body in (plenary, committee)
    ]
    assert outbox() == []
    # the bytes wait for the sweep, which knows them no more
    assert {key for key, _at in storage().list_keys()} == keys
    sweep_orphan_files(storage=storage(), now=now + timedelta(days=3650))
    assert {key for key, _at in storage().list_keys()} & keys == {kept.file.key}


def test_a_file_joined_elsewhere_is_kept(app, delete):
    draft, other = make_meeting(), make_meeting("Autre")
    document = make_document(draft, "Note")
    save(MeetingDocument(meeting_id=other.id, file_id=document.file_id, title="La même note"))
    delete(draft)
    assert [document.title for document in db.session.scalars(select(MeetingDocument))] == ["La même note"]
    assert len(db.session.scalars(select(StoredFile)).all()) == 1


def test_a_draft_of_no_body_leaves_its_own_line(app, delete, history):
    draft = make_meeting("Un essai", theme_ar=None)
    delete(draft)
    assert [action for action, _changes in history()] == ["meeting.deleted"]


def test_the_number_of_a_deleted_draft_is_never_given_again(app, delete):
    draft = full_draft([make_body(BodyKind.PLENARY)])
    numbers = draft.id, max(db.session.scalars(select(Invitation.id)))
    delete(draft)
    again = make_meeting()
    guest = make_invitation(again, guest_name="Intervenant", sent_at=None)
    assert (again.id > numbers[0], guest.id > numbers[1]) == (True, True)


@pytest.mark.parametrize("state", [state for state in MeetingState if state is not MeetingState.DRAFT])
def test_only_a_draft_is_deleted(app, delete, history, state):
    meeting = make_meeting(state=state)
    with pytest.raises(RuleError) as refused:
        delete(meeting)
    assert (refused.value.code, refused.value.status) == ("not_draft", 409)
    assert (db.session.scalars(select(Meeting)).one().state, history()) == (state, [])
