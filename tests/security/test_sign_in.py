"""Signing in: what an attacker learns (nothing), how often they may try, and what ends a sign-in at once."""

from datetime import UTC, datetime, timedelta

import argon2
import pytest
import time_machine

from noress.core.database import writing
from noress.domain.accounts import passwords
from noress.domain.accounts.actor import Actor
from noress.domain.accounts.models import Device, SignInCode
from noress.domain.accounts.rules import suspend_account
from noress.domain.institutions import rules as institutions
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import make_person, make_seat
from tests.pages import parse
from tests.posting import post

pytestmark = pytest.mark.one_engine  # what each rule refuses and says, not how rows are kept

PASSWORD = "quatre mots sans rapport"
NEW_PASSWORD = "cinq autres mots bien choisis"


def person_with_password(**values):
    person = make_person(**values)
    with writing():
        person.account.password_hash = passwords.hash_password(PASSWORD)
        db.session.commit()
    return person


def text_of(response) -> str:
    return " ".join(parse(response).find("main").get_text(" ").split())


def ask_password(browser, email: str, password: str):
    post(browser, "/connexion", {"email": email, "way": "password"})
    return post(browser, "/connexion/mot-de-passe", {"password": password})


def is_signed_in(browser) -> bool:
    response = browser.get("/a-faire")
    assert response.status_code in {200, 302}
    return response.status_code == 200


# One password check costs tens of milliseconds: skipping it for an unknown address would tell who is known.


@pytest.fixture
def checks(monkeypatch):
    """How many passwords were compared."""
    counted: list[str] = []
    verify = argon2.PasswordHasher.verify

    def count(self, stored, password):
        counted.append(stored.split("$")[3])
        return verify(self, stored, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", count)
    return counted


def test_every_refusal_costs_one_password_check(client, app, checks):
    known = person_with_password(email="connu@exemple.ma").account.email
    by_code_only = make_person(email="code@exemple.ma").account.email
    answers = []
    for email in (known, by_code_only, "inconnu@exemple.ma"):
        response = ask_password(app.test_client(), email, "ce n'est pas lui")
        answers.append((response.status_code, text_of(response).replace(email, "…")))
    assert checks == ["m=19456,t=2,p=1"] * 3
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 422


def test_asking_for_a_code_says_nothing_about_the_address(app):
    known = make_person(email="connu@exemple.ma").account.email
    pages = []
    for email in (known, "inconnu@exemple.ma"):
        browser = app.test_client()
        sent = post(browser, "/connexion", {"email": email})
        page = browser.get(sent.headers["Location"])
        pages.append(
            (sent.status_code, sent.headers["Location"], page.status_code, text_of(page).replace(email, "…"))
        )
    assert pages[0] == pages[1]
    assert [mail.to_address for mail in db.session.query(OutboxMail)] == [known]


# Lockouts are counted in the database, and never close every door to an honest person.


def test_the_sixth_wrong_password_waits_and_the_mailed_code_still_opens(app):
    email = person_with_password(email="connu@exemple.ma").account.email
    browser = app.test_client()
    for _ in range(5):
        assert ask_password(browser, email, "ce n'est pas lui").status_code == 422
    refused = ask_password(app.test_client(), email, PASSWORD)  # another browser, the right password
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    assert not is_signed_in(browser)
    sign_in_by_code(browser, email)
    assert is_signed_in(browser)


def test_the_wait_ends(app):
    email = person_with_password(email="connu@exemple.ma").account.email
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False) as travel:
        for _ in range(5):
            ask_password(app.test_client(), email, "ce n'est pas lui")
        assert ask_password(app.test_client(), email, PASSWORD).status_code == 429
        travel.shift(timedelta(minutes=15, seconds=1))
        assert ask_password(app.test_client(), email, PASSWORD).status_code == 303


def sign_in_by_code(browser, email: str):
    post(browser, "/connexion", {"email": email})
    return post(browser, "/connexion/code", {"code": last_code()})


def last_code() -> str:
    import re

    mail = db.session.query(OutboxMail).order_by(OutboxMail.id.desc()).first()
    return re.search(r"\b(\d{3}) ?(\d{3})\b", mail.text.replace("\u202f", " ").replace("\u00a0", " ")).expand(
        r"\1\2"
    )


def test_the_sixth_wrong_code_waits_even_if_right(app):
    email = make_person(email="connu@exemple.ma").account.email
    browser = app.test_client()
    post(browser, "/connexion", {"email": email})
    right = last_code()
    for number in range(5):
        wrong = "111111" if right != "111111" else "222222"
        assert post(browser, "/connexion/code", {"code": wrong}).status_code == 422, number
    refused = post(browser, "/connexion/code", {"code": right})
    assert refused.status_code == 429
    assert not is_signed_in(browser)
    assert [code.used_at for code in db.session.query(SignInCode)] == [None]


