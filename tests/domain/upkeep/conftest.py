"""Running a rule, and what it said when it refused; somebody who speaks for a member institution."""

from typing import Any

import pytest

from noress.core.errors import RuleError
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.identity import build_actor
from tests.factories import NOW, make_institution, make_person, make_seat


@pytest.fixture
def refusals(work: Any) -> Any:
    """refusals(cases): {case: (code, field, status)} of rules that were called; "done" for those that ran."""

    def running(cases: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, case in cases.items():
            found[name] = "done"
            try:
                with work():
                    case()
            except RuleError as refused:
                found[name] = (refused.code, refused.field, refused.status)
        return found

    return running


@pytest.fixture
def member_of(app: Any) -> Any:
    """member_of("Institution A") is who speaks for it."""

    def making(name: str) -> Actor:
        seat = make_seat(make_institution(name), make_person(f"Titulaire de {name}"))
        return build_actor(seat.person, seat=seat, now=NOW, method="code")

    return making
