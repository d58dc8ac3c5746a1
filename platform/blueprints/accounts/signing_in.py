"""What a browser remembers between the steps of signing in, and the last step: a signed-in device."""

import re
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from typing import Any, Final, NamedTuple

from flask import redirect, request, session, url_for
from flask_login import login_user

from noress.core import tokens
from noress.domain.accounts import rules
from noress.domain.accounts.models import Account, Device
from noress.web import resume
from noress.web.identity import SignedIn, digest, signed_in

ASKED: Final = "sign_in"
WAITING: Final = "waiting_for_second_factor"
#: time to take out the telephone
PATIENCE: Final = timedelta(minutes=10)


class Waiting(NamedTuple):
    """The first factor was right; the device does not exist before the second one is."""

    account_id: int
    method: str
    is_remembered: bool


def target() -> str:
    """Where to go afterwards: only within this site."""
    return resume.safe_target(request.args.get("suite")) or url_for("duties.index")


def network() -> str:
    """Where the request comes from; a household's IPv6 addresses count as one."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    return str(address.exploded[:19] if isinstance(address, IPv6Address) else address)


def remember_asked(email: str, code_id: int | None) -> None:
    session[ASKED] = {"email": email, "code_id": code_id}


def asked() -> tuple[str, int | None] | None:
    """The address typed on the first page, and the code sent to it from this browser."""
    kept = session.get(ASKED)
    return (kept["email"], kept["code_id"]) if kept else None


def waiting(*, now: datetime) -> Waiting | None:
    kept = session.get(WAITING)
    if not kept or datetime.fromisoformat(kept["at"]) + PATIENCE <= now:
        return None
    return Waiting(kept["account_id"], kept["method"], kept["is_remembered"])


def enter(account: Account, *, method: str, is_remembered: bool, now: datetime) -> Any:
    """The first factor was right: ask for the second one when there is one, else sign in."""
    if account.totp_confirmed_at is not None:
        session[WAITING] = {
            "account_id": account.id, "method": method, "is_remembered": is_remembered, "at": now.isoformat(),
        }  # fmt: skip
        session.pop(ASKED, None)
        return redirect(url_for("accounts.second_factor", suite=target()), 303)
    return sign_in_device(account, method=method, is_remembered=is_remembered, is_proven=False, now=now)


def sign_in_device(
    account: Account, *, method: str, is_remembered: bool, is_proven: bool, now: datetime
) -> Any:
    """A new device row and its cookie; nothing of what the browser held before survives."""
    before = signed_in()
    if before is not None:
        before.device.revoked_at = now
    token = tokens.random_token()
    device = rules.start_sign_in(
        account=account, token_digest=digest(token), method=method, label=browser_name(),
        is_remembered=is_remembered, is_proven=is_proven, now=now,
    )  # fmt: skip
    session.clear()
    session.permanent = is_remembered
    login_user(SignedIn.on(device, token))
    return after(device)


def after(device: Device) -> Any:
    """The page they wanted, unless somebody must first say who is acting."""
    if device.person_id is None:
        return redirect(url_for("accounts.who_acts", suite=target()), 303)
    return redirect(target(), 303)


def browser_name() -> str:
    """A few words by which a person recognises their own device; nothing finer is kept."""
    agent = request.user_agent.string
    names = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung"), ("Firefox", "Firefox"),
             ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
    systems = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
               ("Mac OS X", "Mac"), ("Linux", "Linux"))  # fmt: skip
    found = [next((name for sign, name in table if re.search(sign, agent)), "") for table in (names, systems)]
    return ", ".join(name for name in found if name)


def own_device() -> Device:
    """The device of this request; only for pages that ask for a signed-in person."""
    user = signed_in()
    assert user is not None, "@permission lets nobody else in"
    return user.device
