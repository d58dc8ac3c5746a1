"""Browsers of those who handle money, around one project that was told."""

from types import SimpleNamespace

import pytest
import time_machine

from noress.domain.accounts.models import Person
from noress.domain.institutions.models import Function
from noress.extensions import db
from tests.domain.conftest import outbox, work  # noqa: F401 -- fixtures
from tests.factories import make_assignment, make_institution, make_person, make_seat, make_secretary
from tests.factories.awards import make_call_to_decide
from tests.factories.payments import LATER, Team, make_told_award


@pytest.fixture
def money(app, login_as, client, work):  # noqa: F811 -- the fixture
    with time_machine.travel(LATER, tick=False):
        team = Team()

        def browser(actor):
            return login_as(db.session.get_one(Person, actor.person_id))

        second = make_person("Autre chargé de dossier")
        make_assignment(second, Function.DESK_OFFICER)
        member = make_seat(make_institution("Membre"), make_person("Titulaire"))
        call = make_call_to_decide(shares=(60_000_00, 60_000_00))
        award = make_told_award(work, call, province_code="01.511")
        yield SimpleNamespace(
            award=award, call=call, team=team, officer=browser(team.officer), orderer=browser(team.orderer),
            treasurer=browser(team.treasurer), second=login_as(second), secretary=login_as(make_secretary()),
            member=login_as(member.person, member), visitor=client, url=f"/projets/gestion/{award.id}", work=work,
        )  # fmt: skip
