"""What records leave to do: to the secretariat and those who keep the pen, then to the institutions."""

from datetime import datetime, timedelta
from typing import Any

from noress.core.i18n import gettext as _
from noress.core.i18n import ngettext
from noress.domain.accounts.actor import Actor
from noress.domain.duties import Duty, register
from noress.domain.institutions.models import MandateRole
from noress.domain.juries import conflicts as juries
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting
from noress.domain.minutes import queries
from noress.domain.minutes.mails import about
from noress.domain.minutes.models import Consultation, Minutes, MinutesState
from noress.domain.minutes.policy import WRITING
from noress.extensions import db

#: a record is expected that long after its meeting
WRITTEN_WITHIN = timedelta(days=7)


@register
def list_writing_duties(actor: Actor, now: datetime) -> list[Duty]:
    """Records to write; for the secretariat those of all bodies. One query for them, none for the others."""
    body_ids = {role.body_id for role in actor.body_roles if role.role in WRITING}
    if not actor.is_secretariat and not body_ids:
        return []
    of = None if actor.is_secretariat else body_ids
    return [
        _to_write(meeting, minutes) for meeting, minutes in db.session.execute(queries.list_to_write(now, of))
        if juries.keeps_record(actor, meeting) is not False
    ]  # fmt: skip


def _to_write(meeting: Meeting, minutes: Minutes | None) -> Duty:
    title = _("Rédiger le compte rendu de « %(title)s »", title=wording.title(meeting))
    label = _("Commencer") if minutes is None else _("Continuer")
    return Duty(
        kind="minutes.write", title=title, detail=wording.when(meeting), action_label=label,
        endpoint="minutes.show", values={"meeting_id": meeting.id},
        deadline=(meeting.ends_at or meeting.starts_at) + WRITTEN_WITHIN,
    )  # fmt: skip


@register
def list_secretariat_duties(actor: Actor, now: datetime) -> list[Duty]:
    """Corrections to answer, consultations to close, texts to have approved and to publish: one query."""
    if not actor.is_secretariat:
        return []
    found = []
    for minutes, meeting, waiting, consultation in db.session.execute(queries.list_under_way(now)):
        duty = _step(minutes, meeting, waiting, consultation, now)
        if duty is not None:
            found.append(duty)
    return found


def _step(
    minutes: Minutes, meeting: Meeting, waiting: int, consultation: Consultation | None, now: datetime
) -> Duty | None:
    """The one next step of a record."""
    name, values = about(minutes, meeting), {"meeting_id": meeting.id}
    common: dict[str, Any] = {"detail": wording.title(meeting), "values": values}
    if minutes.state is MinutesState.APPROVED:
        return Duty(
            kind="minutes.publish", title=_("Publier le %(name)s", name=name), action_label=_("Publier"),
            endpoint="minutes.publish", **common,
        )  # fmt: skip
    if waiting:
        title = ngettext("Répondre à %(num)s correction", "Répondre à %(num)s corrections", waiting)
        return Duty(
            kind="minutes.answer", title=title, action_label=_("Répondre"), endpoint="minutes.corrections",
            deadline=minutes.corrections_until, **{**common, "detail": name},
        )  # fmt: skip
    if consultation is not None:
        if now < consultation.closes_at:
            return None
        return Duty(
            kind="minutes.close", title=_("Clore la consultation sur le %(name)s", name=name),
            action_label=_("Clore"), endpoint="minutes.close_consultation", deadline=consultation.closes_at, **common,
        )  # fmt: skip
    if minutes.takes_corrections(now):
        return None
    return Duty(
        kind="minutes.approve", title=_("Faire approuver le %(name)s", name=name), action_label=_("Choisir comment"),
        endpoint="minutes.approve", **common,
    )  # fmt: skip


@register
def list_member_duties(actor: Actor, now: datetime) -> list[Duty]:
    """Texts to read and consultations to answer, for the institution that the person acts for: two queries."""
    if actor.seat_id is None or actor.institution_id is None:
        return []
    sits = {role.body_id for role in actor.body_roles}
    votes = {role.body_id for role in actor.body_roles if role.role is not MandateRole.OBSERVER}
    to_read = db.session.execute(queries.list_to_review(actor.institution_id, sits, now))
    to_voice = db.session.execute(queries.list_to_voice(actor.institution_id, votes, now))
    return [
        *(
            Duty(
                kind="minutes.review", title=_("Relire le %(name)s", name=about(minutes, meeting)),
                detail=wording.title(meeting), action_label=_("Relire"), endpoint="minutes.show",
                values={"meeting_id": meeting.id}, deadline=minutes.corrections_until,
            )
            for minutes, meeting in to_read
        ),
        *(
            Duty(
                kind="minutes.voice", title=_("Donner la voix de votre institution"),
                detail=_("Approbation écrite : %(title)s", title=wording.title(meeting)), action_label=_("Répondre"),
                endpoint="minutes.consultation", values={"meeting_id": meeting.id}, deadline=consultation.closes_at,
            )
            for consultation, meeting in to_voice
        ),
    ]  # fmt: skip
