"""Browsers around the desk of applications."""

from types import SimpleNamespace

import pytest
import time_machine

from noress.domain.institutions.models import Function
from tests.factories import (
    NOW,
    make_assignment,
    make_institution,
    make_person,
    make_seat,
    make_secretary,
)


@pytest.fixture
def world(app, login_as, client):
    with time_machine.travel(NOW, tick=False):
        officer = make_person("Chargé de dossier")
        make_assignment(officer, Function.DESK_OFFICER)
        member = make_seat(make_institution("Membre"), make_person("Titulaire"))
        secretary = make_secretary()
        yield SimpleNamespace(
            person=officer, officer=login_as(officer), secretary=login_as(secretary), coordinator=secretary,
            member=login_as(member.person, member), visitor=client,
        )  # fmt: skip
