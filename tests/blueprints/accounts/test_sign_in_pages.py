import dataclasses
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from noress.core import clock
from noress.domain.accounts import passwords
from noress.domain.accounts.models import Account, Device, SavedPost, SignInAttempt, SignInCode
from noress.domain.audit.models import AuditEvent
from noress.domain.institutions.models import SeatKind
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from noress.web.identity import digest
from tests.factories import NOW, make_account, make_institution, make_person, make_seat, save
from tests.forms import errors_of, post, text_of
from tests.pages import parse
from tests.posting import post as send


@pytest.fixture(autouse=True)
def still_clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def rows(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


def ask_code(browser, email, suite="", **headers):
    return send(browser, f"/connexion{suite}", {"email": email, "way": "code"}, headers=headers)


def last_code():
    return rows(OutboxMail)[-1].text.split("\n    ")[1].split("\n")[0].replace("\u00a0", "")


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_mailed_code_signs_in_and_remembers_the_wanted_page(client):
    person = make_person("Animatrice régionale", email="animatrice@exemple.ma")
    response = ask_code(client, " Animatrice@Exemple.MA ", "?suite=/mon-compte")
    assert (response.status_code, response.location) == (303, "/connexion/code?suite=/mon-compte")
    (mail,) = rows(OutboxMail)
    assert (mail.to_address, mail.to_name, mail.template, mail.language, mail.is_secret, mail.person_id) == (
        "animatrice@exemple.ma", "Animatrice régionale", "sign_in_code", "fr", True, person.id,
    )  # fmt: skip
    assert mail.subject == f"{last_code()[:3]} {last_code()[3:]} : votre code pour NORESS"
    response = post(client, response.location, code=last_code())
    assert (response.status_code, response.location) == (303, "/mon-compte")
    (device,) = rows(Device)
    assert (device.person_id, device.method, device.is_remembered, device.expires_at - NOW) == (
        person.id, "code", False, timedelta(hours=12),
    )  # fmt: skip
    assert [(e.action, e.person_id, e.method) for e in rows(AuditEvent)] == [
        ("account.signed_in", person.id, "code")
    ]
    assert client.get("/mon-compte").status_code == 200
    assert "Expires=" not in response.headers["Set-Cookie"]


def test_code_is_stored_as_a_digest_and_good_once(client, app):
    make_person(email="animatrice@exemple.ma")
    ask_code(client, "animatrice@exemple.ma")
    code, (row,) = last_code(), rows(SignInCode)
    assert (len(row.code_digest), code in row.code_digest, row.expires_at - row.created_at) == (
        64,
        False,
        timedelta(minutes=10),
    )
    kept = client.get_cookie("noress").value
    assert post(client, "/connexion/code", code=code).status_code == 303
    again = app.test_client()
    again.set_cookie("noress", kept)  # the browser of before signing in
    response = post(again, "/connexion/code", code=code)
    assert (response.status_code, errors_of(response)) == (
        422, {"code": "Ce code a déjà servi : il n'ouvre qu'une fois. Demandez-en un nouveau."},
    )  # fmt: skip
    assert len(rows(Device)) == 1


def test_code_may_be_typed_with_arabic_digits_and_spaces(client):
    make_person(email="animatrice@exemple.ma")
    ask_code(client, "animatrice@exemple.ma")
    eastern = last_code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert post(client, "/connexion/code", code=f" {eastern[:3]} {eastern[3:]} ").status_code == 303


def test_code_page_helps_typing(client):
    make_person(email="animatrice@exemple.ma")
    ask_code(client, "animatrice@exemple.ma")
    from tests.pages import parse

    field = parse(client.get("/connexion/code")).select_one("input[name=code]")
    assert (field["inputmode"], field["autocomplete"], field["dir"]) == ("numeric", "one-time-code", "ltr")


def test_expired_code_says_so(client, still_clock):
    make_person(email="animatrice@exemple.ma")
    ask_code(client, "animatrice@exemple.ma")
    still_clock.shift(timedelta(minutes=10))
    response = post(client, "/connexion/code", code=last_code())
    assert response.status_code == 422
    assert errors_of(response)["code"].startswith("Ce code a expiré")
    assert rows(Device) == []


def test_sixth_wrong_code_waits_even_when_right(client):
    make_person(email="animatrice@exemple.ma")
    ask_code(client, "animatrice@exemple.ma")
    code = last_code()
    answers = [post(client, "/connexion/code", code=wrong(code)) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 5
    sixth = post(client, "/connexion/code", code=code)
    assert (sixth.status_code, sixth.headers["Retry-After"], text_of(sixth, ".error-summary li")) == (
        429, "600",
        ["Cinq essais ont échoué : ce code est bloqué. Attendez 10 min, ou demandez un nouveau code."],
    )  # fmt: skip
    assert (rows(Device), rows(SignInCode)[0].attempts) == ([], 5)


def test_somebody_elses_wrong_tries_do_not_lock_the_owner_out(client, app):
    make_person(email="animatrice@exemple.ma")
    stranger = app.test_client()
    ask_code(stranger, "animatrice@exemple.ma")
    for _ in range(6):
        post(stranger, "/connexion/code", code=wrong(last_code()))
    ask_code(client, "animatrice@exemple.ma")
    assert post(client, "/connexion/code", code=last_code()).status_code == 303


def test_code_shape_is_refused_without_costing_a_try(client):
    make_person(email="animatrice@exemple.ma")
    ask_code(client, "animatrice@exemple.ma")
    response = post(client, "/connexion/code", code="12 34")
    assert (response.status_code, errors_of(response)) == (
        422,
        {"code": "Le code a six chiffres. Exemple : 482 913."},
    )
    assert rows(SignInCode)[0].attempts == 0


def test_answers_never_tell_whether_an_address_is_known(client, app):
    make_person(email="animatrice@exemple.ma")
    save(Account(email="suspendu@exemple.ma", created_at=NOW, suspended_at=NOW))
    pages = []
    for email in ("animatrice@exemple.ma", "inconnu@exemple.ma", "suspendu@exemple.ma"):
        browser = app.test_client()
        response = ask_code(browser, email)
        refused = post(browser, response.location, code="000000")
        locked = [post(browser, response.location, code="000000").status_code for _ in range(5)]
        pages.append((response.status_code, response.location, refused.status_code,
                      [text.replace(email, "…") for text in text_of(refused)], locked))  # fmt: skip
    assert pages[0] == pages[1] == pages[2]
    assert pages[0][4] == [422, 422, 422, 422, 429]
    assert [mail.to_address for mail in rows(OutboxMail)] == ["animatrice@exemple.ma"]


def test_new_codes_are_counted_per_address(client, still_clock):
    make_person(email="animatrice@exemple.ma")
    assert [ask_code(client, "animatrice@exemple.ma").status_code for _ in range(6)] == [303] * 5 + [429]
    response = ask_code(client, "animatrice@exemple.ma")
    assert (response.headers["Retry-After"], text_of(response, ".error-summary li")) == (
        "900", ["Trop d'essais. Attendez 15 min, puis recommencez."],
    )  # fmt: skip
    assert len(rows(OutboxMail)) == 5
    still_clock.shift(timedelta(minutes=15))
    assert ask_code(client, "animatrice@exemple.ma").status_code == 303


def test_new_codes_are_counted_per_network(client):
    answers = [ask_code(client, f"nom{n}@exemple.ma").status_code for n in range(31)]
    assert answers == [303] * 30 + [429]
    assert {attempt.subject for attempt in rows(SignInAttempt)}.isdisjoint({"127.0.0.1", "nom1@exemple.ma"})


@pytest.mark.parametrize("typed", ["animatrice", "animatrice@", "a b@exemple.ma", "animatrice@exemple"])
def test_malformed_address_gets_an_example(client, typed):
    for way in ("code", "password"):
        response = send(client, "/connexion", {"email": typed, "way": way})
        assert (response.status_code, errors_of(response)) == (
            422, {"email": "Cette adresse n'est pas complète. Exemple : nom@exemple.ma."},
        )  # fmt: skip
        from tests.pages import parse

        assert parse(response).select_one("input[name=email]")["value"] == typed


def with_password(email="animatrice@exemple.ma", password="figues et amandes"):
    account = make_account(email, password_hash=passwords.hash_password(password))
    return make_person("Animatrice", account=account)


def try_password(browser, email, password, **fields):
    response = send(browser, "/connexion", {"email": email, "way": "password"})
    assert (response.status_code, response.location) == (303, "/connexion/mot-de-passe")
    return post(browser, response.location, password=password, **fields)


def test_password_signs_in_and_remembers_the_device(client):
    person = with_password()
    response = try_password(client, "animatrice@exemple.ma", "figues et amandes", is_remembered="y")
    assert (response.status_code, response.location) == (303, "/a-faire")
    (device,) = rows(Device)
    assert (device.person_id, device.method, device.is_remembered, device.expires_at - NOW) == (
        person.id, "password", True, timedelta(days=30),
    )  # fmt: skip
    assert "Expires=" in response.headers["Set-Cookie"]


def test_wrong_password_and_unknown_address_read_alike(client, app):
    with_password()
    make_person(email="sans@exemple.ma")  # never chose a password
    pages = [
        text_of(try_password(app.test_client(), email, "pas celui-là"))[0].replace(email, "…")
        for email in ("animatrice@exemple.ma", "inconnu@exemple.ma", "sans@exemple.ma")
    ]
    assert pages[0] == pages[1] == pages[2]
    assert "L'adresse et le mot de passe ne vont pas ensemble." in pages[0]


def test_five_wrong_passwords_lock_the_password_but_not_the_code(client, app, still_clock):
    with_password()
    answers = [try_password(client, "animatrice@exemple.ma", "pas celui-là").status_code for _ in range(5)]
    assert answers == [422] * 5
    locked = try_password(client, "animatrice@exemple.ma", "figues et amandes")
    assert (locked.status_code, errors_of(locked), text_of(locked, ".error-summary li")) == (
        429, {}, ["Trop d'essais. Attendez 15 min, puis recommencez."],
    )  # fmt: skip
    other = app.test_client()
    ask_code(other, "animatrice@exemple.ma")
    assert post(other, "/connexion/code", code=last_code()).status_code == 303
    assert post(other, "/mon-compte/mot-de-passe", password="nouvelles amandes").status_code == 303
    still_clock.shift(timedelta(minutes=15))
    assert try_password(app.test_client(), "animatrice@exemple.ma", "nouvelles amandes").status_code == 303


def test_suspended_account_is_told_after_proving_itself_only(client):
    with_password()
    account = rows(Account)[0]
    account.suspended_at = NOW
    db.session.commit()
    response = try_password(client, "animatrice@exemple.ma", "figues et amandes")
    assert response.status_code == 403
    assert text_of(response, ".error-summary li") == [
        "Ce compte est suspendu. Le secrétariat peut vous dire pourquoi."
    ]
    assert rows(Device) == []


@pytest.mark.parametrize(
    "suite", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere(client, suite):
    make_person(email="animatrice@exemple.ma")
    from urllib.parse import urlencode

    response = ask_code(client, "animatrice@exemple.ma", "?" + urlencode({"suite": suite}))
    assert post(client, response.location, code=last_code()).location == "/a-faire"


def test_sign_in_pages_begin_at_the_beginning(client):
    for path in ("/connexion/code", "/connexion/mot-de-passe"):
        response = client.get(path)
        assert (response.status_code, response.location) == (303, "/connexion")


def test_sign_out_asks_then_ends_the_device(client, login_as):
    browser = login_as(make_person())
    assert text_of(browser.get("/deconnexion"), "h1") == ["Se déconnecter"]
    assert rows(Device)[0].revoked_at is None
    response = post(browser, "/deconnexion")
    assert (response.status_code, response.location) == (303, "/")
    # never "storage": answers typed here and not sent yet are perhaps somebody else's
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in browser.get("/").headers
    assert rows(Device)[0].revoked_at == NOW
    assert browser.get("/mon-compte").location == "/connexion?suite=/mon-compte"
    assert client.get("/deconnexion").location == "/connexion"


def test_whoever_is_signed_in_goes_on_from_the_sign_in_page(login_as, app, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", dataclasses.replace(app.config["SETTINGS"], demo=False))
    browser = login_as(make_person())
    assert browser.get("/connexion?suite=/mon-compte").location == "/mon-compte"
    assert browser.get("/connexion").location == "/a-faire"


def test_a_closed_seat_ends_its_sign_in(login_as):
    seat = make_seat()
    browser = login_as(seat.person, seat)
    assert browser.get("/mon-compte").status_code == 200
    seat.closed_at = NOW
    db.session.commit()
    assert browser.get("/mon-compte").status_code == 302


# --- what was typed when the sign-in had expired


def test_a_kept_post_is_shown_then_sent(client, login_as):
    person = make_person("Animatrice")
    response = send(
        client, "/mon-compte/coordonnees", {"name": "Animatrice B.", "name_ar": "المنشطة", "phone": ""}
    )
    assert response.status_code == 303
    token = response.location.rsplit("/", 1)[1]
    assert response.location == f"/connexion?suite=/reprendre/{token}"
    browser = login_as(person)
    page = browser.get(f"/reprendre/{token}")
    assert text_of(page, "h1") == ["Reprendre ce que vous aviez saisi"]
    assert text_of(page, "dl.typed div") == ["Nom Animatrice B.", "Nom en arabe المنشطة"]
    sent = post(browser, f"/reprendre/{token}", language="fr", visibility="internal", version="1")
    assert (sent.status_code, sent.location) == (303, "/mon-compte")
    db.session.refresh(person)
    assert (person.name, person.name_ar) == ("Animatrice B.", "المنشطة")


def test_a_kept_post_is_for_the_signed_in_and_for_a_day(client, login_as, still_clock):
    save(SavedPost(token_digest=digest("jeton"), path="/a-faire", fields=[["theme_ar", "x"]], created_at=NOW,
                   expires_at=NOW + timedelta(days=1)))  # fmt: skip
    assert client.get("/reprendre/jeton").location == "/connexion?suite=/reprendre/jeton"
    browser = login_as(make_person())
    rows(Device)[0].expires_at = NOW + timedelta(days=30)
    db.session.commit()
    assert text_of(browser.get("/reprendre/jeton"), "dl.typed div") == ["Thème (arabe) x"]
    for path in ("/reprendre/faux", "/reprendre/jeton"):
        if path.endswith("jeton"):
            still_clock.shift(timedelta(days=1))
        response = browser.get(path)
        assert (response.status_code, text_of(response, "h1")) == (404, ["Cette saisie n'est plus gardée"])


def test_code_mail_speaks_the_language_of_the_person(client):
    make_person(email="animatrice@exemple.ma", language="ar")
    ask_code(client, "animatrice@exemple.ma")
    mail = rows(OutboxMail)[0]
    assert mail.language == "ar"
    assert '<html lang="ar-MA" dir="rtl">' in mail.html
    assert clock.now() == NOW


def test_two_seats_are_asked_about(client):
    person = make_person(email="animatrice@exemple.ma")
    seats = [make_seat(make_institution(name), person) for name in ("Alpha", "Bêta")]
    ask_code(client, "animatrice@exemple.ma")
    response = post(client, "/connexion/code", code=last_code())
    assert (response.status_code, response.location) == (303, "/qui-agit?suite=/a-faire")
    page = client.get(response.location)
    assert text_of(page, ".choice") == [
        f"{person.name}, au nom de Alpha (titulaire)",
        f"{person.name}, au nom de Bêta (titulaire)",
    ]
    chosen = post(client, response.location, identity=f"{person.id}-{seats[1].id}")
    assert (chosen.status_code, chosen.location) == (303, "/a-faire")
    (device,) = rows(Device)
    assert (device.person_id, device.seat_id) == (person.id, seats[1].id)
    event = rows(AuditEvent)[-1]
    assert (event.action, event.person_name, event.acting_for) == ("account.signed_in", person.name, "Bêta")
    assert seats[0].kind is SeatKind.TITULAR


def test_the_kept_page_carries_the_token_of_each_reader(app):
    """The page is rendered once; what makes a form one's own is not."""
    one, other = app.test_client(), app.test_client()
    given = [
        parse(browser.get("/connexion")).find("input", attrs={"name": "csrf_token"})["value"]
        for browser in (one, other, one)
    ]
    assert len(set(given)) == 3
    fields = {"email": "amina@exemple.ma", "way": "code"}
    assert one.post("/connexion", data={**fields, "csrf_token": given[0]}).status_code == 303
    assert one.post("/connexion", data={**fields, "csrf_token": given[1]}).status_code == 400


def test_a_page_with_something_to_tell_is_not_the_kept_one(client):
    client.get("/connexion")
    with client.session_transaction() as cookies:
        cookies["_flashes"] = [("success", "Vous êtes déconnecté.")]
    assert "Vous êtes déconnecté." in client.get("/connexion").get_data(as_text=True)
    assert "Vous êtes déconnecté." not in client.get("/connexion").get_data(as_text=True)


def test_the_kept_page_speaks_the_language_of_its_reader(client):
    assert parse(client.get("/connexion")).html["lang"] == "fr-MA"
    assert parse(client.get("/connexion", headers={"Accept-Language": "ar"})).html["lang"] == "ar-MA"
    assert (
        parse(client.get("/connexion?suite=/mon-compte"))
        .select_one("form.form")["action"]
        .endswith("suite=/mon-compte")
    )