def test_somebody_elses_tries_do_not_use_up_a_code(app):
    email = make_person(email="connu@exemple.ma").account.email
    mine, theirs = app.test_client(), app.test_client()
    post(mine, "/connexion", {"email": email})
    right = last_code()
    post(theirs, "/connexion", {"email": email})
    for _ in range(6):
        post(theirs, "/connexion/code", {"code": "000000"})
    assert post(mine, "/connexion/code", {"code": right}).status_code == 303
    assert is_signed_in(mine)
    assert not is_signed_in(theirs)


def test_a_code_is_good_once_and_for_ten_minutes(app):
    email = make_person(email="connu@exemple.ma").account.email
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False) as travel:
        browser = app.test_client()
        post(browser, "/connexion", {"email": email})
        code = last_code()
        travel.shift(timedelta(minutes=10))
        late = post(browser, "/connexion/code", {"code": code})
        assert (late.status_code, is_signed_in(browser)) == (422, False)
        assert sign_in_by_code(browser, email).status_code == 303
        assert [device.method for device in db.session.query(Device)] == ["code"]


# Flask-Login leaves old sessions and remembered devices alive after a password change.


def test_changing_the_password_signs_out_every_other_device(app, login_as):
    person = person_with_password(email="connu@exemple.ma")
    here, there, remembered = (
        login_as(person, method="code"),
        login_as(person),
        login_as(person, is_remembered=True),
    )
    stranger = login_as(make_person())
    assert [is_signed_in(browser) for browser in (here, there, remembered)] == [True, True, True]
    response = post(here, "/mon-compte/mot-de-passe", {"current_password": PASSWORD, "password": NEW_PASSWORD, "repeated": NEW_PASSWORD,
                                                       "password_again": NEW_PASSWORD})  # fmt: skip
    assert response.status_code == 303
    assert [is_signed_in(browser) for browser in (here, there, remembered)] == [True, False, False]
    assert is_signed_in(stranger)
    assert ask_password(app.test_client(), person.account.email, PASSWORD).status_code == 422
    assert ask_password(app.test_client(), person.account.email, NEW_PASSWORD).status_code == 303


def test_suspending_ends_every_sign_in_at_once(app, login_as):
    person = person_with_password(email="connu@exemple.ma")
    browsers = [login_as(person), login_as(person, is_remembered=True)]
    with writing():
        suspend_account(account=person.account, actor=Actor.system(), now=datetime.now(UTC))
        db.session.commit()
    assert [is_signed_in(browser) for browser in browsers] == [False, False]
    refused = ask_password(app.test_client(), person.account.email, PASSWORD)
    assert refused.status_code == 403


def test_closing_a_seat_ends_its_sign_ins_at_once(login_as):
    person = make_person()
    closed, kept = make_seat(person=person), make_seat(person=person)
    for_closed, for_kept = login_as(person, closed), login_as(person, kept)
    with writing():
        institutions.close_seat(
            seat=closed, actor=Actor.system(), now=datetime.now(UTC), ends_on=datetime.now(UTC).date()
        )
        db.session.commit()
    assert [is_signed_in(for_closed), is_signed_in(for_kept)] == [False, True]


def test_signing_out_makes_the_cookie_worthless(app, login_as):
    browser = login_as(make_person())
    with browser.session_transaction() as cookies:
        stolen = dict(cookies)
    assert post(browser, "/deconnexion").status_code == 303
    thief = app.test_client()
    with thief.session_transaction() as cookies:
        cookies.update(stolen)
    assert not is_signed_in(thief)


def test_opening_the_sign_out_page_signs_nobody_out(login_as):
    browser = login_as(make_person())
    assert browser.get("/deconnexion").status_code == 200
    assert is_signed_in(browser)


def test_signing_in_keeps_nothing_that_somebody_else_put_in_the_browser(app):
    """Session fixation: what the browser held before signing in does not survive."""
    email = person_with_password(email="connu@exemple.ma").account.email
    browser = app.test_client()
    browser.get("/connexion")
    with browser.session_transaction() as cookies:
        cookies["planted"] = "x"
        before = dict(cookies)
    ask_password(browser, email, PASSWORD)
    with browser.session_transaction() as cookies:
        assert "planted" not in cookies
        assert cookies.get("csrf_token") != before.get("csrf_token")
        assert "_user_id" in cookies


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_sends_nobody_elsewhere(app, target):
    email = person_with_password(email="connu@exemple.ma").account.email
    browser = app.test_client()
    post(browser, "/connexion", {"email": email, "way": "password"}, query_string={"suite": target})
    response = post(
        browser, "/connexion/mot-de-passe", {"password": PASSWORD}, query_string={"suite": target}
    )
    assert (response.status_code, response.headers["Location"]) == (303, "/a-faire")
