"""The cast's evaluations: the member's alternate and the desk officer each judge the file that was sent; the treasurer
declined. A call of its own, so that nothing else of the cast is judged."""

from typing import Any

from noress.core import clock
from noress.domain.accounts.models import Person
from noress.extensions import db
from tests.factories.calls import make_call
from tests.factories.documents import make_file
from tests.factories.evaluating import make_eligible, make_evaluation, make_grid
from tests.factories.received import join_file
from tests.factories.recusals import make_recusal


def make_evaluations(cast: Any) -> None:
    now = clock.now()
    person = {
        kind: db.session.get_one(Person, cast.people[kind])
        for kind in ("alternate", "desk_officer", "treasurer", "animation_team")
    }
    call = make_call(stages=1)
    grid = make_grid(call)
    plain = make_file("devis.pdf")
    file = make_eligible(
        call, answers={"statutes": [{"file": plain.id, "name": plain.name, "size": plain.size}]}
    )
    join_file(file.response, "statutes", plain.id)
    hidden = make_eligible(call)
    mine = make_evaluation(grid, file, person["alternate"], (4, 4))
    done = make_evaluation(grid, file, person["desk_officer"], (3, 3), is_sent=True)
    declined = make_evaluation(grid, file, person["treasurer"], declined_at=now)
    aside = make_evaluation(grid, hidden, person["animation_team"], (3, 3))
    make_recusal(hidden, person["animation_team"])
    cast.ids["judged call"] = {"funding_call_id": call.id}
    cast.ids["judged"] = {"evaluation_id": mine.id, "application_id": file.id, "file_id": plain.id}
    cast.ids["judged done"] = {"evaluation_id": done.id}
    cast.ids["judged declined"] = {"evaluation_id": declined.id}
    cast.ids["judged aside"] = {"evaluation_id": aside.id, "application_id": hidden.id, "file_id": plain.id}
