"""Refusals of several rules, read together."""

import pytest

from noress.domain.accounts.actor import Actor
from tests.domain.applications.conftest import officer, refusals  # noqa: F401 -- fixtures
from tests.factories import make_person


@pytest.fixture
def make_holder(app):
    """make_holder(award): somebody signed in whose mailbox carries the project."""

    def make(award):
        person = make_person("Présidente", email=award.application.people[0].email)
        return Actor(name=person.name, method="code", person_id=person.id, account_id=person.account_id)

    return make
