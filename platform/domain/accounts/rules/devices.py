"""Signed-in browsers: beginning and ending."""

from datetime import datetime, timedelta
from typing import Final

from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts import queries
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Account, Device
from noress.domain.audit.rules import record
from noress.extensions import db

REMEMBERED: Final = timedelta(days=30)
SHORT: Final = timedelta(hours=12)


def start_sign_in(
    *, account: Account, token_digest: str, method: str, label: str, is_remembered: bool, is_proven: bool,
    now: datetime,
) -> Device:  # fmt: skip
    """A new signed-in browser. When the account leaves no choice, who acts is chosen at once."""
    from noress.domain.accounts.rules.acting import (  # these two need each other
        choose_identity,
        only_identity,
    )

    device = Device(
        token_digest=token_digest, account_id=account.id, account=account, method=method, label=label[:120],
        is_remembered=is_remembered, second_factor_at=now if is_proven else None, created_at=now,
        expires_at=now + (REMEMBERED if is_remembered else SHORT),
    )  # fmt: skip
    db.session.add(device)
    db.session.flush()  # history names the device's account
    identity = only_identity(account, now=now)
    if identity is not None:
        choose_identity(
            device=device,
            person_id=identity.person.id,
            seat_id=identity.seat.id if identity.seat else None,
            now=now,
        )
    return device


def end_device(*, device: Device, actor: Actor, now: datetime) -> None:
    """Sign one browser out."""
    if device.revoked_at is not None:
        raise RuleError("ended", _("Cet appareil était déjà déconnecté."), status=409)
    device.revoked_at = now
    record(actor, "account.device_ended", device.account, now=now, changes={"device": (device.label, None)})


def end_other_devices(*, device: Device, actor: Actor, now: datetime) -> int:
    """Sign out every browser of the account but this one."""
    ended = end_sign_ins(account_id=device.account_id, except_device_id=device.id, now=now)
    record(actor, "account.devices_ended", device.account, now=now)
    return ended


def end_sign_ins(
    *, account_id: int | None = None, seat_id: int | None = None, person_id: int | None = None,
    except_device_id: int | None = None, now: datetime,
) -> int:  # fmt: skip
    """Sign out, at once, every browser of an account, of a seat or of a person; returns how many."""
    if account_id is None and seat_id is None and person_id is None:
        raise ValueError("whose sign-ins end?")
    where = []
    if account_id is not None:
        where.append(Device.account_id == account_id)
    if seat_id is not None:
        where.append(Device.seat_id == seat_id)
    if person_id is not None:
        where.append(Device.person_id == person_id)
    if except_device_id is not None:
        where.append(Device.id != except_device_id)
    return int(db.session.execute(queries.end_devices(now, *where)).rowcount)  # type: ignore[attr-defined]
