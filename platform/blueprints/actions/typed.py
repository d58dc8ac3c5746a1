"""Between forms and the values that rules receive."""

from typing import Any

from werkzeug.datastructures import FileStorage

from noress.blueprints.actions.forms import ActionForm, PlanForm
from noress.core.i18n import Translated
from noress.domain.actions.models import Action, DuePrecision, PlanKind
from noress.domain.actions.rules import ActionValues, Due, PlanValues

TEXTS = ("what", "where", "how", "deliverables")
#: the choice of the owner that asks for words
OUTSIDE = "outside"


def plan_values(form: PlanForm) -> PlanValues:
    return PlanValues(
        kind=PlanKind(form.kind.data), title=_pair(form, "title"), description=_pair(form, "description"),
        body_id=form.body_id.data, body_words=_pair(form, "body_words"), starts_on=form.starts_on.data,
        ends_on=form.ends_on.data, source=form.source.data or None,
    )  # fmt: skip


def plan_fields(values: PlanValues, version: int) -> dict[str, Any]:
    return {
        "version": version, "kind": values.kind.value, "body_id": values.body_id, "starts_on": values.starts_on,
        "ends_on": values.ends_on, "source": values.source or "", **_unpair("title", values.title),
        **_unpair("description", values.description), **_unpair("body_words", values.body_words),
    }  # fmt: skip


def action_values(form: ActionForm, saved: Action | None = None) -> ActionValues:
    """What was typed; the source's own words of a date stay as long as the date does."""
    return ActionValues(
        **{name: _pair(form, name) for name in TEXTS}, starts_on=form.starts_on.data, due=_due(form, saved),
        owner_language=form.owner_language.data or "fr", **_owner(form),
    )  # fmt: skip


def _due(form: ActionForm, saved: Action | None) -> Due | None:
    day = form.due_on.data
    if day is None:
        return None
    said = form.due_precision.data
    precision = DuePrecision.MONTH if said == "month_end" else DuePrecision(said)
    wall = f"{form.due_wall.data:%H:%M}" if form.due_wall.data else None
    due = Due.within(day, precision, wall=wall, is_end=said == "month_end")
    known = Due.of(saved) if saved is not None else None
    if known is not None and (known.on, known.precision, known.wall, known.is_end) == (
        due.on, due.precision, due.wall, due.is_end
    ):  # fmt: skip
        return known
    return due


def _owner(form: ActionForm) -> dict[str, Any]:
    """An institution ("i12"), a body ("b3"), or an outside body in words."""
    raw = form.owner.data or ""
    key = int(raw[1:]) if raw[1:].isascii() and raw[1:].isdigit() and len(raw) < 11 else None
    if raw == OUTSIDE or (not raw and form.owner_words.data):
        return {"owner_words": form.owner_words.data or None, "owner_email": form.owner_email.data or None}
    if raw[:1] == "i":
        return {"owner_institution_id": key}
    return {"owner_body_id": key} if raw[:1] == "b" else {}


def action_fields(
    values: ActionValues,
    version: int,
    *,
    plan_id: int | None,
    decision_id: int | None,
    proposal_id: int | None,
) -> dict[str, Any]:
    due = values.due
    precision = due.precision.value if due else "day"
    texts: dict[str, Any] = {}
    for name in TEXTS:
        texts |= _unpair(name, getattr(values, name))
    return {
        "version": version, "plan_id": plan_id, "decision_id": decision_id, "proposal_id": proposal_id,
        "starts_on": values.starts_on, "due_on": due.on if due else None,
        "due_precision": "month_end" if due and due.is_end else precision,
        "due_wall": _time(due.wall) if due and due.wall else None, "owner": owner_key(values),
        "owner_words": values.owner_words or "", "owner_email": values.owner_email or "",
        "owner_language": values.owner_language, **texts,
    }  # fmt: skip


def owner_key(values: ActionValues) -> str:
    if values.owner_institution_id:
        return f"i{values.owner_institution_id}"
    if values.owner_body_id:
        return f"b{values.owner_body_id}"
    return OUTSIDE if values.owner_words else ""


def uploads(sent: Any) -> list[FileStorage]:
    """The files really sent: an empty field of a browser is a nameless file."""
    found = sent if isinstance(sent, list) else [sent]
    return [file for file in found if getattr(file, "filename", "")]


def _time(wall: str) -> Any:
    from datetime import time

    return time.fromisoformat(wall)


def _pair(form: Any, name: str) -> Translated:
    """The two fields of a text in French and Arabic."""
    return Translated({code: form[f"{name}_{code}"].data or "" for code in ("fr", "ar")})


def _unpair(name: str, texts: Translated) -> dict[str, str]:
    return {f"{name}_{code}": texts.get(code, "") for code in ("fr", "ar")}
