"""The deliberation is a meeting of the platform: chosen or made, then opened, which seals the scores."""

from collections.abc import Sequence
from datetime import datetime

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.competitions import finding, phases
from noress.domain.competitions.models import Competition
from noress.domain.competitions.phases import Phase
from noress.domain.institutions.models import Body, BodyKind, MandateRole, Membership, QuorumKind
from noress.domain.institutions.rules.bodies import add_mandate, create_body
from noress.domain.juries import panel
from noress.domain.juries.models import Deliberation, DeliberationItem, Juror, JuryRole
from noress.domain.juries.queries import deliberating as queries
from noress.domain.juries.sealing import seal_scores
from noress.domain.juries.standings import places_of
from noress.domain.meetings.models import (
    AgendaItem,
    AgendaKind,
    ItemOrigin,
    Meeting,
    MeetingState,
    MeetingType,
)
from noress.domain.meetings.rules.meetings import MeetingValues, create_meeting
from noress.domain.reviewing import rulings
from noress.extensions import db

#: entries talked about one by one; the others keep the place that their scores give them
MOST_ENTRIES = 120
MINUTES_PER_ENTRY = 10
_ROLES = {
    JuryRole.CHAIR: MandateRole.CHAIR, JuryRole.SECRETARY: MandateRole.SECRETARY, JuryRole.MEMBER: MandateRole.MEMBER,
    JuryRole.ALTERNATE: MandateRole.MEMBER,
}  # fmt: skip
_OUT = frozenset({Membership.SERVICE, Membership.SUSPENDED, Membership.LEFT})


def deliberation_of(competition: Competition) -> Deliberation | None:
    return db.session.scalars(queries.get_deliberation_of(competition.id)).one_or_none()


def choose_meeting(
    *, competition: Competition, meeting: Meeting, actor: Actor, now: datetime
) -> Deliberation:
    """From then on the jury of that edition deliberates there."""
    lock(competition)
    if deliberation_of(competition) is not None:
        message = _("La réunion de délibération est déjà choisie.")
        raise RuleError("chosen", message, field="meeting", status=409)
    if meeting.type is not MeetingType.MEETING or meeting.state not in {
        MeetingState.DRAFT,
        MeetingState.CONVENED,
    }:
        message = _("Un jury délibère à part : choisissez une réunion qui n'a pas commencé.")
        raise RuleError("type", message, field="meeting")
    deliberation = Deliberation(competition_id=competition.id, meeting_id=meeting.id, version=1)
    deliberation.competition, deliberation.meeting = competition, meeting
    db.session.add(deliberation)
    db.session.flush()  # its line of history names it
    record(actor, "deliberation.meeting_chosen", deliberation, now=now)
    return deliberation


def make_meeting(
    *, competition: Competition, starts: datetime, ends: datetime, actor: Actor, now: datetime
) -> Deliberation:
    """A meeting of the jury itself: an instance of its own, whose places are the jurors'. So it is convened, its attendance
    and its quorum are noted, as for every other."""
    lock(competition)
    if deliberation_of(competition) is not None:
        message = _("La réunion de délibération est déjà choisie.")
        raise RuleError("chosen", message, field="meeting", status=409)
    body = _make_body(competition, actor, now)
    title = competition.call.title
    values = MeetingValues(
        type=MeetingType.MEETING,
        theme=Translated(fr=f"Délibération du jury : {title.pick('fr')[1]}", ar=f"مداولة لجنة التحكيم: {title.pick('ar')[1]}"),
        starts_wall=starts, ends_wall=ends, body_ids=frozenset({body.id}),
    )  # fmt: skip
    meeting = create_meeting(values=values, actor=actor, now=now)
    return choose_meeting(competition=competition, meeting=meeting, actor=actor, now=now)


