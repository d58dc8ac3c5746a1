"""Browsers that the pages of several areas are opened with."""

from types import SimpleNamespace

import pytest

from tests.factories import make_institution, make_person, make_seat, make_secretary
from tests.factories.campaigns import make_campaign


@pytest.fixture
def browser(login_as):
    """The secretariat's."""
    return login_as(make_secretary())


@pytest.fixture
def campaign_world(app, login_as, client):
    """Browsers of the secretariat, a member and a visitor around one open campaign."""
    own = make_institution("La nôtre")
    seat = make_seat(own, make_person("Titulaire", email="membre12@exemple.ma"))
    campaign = make_campaign()
    return SimpleNamespace(
        own=own, campaign=campaign, url=f"/campagnes/{campaign.id}", secretary=login_as(make_secretary()),
        member=login_as(seat.person, seat), visitor=client,
    )  # fmt: skip
