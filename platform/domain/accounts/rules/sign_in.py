"""Signing in by a mailed code or by password. Known and unknown addresses get the same answer in the same time."""

import hmac
import math
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from noress.core import links, tokens
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts import limits, mails, passwords, queries
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.inputs import clean_address, clean_code
from noress.domain.accounts.models import Account, Device, SignInCode
from noress.domain.accounts.rules.devices import end_sign_ins
from noress.domain.audit.rules import record
from noress.domain.outbox import rules as outbox
from noress.extensions import db

CODE_LIFE: Final = timedelta(minutes=10)
CODES_PER_ADDRESS: Final = 5
#: from all networks together: somebody else's requests must not keep the owner from asking
CODES_PER_ADDRESS_ANYWHERE: Final = 15
CODES_PER_NETWORK: Final = 30
PASSWORD_TRIES: Final = 5
PASSWORD_TRIES_PER_NETWORK: Final = 60
#: after a sign-in by mailed code, the password may be changed without the old one
FRESH: Final = timedelta(hours=1)


class Outcome(NamedTuple):
    """How a try ended. A refusal is not raised: the try must be counted, so the page commits either way."""

    account: Account | None = None
    refusal: RuleError | None = None


def send_sign_in_code(*, address: str, language: str, network: str, now: datetime) -> SignInCode:
    """A new code for the address, mailed when an account has it. The code is good only for the browser
    that asked: nobody can use up the tries of somebody else."""
    email = clean_address(address)
    both = limits.by_both(email, network)
    limits.check(
        [
            limits.Limit("code_sent", both, CODES_PER_ADDRESS),
            limits.Limit("code_sent", limits.by_address(email), CODES_PER_ADDRESS_ANYWHERE),
            limits.Limit("code_sent", limits.by_network(network), CODES_PER_NETWORK),
        ],
        "codes", now=now,
    )  # fmt: skip
    for subject in (both, limits.by_address(email), limits.by_network(network)):
        limits.note("code_sent", subject, succeeded=True, now=now)
    code = tokens.random_code()
    row = SignInCode(
        email=email, code_digest=_digest(email, code), created_at=now, expires_at=now + CODE_LIFE, attempts=0
    )
    db.session.add(row)
    account = db.session.scalars(queries.get_account(email)).one_or_none()
    persons = db.session.scalars(queries.list_persons_of_account(account.id if account else 0)).all()
    savepoint = db.session.begin_nested()
    outbox.enqueue(mails.sign_in_code(email=email, code=code, persons=persons, language=language), now=now)
    if account is None or account.suspended_at is not None:
        savepoint.rollback()  # the same work was done, so that the time says nothing; no mail leaves
    return row


def check_code(*, code_id: int, email: str, typed: str, now: datetime) -> Outcome:
    """Use a code: right, alive, not used, within five tries. Two uses at once: exactly one succeeds."""
    row = db.session.get(SignInCode, code_id)
    digits = clean_code(typed)
    if row is None or row.email != email:
        return _refused("code_gone", _("Ce code n'est plus valable. Demandez-en un nouveau."))
    if len(digits) != tokens.CODE_DIGITS or not digits.isdigit():
        return _refused("code_shape", _("Le code a six chiffres. Exemple : 482 913."))
    if row.expires_at <= now:
        return _refused(
            "code_expired", _("Ce code a expiré : il était valable dix minutes. Demandez-en un nouveau.")
        )
    if row.used_at is None and row.attempts >= queries.MAX_CODE_TRIES:
        return Outcome(refusal=_five_tries(row.expires_at - now))
    if not db.session.execute(queries.count_one_try(row.id)).rowcount:  # type: ignore[attr-defined]
        return _used()
    if not hmac.compare_digest(row.code_digest, _digest(email, digits)):
        return _refused(
            "code_wrong",
            _(
                "Ce n'est pas le bon code. Relisez le dernier courriel reçu : un code plus ancien ne sert plus."
            ),
        )
    if not db.session.execute(queries.use_code(row.id, now)).rowcount:  # type: ignore[attr-defined]
        return _used()
    account = db.session.scalars(queries.get_account(email)).one_or_none()
    if account is None:
        return _refused("code_wrong", _("Ce n'est pas le bon code."))
    return _unless_suspended(account)


def check_password(*, address: str, password: str, network: str, now: datetime) -> Outcome:
    """Compare a password. Five wrong ones close this way for a quarter of an hour, never the mailed code."""
    email = clean_address(address)
    by_address, by_network = limits.by_address(email), limits.by_network(network)
    try:
        limits.check(
            [
                limits.Limit("password", by_address, PASSWORD_TRIES, succeeded=False),
                limits.Limit("password", by_network, PASSWORD_TRIES_PER_NETWORK, succeeded=False),
            ],
            "password_tries", now=now,
        )  # fmt: skip
    except limits.TooMany as refusal:
        return Outcome(refusal=refusal)
    account = db.session.scalars(queries.get_account(email)).one_or_none()
    is_right = passwords.verify_password(account.password_hash if account else None, password)
    limits.note("password", by_address, succeeded=is_right, now=now)
    limits.note("password", by_network, succeeded=is_right, now=now)
    if account is None or not is_right:
        return _refused(
            "password_wrong",
            _(
                "L'adresse et le mot de passe ne vont pas ensemble. Un code par courriel vous ouvre aussi la porte."
            ),
            field="password",
        )
    return _unless_suspended(account)


def set_password(
    *, account: Account, new: str, current: str | None, device: Device, actor: Actor, now: datetime
) -> Outcome:  # fmt: skip
    """Set or change the password; every other device is signed out at once."""
    if needs_current_password(account, device, now=now):
        outcome = check_password(
            address=account.email, password=current or "", network=f"account {account.id}", now=now
        )
        if outcome.refusal is not None:
            if outcome.refusal.code == "password_wrong":
                return _refused(
                    "current_wrong", _("Ce n'est pas votre mot de passe actuel."), field="current_password"
                )
            return outcome
    passwords.check_strength(new, account.email)
    account.password_hash = passwords.hash_password(new)
    end_sign_ins(account_id=account.id, except_device_id=device.id, now=now)
    record(actor, "account.password_changed", account, now=now)
    outbox.enqueue(mails.account_notice(account, "password", language=actor.language), now=now)
    return Outcome(account=account)


def needs_current_password(account: Account, device: Device, *, now: datetime) -> bool:
    """Whoever just proved to read the mailbox may set a new password: this is also how one is reset."""
    is_fresh = device.method in {"code", "link"} and device.created_at > now - FRESH
    return account.password_hash is not None and not is_fresh


def _digest(email: str, code: str) -> str:
    return tokens.digest(f"code {email} {code}", links.secret())


def _unless_suspended(account: Account) -> Outcome:
    if account.suspended_at is not None:
        message = _("Ce compte est suspendu. Le secrétariat peut vous dire pourquoi.")
        return Outcome(refusal=RuleError("suspended", message, status=403))
    return Outcome(account=account)


def _five_tries(wait: timedelta) -> limits.TooMany:
    minutes = math.ceil(wait.total_seconds() / 60)
    message = _(
        "Cinq essais ont échoué : ce code est bloqué. Attendez %(minutes)s min, ou demandez un nouveau code.",
        minutes=minutes,
    )
    return limits.TooMany("code_tries", message, wait)


def _used() -> Outcome:
    return _refused("code_used", _("Ce code a déjà servi : il n'ouvre qu'une fois. Demandez-en un nouveau."))


def _refused(code: str, message: object, field: str = "code") -> Outcome:
    return Outcome(refusal=RuleError(code, message, field=field))
