"""The register of the demonstration before the platform."""

from noress.core.database import writing
from noress.demo.decisions import add_decisions
from noress.domain.decisions.models import DecisionMode, DecisionState
from noress.domain.institutions.models import BodyKind
from noress.extensions import db
from tests.factories import NOW, make_body, make_secretary


def test_five_decisions_in_both_languages_one_replaced_and_one_executed(app, client):
    committee, secretary = make_body(BodyKind.COMMITTEE), make_secretary()
    with writing():
        found = add_decisions({"committee": committee}, {"secretariat": secretary}, NOW)
        db.session.commit()
    assert [(d.number, d.state) for d in found] == [
        ("D-2026-001", DecisionState.REPLACED), ("D-2026-002", DecisionState.IN_FORCE),
        ("D-2026-003", DecisionState.EXECUTED), ("D-2026-004", DecisionState.IN_FORCE),
        ("D-2026-005", DecisionState.IN_FORCE),
    ]  # fmt: skip
    assert found[0].replaced_by is found[3]
    assert {d.mode for d in found} == set(DecisionMode)
    assert all(set(d.text) == {"fr", "ar"} and d.is_public for d in found)
    assert client.get("/decisions/2026-004").status_code == 200
    assert "2 décisions" in client.get("/decisions/?q=cooperatives&lang=fr").text
