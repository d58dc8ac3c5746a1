"""Running a rule, and what it said when it refused."""

from typing import Any

import pytest

from noress.core.errors import RuleError
from noress.domain.accounts.actor import Actor
from noress.domain.institutions.models import Function
from tests.factories import make_assignment, make_person


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
def officer(app):
    """A desk officer, as a person and as who acts."""
    person = make_person("Chargé de dossier")
    make_assignment(person, Function.DESK_OFFICER)
    return Actor(
        name=person.name, method="code", person_id=person.id, functions=frozenset({Function.DESK_OFFICER})
    )
