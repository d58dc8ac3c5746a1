"""Browsers of those who write, own and read plans."""

from types import SimpleNamespace

import pytest
import time_machine

from noress.domain.institutions.models import BodyKind, MandateRole
from tests.factories import NOW, make_body, make_institution, make_mandate, make_seat, make_secretary
from tests.factories.actions import make_plan


@pytest.fixture(autouse=True)
def at_nine():
    """20 November 2026, nine o'clock."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(app, login_as, client):
    """A committee that one institution chairs, its plan, its owner, a stranger; and everybody's browser."""
    committee = make_body(BodyKind.COMMITTEE, "Comité formation")
    own, chairing, other = (make_institution(name) for name in ("La nôtre", "Celle qui préside", "Une autre"))
    make_mandate(committee, role=MandateRole.CHAIR, institution_id=chairing.id)
    make_mandate(committee, institution_id=own.id)
    seats = {
        name: make_seat(institution)
        for name, institution in (("own", own), ("chair", chairing), ("other", other))
    }
    browsers = {f"{name}_browser": login_as(seat.person, seat) for name, seat in seats.items()}
    return SimpleNamespace(
        committee=committee, own=own, chairing=chairing, other=other, plan=make_plan("Plan du comité", body_id=committee.id),
        secretary=login_as(make_secretary()), visitor=client, **browsers,
    )  # fmt: skip
