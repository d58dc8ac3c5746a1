"""An edition that takes entries, nine o'clock on 20 November 2026."""

import re

import pytest
import time_machine

from noress.extensions import db
from tests import posting
from tests.factories import NOW
from tests.factories.competitions import make_competition


@pytest.fixture(autouse=True)
def clock_at():
    """Move the server's clock: clock_at(instant)."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def edition(app):
    competition = make_competition("entry")
    db.session.commit()
    return competition


@pytest.fixture
def enter(client):
    """enter(competition, who=..., **posted): the last step's answer, as somebody who goes through all of them."""

    def go(competition, who="person", *, age="yes", nominated="", browser=client, **posted):
        kept = f"qui={who}&age={age}" + (f"&proposition={nominated}" if nominated else "")
        url = f"/concours/{competition.id}/participer/commencer?{kept}"
        url += "&nom=Coop%C3%A9rative+neuve" if who == "structure" else ""
        form = {
            "title": "Séchoir solaire", "name": "Porteur du dossier", "email": "porteur@exemple.ma", "rules": "y",
            "rules_number": "1", "lot": competition.call.lots[0].id, **posted,
        }  # fmt: skip
        return posting.post(browser, url, {key: value for key, value in form.items() if value is not None})

    return go


@pytest.fixture
def token_in():
    """token_in(response): of the personal link that a redirect goes to."""
    return lambda response: re.search(r"/candidature/([^/?]+)", response.headers["Location"])[1]
