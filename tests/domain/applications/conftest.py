"""Running a rule, and what it said when it refused."""

from typing import Any

import pytest

from noress.core.errors import RuleError


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
