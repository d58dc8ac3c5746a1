"""Browsers of the secretariat: who coordinates it, who does not."""

import pytest
import time_machine

from noress.domain.institutions.models import BodyKind, MandateRole
from tests.factories import NOW, make_body, make_mandate, make_person, make_secretary


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def coordinator(login_as):
    return login_as(make_secretary())


@pytest.fixture
def secretary(login_as):
    """A member of the secretariat who does not coordinate it."""
    person = make_person("Secrétaire")
    make_mandate(make_body(BodyKind.SECRETARIAT), role=MandateRole.MEMBER, person_id=person.id)
    return login_as(person)
