"""Items that numbered members propose, invented: one in each state, a cut-off, an internal item, the usual items."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from noress.core.i18n import Translated
from noress.demo.coming import send_waiting_mails
from noress.domain.accounts import identity
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Person
from noress.domain.backlog import queries, rules
from noress.domain.backlog.models import ProposedItem
from noress.domain.institutions.models import Body, Institution, SeatKind
from noress.domain.institutions.queries import list_open_seats_of
from noress.domain.meetings import rules as meetings
from noress.domain.meetings.models import AgendaKind, Meeting
from noress.extensions import db

#: the secretariat says when the plenary's proposals close: that many days before, at noon
CLOSES_BEFORE = timedelta(days=5)
NOON = time(12, 0)


@dataclass(frozen=True)
class Idea:
    """What a numbered member proposes, how long ago, and what the secretariat answered."""

    number: int
    ago: timedelta
    kind: AgendaKind
    minutes: int
    fr: str
    ar: str
    why: str
    answer: str = ""


D = AgendaKind
WAITING = Idea(
    12, timedelta(hours=20), D.DISCUSSION, 30, "Une journée portes ouvertes commune", "يوم مفتوح مشترك",
    "Plusieurs membres en organisent une chacun de leur côté, le même mois.",
)  # fmt: skip
FOR_SESSION = Idea(
    31, timedelta(hours=30), D.DECISION, 20, "Ouvrir la permanence du mois prochain à deux communes rurales",
    "فتح مداومة الشهر المقبل أمام جماعتين قرويتين", "Deux communes l'ont demandé par écrit.",
)  # fmt: skip
ACCEPTED = Idea(
    19, timedelta(hours=26), D.INFORMATION, 15, "Retour d'expérience : un guichet tenu à plusieurs",
    "تجربة شباك مشترك", "Six mois d'essai, avec des chiffres.", "Merci : quinze minutes, avant les questions diverses.",
)  # fmt: skip
PARKED = Idea(
    16, timedelta(days=3), D.DISCUSSION, 40, "Un site commun pour les formations", "موقع مشترك للتكوينات",
    "Les calendriers sont éparpillés.", "L'ordre du jour est plein ; à la réunion suivante.",
)  # fmt: skip
DECLINED = Idea(
    26, timedelta(days=3), D.VOTE, 20, "Changer l'heure des réunions", "تغيير توقيت الاجتماعات",
    "Dix heures, c'est tôt pour ceux qui viennent de loin.", "Déjà décidé à la réunion précédente, pour l'année.",
)  # fmt: skip
WITHDRAWN = Idea(
    11, timedelta(days=2), D.INFORMATION, 10, "Annonce d'un atelier", "إعلان عن ورشة", "La date n'était pas sûre.",
)  # fmt: skip
INTERNAL = meetings.ItemValues(
    kind=D.DISCUSSION, title=Translated(fr="Préparer le renouvellement des mandats", ar="التحضير لتجديد الانتدابات"),
    minutes=20, note=Translated(fr="Entre membres seulement.", ar="بين الأعضاء فقط."), is_internal=True,
)  # fmt: skip


def add_backlog(
    bodies: dict[str, Body], institutions: dict[int, Institution], staff: dict[str, Person], now: datetime
) -> None:
    """After the coming meetings and the plans: the draft plenary follows the plans up."""
    secretariat = identity.build_actor(staff["secretariat"], seat=None, now=now, method="demo")
    plenary, committee = bodies["plenary"], bodies["committee"]
    session = _next(plenary, now)
    _prepare(session, secretariat, now - timedelta(hours=22))
    _propose(WAITING, plenary, None, institutions, now)
    accepted = _propose(ACCEPTED, plenary, None, institutions, now)
    _propose(FOR_SESSION, committee, _next(committee, now), institutions, now)
    parked = _propose(PARKED, committee, None, institutions, now)
    declined = _propose(DECLINED, committee, None, institutions, now)
    withdrawn = _propose(WITHDRAWN, committee, None, institutions, now)
    rules.withdraw_item(
        item=withdrawn, actor=_speaker(WITHDRAWN, institutions, now), now=now - timedelta(days=1)
    )
    answered_at = now - timedelta(hours=2)
    rules.accept_item(
        item=accepted, meeting=session, values=_values(accepted), version=accepted.version, answer=ACCEPTED.answer,
        actor=secretariat, now=answered_at,
    )  # fmt: skip
    for item, idea, answer in ((parked, PARKED, rules.park_item), (declined, DECLINED, rules.decline_item)):
        answer(item=item, reason=idea.answer, version=item.version, actor=secretariat, now=answered_at)
    send_waiting_mails(answered_at + timedelta(seconds=20))


def _next(body: Body, now: datetime) -> Meeting:
    found: Iterable[Meeting] = db.session.scalars(queries.list_open_meetings([body.id], now))
    return next(iter(found))


def _prepare(session: Meeting, actor: Actor, now: datetime) -> None:
    """When proposals close, an item between members, the usual items."""
    until = datetime.combine(session.starts_wall.date() - CLOSES_BEFORE, NOON)
    values = replace(meetings.MeetingValues.of(session), proposals_until_wall=until)
    meetings.edit_meeting(meeting=session, values=values, version=session.version, actor=actor, now=now)
    meetings.add_agenda_item(meeting=session, values=INTERNAL, actor=actor, now=now)
    meetings.insert_standing_items(meeting=session, actor=actor, now=now)


def _speaker(idea: Idea, institutions: dict[int, Institution], now: datetime) -> Actor:
    """The titular of the institution that proposes."""
    seats = db.session.scalars(list_open_seats_of(institutions[idea.number].id)).all()
    seat = next(seat for seat in seats if seat.kind is SeatKind.TITULAR)
    return identity.build_actor(seat.person, seat=seat, now=now, method="demo")


def _propose(
    idea: Idea, body: Body, meeting: Meeting | None, institutions: dict[int, Institution], now: datetime
) -> ProposedItem:
    values = rules.ProposedValues(
        kind=idea.kind,
        title=Translated(fr=idea.fr, ar=idea.ar),
        minutes=idea.minutes,
        note=Translated(fr=idea.why),
    )
    at, speaker = now - idea.ago, _speaker(idea, institutions, now)
    return rules.propose_item(body=body, meeting=meeting, values=values, actor=speaker, now=at)


def _values(item: ProposedItem) -> meetings.ItemValues:
    presenter = item.institution.name.pick("fr")[1] if item.institution is not None else None
    return meetings.ItemValues(
        kind=item.kind,
        title=item.title,
        minutes=item.minutes,
        note=Translated(item.note),
        presenter=presenter,
    )
