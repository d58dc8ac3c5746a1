"""A sheet becomes lines of a plan: kept as read, understood, shown, then written at once or not at all."""

from dataclasses import dataclass, field
from datetime import datetime

from noress.core import tables
from noress.core.errors import RuleError
from noress.core.folding import fold
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.actions import queries, reading
from noress.domain.actions.models import Action, ActionImport, ActionPlan, ImportState
from noress.domain.actions.reading import Row
from noress.domain.actions.rules.actions import check_plan, create_action
from noress.domain.actions.rules.reporting import add_report
from noress.domain.actions.values import list_problems
from noress.domain.audit.rules import record
from noress.extensions import db

#: a plan of more lines than that is several plans
MAX_LINES = 500
DONE_ALREADY = _("Cet import a déjà été traité. Rechargez la page pour voir où il en est.")


@dataclass
class Preview:
    """What the sheet would write, row by row; nothing is written to show it."""

    headings: list[str]
    rows: list[Row] = field(default_factory=list)
    #: columns that no field takes
    ignored: list[str] = field(default_factory=list)

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if not row.problems]

    @property
    def bad(self) -> list[Row]:
        return [row for row in self.rows if row.problems]


def keep_sheet(
    *, plan: ActionPlan, filename: str, rows: list[list[str]], actor: Actor, now: datetime
) -> ActionImport:
    """Keep what was read, with what its columns seem to mean; the plan is not touched."""
    check_plan(plan)
    sheet = tables.understand(rows, reading.NAMES)
    mapping = {str(place): name for place, name in sheet.mapping.items()}
    pending = ActionImport(
        plan_id=plan.id, filename=filename[:200], rows=sheet.rows, state=ImportState.PENDING, written=[], version=1,
        mapping=mapping, created_at=now, created_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(pending)
    db.session.flush()  # its page needs its number
    return pending


def map_columns(
    *, pending: ActionImport, mapping: dict[int, str], version: int, actor: Actor, now: datetime
) -> None:
    """What each column means, corrected by the person."""
    _hold(pending, version)
    tables.check_mapping(mapping, reading.LABELS)
    if not {"what", "what_ar"} & set(mapping.values()):
        message = _("Dites quelle colonne contient ce qui est à faire (« quoi »).")
        raise RuleError("no_what", message, field="mapping")
    pending.mapping = {str(place): name for place, name in mapping.items()}
    pending.version += 1


def preview_import(pending: ActionImport) -> Preview:
    """Every row as it would be written, with what is wrong with it."""
    mapping = {int(place): name for place, name in pending.mapping.items()}
    headings, *lines = pending.rows
    preview = Preview(
        headings, ignored=[text for place, text in enumerate(headings) if text and place not in mapping]
    )
    owners = reading.Owners.load()
    known = {
        (fold(" ".join(action.what.values())), action.due_on): action.number
        for action in db.session.scalars(queries.list_lines(pending.plan_id))
    }
    for number, cells in enumerate(lines, 2):
        row = reading.read_row(number, cells, mapping, owners)
        row.problems += [
            tables.Problem(number, None, problem.message)
            for problem in list_problems(row.values, has_known_owner=True)
        ]
        key = (fold(" ".join(row.values.what.values())), row.values.due.on if row.values.due else None)
        if row.values.what and key in known:
            message = _("Déjà dans le plan : %(number)s.", number=known[key])
            row.problems.append(tables.Problem(number, None, message))
        known.setdefault(key, _("une ligne de cette feuille"))
        preview.rows.append(row)
    return preview


def confirm_import(*, pending: ActionImport, version: int, actor: Actor, now: datetime) -> list[Action]:
    """Write every row that nothing is wrong with, in the order of the sheet, all in this transaction."""
    _hold(pending, version)
    plan = pending.plan
    check_plan(plan)
    good = preview_import(pending).good
    if not good:
        message = _("Aucune ligne ne peut être importée. Corrigez les colonnes, ou la feuille.")
        raise RuleError("nothing", message, status=409)
    if len(good) > MAX_LINES:
        message = _(
            "%(limit)s lignes au plus à la fois. Envoyez la feuille en plusieurs parties.", limit=MAX_LINES
        )
        raise RuleError("too_many", message, status=409)
    actions = [_write(row, plan, pending, actor=actor, now=now) for row in good]
    db.session.flush()  # versions as written, so that undoing knows what nobody touched
    pending.written = [[action.id, action.version] for action in actions]
    pending.state = ImportState.DONE
    pending.confirmed_at = now
    pending.version += 1
    changes = {"lines": (None, len(actions)), "source": (None, pending.filename)}
    record(actor, "action_plan.imported", plan, now=now, changes=changes)
    return actions


def _write(row: Row, plan: ActionPlan, pending: ActionImport, *, actor: Actor, now: datetime) -> Action:
    action = create_action(values=row.values, plan=plan, actor=actor, now=now)
    if row.says_state:
        add_report(
            action, row.state, row.progress, None, [], channel="import", actor=actor, now=now,
            reporter_words=pending.filename,
        )  # fmt: skip
    return action


def list_touched(pending: ActionImport) -> list[str]:
    """Numbers of the lines that somebody changed since the import wrote them."""
    versions: dict[int, int] = {line[0]: line[1] for line in pending.written}
    return [
        action.number
        for action in db.session.scalars(queries.list_written(versions))
        if action.version != versions[action.id] or action.removed_at is not None
    ]


def undo_import(*, pending: ActionImport, actor: Actor, now: datetime) -> int:
    """Take the lines back, as long as nobody has touched one; how many. Their numbers are not given again."""
    lock(pending)
    if pending.state is not ImportState.DONE:
        raise RuleError("not_done", DONE_ALREADY, status=409)
    touched = list_touched(pending)
    if touched:
        message = _(
            "Des lignes ont changé depuis l'import (%(numbers)s) : il ne s'annule plus d'un coup. "
            "Abandonnez les lignes une à une.", numbers=", ".join(touched[:5]),
        )  # fmt: skip
        raise RuleError("touched", message, status=409)
    actions = db.session.scalars(queries.list_written(key for key, _v in pending.written)).all()
    for action in actions:
        action.removed_at = now
        action.version += 1
    pending.state = ImportState.UNDONE
    pending.version += 1
    changes = {"lines": (len(actions), None), "source": (pending.filename, None)}
    record(actor, "action_plan.import_undone", pending.plan, now=now, changes=changes)
    return len(actions)


def abandon_import(*, pending: ActionImport, actor: Actor, now: datetime) -> None:
    """Nothing was written, nothing will be; what was read is forgotten."""
    lock(pending)
    if pending.state is not ImportState.PENDING:
        raise RuleError("not_pending", DONE_ALREADY, status=409)
    pending.state, pending.rows = ImportState.ABANDONED, []
    pending.version += 1


def _hold(pending: ActionImport, version: int) -> None:
    lock(pending)
    if pending.state is not ImportState.PENDING or pending.version != version:
        raise RuleError("not_pending", DONE_ALREADY, status=409)
