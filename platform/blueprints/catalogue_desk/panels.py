"""What the page of an entry shows to those who may know more: how it is kept, and all that happened to it."""

from typing import Any

from flask import render_template

from noress.blueprints.catalogue_desk.present import state_line
from noress.core import clock
from noress.domain.accounts.actor import Actor
from noress.domain.actions.policy import can_see_action
from noress.domain.attendance.policy import can_see_attendance
from noress.domain.catalogue.models import Structure
from noress.domain.catalogue.policy import can_keep, can_manage
from noress.domain.catalogue.queries import about, desk
from noress.domain.decisions.policy import can_see_decision
from noress.extensions import db
from noress.web import history
from noress.web.meeting_lines import title_of

#: lines of each part: the rest is one link away
MOST = 10


def panel_of(actor: Actor | None, structure: Structure) -> str:
    """Sessions and presence, decisions, actions, answers, the chain of the campaign, history; "" for whoever neither
    keeps it nor manages the catalogue."""
    if actor is None or not can_keep(actor, structure):
        return ""
    manages = can_manage(actor)
    return render_template(
        "catalogue_desk/_panel.html", structure=structure, manages=manages, state=state_line(structure),
        changes=db.session.scalars(desk.list_open_changes_of(structure.id)).all(), today=clock.today(),
        **_about(structure, actor),
        page=history.page_of({"structure": [structure.id]}, 1, per_page=MOST) if manages else None,
    )  # fmt: skip


def _about(structure: Structure, actor: Actor) -> dict[str, Any]:
    """What its institution did with the network, and what it answered; each only if this person may read it."""
    key = structure.institution_id
    answers = db.session.scalars(about.list_answers(key, structure.response_id).limit(MOST)).all()
    found: dict[str, Any] = {
        "answers": answers, "participants": db.session.scalars(about.list_participants([one.id for one in answers])).all(),
        "attendances": [], "decisions": [], "actions": [],
    }  # fmt: skip
    if key is not None:
        found["attendances"] = [
            (one, title_of(one.meeting))
            for one in db.session.scalars(about.list_attendances(key).limit(MOST))
            if can_see_attendance(actor, one.meeting)
        ]
        decisions = db.session.scalars(about.list_decisions(key).limit(MOST))
        found["decisions"] = [one for one in decisions if can_see_decision(actor, one)]
        actions = db.session.scalars(about.list_actions(key).limit(MOST))
        found["actions"] = [one for one in actions if can_see_action(actor, one)]
    return found