def _make_body(competition: Competition, actor: Actor, now: datetime) -> Body:
    jurors: Sequence[Juror] = [
        one for one in db.session.scalars(panel.list_jurors(competition.id)) if panel.has_accepted(one)
    ]
    if not jurors:
        message = _("Personne n'a encore accepté la charte : il n'y a pas de jury à réunir.")
        raise RuleError("no_jury", message, status=409)
    title, today = competition.call.title, clock.today(now)
    name = Translated(fr=f"Jury : {title.pick('fr')[1]}", ar=f"لجنة التحكيم: {title.pick('ar')[1]}")
    values = {
        "kind": BodyKind.JURY, "name": name, "created_on": today, "position": 90, "quorum_kind": QuorumKind.MAJORITY,
    }  # fmt: skip
    body = create_body(values=values, actor=actor, now=now)
    for juror in jurors:
        speaks = juror.institution
        if speaks is not None and (speaks.membership in _OUT or speaks.merged_into_id is not None):
            speaks = None
        add_mandate(
            body=body, institution=speaks, person=juror.person, role=_ROLES[juror.role], starts_on=today, actor=actor, now=now,
        )  # fmt: skip
    return body


def open_deliberation(*, competition: Competition, actor: Actor, now: datetime) -> Deliberation:
    """Once scoring is over. The scores are sealed; entries and names are read by the whole jury from then on."""
    lock(competition)
    at = phases.phase(competition, finding.grid_of(competition), now)
    if at in {Phase.DELIBERATION, Phase.EMBARGO, Phase.RESULTS}:
        raise RuleError("open", _("La délibération est déjà ouverte."), status=409)
    if at is not Phase.SCORED:
        message = _("La notation n'est pas close : la délibération s'ouvre après elle.")
        raise RuleError("scoring", message, status=409)
    deliberation = deliberation_of(competition)
    if deliberation is None:
        message = _("Choisissez d'abord la réunion où le jury délibère.")
        raise RuleError("no_meeting", message, status=409)
    competition.deliberation_opens_at = deliberation.opened_at = now
    competition.version += 1
    deliberation.version += 1
    record(actor, "deliberation.opened", deliberation, now=now)
    if (grid := finding.grid_of(competition)) is not None:
        rulings.record_ties(competition=competition, grid=grid, actor=actor, now=now)
    seal_scores(competition, None, actor, now)
    _make_order(deliberation, now)
    return deliberation


def _make_order(deliberation: Deliberation, now: datetime) -> None:
    """The best of each, at most so many, by category and number: an order that says nothing to whoever leaves the room."""
    competition = deliberation.competition
    entries = [one.application for one in db.session.scalars(queries.list_entries(competition.id))]
    if not entries:
        raise RuleError("no_entry", _("Aucune candidature n'est à juger."), status=409)
    places = places_of(competition, now)
    chosen = sorted(
        entries, key=lambda one: (places.get(one.id) is None, places.get(one.id) or 0, one.number or "")
    )
    lots = {lot.id: place for place, lot in enumerate(competition.call.lots)}
    kept = sorted(chosen[:MOST_ENTRIES], key=lambda one: (lots.get(one.lot_id or 0, 99), one.number or ""))
    figures = Translated(
        fr="Notes, classement et sceau", ar="النقط والترتيب والختم", en="Scores, ranking and seal"
    )
    deliberation.figures_item_id = _put_on_agenda(deliberation, figures).id
    for place, application in enumerate(kept, 1):
        item = _put_on_agenda(deliberation, title_of_place(place))
        db.session.add(
            DeliberationItem(
                deliberation_id=deliberation.id, application_id=application.id, agenda_item_id=item.id, position=place,
                rank_before=places.get(application.id), version=1,
            )
        )  # fmt: skip
    deliberation.meeting.agenda_version += 1
    db.session.flush()  # the page that follows lists them


def title_of_place(place: int) -> Translated:
    """An entry on the agenda: its place, nothing that tells which one it is."""
    return Translated(fr=f"Dossier {place}", ar=f"الملف {place}", en=f"Entry {place}")


def _put_on_agenda(deliberation: Deliberation, title: Translated) -> AgendaItem:
    """Internal, by its place alone; nobody is told of each: the agenda's own rules would write to all who follow it."""
    meeting = deliberation.meeting
    item = AgendaItem(
        meeting=meeting, position=max((other.position for other in meeting.agenda), default=0) + 1, kind=AgendaKind.DECISION,
        title=title, minutes=MINUTES_PER_ENTRY, is_internal=True, origin=ItemOrigin.MANUAL, version=1,
    )  # fmt: skip
    db.session.add(item)
    db.session.flush()  # the deliberation names it
    return item
