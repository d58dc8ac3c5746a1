"""A session that serves as a model: its documents and guests come along only when asked to."""

import pytest
from sqlalchemy import select

from noress.core.names import ERASED
from noress.domain.files import queries as files
from noress.domain.institutions.models import BodyKind
from noress.domain.meetings import rules
from noress.domain.meetings.models import (
    Answer,
    Invitation,
    ItemOrigin,
    Meeting,
    MeetingDocument,
    MeetingState,
)
from noress.domain.outbox.models import OutboxMail
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
)
from tests.factories.documents import make_document

pytestmark = pytest.mark.one_engine  # what each rule refuses and says, not how rows are kept


@pytest.fixture
def model(app):
    return make_meeting("Modèle", bodies=[make_body(BodyKind.PLENARY)], state=MeetingState.CONVENED)


@pytest.fixture
def duplicate(actor, now, work):
    def run(meeting, **wanted) -> Meeting:
        with work():
            copy_id = rules.duplicate_meeting(meeting=meeting, actor=actor, now=now, **wanted).id
        return db.session.get_one(Meeting, copy_id)

    return run


def guests_of(meeting) -> list[tuple]:
    found = db.session.scalars(
        select(Invitation).where(Invitation.meeting_id == meeting.id).order_by(Invitation.id)
    )
    return [
        (one.guest_name, one.guest_organisation, one.guest_email, one.guest_language, one.answer)
        for one in found
    ]


def documents_of(meeting) -> list[tuple]:
    found = db.session.scalars(
        select(MeetingDocument).where(MeetingDocument.meeting_id == meeting.id).order_by(MeetingDocument.id)
    )
    return [
        (one.title, one.file_id, one.is_public, one.agenda_item and one.agenda_item.title["fr"])
        for one in found
    ]


def test_nothing_comes_along_by_itself(model, duplicate):
    make_document(model, "Règlement")
    make_invitation(model, guest_name="Intervenant", guest_email="intervenant@exemple.ma")
    copy = duplicate(model)
    assert (documents_of(copy), guests_of(copy)) == ([], [])


def test_documents_follow_their_items_and_removed_ones_stay_behind(model, duplicate):
    approval = make_agenda_item(model, "Approbation", position=1, origin=ItemOrigin.APPROVAL)
    budget = make_agenda_item(model, "Budget", position=2)
    of_all = make_document(model, "Règlement", is_public=True)
    of_item = make_document(model, "Tableau", agenda_item=budget)
    make_document(model, "Ancien procès-verbal", agenda_item=approval)
    make_document(model, "Retiré", removed_at=NOW)
    copy = duplicate(model, with_documents=True)
    assert documents_of(copy) == [
        ("Règlement", of_all.file_id, True, None),
        ("Tableau", of_item.file_id, False, "Budget"),
    ]


def test_deleting_the_copy_leaves_the_files_of_its_model(model, duplicate, actor, now, work):
    document = make_document(model, "Règlement")
    copy = duplicate(model, with_documents=True)
    with work():
        rules.delete_meeting(meeting=db.session.get_one(Meeting, copy.id), actor=actor, now=now)
    assert db.session.scalars(files.list_unused_files([document.file_id])).all() == []
    assert [row[1] for row in documents_of(model)] == [document.file_id]


def test_guests_come_without_answers_and_nobody_is_told(model, duplicate):
    make_seat(make_institution("Institution 1"), make_person("Titulaire 1", email="titulaire1@exemple.ma"))
    make_invitation(model, guest_name="Intervenante", guest_organisation="Université", answer=Answer.YES,
                    guest_email="intervenante@exemple.ma", guest_language="ar")  # fmt: skip
    make_invitation(model, guest_name="Invité devenu membre", guest_email="titulaire1@exemple.ma")
    make_invitation(model, guest_name=ERASED)
    make_invitation(model, guest_name="Retiré", removed_at=NOW)
    make_invitation(model, make_seat(make_institution("Institution 2")))
    copy = duplicate(model, with_guests=True)
    assert guests_of(copy) == [("Intervenante", "Université", "intervenante@exemple.ma", "ar", Answer.NONE)]
    assert db.session.scalars(select(OutboxMail)).all() == []
