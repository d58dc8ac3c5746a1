"""The live list of an agenda's "follow-up of decisions and actions", for every page that shows it."""

from datetime import datetime
from typing import Any, NamedTuple

from flask import url_for

from noress.core import formats
from noress.domain.accounts.actor import Actor
from noress.domain.actions import wording as actions
from noress.domain.actions.due import Due
from noress.domain.actions.models import Action
from noress.domain.backlog.follow_up import SHOWN, FollowUp, read_follow_up
from noress.domain.decisions.models import Decision
from noress.domain.meetings import wording
from noress.domain.meetings.models import Meeting


class ActionLine(NamedTuple):
    """What the table of components/actions.html shows."""

    number: str
    url: str
    what: Any
    where: Any
    when: str
    owner: Any
    owner_url: str | None
    state: str
    state_kind: str
    progress: int
    late: str


class DecisionLine(NamedTuple):
    """What the list of components/decisions.html shows."""

    number: str
    url: str
    text: Any
    state: str
    state_kind: str
    is_public: bool
    day: str
    mode: str
    meeting_title: Any
    meeting_url: str


class FollowUpLines(NamedTuple):
    found: FollowUp
    actions: list[ActionLine]
    decisions: list[DecisionLine]
    #: the lists that hold all of them
    actions_url: str
    decisions_url: str


def follow_up_of(
    meeting: Meeting, body_ids: list[int], actor: Actor, *, now: datetime, shown: int = SHOWN
) -> FollowUpLines:
    """What this reader may know of what the meeting's bodies have to follow, as it is now."""
    found = read_follow_up(meeting, body_ids, actor, now=now, shown=shown)
    body_id = body_ids[0] if len(body_ids) == 1 else None
    return FollowUpLines(
        found, [action_line(action, now) for action in found.actions], [_decision(one) for one in found.decisions],
        url_for("actions.index", body=body_id), url_for("decisions.index", instance=body_id, etat="in_force"),
    )  # fmt: skip


def action_line(action: Action, now: datetime) -> ActionLine:
    """Where an action stands now, as every list outside its plan says it."""
    state, kind = actions.state_of(action, now)
    owner_url = None
    if action.owner_institution_id is not None:
        owner_url = url_for("public.member", institution_id=action.owner_institution_id)
    elif action.owner_body_id is not None:
        owner_url = url_for("public.body", body_id=action.owner_body_id)
    return ActionLine(
        number=action.number, url=url_for("actions.show", action_id=action.id), what=action.what, where=action.where,
        when=actions.due_words(Due.of(action)), owner=actions.owner_name(action), owner_url=owner_url, state=state,
        state_kind=kind, progress=action.progress, late=actions.late_words(action, now),
    )  # fmt: skip


def _decision(decision: Decision) -> DecisionLine:
    meeting = decision.meeting
    return DecisionLine(
        number=decision.number, url=url_for("decisions.show", number=decision.address), text=decision.text,
        state=str(decision.state.label), state_kind="ok", is_public=decision.is_public,
        day=formats.date_short(decision.adopted_on), mode=str(decision.mode.label),
        meeting_title=meeting.theme or wording.title(meeting),
        meeting_url=url_for("public.session", meeting_id=meeting.id),
    )  # fmt: skip
