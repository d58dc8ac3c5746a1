"""The money of a call, its criteria and its conditions: each saved whole, from one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from noress.core import formats
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import Actor
from noress.domain.funding import queries
from noress.domain.funding.models import CallCriterion, Funder, FundingCall, Lot
from noress.domain.funding.rules.completeness import check_not_open, list_money_problems
from noress.domain.funding.rules.preparing import hold, keep
from noress.domain.funding.wording import action_of
from noress.domain.institutions.models import Institution
from noress.extensions import db

MOST_ROWS, MOST_AMOUNT, MOST_PROJECTS = 20, 100_000_000_00, 1000


@dataclass(frozen=True)
class LotRow:
    """One line as typed; `row` names its inputs, so that what is wrong is said beside them."""

    row: str
    id: int | None
    title: Translated
    amount: int | None
    is_ceiling: bool = False
    most_projects: int | None = None
    own_percent: int = 0
    own_in_kind: bool = True


@dataclass(frozen=True)
class FunderRow:
    row: str
    id: int | None
    institution_id: int | None
    name: Translated
    amount: int | None


@dataclass(frozen=True)
class CriterionRow:
    row: str
    id: int | None
    title: Translated
    guidance: Translated
    weight: int | None


@dataclass(frozen=True)
class ConditionRow:
    row: str
    key: str | None
    text: Translated
    expects: str
    message: Translated


def save_money(
    *, call: FundingCall, envelope: int | None, lots: Sequence[LotRow], funders: Sequence[FunderRow], version: int,
    actor: Actor, now: datetime,
) -> None:  # fmt: skip
    """The lots, the envelope that they share, and who puts what into it."""
    hold(call, version)
    check_not_open(call, now)
    for lot in lots:
        _check_lot(lot)
    for funder in funders:
        _check_funder(funder)
    _check_envelope(envelope, lots, funders)
    before = _said_money(call)
    _set_lots(call, lots)
    call.funders[:] = [
        Funder(institution_id=one.institution_id, name=one.name or None, amount=one.amount or 0)
        for one in funders
    ]
    call.envelope = envelope
    db.session.flush()  # names of funders are read back
    keep(call, "funding_call.money_edited", _differences(before, _said_money(call)), actor, now)


def _check_lot(lot: LotRow) -> None:
    if not lot.title:
        raise RuleError("no_title", _("Donnez un nom à ce lot."), field=f"{lot.row}_title_fr")
    _check_amount(lot.amount, f"{lot.row}_amount")
    if lot.most_projects is not None and not 1 <= lot.most_projects <= MOST_PROJECTS:
        message = _("Écrivez un nombre de projets entre 1 et %(most)s, ou rien.", most=MOST_PROJECTS)
        raise RuleError("bad_projects", message, field=f"{lot.row}_most_projects")
    if not 0 <= lot.own_percent <= 99:
        message = _("Écrivez un pourcentage entre 0 et 99.")
        raise RuleError("bad_percent", message, field=f"{lot.row}_own_percent")


def _check_funder(funder: FunderRow) -> None:
    if funder.institution_id is None and not funder.name:
        message = _("Choisissez une institution, ou écrivez un nom.")
        raise RuleError("no_funder", message, field=f"{funder.row}_institution_id")
    if funder.institution_id is not None and db.session.get(Institution, funder.institution_id) is None:
        message = _("Choisissez une institution de la liste.")
        raise RuleError("no_funder", message, field=f"{funder.row}_institution_id")
    _check_amount(funder.amount, f"{funder.row}_amount")


def _check_amount(amount: int | None, field: str) -> None:
    if amount is None or amount <= 0:
        raise RuleError("no_amount", _("Écrivez un montant plus grand que zéro."), field=field)
    if amount > MOST_AMOUNT:
        message = _("Ce montant est trop grand : %(most)s au plus.", most=formats.money(MOST_AMOUNT))
        raise RuleError("too_big", message, field=field)


def _check_envelope(envelope: int | None, lots: Sequence[LotRow], funders: Sequence[FunderRow]) -> None:
    if envelope is not None:
        _check_amount(envelope, "envelope")
    promised = [(lot.amount or 0, lot.most_projects) for lot in lots]
    for problem in list_money_problems(envelope, promised, [one.amount or 0 for one in funders]):
        text = str(problem.message)
        raise RuleError("wrong_sums", text[:1].upper() + text[1:], field="envelope")


def _set_lots(call: FundingCall, rows: Sequence[LotRow]) -> None:
    """Lots keep their key: applications name them. One that an application names does not go."""
    known = {lot.id: lot for lot in call.lots}
    kept = {row.id for row in rows}
    for key, lot in known.items():
        if key not in kept and db.session.scalar(queries.count_applications_of_lot(key)):
            message = _("Des candidatures sont commencées pour le lot « %(lot)s » : il reste.", lot=lot.title)
            raise RuleError("lot_in_use", message, status=409)
    lots = []
    for position, row in enumerate(rows):
        lot = known.get(row.id or 0) or Lot()
        lot.title, lot.position, lot.amount, lot.is_ceiling = (
            row.title,
            position,
            row.amount or 0,
            row.is_ceiling,
        )
        lot.most_projects, lot.own_percent, lot.own_in_kind = (
            row.most_projects,
            row.own_percent,
            row.own_in_kind,
        )
        lots.append(lot)
    call.lots[:] = lots


def _said_money(call: FundingCall) -> dict[str, Any]:
    """As history says it."""
    lots = [
        f"{lot.title.pick('fr')[1]} : {lot.amount / 100:.2f} DH"
        + (f" x {lot.most_projects}" if lot.most_projects else "")
        + (f", {lot.own_percent} %" if lot.own_percent else "")
        for lot in call.lots
    ]
    shares = [f"{funder_name(one).pick('fr')[1]} : {one.amount / 100:.2f} DH" for one in call.funders]
    envelope = None if call.envelope is None else f"{call.envelope / 100:.2f} DH"
    return {"envelope": envelope, "lots": lots, "funders": shares}


def funder_name(funder: Funder) -> Translated:
    return Translated(funder.institution.name if funder.institution is not None else funder.name)


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def save_criteria(
    *, call: FundingCall, rows: Sequence[CriterionRow], version: int, actor: Actor, now: datetime
) -> None:
    """What files are judged by; the weights make 100."""
    hold(call, version)
    check_not_open(call, now)
    for row in rows:
        if not row.title:
            raise RuleError("no_title", _("Donnez un nom à ce critère."), field=f"{row.row}_title_fr")
        if row.weight is None or not 1 <= row.weight <= 100:
            raise RuleError("bad_weight", _("Écrivez un poids entre 1 et 100."), field=f"{row.row}_weight")
    total = sum(row.weight or 0 for row in rows)
    if rows and total != 100:
        message = _("Les poids font %(sum)s : ils doivent faire 100.", sum=total)
        raise RuleError("wrong_weights", message, field=f"{rows[-1].row}_weight")
    before = _said_criteria(call)
    known = {one.id: one for one in call.criteria}
    criteria = []
    for position, row in enumerate(rows):
        one = known.get(row.id or 0) or CallCriterion()
        one.title, one.guidance, one.weight, one.position = (
            row.title,
            row.guidance or None,
            row.weight or 0,
            position,
        )
        criteria.append(one)
    call.criteria[:] = criteria
    db.session.flush()
    changes = _differences({"criteria": before}, {"criteria": _said_criteria(call)})
    keep(call, "funding_call.criteria_edited", changes, actor, now)


def _said_criteria(call: FundingCall) -> list[str]:
    return [
        " / ".join(filter(None, (f"{one.title.pick('fr')[1]} : {one.weight}", (one.guidance or Translated()).pick("fr")[1])))
        for one in call.criteria
    ]  # fmt: skip


def save_eligibility(
    *, call: FundingCall, rows: Sequence[ConditionRow], version: int, actor: Actor, now: datetime
) -> None:
    """Asked before anything is begun; each says why when the answer does not fit."""
    hold(call, version)
    check_not_open(call, now)
    numbers = [int(rule["key"][1:]) for rule in call.eligibility if rule["key"][1:].isdecimal()]
    free = max(numbers, default=0) + 1
    rules: list[dict[str, Any]] = []
    for row in rows:
        if not row.text:
            raise RuleError("no_text", _("Écrivez la question."), field=f"{row.row}_text_fr")
        if not row.message:
            message = _("Écrivez ce que lira la personne si sa réponse ne convient pas.")
            raise RuleError("no_message", message, field=f"{row.row}_message_fr")
        if row.expects not in {"yes", "no"}:
            raise RuleError("no_answer", _("Choisissez la réponse attendue."), field=f"{row.row}_expects")
        key = row.key
        if key is None:
            key, free = f"r{free}", free + 1
        rules.append(
            {"key": key, "text": dict(row.text), "expects": row.expects, "message": dict(row.message)}
        )
    before, after = call.eligibility, rules
    if before == after:
        return
    call.eligibility = rules
    changes = {"eligibility": (_said_rules(before), _said_rules(after))}
    keep(call, action_of(call, "eligibility_edited"), changes, actor, now)


def _said_rules(rules: list[dict[str, Any]]) -> list[str]:
    return [Translated(rule["text"]).pick("fr")[1] for rule in rules]
