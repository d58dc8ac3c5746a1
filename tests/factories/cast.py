"""The cast: one person of each kind around the same objects, so that success and refusal share their set-up."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from noress.core import clock, links
from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import (
    AccountInvitation,
    Device,
    PersonalDataRequest,
    RequestKind,
    SavedPost,
)
from noress.domain.accounts.rules import invitations
from noress.domain.drafts.models import FormDraft
from noress.domain.drafts.queries import Slot
from noress.domain.files.models import StoredFile
from noress.domain.files.rules import freeze
from noress.domain.institutions.models import BodyKind, Function, MandateRole, SeatKind
from noress.domain.meetings import mails, private_calendar
from noress.domain.meetings.models import Meeting, MeetingState
from noress.domain.outbox import rules as outbox
from noress.domain.outbox.models import MailState, WorkerMark
from noress.extensions import db
from noress.web import public_cache
from noress.web.drafts import OpenDraft
from noress.web.files import storage
from noress.web.identity import digest
from tests.factories import (
    make_agenda_item,
    make_assignment,
    make_body,
    make_device,
    make_institution,
    make_invitation,
    make_mandate,
    make_meeting,
    make_person,
    make_seat,
    save,
)
from tests.factories.cast_actions import make_plans
from tests.factories.cast_api import make_open_data
from tests.factories.cast_application_desk import make_candidates
from tests.factories.cast_applying import make_applying
from tests.factories.cast_awards import make_decisions
from tests.factories.cast_backlog import make_proposals
from tests.factories.cast_campaigns import make_campaigns
from tests.factories.cast_catalogue_desk import make_desk
from tests.factories.cast_competitions import make_editions
from tests.factories.cast_days import make_day
from tests.factories.cast_decisions import make_register
from tests.factories.cast_deliberating import make_deliberation
from tests.factories.cast_entering import make_entering
from tests.factories.cast_evaluating import make_evaluations
from tests.factories.cast_exchange import make_exchange
from tests.factories.cast_funding import make_calls
from tests.factories.cast_governance import make_texts
from tests.factories.cast_guidance import make_guidance
from tests.factories.cast_juries import make_juries
from tests.factories.cast_members import make_members
from tests.factories.cast_payments import make_projects
from tests.factories.cast_questionnaires import make_questionnaires
from tests.factories.cast_records import make_records
from tests.factories.cast_relay import make_relay
from tests.factories.cast_reports import make_project_reports
from tests.factories.cast_results import make_results
from tests.factories.cast_reviewing import make_recusals
from tests.factories.cast_twins import make_entry_twins
from tests.factories.cast_upkeep import make_upkeep
from tests.factories.documents import make_document, put_content
from tests.factories.outbox import make_mail
from tests.factories.papers import ask, make_ready
from tests.kept_rows import KeptRows
from tests.posting import held

KINDS = (
    "visitor", "link_holder", "suspended", "closed_seat", "titular", "alternate", "committee_chair",
    "coordinator", "animation_team", "desk_officer", "treasurer", "administrator",
)  # fmt: skip
#: whom only some lines of the policy ask: the last column of those that have one more
AUTHORISING_OFFICER = "authorising_officer"
STAFF = {
    "animation_team": Function.ANIMATION_TEAM, "desk_officer": Function.DESK_OFFICER,
    "treasurer": Function.TREASURER, "administrator": Function.TECHNICAL_ADMINISTRATOR,
}  # fmt: skip


@dataclass
class Cast:
    """What each kind of person holds, and the ids of the things that addresses name."""

    tokens: dict[str, str] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    ids: dict[str, dict[str, Any]] = field(default_factory=dict)

    def browser(self, app: Flask, kind: str) -> FlaskClient:
        """A browser of that kind of person; visitors and holders of a link have no account."""
        browser = app.test_client()
        if kind in self.tokens:
            held(browser, _user_id=self.tokens[kind], _fresh=True)
        return browser

    def values(self, case: str) -> dict[str, Any]:
        """What stands for `<int:meeting_id>` and the like; a case replaces some: [draft], [of another]."""
        return {**self.ids["usual"], **self.ids[case]}


_made: tuple[Cast, KeptRows] | None = None


def make_cast() -> Cast:
    """A committee's session that two institutions are convened to, a draft, and everybody around them.
    Made once per process, then put back row by row: the matrix asks for it some five hundred times."""
    global _made
    if _made is None:
        cast = _make()
        db.session.rollback()
        _made = cast, KeptRows()
        return cast
    cast, kept = _made
    public_cache.clear()
    db.session.rollback()
    kept.put_back()
    with writing():
        # A worker is "seen" for some seconds only, and the matrix takes minutes.
        db.session.execute(update(WorkerMark).values(at=clock.now()))
        db.session.commit()
    for file in db.session.query(StoredFile):
        if not storage().exists(file.key):
            put_content(file.key)
    db.session.rollback()
    return cast


def _make() -> Cast:
    cast = Cast()
    bodies = _bodies()
    places = _members(cast, bodies)
    _staff(cast, bodies)
    _outside(cast, places)
    _sessions(cast, bodies, places)
    make_plans(cast, bodies, places)
    make_proposals(cast, bodies, places)
    _papers(cast, places)
    make_records(cast, bodies, places)
    make_members(cast, places)
    make_register(cast, bodies)
    make_texts(cast, bodies, places)
    make_day(cast, bodies, places)
    make_questionnaires(cast)
    make_campaigns(cast)
    make_relay(cast, places)
    make_exchange(cast)
    make_entry_twins(cast)
    make_guidance(cast, places)
    for make in (make_calls, make_editions, make_candidates):
        make(cast)
    make_recusals(cast)
    make_projects(cast)
    make_project_reports(cast)
    make_evaluations(cast)
    make_decisions(cast)
    make_applying(cast)
    make_upkeep(cast, places)
    make_open_data(cast)
    make_desk(cast, places)
    make_juries(cast)
    make_deliberation(cast)
    make_results(cast)
    make_entering(cast)
    orderer = make_person("Ordonnateur")
    make_assignment(orderer, Function.AUTHORISING_OFFICER)
    _enter(cast, AUTHORISING_OFFICER, orderer)
    return cast


def _enter(cast: Cast, kind: str, person: Any, seat: Any = None) -> None:
    cast.people[kind] = person.id
    cast.tokens[kind] = make_device(person, seat)


def _bodies() -> dict[str, Any]:
    return {
        "plenary": make_body(BodyKind.PLENARY),
        "secretariat": make_body(BodyKind.SECRETARIAT),
        "committee": make_body(BodyKind.COMMITTEE, "Comité financement"),
    }


def _members(cast: Cast, bodies: dict[str, Any]) -> dict[str, Any]:
    """One institution with both its seats, one that chairs the committee, one more."""
    own, chairing, other = (make_institution(name) for name in ("La nôtre", "Celle qui préside", "Une autre"))
    # The address is one that /demo/compte/titular signs in.
    titular = make_seat(own, make_person("Titulaire", email="membre12@demo.example"))
    alternate = make_seat(own, make_person("Suppléante"), kind=SeatKind.ALTERNATE)
    chair = make_seat(chairing, make_person("Présidente"))
    stranger = make_seat(other, make_person("Quelqu'un d'autre"))
    for kind, seat in (("titular", titular), ("alternate", alternate), ("committee_chair", chair)):
        _enter(cast, kind, seat.person, seat)
    mandate = make_mandate(bodies["committee"], role=MandateRole.CHAIR, institution_id=chairing.id)
    make_mandate(bodies["committee"], institution_id=own.id)
    return {
        "own": own,
        "other": other,
        "titular": titular,
        "stranger": stranger,
        "chair": chair,
        "mandate": mandate,
    }


def _staff(cast: Cast, bodies: dict[str, Any]) -> None:
    coordinator = make_person("Coordinatrice")
    mandate = make_mandate(bodies["secretariat"], role=MandateRole.COORDINATOR, person_id=coordinator.id)
    cast.ids["secretariat"] = {"body_id": bodies["secretariat"].id, "mandate_id": mandate.id}
    _enter(cast, "coordinator", coordinator)
    for kind, function in STAFF.items():
        person = make_person(kind)
        assignment = make_assignment(person, function)
        _enter(cast, kind, person)
        cast.ids[kind] = {"person_id": person.id, "assignment_id": assignment.id}


def _outside(cast: Cast, places: dict[str, Any]) -> None:
    """Still holding a cookie that was good yesterday."""
    suspended = make_person("Suspendu")
    _enter(cast, "suspended", suspended, make_seat(places["own"], suspended))
    closed = make_person("Ancienne titulaire")
    seat = make_seat(places["own"], closed)
    _enter(cast, "closed_seat", closed, seat)
    with writing():
        suspended.account.suspended_at = clock.now()
        seat.closed_at, seat.ends_on = clock.now(), clock.today()
        db.session.commit()


def _sessions(cast: Cast, bodies: dict[str, Any], places: dict[str, Any]) -> None:
    meeting = make_meeting(
        "Session convoquée", state=MeetingState.CONVENED, reference="S-2027-01", bodies=[bodies["committee"]],
        convened_at=datetime(2026, 11, 2, 9, tzinfo=UTC), calendar_text="BEGIN:VEVENT\r\nEND:VEVENT\r\n",
    )  # fmt: skip
    draft = make_meeting("Brouillon", bodies=[bodies["committee"]], starts_wall=datetime(2027, 5, 6, 10))
    invited = make_invitation(meeting, places["titular"])
    others = make_invitation(meeting, places["stranger"])
    guest = make_invitation(meeting, guest_name="Invité", guest_email="invite@exemple.ma")
    drafted = make_invitation(draft, guest_name="Invitée", guest_email="invitee@exemple.ma", sent_at=None)
    cast.ids["usual"] = {
        "meeting_id": meeting.id, "agenda_item_id": make_agenda_item(meeting, "Point").id,
        "meeting_document_id": make_document(meeting, "Note interne").id, "invitation_id": invited.id,
        "body_id": bodies["committee"].id, "institution_id": places["own"].id, "seat_id": places["titular"].id,
        "mandate_id": places["mandate"].id, "person_id": places["stranger"].person_id, "lang": "ar",
        "filename": "favicon.svg", "kind": "titular",
    }  # fmt: skip
    cast.ids["draft"] = {
        "meeting_id": draft.id, "agenda_item_id": make_agenda_item(draft, "Point").id, "invitation_id": drafted.id,
        "meeting_document_id": make_document(draft, "Note du brouillon").id,
    }  # fmt: skip
    cast.ids["public"] = {"meeting_document_id": make_document(meeting, "Affiche", is_public=True).id}
    cast.ids["of another"] = {
        "invitation_id": others.id,
        "seat_id": places["stranger"].id,
        "institution_id": places["other"].id,
    }
    cast.ids["guest"] = {"invitation_id": guest.id}
    cast.ids["own"] = {}
    seat = places["titular"]
    tokens = {"invitation": links.token(mails.PURPOSE, invited.id, invited.link_generation),
              "seat_calendar": links.token(private_calendar.PURPOSE, seat.id, seat.calendar_generation)}  # fmt: skip
    cast.ids["link"] = {"token": tokens["invitation"]}
    cast.ids["calendar"] = {"token": tokens["seat_calendar"]}


def _begun(cast: Cast, seat: Any) -> None:
    """A form that the titular began, and the address by which its page keeps it."""
    slot = Slot(seat.person_id, seat.id, f"duties.answer:invitation_id={cast.ids['usual']['invitation_id']}")
    save(
        FormDraft(
            **slot._asdict(), fields=[["reason", "Commencé"]], page="page", mark="mark", saved_at=clock.now()
        )
    )
    cast.ids["begun"] = {"token": OpenDraft(slot, base="mark").token}


def _made_documents(cast: Cast) -> None:
    """The agenda of each session as a PDF, ready; a content frozen for everybody, one for nobody."""
    usual, draft = cast.ids["usual"], cast.ids["draft"]
    for ids in (usual, draft):
        row = ask(db.session.get_one(Meeting, ids["meeting_id"]), kind="meeting_agenda")
        ids["rendered_document_id"] = make_ready(row).id
    cast.ids["agenda"] = {"kind": "meeting_agenda", "subject_id": usual["meeting_id"]}
    cast.ids["draft agenda"] = {"kind": "meeting_agenda", "subject_id": draft["meeting_id"]}
    usual["subject_id"] = usual["meeting_id"]
    meeting = db.session.get_one(Meeting, usual["meeting_id"])
    for case, is_public in (("usual", True), ("hidden", False)):
        with writing():
            sha = freeze(kind="minutes", title=Translated(fr="Procès-verbal"), content={"public": is_public},
                         subject=meeting, is_public=is_public, actor=Actor.system(), now=clock.now())  # fmt: skip
            db.session.commit()
        cast.ids.setdefault(case, {})["sha"] = sha


def _papers(cast: Cast, places: dict[str, Any]) -> None:
    """Mails, requests about personal data, an invitation to join, something typed before signing in again."""
    usual, now = cast.ids["usual"], clock.now()
    usual["outbox_mail_id"] = usual["mail_id"] = make_mail(state=MailState.FAILED, to_name="Titulaire").id
    cast.ids["secret"] = {"outbox_mail_id": make_mail(is_secret=True, state=MailState.SENT).id}
    request = save(
        PersonalDataRequest(reference="P-2026-001", person_id=cast.people["titular"], kind=RequestKind.CORRECTION,
                            text="Mon nom s'écrit autrement.", created_at=now)
    )  # fmt: skip
    usual["request_id"] = usual["personal_data_request_id"] = request.id
    newcomer = make_person("Nouvelle", email=None)
    seat = make_seat(places["other"], newcomer, starts_on=date(2026, 1, 1))
    joining = save(
        AccountInvitation(email="nouvelle@exemple.ma", person_id=newcomer.id, seat_id=seat.id, created_at=now,
                          expires_at=now + timedelta(days=14))
    )  # fmt: skip
    cast.ids["joining"] = {"person_id": newcomer.id, "invitation_id": joining.id}
    cast.ids["join"] = {"token": links.token(invitations.PURPOSE, joining.id, joining.generation)}
    kept = secrets.token_urlsafe(32)
    save(SavedPost(token_digest=digest(kept), path="/sessions/nouvelle", fields=[["theme_fr", "Gardé"]],
                   created_at=now, expires_at=now + timedelta(days=1)))  # fmt: skip
    cast.ids["kept"] = {"token": kept}
    _begun(cast, places["titular"])
    _made_documents(cast)
    save(WorkerMark(name=outbox.SEEN, at=now))
    device = db.session.query(Device).filter_by(person_id=cast.people["titular"]).one()
    usual["device_id"] = device.id
    cast.ids["unknown"] = dict.fromkeys([*usual, "token"], 999_999) | {"token": "inconnu", "kind": "inconnu"}
