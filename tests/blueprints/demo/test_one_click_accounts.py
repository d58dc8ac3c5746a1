"""One click per kind of person; who may do what afterwards is everybody's rule."""

import pytest
from sqlalchemy import select

from noress.demo.accounts import KINDS
from noress.domain.accounts.models import Account, Device
from noress.extensions import db
from tests.pages import parse

pytestmark = pytest.mark.usefixtures("demonstration")

ONE_IDENTITY = [kind for kind in KINDS if kind.kind not in {"shared", "two-seats", "suspended"}]


def click(client, kind, **fields):
    """What the button of the sign-in page posts; the token may come from any page."""
    token = parse(client.get("/demo/composants")).select_one("[name=csrf_token]")["value"]
    return client.post(f"/demo/compte/{kind}", data={"csrf_token": token, **fields})


def test_sign_in_page_lists_them_all(client):
    page = parse(client.get("/connexion?suite=/sessions/"))
    forms = page.select("#comptes form")
    assert [form["action"] for form in forms] == [f"/demo/compte/{kind.kind}" for kind in KINDS]
    assert [form.button.get_text(strip=True) for form in forms] == [str(kind.label) for kind in KINDS]
    assert {form.select_one("[name=suite]")["value"] for form in forms} == {"/sessions/"}


def test_a_signed_in_browser_changes_account_in_one_click(client):
    click(client, "titular")
    page = parse(client.get("/connexion?suite=/sessions/&lang=fr"))
    own = [row.select_one("bdi").text for row in page.select("#comptes li") if row.select(".status")]
    assert own == ["membre12@demo.example"]
    links = {" ".join(a.text.split()): a["href"] for a in page.select(".notice a")}
    assert links == {"Continuer avec ce compte": "/sessions/"}
    assert (
        parse(client.get("/mon-compte?lang=fr")).select_one("a[href='/connexion#comptes']").text
        == "Changer de compte"
    )
    assert click(client, "animation").location == "/a-faire"
    page = parse(client.get("/connexion?lang=fr"))
    assert [row.select_one("bdi").text for row in page.select("#comptes li") if row.select(".status")] == [
        "animation@demo.example"
    ]


def test_who_acts_need_not_be_said_before_changing_account(client):
    click(client, "shared")
    notice = parse(client.get("/connexion?lang=fr")).select_one(".notice p").get_text(" ", strip=True)
    assert notice.replace("\u00a0", " ").startswith("Vous êtes déjà connecté : membre20@demo.example.")


@pytest.mark.parametrize("kind", ONE_IDENTITY, ids=lambda kind: kind.kind)
def test_click_signs_in(client, kind):
    response = click(client, kind.kind)
    assert (response.status_code, response.location) == (303, "/a-faire")
    device = db.session.scalars(select(Device)).one()
    assert (device.account.email, device.method) == (kind.email, "demo")
    assert client.get("/a-faire").status_code == 200


@pytest.mark.parametrize("kind", ["shared", "two-seats"])
def test_several_identities_are_asked_who_acts(client, kind):
    response = click(client, kind)
    assert (response.status_code, response.location) == (303, "/qui-agit?suite=/a-faire")
    assert client.get("/qui-agit").status_code == 200


def test_suspended_account_is_refused(client):
    response = click(client, "suspended")
    assert response.status_code == 403
    assert "Ce compte est suspendu" in response.get_data(as_text=True)
    assert db.session.scalars(select(Device)).all() == []


def test_click_leads_to_the_page_that_was_asked_and_never_elsewhere(client):
    assert click(client, "titular", suite="/sessions/").location == "/sessions/"
    assert click(client, "animation", suite="https://evil.example/x").location == "/a-faire"


def test_second_click_ends_the_first_sign_in(client):
    click(client, "titular")
    click(client, "animation")
    first, second = db.session.scalars(select(Device).order_by(Device.id))
    assert first.revoked_at is not None
    assert second.revoked_at is None


def test_unknown_kind_is_404(client):
    assert click(client, "roi").status_code == 404


def test_kind_whose_account_is_gone_is_404(client):
    with db.engine.begin() as connection:
        connection.execute(Account.__table__.update().values(email=Account.email + ".old"))
    assert click(client, "titular").status_code == 404
