"""Two records of one person, with something of each in the tables that name people."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from noress.core.i18n import Translated
from noress.domain.accounts.models import (
    AccountInvitation,
    Consent,
    PersonalDataRequest,
    RequestKind,
    Visibility,
)
from noress.domain.audit.models import AuditEvent
from noress.domain.backlog.models import ProposedItem
from noress.domain.drafts.models import FormDraft
from noress.domain.files.models import StoredFile
from noress.domain.institutions.models import BodyKind, Function
from noress.domain.meetings.models import AgendaKind
from noress.domain.notifications.models import DigestItem, Frequency, NotificationChoice, Topic
from noress.extensions import db
from tests.factories import (
    NOW,
    make_assignment,
    make_body,
    make_device,
    make_institution,
    make_mandate,
    make_meeting,
    make_person,
    make_seat,
    save,
)
from tests.factories.outbox import make_mail
from tests.factories.twins import Pair


@dataclass
class Doubles(Pair):
    #: of the device on which the merged one is signed in
    token: str = ""
    invitation: Any = None


def make_doubles() -> Doubles:
    """Each has an account; the merged one is signed in and acts for its seat."""
    kept = make_person("Titulaire du membre 12", name_ar=None, email="titulaire@exemple.ma",
                       visibility=Visibility.PUBLIC)  # fmt: skip
    merged = make_person("Titulaire, membre n°12", name_ar="ممثلة العضو 12", email="membre12@exemple.ma",
                         phone="06 61 00 00 12", visibility=Visibility.INTERNAL, language="ar")  # fmt: skip
    seat = make_seat(make_institution("Institution membre 12"), merged)
    doubles = Doubles(kept, merged, seat)
    doubles.token = make_device(merged, seat)
    make_device(kept)
    _places(doubles)
    _traces(doubles)
    db.session.rollback()
    return doubles


def _places(doubles: Doubles) -> None:
    merged = doubles.merged
    doubles.move("seat.person_id", doubles.seat)
    committee = make_body(BodyKind.COMMITTEE)
    doubles.move("mandate.person_id", make_mandate(committee, person_id=merged.id))
    doubles.move("assignment.person_id", make_assignment(merged, Function.DESK_OFFICER))
    make_mandate(make_body(), person_id=doubles.kept.id)
    older = make_person("Plus ancienne", email=None, merged_into_id=merged.id)
    doubles.move("person.merged_into_id", older)
    doubles.move("meeting.created_by_id", make_meeting(created_by_id=merged.id))
    proposed = ProposedItem(body_id=committee.id, kind=AgendaKind.DISCUSSION, title=Translated(fr="Point"), minutes=20,
                            person_id=merged.id, seat_id=doubles.seat.id, proposed_at=NOW)  # fmt: skip
    doubles.move("proposed_item.person_id", save(proposed))


def _traces(doubles: Doubles) -> None:
    kept, merged = doubles.kept, doubles.merged
    doubles.move("outbox_mail.person_id", make_mail(person_id=merged.id))
    consent = Consent(person_id=merged.id, purpose="account", text_version="2026-11", at=NOW)
    doubles.move("consent.person_id", save(consent))
    asked = PersonalDataRequest(reference="DP-2026-001", person_id=merged.id, kind=RequestKind.CORRECTION, text="Mon nom",
                                created_at=NOW)  # fmt: skip
    doubles.move("personal_data_request.person_id", save(asked))
    invitation = AccountInvitation(email=merged.email, person_id=merged.id, created_at=NOW, created_by_id=kept.id,
                                   expires_at=NOW.replace(month=12))  # fmt: skip
    doubles.invitation = doubles.move("account_invitation.person_id", save(invitation))
    put = StoredFile(key="a" * 40, name="note.pdf", content_type="application/pdf", size=1, sha256="0" * 64,
                     uploaded_at=NOW, uploaded_by_id=merged.id)  # fmt: skip
    doubles.move("stored_file.uploaded_by_id", save(put))
    save(AuditEvent(at=NOW, person_id=merged.id, person_name=merged.name, method="code", action="account.signed_in",
                    object_type="account", object_id=merged.account_id))  # fmt: skip
    for person in (kept, merged):
        draft = save(_draft(person, "meetings.create:"))
        news = save(_news(person, "meeting:1"))
        choice = save(
            NotificationChoice(
                person_id=person.id, topic=Topic.SESSIONS, frequency=Frequency.DAILY, chosen_at=NOW
            )
        )
    doubles.stay("form_draft.person_id", draft)
    doubles.stay("digest_item.person_id", news)
    doubles.stay("notification_choice.person_id", choice)
    doubles.move("form_draft.person_id", save(_draft(merged, "people.create:", seat_id=doubles.seat.id)))
    doubles.move("digest_item.person_id", save(_news(merged, "meeting:2")))


def _draft(person: Any, form_key: str, **values: Any) -> FormDraft:
    return FormDraft(person_id=person.id, form_key=form_key, fields=[["name", "Titulaire"]], page="p" * 32,
                     mark="m" * 32, saved_at=NOW, **values)  # fmt: skip


def _news(person: Any, key: str) -> DigestItem:
    return DigestItem(person_id=person.id, topic=Topic.SESSIONS, key=key, title=Translated(fr="Session"),
                      path="/sessions/1", created_at=NOW)  # fmt: skip


def plain_person(name: str, **values: Any) -> Any:
    """Without account nor address, unless given."""
    return make_person(name, **{"email": None, **values})


TODAY = date(2026, 11, 20)
