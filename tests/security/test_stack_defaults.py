"""The defaults of our stack that bit others (STACK-DEFAULTS.md), put right, one test or more each."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import pytest
import time_machine

from noress.core import links
from noress.domain.accounts.models import Device, SavedPost
from noress.extensions import db
from tests.factories import make_meeting, make_secretary
from tests.pages import parse
from tests.posting import post

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
MULTIPART = "multipart/form-data; boundary=cut"
TYPED = "Ce que j'ai écrit pendant une heure, avec des accents : عربية"


def rows(model) -> list:
    return list(db.session.query(model).order_by(model.id))


def token_of(response) -> str:
    return parse(response).find("input", attrs={"name": "csrf_token"})["value"]


def text_of(response) -> str:
    return " ".join(parse(response).find("main").get_text(" ").split())


# `url_for(_external=True)` trusts the Host header.


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000"])
def test_an_invented_host_gets_a_page_and_no_link(client, host, language):
    response = client.get(f"/?lang={language}", headers={"Host": host})
    assert response.status_code == 400
    page = response.get_data(as_text=True)
    assert "evil" not in page
    assert parse(response).html["lang"] == {"fr": "fr-MA", "ar": "ar-MA"}[language]
    assert "evil" not in str(response.headers)


def test_a_form_sent_to_an_invented_host_is_refused(client):
    response = post(
        client,
        "/connexion",
        {"email": "a@b.ma"},
        base_url="http://127.0.0.1:8000",
        headers={"Host": "evil.example"},
    )
    assert (response.status_code, parse(response).h1.get_text(strip=True)) == (
        400,
        "Demande incompréhensible",
    )
    assert "evil" not in response.get_data(as_text=True)


def test_links_are_built_from_base_url_whatever_the_request_says(app):
    with app.test_request_context("/", headers={"Host": "localhost"}):
        inside = links.to("public.sessions")
    assert inside == links.to("public.sessions") == "http://127.0.0.1:8000/sessions/"


def test_no_redirect_leaves_the_site(client):
    for target in (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "http:evil.example",
        "javascript:x",
    ):
        response = client.get("/langue/fr", query_string={"suite": target})
        assert urlsplit(response.headers["Location"]).netloc == ""
        assert "evil" not in response.headers["Location"]


# Flask-WTF's tokens expire after an hour and answer a bare 400.


def test_a_form_left_open_for_an_afternoon_still_posts(client):
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False) as travel:
        token = token_of(client.get("/connexion"))
        travel.shift(timedelta(hours=7))
        response = client.post(
            "/connexion", data={"csrf_token": token, "email": "pas une adresse"}, headers=SAME_ORIGIN
        )
    assert response.status_code == 422
    assert parse(response).find("input", attrs={"name": "email"})["value"] == "pas une adresse"


@pytest.mark.parametrize("token", [None, "", "00", "é", "ff" * 90])
def test_a_lost_token_gives_back_what_was_typed(login_as, token):
    browser = login_as(make_secretary())
    fields = {
        "introduction_fr": TYPED,
        "theme_fr": "Thème",
        **({} if token is None else {"csrf_token": token}),
    }
    response = browser.post("/sessions/nouvelle", data=fields, headers=SAME_ORIGIN)
    assert response.status_code == 400
    page = parse(response)
    assert page.h1.get_text(strip=True) == "Votre page était ouverte depuis longtemps"
    form = page.find("main").find("form")
    assert (form["action"], form["method"]) == ("/sessions/nouvelle", "post")
    assert page.find("input", attrs={"name": "introduction_fr"})["value"] == TYPED
    assert TYPED in text_of(response)
    again = browser.post(
        "/sessions/nouvelle", data={**fields, "csrf_token": token_of(response)}, headers=SAME_ORIGIN
    )
    assert again.status_code == 422  # the form itself answers: the session is far from complete
    assert TYPED in parse(again).find("textarea", attrs={"name": "introduction_fr"}).get_text()


def test_another_site_gets_nothing_back(login_as):
    response = login_as(make_secretary()).post(
        "/sessions/nouvelle", data={"theme_fr": TYPED}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 400
    assert TYPED not in response.get_data(as_text=True)


def test_a_password_is_never_shown_again(client):
    response = client.post(
        "/connexion", data={"email": "a@b.ma", "password": "secret-de-moi"}, headers=SAME_ORIGIN
    )
    assert response.status_code == 400
    assert "a@b.ma" in response.get_data(as_text=True)
    assert "secret-de-moi" not in response.get_data(as_text=True)


def test_a_token_looks_different_each_time(client):
    """Compressed pages would let a repeated secret be guessed (BREACH)."""
    assert token_of(client.get("/connexion")) != token_of(client.get("/connexion"))


# Flask refuses a multipart text field above 500 kB, and a form of more than 1,000 parts.


@pytest.mark.parametrize("content_type", [MULTIPART, "application/x-www-form-urlencoded"])
def test_a_long_text_is_never_lost(login_as, content_type):
    browser = login_as(make_secretary())
    token = token_of(browser.get("/sessions/nouvelle"))
    long_text = "Mot à mot. " * 60_000
    assert len(long_text) > 600_000
    fields = {"csrf_token": token, "introduction_fr": long_text}
    body = multipart(fields) if content_type.startswith("multipart") else urlencode(fields).encode()
    response = browser.post("/sessions/nouvelle", data=body, content_type=content_type, headers=SAME_ORIGIN)
    assert response.status_code == 422
    assert (
        parse(response).find("textarea", attrs={"name": "introduction_fr"}).get_text().strip()
        == long_text.strip()
    )


def multipart(fields: dict[str, str]) -> bytes:
    """What a browser sends; werkzeug's own writer would leave a temporary file open."""
    parts = [
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return "".join([*parts, "--cut--\r\n"]).encode()


def test_a_form_of_many_fields_is_read(login_as):
    browser = login_as(make_secretary())
    token = token_of(browser.get("/sessions/nouvelle"))
    fields = {f"champ_{number}": "x" for number in range(1_500)}
    response = browser.post(
        "/sessions/nouvelle", data=multipart({**fields, "csrf_token": token, "introduction_fr": TYPED}),
        content_type=MULTIPART, headers=SAME_ORIGIN,
    )  # fmt: skip
    assert response.status_code == 422
    assert TYPED in parse(response).find("textarea", attrs={"name": "introduction_fr"}).get_text()


def test_beyond_every_limit_is_said_in_words(login_as):
    browser = login_as(make_secretary())
    token = token_of(browser.get("/sessions/nouvelle"))
    response = browser.post(
        "/sessions/nouvelle", data=multipart({"csrf_token": token, "introduction_fr": "x" * 4_500_000}),
        content_type=MULTIPART, headers=SAME_ORIGIN,
    )  # fmt: skip
    assert response.status_code == 413
    assert parse(response).h1.get_text(strip=True) == "Envoi trop lourd"


# Cookies: Flask sets neither SameSite nor Secure; Flask-Login's lasts a year.


def set_cookies(response) -> dict[str, str]:
    return {
        value.split("=", 1)[0]: value.split(";", 1)[1] for value in response.headers.getlist("Set-Cookie")
    }


def flags(cookie: str) -> set[str]:
    return {part.strip() for part in cookie.split(";")} - {""}


def test_cookies_in_the_demonstration(client):
    cookies = set_cookies(client.get("/connexion"))
    assert list(cookies) == ["noress"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= flags(cookies["noress"])


def test_cookies_under_https_are_bound_to_the_host(app_with):
    application = app_with(base_url="https://noress.example", demo=False)
    response = application.test_client().get("/connexion", base_url="https://noress.example")
    cookies = set_cookies(response)
    assert list(cookies) == ["__Host-noress"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Secure"} <= flags(cookies["__Host-noress"])
    assert "Domain" not in cookies["__Host-noress"]
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_public_pages_set_no_cookie(client):
    make_meeting(state="convened", reference="S-2027-01")
    for address in ("/", "/sessions/", "/membres/", "/donnees-personnelles", "/sessions.ics", "/?lang=ar"):
        response = client.get(address)
        assert (address, response.status_code, set_cookies(response)) == (address, 200, {})
        assert "csrf_token" not in response.get_data(as_text=True)


def test_only_our_own_device_remembers(app, client):
    """Flask-Login's remember cookie is a second key to the account, which no list of devices would show."""
    assert app.config.get("REMEMBER_COOKIE_NAME") is None
    response = client.get("/connexion")
    assert "remember_token" not in set_cookies(response)
    client.set_cookie("remember_token", "1|abc")
    assert client.get("/a-faire").status_code == 302


# Private pages may be kept by caches; nothing says what a page may load.


def test_private_pages_are_kept_by_nobody(login_as):
    browser = login_as(make_secretary())
    for address in ("/a-faire", "/personnes/", "/courriers/", "/sessions/", "/"):
        response = browser.get(address)
        assert (address, response.status_code, response.headers["Cache-Control"]) == (
            address,
            200,
            "no-store",
        )


def test_every_answer_says_what_a_page_may_do(client, login_as):
    answers = [
        client.get("/"), client.get("/connexion"), client.get("/introuvable"), client.get("/sessions.ics"),
        client.post("/connexion", data={"email": "x"}), login_as(make_secretary()).get("/a-faire"),
    ]  # fmt: skip
    for response in answers:
        policy = {
            part.split()[0]: part.split()[1:]
            for part in response.headers["Content-Security-Policy"].split(";")
        }
        assert policy["default-src"] == ["'self'"]
        assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
        assert policy["form-action"] == ["'self'"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"


def test_public_pages_answer_conditional_requests(client):
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in first.headers["Vary"].split(",")}


# A sign-in that expired while somebody was writing.


def expire_devices() -> None:
    from noress.core.database import writing

    with writing():
        for device in rows(Device):
            device.expires_at = datetime(2020, 1, 1, tzinfo=UTC)
        db.session.commit()


def test_what_was_posted_after_the_sign_in_expired_comes_back(login_as):
    person = make_secretary()
    browser = login_as(person)
    token = token_of(browser.get("/sessions/nouvelle"))
    expire_devices()
    posted = {"csrf_token": token, "introduction_fr": TYPED, "password": "secret-de-moi"}
    response = browser.post("/sessions/nouvelle", data=posted, headers=SAME_ORIGIN)
    assert response.status_code == 303
    [saved] = rows(SavedPost)
    assert (saved.path, saved.fields) == ("/sessions/nouvelle", [["introduction_fr", TYPED]])
    target = re.fullmatch(
        r"/connexion\?suite=(/reprendre/[\w-]+|%2Freprendre%2F[\w-]+)", response.headers["Location"]
    )
    assert target, response.headers["Location"]

    resumed = login_as(person).get(target[1].replace("%2F", "/"))
    assert resumed.status_code == 200
    form = parse(resumed).find("main").find("form")
    assert form["action"] == "/sessions/nouvelle"
    assert form.find("input", attrs={"name": "introduction_fr"})["value"] == TYPED


def test_what_another_site_posted_is_kept_for_nobody(client, login_as):
    browser = login_as(make_secretary())
    token = token_of(browser.get("/sessions/nouvelle"))
    expire_devices()
    response = browser.post(
        "/sessions/nouvelle",
        data={"csrf_token": token, "theme_fr": TYPED},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert (response.status_code, response.headers["Location"]) == (303, "/connexion")
    assert rows(SavedPost) == []


# Libraries whose defaults were dangerous and that we do not carry.


def test_dangerous_libraries_are_not_there():
    """WeasyPrint embeds local files, openpyxl writes formulas: when their turn comes, others are used."""
    from tests.architecture.source import ROOT

    wanted = (ROOT / "requirements.txt").read_text(encoding="utf-8").lower()
    assert [name for name in ("weasyprint", "openpyxl", "pickle", "jsonpickle") if name in wanted] == []
