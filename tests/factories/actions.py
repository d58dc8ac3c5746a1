"""Plans and actions, each as the database keeps it."""

import itertools
from datetime import date
from typing import Any

from noress.core.folding import fold
from noress.core.i18n import Translated
from noress.domain.actions.models import (
    Action,
    ActionEvidence,
    ActionImport,
    ActionPlan,
    ActionReport,
    ActionState,
    DuePrecision,
    ImportState,
    PlanKind,
)
from noress.domain.files.models import StoredFile
from tests.factories import NOW, save
from tests.factories.documents import put_content

_n = itertools.count(1)


def make_plan(title: str = "Plan stratégique", **values: Any) -> ActionPlan:
    """A plan that goes on, of no body unless told; pass body_id=."""
    return save(
        ActionPlan(title=Translated(fr=title, ar="مخطط"), **{"kind": PlanKind.STRATEGIC, "created_at": NOW, **values})
    )  # fmt: skip


def make_action(what: str = "Tenir un atelier", **values: Any) -> Action:
    """An open action, due in a month, of an outside owner unless told otherwise."""
    number = next(_n)
    owners = {"owner_institution_id", "owner_body_id", "owner_words"}
    if not owners & set(values):
        values["owner_words"] = "Comité local"
    due_on = values.pop("due_on", date(2026, 12, 20))
    where = values.pop("where", Translated(fr="Tanger"))
    return save(
        Action(
            what=Translated(fr=what), where=where,
            **{
                "number": f"A-2026-{number + 500:03d}", "due_on": due_on, "position": number,
                "due_precision": DuePrecision.DAY if due_on else None, "created_at": NOW,
                "text_folded": fold(f"{what} {values.get('owner_words') or ''}"),
                "where_folded": fold(" ".join((where or {}).values())), **values,
            },
        )
    )  # fmt: skip


def make_report(action: Action, state: ActionState = ActionState.OPEN, **values: Any) -> ActionReport:
    return save(
        ActionReport(
            action_id=action.id,
            state=state,
            **{"progress": 0, "channel": "site", "reported_at": NOW, **values},
        )
    )


def make_evidence(report: ActionReport, name: str = "photo.jpg", content: bytes = b"photo") -> ActionEvidence:
    key = f"2026/11/preuve-{next(_n):08d}.jpg"
    put_content(key, content)
    file = save(
        StoredFile(
            key=key, name=name, content_type="image/jpeg", size=len(content), sha256="0" * 64, uploaded_at=NOW
        )
    )
    return save(ActionEvidence(report_id=report.id, file_id=file.id))


def make_import(plan: ActionPlan, rows: list[list[str]] | None = None, **values: Any) -> ActionImport:
    rows = rows or [["Quoi", "Responsable"], ["Tenir un atelier", "Comité local"]]
    return save(
        ActionImport(
            plan_id=plan.id, filename="plan.xlsx", rows=rows,
            **{"mapping": {"0": "what", "1": "owner"}, "state": ImportState.PENDING, "created_at": NOW, **values},
        )
    )  # fmt: skip
