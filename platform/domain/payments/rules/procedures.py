"""The steps of a legal carrier, in their order, each with its day, whose act it is, and what proves it."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import Translated
from noress.core.i18n import lazy as _
from noress.core.locking import lock
from noress.domain.accounts.actor import Actor
from noress.domain.audit.rules import record
from noress.domain.files.models import StoredFile
from noress.domain.institutions.models import Institution
from noress.domain.payments import built_in, queries
from noress.domain.payments.models import (
    Agreement,
    AgreementState,
    Instalment,
    InstalmentState,
    Procedure,
    ProcedureStep,
    StepDone,
)
from noress.domain.payments.rules import paying
from noress.domain.payments.taking import take_award, take_instalment
from noress.extensions import db

MOST_STEPS = 12
_ORDERABLE = frozenset({InstalmentState.CHECKED, InstalmentState.FAILED})


class Row(NamedTuple):
    """A step as the page of a carrier shows it; `other_than` are places in that page, from 0."""

    procedure: Procedure
    label: Translated
    actor_title: Translated
    needs_paper: bool = False
    is_payment: bool = False
    other_than: tuple[int, ...] = ()
    id: int | None = None


class Taken(NamedTuple):
    """What is said of a step when it is taken."""

    done_on: date
    file: StoredFile | None = None
    #: as the paper says it, when it is not the step's own
    actor_title: str | None = None
    text: str | None = None


def ensure_steps(*, carrier: Institution, actor: Actor, now: datetime) -> None:
    """Those that are built in, for a carrier that has none yet."""
    lock(carrier)
    if db.session.scalars(queries.list_steps(carrier.id)).first() is None:
        steps = built_in.steps_for(carrier.category_code)
        rows = [
            Row(s.procedure, s.label, s.actor_title, s.needs_paper, s.is_payment, s.other_than) for s in steps
        ]
        _write(carrier, rows, actor=actor, now=now)


def save_steps(*, carrier: Institution, rows: Sequence[Row], seen: str, actor: Actor, now: datetime) -> None:
    """The whole list. A step that was ever taken is retired rather than changed into something else."""
    lock(carrier)
    if seen != fingerprint_of(carrier):
        message = _("Quelqu'un a changé ces étapes depuis que cette page est ouverte : relisez-les.")
        raise RuleError("stale", message, status=409)
    _check(rows)
    _write(carrier, rows, actor=actor, now=now)


def fingerprint_of(carrier: Institution) -> str:
    """Of the steps in use: what a page was read from."""
    steps = db.session.scalars(queries.list_steps(carrier.id)).all()
    said = [
        [s.id, s.position, dict(s.label), dict(s.actor_title), s.needs_paper, s.is_payment, s.other_than]
        for s in steps
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _check(rows: Sequence[Row]) -> None:
    if len(rows) > MOST_STEPS:
        raise RuleError("too_many", _("%(count)s étapes au plus.", count=MOST_STEPS), field="rows")
    for row in rows:
        if not any(row.label.values()) or not any(row.actor_title.values()):
            message = _("Chaque étape a un nom, et dit de qui c'est l'acte.")
            raise RuleError("no_label", message, field="rows")
    if not any(row.procedure is Procedure.AGREEMENT for row in rows):
        raise RuleError("no_agreement", _("La convention a une étape au moins."), field="rows")
    paid = [row for row in rows if row.procedure is Procedure.PAYMENT]
    if len(paid) < 2 or [row.is_payment for row in paid] != [False] * (len(paid) - 1) + [True]:
        message = _(
            "Un paiement a au moins deux étapes : la dernière, et elle seule, est le paiement lui-même."
        )
        raise RuleError("no_payment", message, field="rows")
    if any(row.is_payment for row in rows if row.procedure is Procedure.AGREEMENT):
        raise RuleError("no_payment", _("La convention ne paie rien."), field="rows")
    if any(place >= own or place < 0 for own, row in enumerate(rows) for place in row.other_than):
        message = _("« Quelqu'un d'autre » se dit d'une étape qui vient avant.")
        raise RuleError("other_than", message, field="rows")


def _write(carrier: Institution, rows: Sequence[Row], *, actor: Actor, now: datetime) -> None:
    there = {step.id: step for step in db.session.scalars(queries.list_steps(carrier.id))}
    used = set(db.session.scalars(queries.list_used_steps(carrier.id)))
    before = [str(step.label) for step in there.values()]
    made: list[ProcedureStep] = []
    for position, row in enumerate(sorted(rows, key=lambda one: one.procedure)):
        step = there.pop(row.id, None) if row.id is not None else None
        step = step or ProcedureStep(carrier_id=carrier.id)
        step.procedure, step.position, step.label = row.procedure, position, row.label
        step.actor_title, step.needs_paper, step.is_payment = row.actor_title, row.needs_paper, row.is_payment
        db.session.add(step)
        made.append(step)
    db.session.flush()  # the ids that `other_than` names
    ordered = sorted(rows, key=lambda one: one.procedure)
    for step, row in zip(made, ordered, strict=True):
        step.other_than = [made[ordered.index(rows[place])].id for place in row.other_than]
    for key, step in there.items():
        if key in used:
            step.retired_at = now
        else:
            db.session.delete(step)
    changes = {"steps": (before, [str(step.label) for step in made])}
    record(actor, "institution.steps_saved", carrier, now=now, changes=changes)


def next_step(steps: Sequence[ProcedureStep], done: Sequence[StepDone]) -> ProcedureStep | None:
    """The first that is not taken; steps are taken in their order."""
    taken = {one.step_id for one in done}
    return next((step for step in steps if step.id not in taken), None)


def take_agreement_step(
    *, agreement: Agreement, step: ProcedureStep, taken: Taken, actor: Actor, now: datetime
) -> None:
    """While the agreement is out to be signed; the last one may be what makes it signed."""
    from noress.domain.payments.rules.agreements import (
        complete_if_ready,  # it asks for the steps of this module
    )

    take_award(agreement.award, actor=actor)
    if agreement.state is not AgreementState.TO_SIGN:
        message = _("Les étapes de la convention se notent une fois qu'elle est partie à la signature.")
        raise RuleError("wrong_state", message, status=409)
    _check_next(step, Procedure.AGREEMENT, agreement.award.call.carrier_id, agreement_id=agreement.id)
    _check_taken(step, taken, not_before=clock.today(agreement.award.decided_at), now=now)
    check_other_than(step, agreement=agreement, actor=actor)
    _add(step, taken, actor, now, agreement_id=agreement.id)
    record(actor, "agreement.step_taken", agreement, now=now, changes={"step": (None, step.label)})
    complete_if_ready(agreement, actor=actor, now=now)


def take_payment_step(
    *, instalment: Instalment, step: ProcedureStep, taken: Taken, actor: Actor, now: datetime,
    version: int | None = None,
) -> None:  # fmt: skip
    """A step before the payment; after the last of them, the instalment is ordered. The payment itself is
    `paying.pay_instalment`."""
    take_instalment(instalment, actor=actor, version=version)
    if instalment.state not in _ORDERABLE:
        message = _(
            "Cette tranche est « %(state)s » : elle ne s'ordonne pas.", state=str(instalment.state.label)
        )
        raise RuleError("wrong_state", message, status=409)
    carrier_id = instalment.award.call.carrier_id
    steps = _check_next(step, Procedure.PAYMENT, carrier_id, instalment_id=instalment.id)
    if step.is_payment:
        raise RuleError("not_ordered", _("Cette tranche n'est pas encore ordonnancée."), status=409)
    first = instalment.checked_at or instalment.award.decided_at
    _check_taken(step, taken, not_before=clock.today(first), now=now)
    check_other_than(step, instalment=instalment, actor=actor)
    _add(step, taken, actor, now, instalment_id=instalment.id)
    instalment.version += 1
    record(actor, "instalment.step_taken", instalment, now=now, changes={"step": (None, step.label)})
    following = steps[steps.index(step) + 1]
    if following.is_payment:
        paying.order_instalment(instalment, actor=actor, now=now)


def check_other_than(
    step: ProcedureStep,
    *,
    actor: Actor,
    agreement: Agreement | None = None,
    instalment: Instalment | None = None,
) -> None:
    """Never the same person twice, where the list says so; steps of the agreement count for its instalments too."""
    if not step.other_than:
        return
    award_id = (
        instalment.award_id if instalment is not None else agreement.award_id if agreement is not None else 0
    )
    own = agreement or db.session.scalars(queries.get_agreement(award_id)).one_or_none()
    done = db.session.scalars(
        queries.list_done(agreement_id=own.id if own is not None else None,
                          instalment_ids=[instalment.id] if instalment is not None else [])
    )  # fmt: skip
    if any(one.step_id in step.other_than and one.person_id == actor.person_id for one in done):
        message = _("Vous avez déjà noté une étape que celle-ci exclut : quelqu'un d'autre doit le faire.")
        raise RuleError("same_person", message, status=409)


def _check_next(
    step: ProcedureStep, procedure: Procedure, carrier_id: int | None, *, agreement_id: int | None = None,
    instalment_id: int | None = None,
) -> list[ProcedureStep]:  # fmt: skip
    steps = list(db.session.scalars(queries.list_steps(carrier_id or 0, procedure)))
    ids = [instalment_id] if instalment_id is not None else []
    done = db.session.scalars(queries.list_done(agreement_id=agreement_id, instalment_ids=ids)).all()
    if any(one.step_id == step.id for one in done):
        raise RuleError("already_done", _("Cette étape est déjà notée : rien n'a changé."), status=409)
    if next_step(steps, done) is not step:
        message = _("Ce n'est pas le tour de cette étape : une autre vient avant.")
        raise RuleError("wrong_step", message, status=409)
    return steps


def _check_taken(step: ProcedureStep, taken: Taken, *, not_before: date, now: datetime) -> None:
    if taken.done_on > clock.today(now):
        raise RuleError("future", _("Ce jour n'est pas encore venu."), field="done_on")
    if taken.done_on < not_before:
        message = _("Ce jour est avant la décision ou la vérification : relisez le papier.")
        raise RuleError("too_early", message, field="done_on")
    if step.needs_paper and taken.file is None:
        raise RuleError("no_paper", _("Joignez le papier de cette étape."), field="file")


def _add(
    step: ProcedureStep, taken: Taken, actor: Actor, now: datetime, *, agreement_id: int | None = None,
    instalment_id: int | None = None,
) -> None:  # fmt: skip
    title = (taken.actor_title or "").strip()[:200] or None
    db.session.add(
        StepDone(
            step_id=step.id, agreement_id=agreement_id, instalment_id=instalment_id, person_id=actor.person_id,
            actor_title=title, done_on=taken.done_on, file_id=taken.file.id if taken.file is not None else None,
            note=(taken.text or "").strip() or None, noted_at=now,
        )
    )  # fmt: skip
    db.session.flush()
