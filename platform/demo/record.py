"""Two meetings of a committee that have taken place, invented: one whose record is published, with its decisions and
actions; one whose record is open to corrections now."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from noress.core import clock
from noress.core.i18n import Translated
from noress.demo.coming import send_waiting_mails, working_day
from noress.domain.accounts import identity
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.attendance import rules as attendance
from noress.domain.attendance.models import AttendanceStatus
from noress.domain.institutions import queries
from noress.domain.institutions.models import Body, Institution, SeatKind
from noress.domain.meetings import rules as meetings
from noress.domain.meetings.models import AgendaItem, AgendaKind, ItemOrigin, Meeting, MeetingType
from noress.domain.minutes import rules
from noress.domain.minutes.models import BlockKind, Minutes, MinutesBlock, PublicScope
from noress.domain.minutes.queries import list_blocks
from noress.domain.minutes.values import BlockValues
from noress.extensions import db

FIRST_AGO, SECOND_AGO = 44, 11
STATUSES = {
    6: AttendanceStatus.PRESENT, 11: AttendanceStatus.PRESENT, 16: AttendanceStatus.LATE, 21: AttendanceStatus.EXCUSED,
    26: AttendanceStatus.PRESENT, 31: AttendanceStatus.PRESENT,
}  # fmt: skip
#: not of the committee: invited, and there
GUEST = 12


@dataclass(frozen=True)
class Block:
    """A block of a record, in both languages; an action names its owner by number."""

    kind: BlockKind
    fr: str
    ar: str
    details: dict[str, Any] = field(default_factory=dict)
    owner: int | None = None
    due_in: int | None = None


@dataclass(frozen=True)
class Item:
    kind: AgendaKind
    minutes: int
    fr: str
    ar: str
    blocks: tuple[Block, ...] = ()
    #: put on the agenda by the platform itself
    origin: ItemOrigin = ItemOrigin.MANUAL


NOTE, DECISION, ACTION = BlockKind.NOTE, BlockKind.DECISION, BlockKind.ACTION
D = AgendaKind
FIRST = (
    Item(D.INFORMATION, 20, "Points d'accueil existants", "نقط الاستقبال المتوفرة", (
        Block(NOTE, "Chaque institution présente ses points d'accueil. Deux provinces n'en ont aucun.\n\n"
              "- horaires connus pour la moitié d'entre eux\n- **aucun** n'affiche ses services en arabe",
              "قدمت كل مؤسسة نقط الاستقبال التابعة لها. إقليمان لا يتوفران على أي نقطة.\n\n"
              "- المواقيت معروفة لنصفها\n- **لا أحد** منها يعلن خدماته بالعربية"),
    )),
    Item(D.DECISION, 45, "Une fiche d'accueil commune", "بطاقة استقبال مشتركة", (
        Block(NOTE, "Le comité relit le projet de fiche, question par question.", "قرأت اللجنة مشروع البطاقة سؤالا بسؤال."),
        Block(DECISION, "Les institutions du comité utilisent une même fiche d'accueil.",
              "تعتمد مؤسسات اللجنة بطاقة استقبال واحدة.", {"mode": "consensus"}),
        Block(ACTION, "Mettre la fiche en page, en français et en arabe.", "إعداد البطاقة بالعربية والفرنسية.",
              {"deliverables": {"fr": "Fiche d'une page", "ar": "بطاقة من صفحة واحدة"}}, owner=11, due_in=-10),
        Block(ACTION, "Former une personne par point d'accueil à la remplir.", "تكوين شخص في كل نقطة استقبال على ملئها.",
              {"where": {"fr": "Dans chaque point d'accueil", "ar": "في كل نقطة استقبال"}}, owner=26, due_in=30),
    )),
    Item(D.VOTE, 30, "Permanences communes", "مداومات مشتركة", (
        Block(DECISION, "Une permanence commune a lieu chaque mois, à tour de rôle.",
              "تنظم مداومة مشتركة كل شهر بالتناوب.",
              {"mode": "show_of_hands", "votes_for": 4, "votes_against": 0, "abstentions": 1}),
        Block(DECISION, "La première permanence se tient chez l'institution membre 31.",
              "تنعقد المداومة الأولى لدى المؤسسة العضو 31.",
              {"mode": "unanimity", "reservations": {"fr": "À confirmer selon la salle.", "ar": "رهن توفر القاعة."}}),
        Block(ACTION, "Préparer la salle et l'annonce de la première permanence.", "إعداد القاعة وإعلان المداومة الأولى.",
              owner=31, due_in=12),
        Block(ACTION, "Écrire le calendrier des permanences de l'année.", "وضع برمجة مداومات السنة.", owner=6, due_in=45),
    )),
)  # fmt: skip
SECOND = (
    Item(D.DECISION, 10, "Approbation du procès-verbal précédent", "المصادقة على المحضر السابق", (
        Block(NOTE, "Le procès-verbal de la réunion précédente est approuvé.", "تمت المصادقة على محضر الاجتماع السابق."),
    ), ItemOrigin.APPROVAL),
    Item(D.DISCUSSION, 60, "Bilan de la première permanence", "حصيلة المداومة الأولى", (
        Block(NOTE, "Dix-huit personnes sont venues, dont onze femmes. La plupart demandaient comment créer une coopérative.",
              "حضر ثمانية عشر شخصا منهم إحدى عشرة امرأة. سأل أغلبهم عن كيفية تأسيس تعاونية."),
        Block(NOTE, "La salle était trop petite l'après-midi.", "كانت القاعة صغيرة بعد الزوال."),
    )),
    Item(D.DECISION, 30, "Suite à donner", "المتابعة", (
        Block(DECISION, "Une note d'une page explique comment créer une coopérative.",
              "تعد مذكرة من صفحة واحدة حول تأسيس التعاونيات.", {"mode": "consensus"}),
        Block(ACTION, "Écrire la note et la faire relire par deux coopératives.", "تحرير المذكرة وعرضها على تعاونيتين.",
              owner=16, due_in=20),
    )),
)  # fmt: skip


def add_records(
    bodies: dict[str, Body], institutions: dict[int, Institution], staff: dict[str, Person], now: datetime
) -> list[Minutes]:
    """The published record, then the one under correction."""
    secretariat = identity.build_actor(staff["secretariat"], seat=None, now=now, method="demo")
    first_day = working_day(clock.today(now) - timedelta(days=FIRST_AGO))
    second_day = working_day(clock.today(now) - timedelta(days=SECOND_AGO))
    committee = bodies["committee"]
    first = _hold(
        committee, institutions, FIRST, first_day, secretariat,
        Translated(fr="Accueil des porteurs de projets\u00a0: une fiche commune", ar="استقبال حاملي المشاريع: بطاقة مشتركة"),
    )  # fmt: skip
    record = _write(first, institutions, FIRST, secretariat)
    _correct(record, institutions, secretariat)
    second = _hold(
        committee, institutions, SECOND, second_day, secretariat,
        Translated(fr="Permanences communes\u00a0: premier bilan", ar="المداومات المشتركة: حصيلة أولى"), guest=GUEST,
    )  # fmt: skip
    _publish(record, second, secretariat)
    open_record = _write(second, institutions, SECOND, secretariat)
    _ask(open_record, institutions, secretariat, now)
    return [record, open_record]


def _at(day: date, hour: int, *, after: int = 0) -> datetime:
    return clock.to_utc(datetime.combine(day + timedelta(days=after), time(hour)))


def _hold(
    committee: Body, institutions: dict[int, Institution], agenda: tuple[Item, ...], day: date, actor: Actor,
    theme: Translated, *, guest: int | None = None,
) -> Meeting:  # fmt: skip
    """Convened two weeks before, held, its attendance recorded."""
    convened_at = _at(day, 9, after=-14)
    meeting = meetings.create_meeting(
        values=meetings.MeetingValues(
            type=MeetingType.MEETING, body_ids=frozenset({committee.id}), theme=theme,
            starts_wall=datetime.combine(day, time(10)), ends_wall=datetime.combine(day, time(12)),
            place=Translated(fr="Salle de réunion, institution membre 6 (démonstration)",
                             ar="قاعة الاجتماعات، المؤسسة العضو 6 (عرض تجريبي)"),
        ),
        actor=actor, now=convened_at - timedelta(hours=2),
    )  # fmt: skip
    for item in agenda:
        if item.origin is not ItemOrigin.MANUAL:
            continue
        values = meetings.ItemValues(
            kind=item.kind, title=Translated(fr=item.fr, ar=item.ar), minutes=item.minutes
        )
        meetings.add_agenda_item(
            meeting=meeting, values=values, actor=actor, now=convened_at - timedelta(hours=1)
        )
    meetings.convene_meeting(meeting=meeting, actor=actor, now=convened_at)
    send_waiting_mails(convened_at + timedelta(seconds=20))
    for number, status in STATUSES.items():
        _mark(meeting, institutions[number], status, actor, _at(day, 10))
    if guest is not None:
        _mark(meeting, institutions[guest], AttendanceStatus.PRESENT, actor, _at(day, 10))
    return meeting


def _mark(
    meeting: Meeting, institution: Institution, status: AttendanceStatus, actor: Actor, now: datetime
) -> None:
    is_here = status in {AttendanceStatus.PRESENT, AttendanceStatus.LATE}
    women = institution.id % 2 if is_here else 0
    values = attendance.LineValues(status=status, women=women, men=1 - women if is_here else 0)
    attendance.record_institution(
        meeting=meeting, institution=institution, values=values, version=0, actor=actor, now=now
    )


def _write(
    meeting: Meeting, institutions: dict[int, Institution], agenda: tuple[Item, ...], actor: Actor
) -> Minutes:
    """Written the day after, circulated five days later for ten days."""
    day = meeting.starts_wall.date()
    minutes = rules.begin_minutes(meeting=meeting, actor=actor, now=_at(day, 12))
    rules.edit_heading(
        minutes=minutes, chaired_by="Titulaire, institution membre 6", written_by="Titulaire, institution membre 11",
        version=1, actor=actor, now=_at(day, 12),
    )  # fmt: skip
    for item in agenda:
        row = _row_of(item, meeting)
        for block in item.blocks:
            values = BlockValues(
                block.kind,
                Translated(fr=block.fr, ar=block.ar),
                _details(block, institutions, day),
                False,
                row.id,
            )
            rules.add_block(minutes=minutes, values=values, actor=actor, now=_at(day, 9, after=1))
    circulated_at = _at(day, 9, after=5)
    rules.circulate_minutes(minutes=minutes, until=_at(day, 18, after=17), actor=actor, now=circulated_at)
    send_waiting_mails(circulated_at + timedelta(seconds=20))
    return minutes


def _row_of(item: Item, meeting: Meeting) -> AgendaItem:
    """The item as it stands on the agenda."""
    if item.origin is not ItemOrigin.MANUAL:
        return next(row for row in meeting.agenda if row.origin is item.origin)
    return next(row for row in meeting.agenda if row.title["fr"] == item.fr)


def _details(block: Block, institutions: dict[int, Institution], day: date) -> dict[str, Any]:
    details = dict(block.details)
    if block.owner is not None:
        details["owner_institution_id"] = institutions[block.owner].id
    if block.due_in is not None:
        details |= {
            "due_on": (day + timedelta(days=FIRST_AGO + block.due_in)).isoformat(),
            "due_precision": "day",
        }
    return details


def _correct(minutes: Minutes, institutions: dict[int, Institution], actor: Actor) -> None:
    """Two corrections: one accepted, one refused."""
    day = minutes.meeting.starts_wall.date()
    blocks = _blocks(minutes)
    kept = rules.propose_correction(
        block=blocks[0], language="fr", version=blocks[0].version, actor=_titular(institutions[11], _at(day, 10, after=7)),
        text=blocks[0].text["fr"].replace("Deux provinces", "Deux provinces et une préfecture"),
        reason="Une préfecture manquait dans la liste.", now=_at(day, 10, after=7),
    )  # fmt: skip
    rules.accept_correction(
        correction=kept, text=kept.text, version=blocks[0].version, actor=actor, now=_at(day, 11, after=8)
    )
    refused = rules.propose_correction(
        block=blocks[1], language="fr", version=blocks[1].version, actor=_titular(institutions[16], _at(day, 15, after=9)),
        text="Le comité adopte le projet de fiche, question par question.", reason="", now=_at(day, 15, after=9),
    )  # fmt: skip
    rules.refuse_correction(
        correction=refused, answer="Le comité a relu le projet ; la décision qui suit dit ce qui est adopté.", actor=actor,
        now=_at(day, 9, after=10),
    )  # fmt: skip
    send_waiting_mails(_at(day, 10, after=10))


def _publish(minutes: Minutes, approving: Meeting, actor: Actor) -> None:
    """Approved by the meeting that followed, published the next day."""
    day = approving.starts_wall.date()
    rules.approve_minutes(minutes=minutes, by_meeting=approving, actor=actor, now=_at(day, 12))
    rules.publish_minutes(minutes=minutes, scope=PublicScope.EXTRACT, actor=actor, now=_at(day, 9, after=1))
    send_waiting_mails(_at(day, 10, after=1))


def _ask(minutes: Minutes, institutions: dict[int, Institution], actor: Actor, now: datetime) -> None:
    """One correction waits for the secretariat's answer; some have read, and ask for nothing."""
    block = next(block for block in _blocks(minutes) if "trop petite" in block.text["fr"])
    at = min(now, _at(minutes.meeting.starts_wall.date(), 10, after=7))
    rules.propose_correction(
        block=block, language="fr", version=block.version, actor=_titular(institutions[31], at), now=at,
        text="La salle était trop petite l'après-midi\u00a0: une seconde salle est prévue.", reason="Décidé sur place.",
    )  # fmt: skip
    for number in (6, 26):
        rules.note_reading(minutes=minutes, actor=_titular(institutions[number], at), now=at)


def _blocks(minutes: Minutes) -> list[MinutesBlock]:
    return list(db.session.scalars(list_blocks(minutes.id)))


def _titular(institution: Institution, now: datetime) -> Actor:
    seats = db.session.scalars(queries.list_open_seats_of(institution.id))
    seat = next(seat for seat in seats if seat.kind is SeatKind.TITULAR)
    return identity.build_actor(seat.person, seat=seat, now=now, method="demo")
