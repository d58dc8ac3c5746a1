from datetime import timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import select

from noress.domain.accounts.models import Account, Device, RecoveryCode
from noress.domain.audit.models import AuditEvent
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from tests.factories import NOW, make_person, make_secretary
from tests.forms import errors_of, post, text_of
from tests.pages import parse
from tests.posting import post as send

PAGE = "/mon-compte/second-facteur"


@pytest.fixture(autouse=True)
def still_clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def enforced(app, monkeypatch):
    """As outside the demonstration."""
    monkeypatch.setattr(app.config["SETTINGS"], "demo", False)


def rows(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


def totp(account, at=NOW):
    return pyotp.TOTP(account.totp_secret).at(at)


def enrol(browser, account):
    """Put the second factor in place; returns the recovery codes shown."""
    send(browser, PAGE, {"step": "begin"})
    page = post(browser, PAGE, code=totp(account))
    assert page.status_code == 200
    return text_of(page, ".receipt li")


def sign_in(browser, email):
    send(browser, "/connexion", {"email": email, "way": "code"})
    code = rows(OutboxMail)[-1].text.split("\n    ")[1].split("\n")[0].replace("\u00a0", "")
    return post(browser, "/connexion/code", code=code)


def test_enrolling_shows_the_recovery_codes_once(login_as):
    person = make_person()
    browser = login_as(person)
    assert text_of(browser.get(PAGE), "h1") == ["Second facteur"]
    assert person.account.totp_secret is None  # opening the page changed nothing
    codes = enrol(browser, person.account)
    assert (len(codes), {len(code) for code in codes}) == (8, {11})
    assert (person.account.totp_confirmed_at, rows(Device)[0].second_factor_at) == (NOW, NOW)
    assert [row.code_digest for row in rows(RecoveryCode) if row.code_digest in codes] == []
    assert [e.action for e in rows(AuditEvent)] == ["account.second_factor_added"]
    assert [(mail.template, mail.subject) for mail in rows(OutboxMail)] == [
        ("account_notice", "Votre second facteur est en place")
    ]
    page = browser.get(PAGE)
    assert text_of(page, ".facts dd")[1] == "8"
    assert not any(code in page.get_data(as_text=True) for code in codes)


def test_the_picture_exists_only_while_enrolling(client, login_as):
    person = make_person()
    browser = login_as(person)
    assert browser.get(f"{PAGE}/code.svg").status_code == 404
    send(browser, PAGE, {"step": "begin"})
    picture = browser.get(f"{PAGE}/code.svg")
    assert (picture.mimetype, picture.headers["Cache-Control"]) == ("image/svg+xml", "no-store")
    assert client.get(f"{PAGE}/code.svg").status_code == 404
    key = "".join(text_of(browser.get(PAGE), "bdi.code")[0].split())
    assert key == person.account.totp_secret
    post(browser, PAGE, code=totp(person.account))
    assert browser.get(f"{PAGE}/code.svg").status_code == 404


def test_enrolling_with_a_wrong_code_changes_nothing(login_as):
    person = make_person()
    browser = login_as(person)
    send(browser, PAGE, {"step": "begin"})
    code = f"{(int(totp(person.account)) + 1) % 10**6:06d}"
    response = post(browser, PAGE, code=code)
    assert (response.status_code, errors_of(response)) == (
        422,
        {
            "code": "Ce n'est pas le bon code. Vérifiez que l'heure de votre téléphone est réglée automatiquement."
        },
    )
    db.session.expire_all()
    assert (person.account.totp_confirmed_at, rows(RecoveryCode)) == (None, [])
    assert send(browser, PAGE).status_code == 422


def test_enrolling_signs_other_browsers_out(login_as):
    person = make_person()
    first, second = login_as(person), login_as(person)
    enrol(first, person.account)
    assert (first.get("/mon-compte").status_code, second.get("/mon-compte").status_code) == (200, 302)


def test_signing_in_asks_for_the_second_factor_before_any_device_exists(client, login_as, still_clock):
    person = make_person(email="animatrice@exemple.ma")
    enrol(login_as(person), person.account)
    before = len(rows(Device))
    response = sign_in(client, "animatrice@exemple.ma")
    assert (response.status_code, response.location) == (303, f"{PAGE}?suite=/a-faire")
    assert len(rows(Device)) == before
    assert client.get("/mon-compte").location == "/connexion?suite=/mon-compte"
    used = post(client, response.location, code=totp(person.account))
    assert (used.status_code, errors_of(used)) == (
        422, {"code": "Ce code a déjà servi. Attendez le suivant, trente secondes au plus."},
    )  # fmt: skip
    still_clock.shift(timedelta(seconds=30))
    entered = post(client, response.location, code=totp(person.account, NOW + timedelta(seconds=30)))
    assert (entered.status_code, entered.location) == (303, "/a-faire")
    assert rows(Device)[-1].second_factor_at == NOW + timedelta(seconds=30)
    assert client.get("/mon-compte").status_code == 200


def test_waiting_for_the_second_factor_ends(client, login_as, still_clock):
    person = make_person(email="animatrice@exemple.ma")
    enrol(login_as(person), person.account)
    sign_in(client, "animatrice@exemple.ma")
    still_clock.shift(timedelta(minutes=10))
    response = client.get(PAGE)
    assert (response.status_code, response.location) == (303, f"/connexion?suite={PAGE}")


def test_a_recovery_code_replaces_the_telephone_once(client, app, login_as):
    person = make_person(email="animatrice@exemple.ma")
    codes = enrol(login_as(person), person.account)
    sign_in(client, "animatrice@exemple.ma")
    assert post(client, PAGE, code=codes[0].lower()).status_code == 303
    again = app.test_client()
    sign_in(again, "animatrice@exemple.ma")
    response = post(again, PAGE, code=codes[0])
    assert (response.status_code, errors_of(response)) == (
        422, {"code": "Le code du téléphone a six chiffres ; un code de secours a dix signes et ne sert qu'une fois."},
    )  # fmt: skip
    assert post(again, PAGE, code=codes[1].replace("-", " ")).status_code == 303


def test_five_wrong_second_factors_wait(client, login_as):
    person = make_person(email="animatrice@exemple.ma")
    codes = enrol(login_as(person), person.account)
    sign_in(client, "animatrice@exemple.ma")
    assert [post(client, PAGE, code="AAAAA-AAAAA").status_code for _ in range(5)] == [422] * 5
    sixth = post(client, PAGE, code=codes[0])
    assert (sixth.status_code, sixth.headers["Retry-After"]) == (429, "900")


def test_secretariat_must_enrol_outside_the_demonstration(login_as, enforced):
    secretary = make_secretary()
    browser = login_as(secretary, second_factor=False)
    response = browser.get("/personnes/")
    assert (response.status_code, response.location) == (302, f"{PAGE}?suite=/personnes/")
    assert text_of(browser.get(response.location), ".notice--warning p") == [
        "Votre fonction le demande : installez-le pour continuer. Il faut deux minutes et un téléphone."
    ]
    send(browser, response.location, {"step": "begin"})
    page = post(browser, response.location, code=totp(secretary.account))
    assert parse(page).select_one("a.button--primary")["href"] == "/personnes/"
    assert browser.get("/personnes/").status_code == 200
    assert send(browser, f"{PAGE}/retirer", {"code": "123456"}).status_code == 403


def test_secretariat_proves_itself_on_a_device_that_did_not(login_as, enforced, still_clock):
    secretary = make_secretary()
    enrol(login_as(secretary), secretary.account)
    browser = login_as(secretary, second_factor=False)
    response = browser.get("/personnes/")
    assert response.location == f"{PAGE}?suite=/personnes/"
    still_clock.shift(timedelta(seconds=30))
    proven = post(browser, response.location, code=totp(secretary.account, NOW + timedelta(seconds=30)))
    assert (proven.status_code, proven.location) == (303, "/personnes/")
    assert browser.get("/personnes/").status_code == 200


def test_members_need_no_second_factor(login_as, enforced):
    assert login_as(make_person(), second_factor=False).get("/mon-compte").status_code == 200


def test_new_recovery_codes_void_the_old_ones(login_as, still_clock):
    person = make_person()
    browser = login_as(person)
    codes = enrol(browser, person.account)
    page = post(browser, f"{PAGE}/codes", code=codes[0])
    new = text_of(page, ".receipt li")
    assert (page.status_code, len(new), set(new) & set(codes)) == (200, 8, set())
    assert post(browser, f"{PAGE}/codes", code=codes[1]).status_code == 422
    assert [e.action for e in rows(AuditEvent)][-1] == "account.recovery_codes_renewed"


def test_removing_the_second_factor_takes_a_last_code(login_as):
    person = make_person()
    browser = login_as(person)
    codes = enrol(browser, person.account)
    refused = post(browser, f"{PAGE}/retirer", code="000000")
    assert refused.status_code == 422
    response = post(browser, f"{PAGE}/retirer", code=codes[0])
    assert (response.status_code, response.location) == (303, "/mon-compte")
    account = db.session.get(Account, person.account_id)
    assert (account.totp_secret, account.totp_confirmed_at, account.totp_last_step, rows(RecoveryCode)) == (
        None, None, None, [],
    )  # fmt: skip
    for path in ("codes", "retirer"):
        assert browser.get(f"{PAGE}/{path}").location == PAGE


def test_second_factor_is_for_those_who_signed_in(client):
    assert client.get(PAGE).location == f"/connexion?suite={PAGE}"
