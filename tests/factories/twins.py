"""Two records of one institution, with something of each in every table that names institutions."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from noress.core.i18n import Translated
from noress.domain.actions.models import ActionReport, ActionState
from noress.domain.attendance.models import Attendance, AttendanceSource, AttendanceStatus
from noress.domain.audit.models import AuditEvent
from noress.domain.backlog.models import ProposedItem
from noress.domain.institutions.models import BodyKind, MandateRole
from noress.domain.letters.models import Letter, MeetingLetter
from noress.domain.meetings.models import AgendaKind, MeetingState
from noress.domain.minutes.models import (
    BlockKind,
    Consultation,
    ConsultationVoice,
    Correction,
    MinutesReading,
    VoiceAnswer,
)
from noress.extensions import db
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
from tests.factories.actions import make_action
from tests.factories.minutes import make_block, make_held_meeting, make_minutes


@dataclass
class Pair:
    """`moves` and `stays` are {"table.column": keys} that a merge must find."""

    kept: Any
    merged: Any
    #: the merged one's
    seat: Any
    moves: dict[str, list[int]] = field(default_factory=dict)
    stays: dict[str, list[int]] = field(default_factory=dict)

    def move(self, name: str, row: Any) -> Any:
        self.moves.setdefault(name, []).append(row.id)
        return row

    def stay(self, name: str, row: Any) -> Any:
        self.stays.setdefault(name, []).append(row.id)
        return row


@dataclass
class Twins(Pair):
    other: Any = None


def make_twins() -> Twins:
    kept = make_institution(
        "Association des femmes de Tétouan", name_ar="جمعية نساء تطوان", acronym="AFT", phone="05 39 00 00 01",
        head_title=Translated(fr="Madame la Présidente"),
    )  # fmt: skip
    merged = make_institution(
        "Association des femmes de Tetouann", email="aft@exemple.ma", phone="+212 539 000 001",
        member_since=date(2015, 3, 18), address=Translated(fr="Avenue principale, Tétouan"),
        through=Translated(fr="Monsieur le Gouverneur"),
    )  # fmt: skip
    other = make_institution("Une autre")
    seat = make_seat(merged, make_person("Titulaire"))
    twins = Twins(kept, merged, seat, other=other)
    twins.move("seat.institution_id", seat)
    _governance(twins)
    _meetings(twins)
    _record(twins)
    db.session.rollback()
    return twins


def _governance(twins: Twins) -> None:
    plenary, committee = make_body(BodyKind.PLENARY), make_body(BodyKind.COMMITTEE)
    make_mandate(plenary, institution_id=twins.kept.id)
    twins.stay("mandate.institution_id", make_mandate(plenary, institution_id=twins.merged.id))
    chair = make_mandate(committee, role=MandateRole.CHAIR, institution_id=twins.merged.id)
    twins.move("mandate.institution_id", chair)
    twins.move("institution.part_of_id", make_institution("Son service", part_of_id=twins.merged.id))
    twins.move(
        "institution.merged_into_id", make_institution("Plus ancienne", merged_into_id=twins.merged.id)
    )
    action = twins.move("action.owner_institution_id", make_action(owner_institution_id=twins.merged.id))
    report = ActionReport(action_id=action.id, state=ActionState.OPEN, progress=10, channel="site",
                          reported_at=NOW, institution_id=twins.merged.id)  # fmt: skip
    twins.move("action_report.institution_id", save(report))
    make_action("Autre", owner_institution_id=twins.kept.id)
    save(
        AuditEvent(at=NOW, person_name="Titulaire", institution_id=twins.merged.id, acting_for="L'ancienne",
                   method="code", action="account.signed_in", object_type="account", object_id=1)
    )  # fmt: skip
    proposed = ProposedItem(body_id=committee.id, kind=AgendaKind.DISCUSSION, title=Translated(fr="Point"), minutes=20,
                            institution_id=twins.merged.id, seat_id=twins.seat.id, proposed_at=NOW)  # fmt: skip
    twins.move("proposed_item.institution_id", save(proposed))


def _meetings(twins: Twins) -> None:
    coming = make_meeting(state=MeetingState.CONVENED, reference="S-2027-01")
    twins.move("invitation.institution_id", make_invitation(coming, twins.seat))
    make_invitation(coming, make_seat(twins.kept))
    text = MeetingLetter(
        meeting_id=coming.id, subject=Translated(fr="Session"), body=Translated(fr="Texte"), place=Translated(fr="Tanger"),
        dated_on=date(2026, 11, 2), signatory_title=Translated(fr="Le coordonnateur"), prepared_at=NOW,
    )  # fmt: skip
    text_id = save(text).id
    letters = [
        save(Letter(number=f"C-2026-{institution.id:03d}", text_id=text_id, institution_id=institution.id,
                    head_title=Translated(fr="À la présidence"), created_at=NOW))
        for institution in (twins.kept, twins.merged)
    ]  # fmt: skip
    twins.stay("letter.institution_id", letters[1])
    both, alone = (_closed() for _ in range(2))
    attend(both, twins.kept)
    twins.stay("attendance.institution_id", attend(both, twins.merged))
    twins.move("attendance.institution_id", attend(alone, twins.merged))
    carried = attend(
        alone, twins.other, status=AttendanceStatus.REPRESENTED, proxy_institution_id=twins.merged.id
    )
    twins.move("attendance.proxy_institution_id", carried)
    # the kept one was represented by the merged one: its own line must not name it twice
    proxied = attend(_closed(), twins.kept, status=AttendanceStatus.REPRESENTED,
                     proxy_institution_id=twins.merged.id)  # fmt: skip
    twins.stay("attendance.proxy_institution_id", proxied)


def _closed() -> Any:
    return make_held_meeting(state=MeetingState.CLOSED, starts_wall=datetime(2026, 5, 12, 10))


def attend(meeting: Any, institution: Any, **values: Any) -> Attendance:
    return save(
        Attendance(meeting_id=meeting.id, institution_id=institution.id, recorded_at=NOW, source=AttendanceSource.DESK,
                   **{"status": AttendanceStatus.PRESENT, **values})
    )  # fmt: skip


def _record(twins: Twins) -> None:
    minutes = make_minutes(_closed())
    block = make_block(minutes, kind=BlockKind.ACTION, details={"owner_institution_id": twins.merged.id})
    twins.move("minutes_block.details", block)
    make_block(minutes, kind=BlockKind.ACTION, details={"owner_institution_id": twins.other.id})
    correction = Correction(block_id=block.id, block_version=1, institution_id=twins.merged.id, seat_id=twins.seat.id,
                            language="fr", text="Corrigé.", proposed_at=NOW)  # fmt: skip
    twins.move("correction.institution_id", save(correction))
    for institution in (twins.kept, twins.merged):
        reading = save(MinutesReading(minutes_id=minutes.id, institution_id=institution.id, read_at=NOW))
    twins.stay("minutes_reading.institution_id", reading)
    consultation = save(Consultation(minutes_id=minutes.id, opened_at=NOW, closes_at=NOW, closed_at=NOW))
    twins.move("consultation_voice.institution_id", give_voice(consultation, twins.merged))


def give_voice(consultation: Consultation, institution: Any) -> ConsultationVoice:
    return save(
        ConsultationVoice(consultation_id=consultation.id, institution_id=institution.id, answer=VoiceAnswer.APPROVE,
                          given_at=NOW)
    )  # fmt: skip


def everything() -> dict[str, dict[Any, dict[str, Any]]]:
    """Every row of every table, by its key; what only counts changes is left out."""
    db.session.rollback()
    return {
        table.name: {tuple(row[key.name] for key in table.primary_key.columns): dict(row)
                     for row in db.session.execute(table.select()).mappings()}
        for table in db.metadata.sorted_tables if table.name != "stamp"
    }  # fmt: skip


def plain(text: Any) -> str:
    """A sentence with ordinary spaces."""
    return str(text).replace("\u202f", " ").replace("\xa0", " ")
