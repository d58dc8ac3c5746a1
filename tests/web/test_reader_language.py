"""`?lang=` is for one page and what its forms lead to; `/langue/` remembers."""

import pytest

from tests.factories import make_person
from tests.forms import post, text_of
from tests.pages import parse

FRENCH_BROWSER = {"Accept-Language": "fr"}


@pytest.mark.parametrize("asked, expected", [
    ("", ["/connexion", ""]), ("?lang=ar", ["/connexion?lang=ar", "&lang=ar"]), ("?lang=xx", ["/connexion", ""]),
])  # fmt: skip
def test_a_form_answers_in_the_language_of_its_page(client, asked, expected):
    """The link of an Arabic mail opened in a French browser: the page, its errors and the next page are Arabic."""
    page = client.get(f"/connexion{asked}", headers=FRENCH_BROWSER)
    form = parse(page).select_one("main form")
    assert form["action"] == expected[0]
    token = {"csrf_token": form.select_one("[name=csrf_token]")["value"], "way": "code"}
    refused = client.post(form["action"], data=token, headers=FRENCH_BROWSER)
    assert (refused.status_code, parse(refused).html["lang"]) == (422, parse(page).html["lang"])
    make_person(email="membre12@exemple.ma")
    done = client.post(form["action"], data={**token, "email": "membre12@exemple.ma"}, headers=FRENCH_BROWSER)
    assert (done.status_code, done.location) == (303, f"/connexion/code{expected[1].replace('&', '?')}")
    assert parse(client.get(done.location, headers=FRENCH_BROWSER)).html["lang"] == parse(page).html["lang"]


def test_what_leads_to_signing_in_keeps_the_language(client):
    response = client.get("/mon-compte?lang=ar")
    assert response.location == "/connexion?suite=/mon-compte?lang%3Dar&lang=ar"
    assert parse(client.get(response.location)).html["lang"] == "ar-MA"


def test_a_filter_keeps_the_language(client):
    form = parse(client.get("/membres/?lang=ar")).select_one("main form[method=get]")
    assert form.select_one("[name=lang]")["value"] == "ar"
    assert parse(client.get("/membres/")).select("main form[method=get] [name=lang]") == []


def test_one_s_own_language_answers_when_nothing_was_asked(login_as):
    browser = login_as(make_person("Titulaire du membre 12", language="ar"))
    response = post(browser, "/mon-compte/coordonnees", name="")
    assert (response.status_code, parse(response).html["lang"]) == (422, "ar-MA")
    assert text_of(response, ".error-summary li")
