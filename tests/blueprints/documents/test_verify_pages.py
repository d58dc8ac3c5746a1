"""What a printed hash names, for everybody, and nothing more than what is public."""

import hashlib
from datetime import timedelta

import pytest

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.files.rules import freeze
from noress.extensions import db
from tests.factories import NOW, make_meeting
from tests.pages import parse

pytestmark = pytest.mark.usefixtures("app")


def frozen(content, meeting=None, now=NOW, **values) -> str:
    meeting = meeting or make_meeting()
    with writing():
        sha = freeze(
            **{"kind": "minutes", "title": Translated(fr="Procès-verbal <b>du 8 avril</b>", ar="محضر 8 أبريل"),
               "content": content, "subject": meeting, "is_public": True, "actor": Actor.system(), "now": now,
               "issuer": Translated(fr="Plénière", ar="الجمع العام"), **values}
        )  # fmt: skip
        db.session.commit()
    return sha


def words(response) -> str:
    return " ".join(parse(response).main.get_text(" ").split())


def test_public_content_is_told_and_can_be_checked_by_anybody(client):
    sha = frozen({"décisions": ["Créer un fonds"]})
    page = client.get(f"/verifier/{sha}")
    text = words(page)
    assert page.status_code == 200
    assert parse(page).h1.get_text() == "Procès-verbal <b>du 8 avril</b>"
    assert (
        "empreinte connue Nature Procès-verbal ou compte rendu Figé le vendredi 20 novembre 2026 à 9 h "
        f"Au nom de Plénière Empreinte SHA-256 {sha} Ce que cela prouve" in text
    )
    file = client.get(f"/verifier/{sha}/contenu")
    assert hashlib.sha256(file.data).hexdigest() == sha
    assert "Créer un fonds" in file.get_data(as_text=True)
    assert (file.content_type, file.headers["Content-Disposition"]) == (
        "application/json; charset=utf-8", f"attachment; filename={sha[:12]}.json",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "title", "issuer"),
    [("ar", "محضر 8 أبريل", "الجمع العام"), ("en", "Procès-verbal <b>du 8 avril</b>", "Plénière")],
)
def test_in_other_languages(client, lang, title, issuer):
    page = client.get(f"/verifier/{frozen({'a': 1})}?lang={lang}")
    soup = parse(page)
    assert (soup.html["lang"][:2], soup.h1.get_text()) == (lang, title)
    assert issuer in words(page)


def test_what_is_not_public_gives_its_nature_and_date_only(client):
    first = frozen({"a": "secret"}, is_public=False)
    second = frozen(
        {"b": "secret"}, is_public=False, kind="rectification", rectifies=first, now=NOW + timedelta(days=1)
    )
    page = client.get(f"/verifier/{first}")
    assert parse(page).h1.get_text() == "Procès-verbal ou compte rendu"
    html = page.get_data(as_text=True)
    assert [word for word in ("8 avril", "Plénière", "secret", "Communication") if word in html] == []
    assert "vendredi 20 novembre 2026" in html
    assert "Ce contenu n'est pas public" in words(page)
    assert "Rectification non publique" in words(page)
    for sha in (first, second):
        assert client.get(f"/verifier/{sha}/contenu").status_code == 404


def test_rectification_is_announced_both_ways(client):
    meeting = make_meeting()
    first = frozen({"a": 1}, meeting)
    assert "rectifié" not in words(client.get(f"/verifier/{first}"))
    second = frozen(
        {"a": 2},
        meeting,
        NOW + timedelta(days=1),
        kind="rectification",
        rectifies=first,
        title=Translated(fr="Rectification n° 1"),
    )
    page = client.get(f"/verifier/{first}")
    assert "Ce contenu a été rectifié depuis." in words(page)
    assert "Rectifications Rectification n° 1 · samedi 21 novembre 2026 à 9 h" in words(page)
    assert parse(page).find("a", href=f"/verifier/{second}")
    assert parse(client.get(f"/verifier/{second}")).find("a", href=f"/verifier/{first}")


@pytest.mark.parametrize(
    "change",
    [str.upper, lambda sha: " ".join(sha[i : i + 8] for i in range(0, 64, 8)), lambda sha: sha + "/"],
)
def test_capitals_and_spaces_do_not_count(client, change):
    sha = frozen({"a": 1})
    assert client.get(f"/verifier/{change(sha)}".rstrip("/")).status_code == 200
    response = client.get("/verifier/", query_string={"empreinte": change(sha)})
    assert (response.status_code, response.location) == (302, f"/verifier/{sha}")


def test_whole_address_may_be_pasted(client):
    response = client.get(
        "/verifier/", query_string={"empreinte": f"https://noress.example/verifier/{'a' * 64}"}
    )
    assert response.location == f"/verifier/{'a' * 64}"


@pytest.mark.parametrize("sha", ["a" * 64, "abc", "a" * 65, "<script>", "é" * 64, "%00" * 64])
def test_unknown_hash_is_404_with_a_clear_message(client, sha):
    page = client.get(f"/verifier/{sha}")
    assert page.status_code == 404
    assert "Aucun contenu figé sur cette plateforme ne porte cette empreinte" in words(page)
    assert parse(page).main.find("form")["action"] == "/verifier/"
    assert client.get(f"/verifier/{sha}/contenu").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abc", "elle a 3 signes, il en faut 64"),
        ("z" * 64, "elle a 64 signes, il en faut 64"),
        ("", "Remplissez ce champ."),
    ],
)
def test_incomplete_hash_is_said_beside_the_field(client, typed, said):
    page = client.get("/verifier/", query_string={"empreinte": typed})
    assert page.status_code == 422
    assert said in parse(page).select_one(".field__error").get_text()
    assert parse(page).find("input", attrs={"name": "empreinte"}).get("value", "") == typed


def test_form_alone(client):
    page = client.get("/verifier/")
    assert (page.status_code, parse(page).h1.get_text()) == (200, "Vérifier un document")
    assert parse(page).select(".field__error") == []


def test_page_is_kept_ready_until_a_rectification(client, count_queries):
    meeting = make_meeting()
    sha = frozen({"a": 1}, meeting)
    first = client.get(f"/verifier/{sha}")
    with count_queries() as statements:
        again = client.get(f"/verifier/{sha}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, len(statements)) == (304, 1)
    assert "Set-Cookie" not in first.headers
    frozen({"a": 2}, meeting, kind="rectification", rectifies=sha)
    assert client.get(f"/verifier/{sha}", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_publishing_shows_at_once(client):
    meeting = make_meeting()
    sha = frozen({"a": 1}, meeting, is_public=False)
    assert "n'est pas public" in words(client.get(f"/verifier/{sha}"))
    frozen({"a": 1}, meeting)
    assert "n'est pas public" not in words(client.get(f"/verifier/{sha}"))
