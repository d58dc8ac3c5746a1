"""Readers of the register."""

from typing import Any

import pytest

from noress.domain.institutions.models import BodyKind, Function
from tests.factories import (
    make_assignment,
    make_body,
    make_institution,
    make_mandate,
    make_person,
    make_seat,
    make_secretary,
)


@pytest.fixture
def secretary(app: Any, login_as: Any) -> Any:
    """The secretariat's browser."""
    return login_as(make_secretary())


@pytest.fixture
def member(app: Any, login_as: Any) -> Any:
    """member(body): the browser of the titular of an institution that sits there; without body, nowhere."""

    def browser(body: Any = None, **institution: Any) -> Any:
        seat = make_seat(make_institution(**institution))
        if body is not None and body.kind is not BodyKind.PLENARY:
            make_mandate(body, institution_id=seat.institution_id)
        return login_as(seat.person, seat)

    return browser


@pytest.fixture
def treasurer(app: Any, login_as: Any) -> Any:
    """Staff without a place in any body."""
    person = make_person()
    make_assignment(person, Function.TREASURER)
    return login_as(person)


@pytest.fixture
def plenary(app: Any) -> Any:
    return make_body(BodyKind.PLENARY, "Plénière")


@pytest.fixture
def committee(app: Any) -> Any:
    return make_body(BodyKind.COMMITTEE, "Comité financement")
