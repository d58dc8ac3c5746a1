"""Creating, editing and duplicating a meeting."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from noress.core import clock
from noress.core.contacts import clean_url
from noress.core.errors import RuleError, StaleVersion
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import changed, record
from noress.domain.files import queries as files
from noress.domain.files.models import StoredFile
from noress.domain.institutions.models import Body
from noress.domain.meetings import calendar, leaving, queries
from noress.domain.meetings.mails import TOLD
from noress.domain.meetings.models import AgendaItem, ItemOrigin, Meeting, MeetingState, MeetingType
from noress.domain.meetings.rules.announcing import announce_changes
from noress.domain.meetings.rules.checks import LINE_BREAKS, has_numbered_letters
from noress.domain.meetings.rules.copying import copy_documents, copy_guests
from noress.domain.meetings.rules.standing import insert_standing_items
from noress.extensions import db

MAX_LENGTH = timedelta(hours=12)
MAX_AHEAD = timedelta(days=5 * 366)
#: changes of these show in the published calendar
_IN_CALENDAR = frozenset({*TOLD, "place_hints", "introduction", "type"})
STALE = _("Quelqu'un a enregistré cette session pendant que vous écriviez. Comparez les deux textes.")


@dataclass(frozen=True)
class MeetingValues:
    """What is typed about a meeting; times are wall times."""

    type: MeetingType
    theme: Translated
    starts_wall: datetime
    ends_wall: datetime
    body_ids: frozenset[int] = frozenset()
    introduction: Translated = field(default_factory=Translated)
    place: Translated = field(default_factory=Translated)
    place_hints: Translated = field(default_factory=Translated)
    online_url: str | None = None
    #: members propose items until then; empty: as the bodies' rules say
    proposals_until_wall: datetime | None = None

    @classmethod
    def of(cls, meeting: Meeting) -> "MeetingValues":
        """What is saved, for a form or to show beside what somebody else typed."""
        return cls(
            type=meeting.type, theme=meeting.theme, starts_wall=meeting.starts_wall,
            ends_wall=meeting.ends_wall or meeting.starts_wall + timedelta(hours=3),
            body_ids=frozenset(body.id for body in meeting.bodies),
            introduction=Translated(meeting.introduction), place=Translated(meeting.place),
            place_hints=Translated(meeting.place_hints), online_url=meeting.online_url,
            proposals_until_wall=(
                clock.to_wall(meeting.proposals_until, meeting.zone) if meeting.proposals_until else None
            ),
        )  # fmt: skip


def list_problems(values: MeetingValues, *, known_bodies: Collection[int], now: datetime) -> list[RuleError]:
    """Everything wrong with what was typed, each at its field, so that one answer tells all."""
    found = [*_text_problems(values), *_time_problems(values, now)]
    if values.proposals_until_wall is not None and values.proposals_until_wall > values.starts_wall:
        message = _("Les points se proposent avant le début de la session. Choisissez une date plus tôt.")
        found.append(RuleError("late_cutoff", message, field="proposals_date"))
    if not values.body_ids:
        found.append(RuleError("no_body", _("Choisissez au moins une instance."), field="bodies"))
    elif not values.body_ids <= set(known_bodies):
        found.append(RuleError("unknown_body", _("Cette instance n'existe pas, ou plus."), field="bodies"))
    return found


def _text_problems(values: MeetingValues) -> list[RuleError]:
    found = []
    if not values.theme.get("fr"):
        found.append(
            RuleError("no_theme", _("Écrivez le thème de la session en français."), field="theme_fr")
        )
    for name, texts in (("theme", values.theme), ("place", values.place)):
        for code, text in texts.items():
            if LINE_BREAKS.search(text):
                message = _("Écrivez ce texte sur une seule ligne.")
                found.append(RuleError("line_break", message, field=f"{name}_{code}"))
    try:
        clean_url(values.online_url, field="online_url", limit=500)
    except RuleError as error:
        found.append(error)
    return found


def _time_problems(values: MeetingValues, now: datetime) -> list[RuleError]:
    starts, ends = values.starts_wall, values.ends_wall
    if starts <= clock.to_wall(now):
        return [RuleError("past", _("Cette date est passée. Choisissez une date à venir."), field="date")]
    if starts > clock.to_wall(now) + MAX_AHEAD:
        message = _("Cette date est dans plus de cinq ans. Vérifiez l'année.")
        return [RuleError("too_far", message, field="date")]
    if ends < starts:
        message = _("L'heure de fin est avant l'heure de début. Exemple : de 10:00 à 13:00.")
        return [RuleError("end_before_start", message, field="ends")]
    if ends == starts:
        message = _("La fin est à la même heure que le début : la session ne durerait rien.")
        return [RuleError("no_length", message, field="ends")]
    if ends - starts > MAX_LENGTH:
        return [
            RuleError("too_long", _("Une session dure 12 heures au plus. Vérifiez les heures."), field="ends")
        ]
    return []


def create_meeting(
    *, values: MeetingValues, actor: Actor, now: datetime, zone: str = clock.MOROCCO
) -> Meeting:
    """A new draft, with the usual items of its bodies; nobody is told."""
    bodies = _check(values, now)
    meeting = Meeting(
        type=values.type, state=MeetingState.DRAFT, zone=zone, uid=calendar.new_uid(), created_at=now,
        created_by_id=actor.person_id, bodies=bodies, sequence=0, version=1, agenda_version=1, is_day_only=False,
        **_columns(values, zone),
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()  # history needs its number
    record(actor, "meeting.created", meeting, now=now, changes={"theme": (None, meeting.theme)})
    insert_standing_items(meeting=meeting, only_if_useful=True, actor=actor, now=now)
    return meeting


def edit_meeting(
    *, meeting: Meeting, values: MeetingValues, version: int, actor: Actor, now: datetime
) -> datetime | None:
    """Save the meeting. Once convened, a change of theme, time or place raises its sequence and mails
    everybody a few minutes later; returns that instant, or None when nothing leaves."""
    lock(meeting)
    if meeting.version != version:
        raise StaleVersion(STALE, MeetingValues.of(meeting))
    if meeting.state is MeetingState.CONVENED:
        if meeting.starts_at <= now:
            raise RuleError("started", _("La session a commencé : elle ne se modifie plus."), status=409)
        # those who were convened stay convened: bodies and type no longer change
        values = _with_convened(values, meeting)
    elif meeting.state is not MeetingState.DRAFT:
        raise RuleError("not_editable", _("Cette session ne se modifie plus."), status=409)
    bodies = _check(values, now, kept=meeting.bodies if meeting.state is MeetingState.CONVENED else [])
    changes = changed(meeting, {"type": values.type, **_columns(values, meeting.zone)})
    if {body.id for body in meeting.bodies} != values.body_ids:
        changes["bodies"] = (_names(meeting.bodies), _names(bodies))
        meeting.bodies = bodies
    if not changes:
        return None
    meeting.version += 1
    told = {name: pair for name, pair in changes.items() if name not in {"starts_at", "ends_at"}}
    record(actor, "meeting.edited", meeting, now=now, changes=told)
    return _after_edit(meeting, set(changes), now)


def _after_edit(meeting: Meeting, names: set[str], now: datetime) -> datetime | None:
    if meeting.state is MeetingState.DRAFT:
        return None
    leaves_at = None
    if names & set(TOLD):
        meeting.sequence += 1
        leaves_at = announce_changes(meeting=meeting, now=now)
    if names & _IN_CALENDAR:
        calendar.refresh(meeting, now=now)
    return leaves_at


def duplicate_meeting(
    *, meeting: Meeting, with_documents: bool = False, with_guests: bool = False, actor: Actor, now: datetime
) -> Meeting:
    """A new draft with the same texts, bodies and agenda, on the same day of a coming week, with the records
    that wait for approval today, and with its documents and guests when asked to. Answers stay where they are."""
    items = [one for one in meeting.agenda if one.origin is not ItemOrigin.APPROVAL]
    copy = Meeting(
        type=meeting.type, state=MeetingState.DRAFT, zone=meeting.zone, uid=calendar.new_uid(), created_at=now,
        created_by_id=actor.person_id, bodies=list(meeting.bodies), theme=meeting.theme, sequence=0, version=1,
        agenda_version=1, is_day_only=False, introduction=meeting.introduction, place=meeting.place,
        place_hints=meeting.place_hints, online_url=meeting.online_url,
        **_next_times(meeting, now),
        agenda=[
            AgendaItem(position=n, kind=item.kind, title=item.title, note=item.note, presenter=item.presenter,
                       minutes=item.minutes, is_internal=item.is_internal,
                       origin=item.origin if item.origin is ItemOrigin.FOLLOW_UP else ItemOrigin.MANUAL)
            for n, item in enumerate(items, 1)
        ],
    )  # fmt: skip
    db.session.add(copy)
    db.session.flush()  # history needs its number
    record(
        actor,
        "meeting.duplicated",
        copy,
        now=now,
        changes={"source": (None, meeting.reference or meeting.id)},
    )
    if with_documents:
        pairs = zip(items, list(copy.agenda), strict=True)
        copy_documents(meeting=meeting, target=copy, items=pairs, actor=actor, now=now)
    if with_guests:
        copy_guests(meeting=meeting, target=copy, actor=actor, now=now)
    insert_standing_items(meeting=copy, only_if_useful=True, actor=actor, now=now)
    return copy


def _next_times(meeting: Meeting, now: datetime) -> dict[str, datetime]:
    """The same day and hours of a week that is two weeks ahead at least."""
    starts = meeting.starts_wall
    if meeting.is_day_only:
        starts = datetime.combine(starts.date(), time(10, 0))
    ends = meeting.ends_wall if meeting.ends_wall and not meeting.is_day_only else starts + timedelta(hours=3)
    gap = clock.to_wall(now) + timedelta(days=14) - starts
    shift = timedelta(weeks=max(1, gap.days // 7 + 1))
    return _times(starts + shift, ends + shift, meeting.zone)


def delete_meeting(*, meeting: Meeting, actor: Actor, now: datetime) -> None:
    """Delete a draft for good, with its agenda, its documents and its list of guests; the night's sweep takes
    the bytes of the files. What happened to it stays in the history of its bodies; what members proposed for
    it goes back to theirs."""
    lock(meeting)
    check_can_be_deleted(meeting)
    leaving.tell(meeting, meeting.agenda, is_deleted=True, actor=actor, now=now)
    changes = {"theme": (meeting.theme, None), "starts_wall": (meeting.starts_wall, None)}
    subjects: list[Any] = sorted(meeting.bodies, key=lambda body: body.id) or [meeting]
    for subject in subjects:
        record(actor, "meeting.deleted", subject, now=now, changes=changes)
    file_ids = [document.file_id for document in meeting.documents]
    for row in [*meeting.documents, *meeting.invitations]:
        db.session.delete(row)
    db.session.delete(meeting)
    db.session.flush()  # nothing of the meeting points at its files any more
    for file_id in db.session.scalars(files.list_unused_files(file_ids)).all():
        db.session.delete(db.session.get_one(StoredFile, file_id))


def check_can_be_deleted(meeting: Meeting) -> None:
    """Raise the reason why this meeting stays, if there is one."""
    if meeting.state is not MeetingState.DRAFT:
        message = _("Seul un brouillon se supprime. Une session convoquée s'annule, et reste visible.")
        raise RuleError("not_draft", message, status=409)
    if has_numbered_letters(meeting):
        message = _(
            "Des lettres numérotées existent pour cette session, et un numéro ne se donne qu'une fois. "
            "Annulez la session plutôt que de la supprimer : ses lettres restent au registre."
        )
        raise RuleError("has_letters", message, status=409)


def _check(values: MeetingValues, now: datetime, *, kept: list[Body] | None = None) -> list[Body]:
    """The bodies chosen; raises the first problem."""
    known = {
        body.id: body for body in [*db.session.scalars(queries.list_bodies(clock.today(now))), *(kept or [])]
    }
    for problem in list_problems(values, known_bodies=known, now=now):
        raise problem
    return sorted((known[key] for key in values.body_ids), key=lambda body: (body.position, body.id))


def _columns(values: MeetingValues, zone: str) -> dict[str, Any]:
    return {
        "theme": values.theme, "introduction": values.introduction or None, "place": values.place or None,
        "place_hints": values.place_hints or None,
        "online_url": clean_url(values.online_url, field="online_url", limit=500),
        "proposals_until": clock.to_utc(values.proposals_until_wall, zone) if values.proposals_until_wall else None,
        **_times(values.starts_wall, values.ends_wall, zone),
    }  # fmt: skip


def _times(starts: datetime, ends: datetime, zone: str) -> dict[str, datetime]:
    """Wall times, and the instants that follow from them."""
    return {
        "starts_wall": starts, "ends_wall": ends,
        "starts_at": clock.to_utc(starts, zone), "ends_at": clock.to_utc(ends, zone),
    }  # fmt: skip


def _with_convened(values: MeetingValues, meeting: Meeting) -> MeetingValues:
    return replace(values, type=meeting.type, body_ids=frozenset(body.id for body in meeting.bodies))


def _names(bodies: list[Body]) -> list[str]:
    return [body.name.pick("fr")[1] for body in bodies]
