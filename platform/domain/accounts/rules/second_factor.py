"""The second factor: a telephone's code (TOTP, RFC 6238) or one of eight recovery codes."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from noress.core import links, tokens
from noress.core.errors import RuleError
from noress.core.i18n import lazy as _
from noress.domain.accounts import limits, mails, queries
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.inputs import clean_code
from noress.domain.accounts.models import Account, Device, Person, RecoveryCode
from noress.domain.accounts.rules.devices import end_sign_ins
from noress.domain.accounts.rules.guards import refuse_above
from noress.domain.accounts.rules.sign_in import Outcome
from noress.domain.audit.rules import record
from noress.domain.outbox import rules as outbox
from noress.extensions import db

STEP: Final = 30
RECOVERY_CODES: Final = 8
#: no letter that looks like another or like a figure
_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
TRIES: Final = 5


def begin_enrolment(*, account: Account) -> None:
    """A fresh secret, worth nothing until a code made from it is typed."""
    if account.totp_confirmed_at is not None:
        raise RuleError("enrolled", _("Le second facteur est déjà en place."), status=409)
    import pyotp

    account.totp_secret = pyotp.random_base32()


def enrolment_address(account: Account, network_name: str) -> str:
    """What the QR code says to the telephone."""
    import pyotp

    assert account.totp_secret is not None
    return pyotp.TOTP(account.totp_secret).provisioning_uri(name=account.email, issuer_name=network_name)


def confirm_enrolment(
    *, account: Account, device: Device, typed: str, actor: Actor, now: datetime
) -> tuple[Outcome, list[str]]:
    """The first code proves that the telephone has the secret; returns the recovery codes, shown once.
    Browsers that signed in without it are signed out."""
    if account.totp_secret is None or account.totp_confirmed_at is not None:
        raise RuleError("not_begun", _("Recommencez depuis le début de la page."), status=409)
    if len(clean_code(typed)) != tokens.CODE_DIGITS:
        return _refused("code_shape", _("Le code a six chiffres. Exemple : 482 913.")), []
    outcome = _check_time_code(account, typed, now)
    if outcome.refusal is not None:
        return outcome, []
    account.totp_confirmed_at = device.second_factor_at = now
    codes = _new_recovery_codes(account, now)
    end_sign_ins(account_id=account.id, except_device_id=device.id, now=now)
    record(actor, "account.second_factor_added", account, now=now)
    outbox.enqueue(mails.account_notice(account, "second_factor_added", language=actor.language), now=now)
    return outcome, codes


def prove_second_factor(
    *, account: Account, typed: str, device: Device | None = None, now: datetime
) -> Outcome:
    """A telephone's code, each time step once, or a recovery code, each once."""
    text = clean_code(typed)
    if len(text) == tokens.CODE_DIGITS and text.isdigit():
        outcome = _check_time_code(account, text, now)
    else:
        outcome = _check_recovery_code(account, text, now)
    if outcome.refusal is None and device is not None:
        device.second_factor_at = now
    return outcome


def renew_recovery_codes(
    *, account: Account, typed: str, actor: Actor, now: datetime
) -> tuple[Outcome, list[str]]:
    """Eight new recovery codes; those given before are void."""
    outcome = prove_second_factor(account=account, typed=typed, now=now)
    if outcome.refusal is not None:
        return outcome, []
    codes = _new_recovery_codes(account, now)
    record(actor, "account.recovery_codes_renewed", account, now=now)
    return outcome, codes


def remove_second_factor(
    *, account: Account, typed: str, actor: Actor, is_required: bool, now: datetime
) -> Outcome:  # fmt: skip
    """Give up the second factor, proving it one last time; refused to functions that must have one."""
    if is_required and actor.needs_second_factor:
        raise RuleError("required", _("Votre fonction demande un second facteur."), status=403)
    outcome = prove_second_factor(account=account, typed=typed, now=now)
    if outcome.refusal is None:
        _forget(account)
        record(actor, "account.second_factor_removed", account, now=now)
        outbox.enqueue(
            mails.account_notice(account, "second_factor_removed", language=actor.language), now=now
        )
    return outcome


