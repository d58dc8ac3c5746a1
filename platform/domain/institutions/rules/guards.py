"""A second lock on the permanent secretariat: whoever keeps its lists does not thereby come to lead it."""

from datetime import date, datetime, timedelta

from noress.core import clock
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts.actor import LEADING, Actor
from noress.domain.institutions import queries
from noress.domain.institutions.models import Body, BodyKind, Institution, Mandate
from noress.domain.institutions.policy import can_manage_mandates
from noress.extensions import db


def guard_mandates_of(body: Body, actor: Actor) -> None:
    """Checked on the route and here: a mandate of the secretariat gives rights over everybody."""
    if body.kind is BodyKind.SECRETARIAT and not _may_lead(actor, body):
        raise RuleError(
            "secretariat_mandate",
            _(
                "Les mandats du secrétariat permanent sont donnés, changés et terminés par la coordination ou par "
                "l'administration technique : demandez-leur."
            ),
            status=403,
        )


def guard_seats_of(institution: Institution, *, actor: Actor, now: datetime) -> None:
    """A seat of the institution that coordinates gives whoever sits on it the coordinator's rights."""
    for mandate in db.session.scalars(queries.list_leading_mandates(clock.today(now))):
        if mandate.institution_id == institution.id and mandate.person_id is None:
            if not _may_lead(actor, mandate.body):
                raise RuleError(
                    "secretariat_seat",
                    _(
                        "Cette institution coordonne le secrétariat : la coordination ouvre elle-même ses sièges."
                    ),
                    status=403,
                )
            return


def refuse_last_coordinator(mandate: Mandate, ends_on: date, *, field: str, now: datetime) -> None:
    """Somebody must coordinate the day after: otherwise nobody could name the next one."""
    today = clock.today(now)
    is_running = mandate.ends_on is None or mandate.ends_on >= today
    is_shortened = mandate.ends_on is None or ends_on < mandate.ends_on
    if mandate.body.kind is not BodyKind.SECRETARIAT or mandate.role not in LEADING:
        return
    if not (is_running and is_shortened):
        return
    day = max(ends_on + timedelta(days=1), today)
    if all(other.id == mandate.id for other in db.session.scalars(queries.list_held_leading_mandates(day))):
        raise RuleError(
            "last_coordinator",
            _(
                "C'est le dernier mandat de coordination du secrétariat. Donnez d'abord celui de la personne qui "
                "prend la suite, puis terminez celui-ci."
            ),
            field=field, status=409,
        )  # fmt: skip


def _may_lead(actor: Actor, body: Body) -> bool:
    return actor.method == "system" or can_manage_mandates(actor, body)
