"""The secretariat and its coordination, at nine; words and kinds of the catalogue."""

import pytest
import time_machine

from noress.domain.institutions.models import BodyKind, MandateRole
from tests.factories import NOW, make_body, make_mandate, make_person, make_secretary
from tests.factories.catalogue import make_words
from tests.factories.member_sheets import make_categories


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def words(app):
    make_categories()
    make_words()


@pytest.fixture
def coordinator(login_as):
    return login_as(make_secretary())


@pytest.fixture
def secretary(login_as):
    """A member of the secretariat who does not coordinate it."""
    person = make_person("Secrétaire")
    make_mandate(make_body(BodyKind.SECRETARIAT), role=MandateRole.MEMBER, person_id=person.id)
    return login_as(person)
