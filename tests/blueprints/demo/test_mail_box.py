"""The demonstration's mail box: every mail, its calendar part, its HTML in a box of its own."""

import pytest
from flask.testing import FlaskClient

from noress.factory import create_app
from tests.conftest import make_settings
from tests.factories.outbox import make_mail
from tests.pages import parse

pytestmark = pytest.mark.usefixtures("app")


def subjects(response):
    return [cell.get_text(strip=True) for cell in parse(response).select("tbody th a")]


def test_newest_first_with_codes_and_filtered_by_address(client):
    make_mail(subject="Ancien", to_address="animatrice@exemple.ma")
    make_mail(subject="Votre code", to_address="operateur@exemple.ma", is_secret=True)
    assert subjects(client.get("/demo/courrier")) == ["Votre code", "Ancien"]
    assert subjects(client.get("/demo/courrier?q=animatrice")) == ["Ancien"]
    assert (
        parse(client.get("/demo/courrier?q=personne")).select_one(".empty h2").get_text()
        == "Aucun courriel ne correspond"
    )


def test_a_page_of_fifty_costs_as_many_queries_as_a_page_of_one(client, count_queries):
    make_mail()
    counts = []
    for more in (0, 52):
        for _n in range(more):
            make_mail()
        with count_queries() as statements:
            client.get("/demo/courrier")
        counts.append(len(statements))
    assert counts == [2, 2]


def test_mail_shows_text_links_and_calendar(client):
    mail = make_mail(
        text="Répondez : http://127.0.0.1:8000/i/5-abc. Merci <b>\n", calendar="BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\n",
        calendar_method="REQUEST",
    )  # fmt: skip
    page = parse(client.get(f"/demo/courrier/{mail.id}"))
    text, calendar = page.select("pre")
    assert text.get_text() == mail.text.strip() or text.get_text() == mail.text
    assert [link["href"] for link in text.select("a")] == ["http://127.0.0.1:8000/i/5-abc"]
    assert "METHOD:REQUEST" in calendar.get_text()
    download = client.get(f"/demo/courrier/{mail.id}/invitation.ics")
    assert (download.status_code, download.content_type) == (200, "text/calendar; charset=utf-8")
    assert download.get_data(as_text=True) == mail.calendar


def test_html_stands_alone_in_a_box(client):
    mail = make_mail(html="<h1>Rappel</h1><script>alert(1)</script>")
    browser = FlaskClient(client.application, client.application.response_class)  # a mail is no page of ours
    response = browser.get(f"/demo/courrier/{mail.id}/html")
    assert response.get_data(as_text=True) == mail.html
    assert response.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
    )


def test_what_does_not_exist_is_404(client):
    mail = make_mail()
    for path in ("9999", "9999/html", f"{mail.id}/invitation.ics"):
        assert client.get(f"/demo/courrier/{path}").status_code == 404


def test_without_demo_nothing_of_it_exists(tmp_path, client):
    other = create_app(make_settings(f"sqlite:///{tmp_path}/x.db", tmp_path, demo=False))
    addresses = {rule.rule for rule in other.url_map.iter_rules()}
    assert [address for address in addresses if address.startswith("/demo")] == []


def test_empty_box_says_how_to_fill_it(client):
    assert (
        parse(client.get("/demo/courrier")).select_one(".empty h2").get_text()
        == "Aucun courriel pour l'instant"
    )


@pytest.mark.parametrize("language, direction", [("fr", "ltr"), ("ar", "rtl")])
def test_components_in_both_directions(client, language, direction):
    page = parse(client.get(f"/demo/composants?lang={language}"))
    assert page.html["dir"] == direction
    assert page.select("#formulaire form")


def test_components_form_shows_its_errors(client):
    token = parse(client.get("/demo/composants")).select_one("[name=csrf_token]")["value"]
    response = client.post(
        "/demo/composants", data={"csrf_token": token, "institution": "Atelier", "email": "x"}
    )
    page = parse(response)
    assert response.status_code == 422
    assert page.select_one("#institution")["value"] == "Atelier"
    assert {a["href"] for a in page.select(".error-summary a")} >= {"#email", "#coming-0", "#title_fr"}
