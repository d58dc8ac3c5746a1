"""Which text a form's draft is, by its address and nothing else."""

import pytest

from noress.domain.drafts.queries import Slot
from noress.web.drafts import _is_of

HERE = Slot(1, 2, "actions.edit:action_id=1")


@pytest.mark.parametrize(
    ("posted", "here", "is_one"),
    [
        (HERE, HERE, True),
        (HERE._replace(form_key="actions.edit:action_id=12"), HERE, False),
        (HERE._replace(form_key="actions.edit:action_id=1,plan=7"), HERE, True),
        (HERE._replace(form_key="actions.report:action_id=1"), HERE, False),
        (HERE._replace(form_key="actions.create:plan=7"), HERE._replace(form_key="actions.create:"), True),
        (HERE._replace(form_key="actions.create_plan:"), HERE._replace(form_key="actions.create:"), False),
        (HERE._replace(person_id=3), HERE, False),
        (HERE._replace(seat_id=None), HERE, False),
    ],
)
def test_a_posted_token_is_of_the_form_or_not(posted, here, is_one):
    assert _is_of(posted, here) is is_one
