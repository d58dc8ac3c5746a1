"""The cast's decisions: a call that was told, one on which the committee sits, and the file that the desk officer is
recused from."""

from datetime import timedelta
from typing import Any

from noress.core import clock
from noress.core.database import writing
from noress.domain.applications.links import token_of
from noress.domain.applications.models import ApplicationState
from noress.domain.awards import queries
from noress.domain.awards.board import Settings
from noress.domain.awards.models import Appeal, BulkTask
from noress.domain.awards.rules import committee, deciding, telling, weighing
from noress.domain.meetings.models import MeetingState, MeetingType
from noress.extensions import db
from tests.factories import make_meeting, save
from tests.factories.awards import make_call_to_decide, make_scored
from tests.factories.documents import make_file
from tests.factories.recusals import acting, make_coordinator


def make_decisions(cast: Any) -> None:
    now = clock.now()
    actor = acting(make_coordinator("Coordination qui décide"))
    told = make_call_to_decide(appeal_until=clock.today(now) + timedelta(days=9))
    chosen, refused = make_scored(told, 90), make_scored(told, 40)
    who: Any = {"actor": actor, "now": now}
    with writing():
        deciding.decide_outcome(
            application=chosen, outcome=ApplicationState.SELECTED, reason=None, version=None, **who
        )
        deciding.decide_outcome(
            application=refused, outcome=ApplicationState.REJECTED, reason="x", version=None, **who
        )
        telling.release_letters(call=told, **who)
        db.session.commit()
    letter = db.session.scalars(queries.get_letter_of(refused.id, 1)).one()
    appeal = save(
        Appeal(application_id=refused.id, text="x", filed_at=now, file_id=make_file("recours.pdf").id)
    )
    cast.ids["told"] = {
        "application_id": refused.id, "decision_letter_id": letter.id, "appeal_id": appeal.id, "funding_call_id": told.id,
        "token": token_of(refused.people[0]),
    }  # fmt: skip
    _make_under_way(cast, who)


def _make_under_way(cast: Any, who: Any) -> None:
    call = make_call_to_decide()
    one = make_scored(call, 80)
    meeting = make_meeting(type=MeetingType.MEETING, state=MeetingState.CONVENED)
    with writing():
        scenario = weighing.save_scenario(call=call, name="Au classement", settings=Settings(), **who)
        selection = committee.choose_meeting(call=call, meeting=meeting, **who)
        committee.add_files(selection=selection, application_ids=[one.id], **who)
        telling.prepare_letters(call=call, **who)
        db.session.commit()
    item = db.session.scalars(queries.list_items(selection.id)).one()
    task = save(
        BulkTask(
            call_id=call.id, kind="message", settings={"text": "x"}, asked_at=who["now"], ended_at=who["now"]
        )
    )
    cast.ids["decided on"] = {
        "funding_call_id": call.id, "scenario_id": scenario.id, "selection_id": selection.id, "selection_item_id": item.id,
        "bulk_task_id": task.id, "application_id": one.id,
    }  # fmt: skip
