"""What is good once is good once, also when many try at the same instant, on both engines."""

import contextvars
import threading
from datetime import timedelta

import pyotp
from sqlalchemy import select

from noress.core import tokens
from noress.core.database import writing
from noress.core.errors import RuleError
from noress.domain.accounts import rules
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Account, AccountInvitation, Person, SignInCode, Visibility
from noress.domain.accounts.rules import sign_in
from noress.domain.accounts.rules.invitations import Details
from noress.extensions import db
from tests.factories import NOW, make_account, make_person, save

ROUNDS, AT_ONCE = 4, 5


def at_once(app, work):
    """Run `work()` in several threads that start together, each in a transaction of its own; the results."""
    start, results = threading.Barrier(AT_ONCE), []

    def run():
        with app.app_context(), writing():
            start.wait()
            try:
                results.append(work())
                db.session.commit()
            except RuleError as refused:
                db.session.rollback()
                results.append(refused)
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=lambda: contextvars.Context().run(run)) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    return results


def outcomes(results):
    return sorted(outcome.refusal.code if outcome.refusal else "entered" for outcome in results)


def test_one_code_used_by_many_at_once_opens_once(app):
    make_person(email="animatrice@exemple.ma")
    for _ in range(ROUNDS):
        row = save(SignInCode(email="animatrice@exemple.ma", code_digest=sign_in._digest("animatrice@exemple.ma", "123456"),
                              created_at=NOW, expires_at=NOW + timedelta(minutes=10), attempts=0))  # fmt: skip
        key = row.id
        found = at_once(
            app,
            lambda k=key: rules.check_code(code_id=k, email="animatrice@exemple.ma", typed="123456", now=NOW),
        )
        assert outcomes(found) == ["code_used"] * (AT_ONCE - 1) + ["entered"]


def test_wrong_tries_at_once_are_all_counted(app):
    row = save(SignInCode(email="a@exemple.ma", code_digest="0" * 64, created_at=NOW,
                          expires_at=NOW + timedelta(minutes=10), attempts=3))  # fmt: skip
    key = row.id
    found = at_once(app, lambda: rules.check_code(code_id=key, email="a@exemple.ma", typed="123456", now=NOW))
    assert outcomes(found).count("code_wrong") == 2
    assert db.session.get(SignInCode, key).attempts == 5


def test_wrong_passwords_at_once_do_not_pass_the_limit(app):
    make_person(email="animatrice@exemple.ma")

    def attempt():
        return rules.check_password(address="animatrice@exemple.ma", password="non", network="1", now=NOW)

    found = at_once(app, attempt) + at_once(app, attempt)
    assert outcomes(found) == ["password_tries"] * 5 + ["password_wrong"] * 5


def test_one_time_step_used_by_many_at_once_proves_once(app):
    secret = pyotp.random_base32()
    account = make_account(totp_secret=secret, totp_confirmed_at=NOW)
    key, code = account.id, pyotp.TOTP(secret).at(NOW)
    found = at_once(
        app, lambda: rules.prove_second_factor(account=db.session.get(Account, key), typed=code, now=NOW)
    )
    assert outcomes(found) == ["entered"] + ["totp_used"] * (AT_ONCE - 1)


def test_one_invitation_accepted_by_many_at_once_joins_once(app):
    person = make_person("Animatrice", email=None)
    db.session.rollback()
    with writing():
        invitation = rules.invite_person(
            person=person, email="animatrice@exemple.ma", actor=Actor(name="S", method="code"), now=NOW
        )
        db.session.commit()
    key = invitation.id
    details = Details("Animatrice", None, "fr", None, Visibility.INTERNAL, True)
    found = at_once(app, lambda: rules.accept_invitation(
        invitation=db.session.get(AccountInvitation, key), details=details, now=NOW))  # fmt: skip
    refused = [result.status for result in found if isinstance(result, RuleError)]
    assert refused == [410] * (AT_ONCE - 1)
    assert [a.email for a in db.session.scalars(select(Account))] == ["animatrice@exemple.ma"]
    assert db.session.scalars(select(Person)).one().account_id is not None


def test_new_codes_asked_at_once_do_not_pass_the_limit(app):
    def ask():
        return rules.send_sign_in_code(address="a@exemple.ma", language="fr", network="1", now=NOW)

    found = at_once(app, ask) + at_once(app, ask)
    assert [isinstance(result, RuleError) for result in found].count(False) == 5
    assert tokens.CODE_DIGITS == 6
