"""What a list held goes after ninety days; that it came, and what it made, stays."""

from datetime import timedelta

from noress.core.database import writing
from noress.domain.exchange.models import StructureImport, StructureImportState
from noress.domain.exchange.rules import list_obstacles
from noress.domain.retention.rules import purge_expired
from noress.extensions import db
from tests.factories import NOW, save

S = StructureImportState
WRITTEN = {"created": [7], "changed": {"8": {"phone": ["0539000000", None]}}, "proposed": [], "left": {"1": "wrong"},
           "sources": {"8": {"phone": ["declared", "2026-01-01", "R-1"]}}}  # fmt: skip


def make_import(state, days, written=None):
    at = NOW - timedelta(days=days)
    return save(
        StructureImport(
            filename="liste.xlsx", rows=[["Nom"], ["Annour"]], numbers=[1, 2], headings_key="0" * 64, mapping={"0": "name"},
            choices={"1": "skip"}, written=written or {}, state=state, created_at=at, version=1, total=1, done=0,
        )
    )  # fmt: skip


def test_lines_go_after_ninety_days(app):
    old = [
        make_import(state, 91, WRITTEN if state is S.DONE else None)
        for state in (S.PENDING, S.DONE, S.UNDONE)
    ]
    writing_still, recent = make_import(S.WRITING, 91), make_import(S.PENDING, 89)
    db.session.rollback()
    with writing():
        done = [purge_expired(now=NOW)["structure_imports"] for _time in range(2)]
        db.session.commit()
    assert done == [3, 0]
    assert [(one.state, one.rows, one.numbers, one.choices) for one in old] == [
        (state, [], [], {}) for state in (S.FORGOTTEN, S.DONE, S.UNDONE)
    ]
    assert old[1].written == {"created": [7], "changed": {"8": {}}, "proposed": [], "left": {}, "sources": {}}
    assert [str(it) for it in list_obstacles(old[1])] == [
        "Les lignes de cette feuille ont été effacées après 90 jours\N{NO-BREAK SPACE}: elle ne s'annule plus."
    ]
    assert [len(one.rows) for one in (writing_still, recent)] == [2, 2]
