"""The coming meetings, invented: a plenary in draft, and a committee convened that numbered members answer."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from noress.core import clock
from noress.core.i18n import Translated
from noress.demo.accounts import DOMAIN
from noress.domain.accounts import identity
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.institutions.models import Body
from noress.domain.meetings import queries, rules
from noress.domain.meetings.models import AgendaKind, Answer, Channel, Invitation, Meeting, MeetingType
from noress.domain.outbox import queries as mails
from noress.domain.outbox import rules as outbox
from noress.extensions import db

CONVENED_BEFORE = timedelta(days=5)
COMMITTEE_AFTER, PLENARY_AFTER = 9, 21
SATURDAY = 5

PLENARY_AGENDA = (
    (AgendaKind.DECISION, 10, "Adoption de l'ordre du jour", "المصادقة على جدول الأعمال"),
    (AgendaKind.INFORMATION, 30, "Suite donnée aux pistes d'action des sessions passées", "مآل مقترحات الدورات السابقة"),
    (AgendaKind.DISCUSSION, 60, "Organisation du catalogue des acteurs", "تنظيم دليل الفاعلين"),
    (AgendaKind.DECISION, 45, "Calendrier de travail des trois comités", "جدولة عمل اللجن الثلاث"),
    (AgendaKind.INFORMATION, 15, "Questions diverses", "مسائل مختلفة"),
)  # fmt: skip
COMMITTEE_AGENDA = (
    (
        AgendaKind.INFORMATION,
        20,
        "Formations prévues par chaque institution",
        "التكوينات التي تبرمجها كل مؤسسة",
    ),
    (
        AgendaKind.DISCUSSION,
        60,
        "Un calendrier partagé\u00a0: outil et responsable",
        "برمجة مشتركة: الأداة والمسؤول",
    ),
    (AgendaKind.DECISION, 30, "Prochaines étapes", "المراحل المقبلة"),
)


@dataclass(frozen=True)
class Reply:
    """What a numbered member answers, how long after the convocation, and by which way."""

    number: int
    after: timedelta
    answer: Answer
    channel: Channel
    reason: str | None = None
    delegate: str | None = None


REPLIES = (
    Reply(6, timedelta(hours=3), Answer.YES, Channel.SITE),
    Reply(31, timedelta(hours=5), Answer.YES, Channel.LINK),
    Reply(16, timedelta(days=1), Answer.NO, Channel.LINK, reason="Réunion de notre conseil le même jour."),
    Reply(26, timedelta(days=1, hours=4), Answer.DELEGATE, Channel.LINK, reason="سأكون في مهمة خارج المدينة.",
          delegate="Délégué, institution membre 26"),
    Reply(11, timedelta(days=2), Answer.MAYBE, Channel.PHONE, reason="Confirme deux jours avant."),
)  # fmt: skip


def add_coming_meetings(bodies: dict[str, Body], staff: dict[str, Person], now: datetime) -> None:
    secretariat = identity.build_actor(staff["secretariat"], seat=None, now=now, method="demo")
    _add_committee_meeting(bodies["committee"], secretariat, now)
    _add_draft_plenary(bodies["plenary"], secretariat, now - timedelta(days=1))


def working_day(day: date) -> date:
    """The same day, or the Monday after."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= SATURDAY else day


def _add_draft_plenary(plenary: Body, actor: Actor, now: datetime) -> Meeting:
    day = working_day(clock.today(now) + timedelta(days=PLENARY_AFTER + 1))
    meeting = rules.create_meeting(
        values=rules.MeetingValues(
            type=MeetingType.SESSION, body_ids=frozenset({plenary.id}),
            theme=Translated(fr="Le catalogue des acteurs et le plan de travail des comités",
                             ar="دليل الفاعلين ومخطط عمل اللجن"),
            introduction=Translated(
                fr="La plénière fait le point sur les sessions passées et organise le travail de l'année.",
                ar="يقف الجمع العام على حصيلة الدورات السابقة وينظم عمل السنة.",
            ),
            starts_wall=datetime.combine(day, time(10)), ends_wall=datetime.combine(day, time(13)),
            place=Translated(fr="Salle de réunion, institution membre 9 (démonstration)",
                             ar="قاعة الاجتماعات، المؤسسة العضو 9 (عرض تجريبي)"),
            place_hints=Translated(fr="Entrée principale, premier étage.", ar="المدخل الرئيسي، الطابق الأول."),
        ),
        actor=actor, now=now,
    )  # fmt: skip
    _add_agenda(meeting, PLENARY_AGENDA, actor, now)
    return meeting


def _add_committee_meeting(committee: Body, actor: Actor, now: datetime) -> Meeting:
    """Convened some days ago: mails gone, some answers in."""
    convened_at = now - CONVENED_BEFORE
    day = working_day(clock.today(now) + timedelta(days=COMMITTEE_AFTER))
    meeting = rules.create_meeting(
        values=rules.MeetingValues(
            type=MeetingType.MEETING, body_ids=frozenset({committee.id}),
            theme=Translated(fr="Formation commune des accompagnateurs\u00a0: un calendrier partagé",
                             ar="التكوين المشترك للمواكبين: برمجة مشتركة"),
            starts_wall=datetime.combine(day, time(10)), ends_wall=datetime.combine(day, time(12)),
            place=Translated(fr="Salle de réunion, institution membre 6 (démonstration)",
                             ar="قاعة الاجتماعات، المؤسسة العضو 6 (عرض تجريبي)"),
        ),
        actor=actor, now=convened_at - timedelta(hours=2),
    )  # fmt: skip
    _add_agenda(meeting, COMMITTEE_AGENDA, actor, convened_at - timedelta(hours=1))
    rules.convene_meeting(meeting=meeting, actor=actor, now=convened_at)
    send_waiting_mails(convened_at + timedelta(seconds=20))
    for reply in REPLIES:
        _answer(meeting, reply, actor, convened_at + reply.after)
    return meeting


def _add_agenda(
    meeting: Meeting, items: tuple[tuple[AgendaKind, int, str, str], ...], actor: Actor, now: datetime
) -> None:
    for kind, minutes, fr, ar in items:
        values = rules.ItemValues(kind=kind, title=Translated(fr=fr, ar=ar), minutes=minutes)
        rules.add_agenda_item(meeting=meeting, values=values, actor=actor, now=now)


def _answer(meeting: Meeting, reply: Reply, secretariat: Actor, now: datetime) -> None:
    invitation = _invitation_of(meeting, f"membre{reply.number}@{DOMAIN}")
    assert invitation.seat is not None, "numbered members are invited through their seat"
    is_typed_in = reply.channel is Channel.PHONE
    actor = identity.build_actor(
        invitation.seat.person, seat=invitation.seat, now=now, method=str(reply.channel)
    )
    rules.answer_invitation(
        invitation=invitation, answer=reply.answer, delegate_name=reply.delegate, reason=reply.reason,
        channel=reply.channel, actor=secretariat if is_typed_in else actor, now=now,
    )  # fmt: skip


def _invitation_of(meeting: Meeting, address: str) -> Invitation:
    asked = {"meeting_id": meeting.id, "address": address}
    ids = db.session.scalars(queries.list_mailbox_ids(), asked).all()
    found = db.session.scalars(queries.list_by_ids(ids)).all()
    return found[0]


def send_waiting_mails(now: datetime) -> None:
    """They are in the demonstration's mail box, as the worker would have left them."""
    for mail_id in db.session.scalars(mails.list_due_ids(now, limit=200)).all():
        outbox.note_sent(mail_id=mail_id, now=now)
