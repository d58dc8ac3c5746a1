"""A plenary of five institutions that meets today, with the tools of the meetings' tests."""

from datetime import datetime

import pytest

from noress.domain.institutions.models import BodyKind, QuorumKind
from noress.domain.meetings.models import MeetingState
from tests.factories import make_body, make_institution, make_meeting


@pytest.fixture
def plenary(app):
    return make_body(BodyKind.PLENARY, quorum_kind=QuorumKind.MAJORITY, max_proxies=1)


@pytest.fixture
def members(plenary):
    return [make_institution(f"Membre {n}") for n in range(1, 6)]


@pytest.fixture
def meeting(plenary, members):
    return make_meeting(
        bodies=[plenary],
        state=MeetingState.CONVENED,
        reference="S-2026-01",
        starts_wall=datetime(2026, 11, 20, 10),
    )