def reset_second_factor(*, person: Person, actor: Actor, now: datetime) -> None:
    """The secretariat, having recognised a person who lost telephone and codes, opens the way to enrol anew."""
    account = person.account
    if account is None or account.totp_confirmed_at is None:
        raise RuleError("no_second_factor", _("Ce compte n'a pas de second facteur."), status=409)
    refuse_above(person, actor, now=now)
    if account.id == actor.account_id:
        raise RuleError("own", _("Demandez-le à un autre membre du secrétariat."), status=403)
    _forget(account)
    end_sign_ins(account_id=account.id, now=now)
    record(actor, "account.second_factor_reset", account, now=now)
    record(actor, "person.second_factor_reset", person, now=now)
    outbox.enqueue(mails.account_notice(account, "second_factor_reset", language=person.language), now=now)


def _forget(account: Account) -> None:
    account.totp_secret = account.totp_confirmed_at = account.totp_last_step = None
    db.session.execute(queries.forget_recovery_codes(account.id))


def _check_time_code(account: Account, typed: str, now: datetime) -> Outcome:
    """One step early or late is accepted for telephones whose clock is off; a step is good once."""
    if (refusal := _too_many(account, now)) is not None:
        return Outcome(refusal=refusal)
    import pyotp

    code, made = clean_code(typed), pyotp.TOTP(account.totp_secret or "")
    for offset in (0, -1, 1):
        instant = now + timedelta(seconds=offset * STEP)
        if account.totp_secret and pyotp.utils.strings_equal(made.at(instant), code):
            step = int(instant.timestamp()) // STEP
            taken = db.session.execute(queries.take_time_step(account.id, step)).rowcount  # type: ignore[attr-defined]
            if taken:
                return Outcome(account=account)
            return _refused(
                "totp_used", _("Ce code a déjà servi. Attendez le suivant, trente secondes au plus.")
            )
    limits.note("totp", limits.by_account(account.id), succeeded=False, now=now)
    return _refused(
        "totp_wrong",
        _("Ce n'est pas le bon code. Vérifiez que l'heure de votre téléphone est réglée automatiquement."),
    )


def _check_recovery_code(account: Account, text: str, now: datetime) -> Outcome:
    if (refusal := _too_many(account, now)) is not None:
        return Outcome(refusal=refusal)
    used = db.session.execute(queries.use_recovery_code(account.id, _digest(account, text), now)).rowcount  # type: ignore[attr-defined]
    if used:
        return Outcome(account=account)
    limits.note("totp", limits.by_account(account.id), succeeded=False, now=now)
    return _refused(
        "recovery_wrong",
        _("Le code du téléphone a six chiffres ; un code de secours a dix signes et ne sert qu'une fois."),
    )


def _too_many(account: Account, now: datetime) -> limits.TooMany | None:
    limit = limits.Limit("totp", limits.by_account(account.id), TRIES, succeeded=False)
    wait = limits.wait_for(limit, now=now)
    return limits.too_many("totp_tries", wait) if wait is not None else None


def _new_recovery_codes(account: Account, now: datetime) -> list[str]:
    db.session.execute(queries.forget_recovery_codes(account.id))
    codes = ["".join(secrets.choice(_LETTERS) for _n in range(10)) for _m in range(RECOVERY_CODES)]
    db.session.add_all(
        RecoveryCode(account_id=account.id, code_digest=_digest(account, code), created_at=now)
        for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _digest(account: Account, code: str) -> str:
    return tokens.digest(f"recovery {account.id} {code}", links.secret())


def _refused(code: str, message: object) -> Outcome:
    return Outcome(refusal=RuleError(code, message, field="code"))
