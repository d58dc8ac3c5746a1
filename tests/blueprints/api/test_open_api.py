"""The open API: its document, its answers, its refusals; what everybody reads and nothing else."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from noress.core.database import writing
from noress.core.i18n import Translated
from noress.domain.catalogue.models import HiddenBecause, StructureState
from noress.domain.catalogue.rules.writing import list_again
from noress.domain.decisions.models import DecisionState
from noress.domain.meetings.models import MeetingState
from noress.extensions import db
from tests.factories import NOW, make_agenda_item, make_body, make_meeting
from tests.factories.catalogue import TANGER, TETOUAN, make_structure, make_words
from tests.factories.decisions import make_decision, make_held_meeting
from tests.factories.documents import make_document

WHOLE: dict[str, Any] = {
    "description": {"fr": "Miel et plantes du Rif.", "ar": "عسل ونباتات الريف."}, "acronym": "CMR",
    "legal_form": "cooperative", "created_on": "2012-05-01", "members": 25, "women": 20, "commune": "01.571.01.01",
    "address": "12, rue des Oliviers", "point": "35.57, -5.37", "phone": "+212539000001",
    "email": "bureau@miel.example", "website": "https://miel.example/", "sectors": ["financing"],
    "services": ["financing.microcredit", "financing.grant"], "stages": ["idea"], "is_free": True,
    "financing_most": 4000000, "schemes": [{"title": "Fonds du Rif", "offer": "Prêt sans intérêt", "places": 20}],
    "publics": ["women", "youth"], "access": "Venir avec sa carte.", "languages": ["darija"], "scope": "region",
    "contact": "Une dame du bureau", "contact_phone": "+212661000002", "shares": ["premises"],
    "shares_words": "Une salle le soir", "needs": ["training"], "needs_words": "Un besoin discret",
}  # fmt: skip


def make_whole(name: Any = None, **given: Any) -> Any:
    make_words()
    values = {key: value for key, value in WHOLE.items() if key != "commune"}
    texts = name or Translated(fr="Coopérative Miel du Rif", ar="تعاونية عسل الريف")
    return make_structure(texts, **{**values, **given})


@pytest.fixture
def document(client) -> dict[str, Any]:
    return client.get("/api/v1/openapi.json").get_json()


def check(document: dict[str, Any], response: Any, path: str) -> Any:
    """The answer is what the document says of that path."""
    assert response.status_code == 200, response.get_data(as_text=True)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response.headers
    said = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    schema = {**said, "components": document["components"]}
    body = response.get_json()
    wrong = [
        error.message
        for error in Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(body)
    ]
    assert wrong == [], path
    return body


def test_every_answer_is_what_the_document_says(client, document):
    validate(document, cls=OpenAPIV31SpecValidator)
    assert document["openapi"] == "3.1.0"
    entry = make_whole()
    body = make_body()
    meeting = make_held_meeting(bodies=[body])
    make_agenda_item(meeting, "Le bilan")
    make_document(meeting, "Rapport", is_public=True)
    decision = make_decision(meeting=meeting)
    make_meeting(
        "À venir", state=MeetingState.CONVENED, reference="S-2027-90", online_url="https://secret.example/x"
    )
    service = client.get("/api/v1/hsds/services").get_json()["contents"][0]["id"]
    keys = {
        "structure_id": entry.id, "structure_uuid": entry.uuid, "meeting_id": meeting.id, "number": decision.address,
        "service_uuid": service,
    }  # fmt: skip
    for path in document["paths"]:
        for code in ("fr", "ar"):
            check(document, client.get(path.format(**keys), query_string={"lang": code}), path)
    by_uuid = client.get(f"/api/v1/structures/{entry.uuid}")
    assert by_uuid.get_json() == client.get(f"/api/v1/structures/{entry.id}").get_json()
    assert "secret.example" not in client.get("/api/v1/sessions").get_data(as_text=True)


def test_a_structure_says_what_its_page_says(client):
    entry = make_whole()
    said = client.get(f"/api/v1/structures/{entry.id}?lang=ar").get_json()
    assert said == {
        "id": entry.id, "uuid": entry.uuid, "url": f"http://127.0.0.1:8000/catalogue/{entry.id}",
        "name": {"fr": "Coopérative Miel du Rif", "ar": "تعاونية عسل الريف"}, "acronym": "CMR",
        "description": WHOLE["description"], "legal_form": {"code": "cooperative", "name": "تعاونية"},
        "created_on": "2012-05-01", "members": 25, "women": 20, "province": {"code": TETOUAN, "name": said["province"]["name"]},
        "address": "12, rue des Oliviers", "point": {"latitude": 35.57, "longitude": -5.37}, "phone": "+212539000001",
        "email": "bureau@miel.example", "website": "https://miel.example/",
        "sectors": [{"code": "financing", "name": "التمويل"}],
        "services": [
            {"code": "financing.microcredit", "name": "سلفات صغيرة"}, {"code": "financing.grant", "name": "منحة أو جائزة"},
        ],
        "stages": [{"code": "idea", "name": "منذ الفكرة"}], "is_free": True, "financing_most": 40000.0,
        "schemes": [{"title": "Fonds du Rif", "offer": "Prêt sans intérêt", "places": 20}],
        "publics": [{"code": "women", "name": "النساء"}, {"code": "youth", "name": "الشباب"}],
        "access": "Venir avec sa carte.", "languages": [{"code": "darija", "name": "الدارجة"}],
        "scope": {"code": "region", "name": said["scope"]["name"]}, "confirmed_on": None, "updated_on": said["updated_on"],
    }  # fmt: skip


def test_nothing_private_is_said(client, login_as):
    """Not to whoever is signed in either: it is one answer for all."""
    shown = make_whole(contact="Dame Nommée")
    db_audience(shown, {"phone": "internal", "address": "members", "contact": "public"})
    others = [
        make_structure("Pour les membres", columns={"is_open": False}),
        make_structure("Brouillon", state=StructureState.DRAFT), make_structure("Refusée", state=StructureState.REFUSED),
        make_structure(
            "Masquée", state=StructureState.HIDDEN, columns={"hidden_because": HiddenBecause.SECRETARIAT}
        ),
    ]  # fmt: skip
    hidden = make_meeting("Projet caché")
    held = make_held_meeting("Session tenue", online_url="https://lien.example/secret")
    make_agenda_item(held, "Point réservé", is_internal=True)
    make_agenda_item(held, "Point ouvert", presenter="Intervenante nommée")
    make_document(held, "Papier réservé")
    secret = make_decision("Décision tue", meeting=held, is_public=False)
    lists = ("structures?q=", "sessions", "decisions", "hsds/organizations", "hsds/services")
    ones = (f"structures/{shown.id}", f"sessions/{held.id}", f"hsds/organizations/{shown.uuid}")
    said = "".join(client.get(f"/api/v1/{path}").get_data(as_text=True) for path in (*lists, *ones))
    leaks = [
        "Pour les membres", "Brouillon", "Refusée", "Masquée", "Projet caché", "lien.example", "Point réservé",
        "nommée", "Nommée", "Papier réservé", "tue", "+212539000001", "+212661000002", "rue des Oliviers",
        "Une salle le soir", "Un besoin discret",
    ]  # fmt: skip
    assert [leak for leak in leaks if leak in said.replace("statue", "")] == []
    assert "Point ouvert" in said
    gone = [f"structures/{row.id}" for row in others] + [f"structures/{row.uuid}" for row in others]
    gone += [f"hsds/organizations/{others[0].uuid}", f"sessions/{hidden.id}", f"decisions/{secret.address}"]
    assert {path: client.get(f"/api/v1/{path}").status_code for path in gone} == dict.fromkeys(gone, 404)


def db_audience(entry: Any, audience: dict[str, str]) -> None:
    db.session.rollback()
    with writing():
        entry.detail.audience = audience
        db.session.commit()


def test_entries_that_moved_or_left(client):
    kept = make_structure("Celle qui reste")
    merged = make_structure(
        "Celle qui part", state=StructureState.MERGED, columns={"merged_into_id": kept.id}
    )
    left = make_structure("Disparue")
    db.session.rollback()
    with writing():
        left.state, left.hidden_because, left.published_at = StructureState.HIDDEN, HiddenBecause.GONE, NOW
        list_again(left, now=NOW)
        db.session.commit()
    moved = client.get(f"/api/v1/structures/{merged.uuid}")
    assert (moved.status_code, moved.headers["Location"]) == (301, f"/api/v1/structures/{kept.uuid}")
    for path in (f"structures/{left.id}", f"hsds/organizations/{left.uuid}"):
        refused = client.get(f"/api/v1/{path}")
        assert (refused.status_code, refused.content_type) == (410, "application/problem+json")


def test_lists_are_narrowed_as_on_the_page(client):
    make_whole()
    make_structure("Association de Tanger", province=TANGER)

    def found(query):
        return [
            row["name"]["fr"] for row in client.get(f"/api/v1/structures?{query}").get_json()["structures"]
        ]

    both = ["Association de Tanger", "Coopérative Miel du Rif"]
    cases = {
        "": both, f"province={TANGER}": both[:1], "secteur=financing": both[1:], "service=marketing.fairs": [],
        "public=women": both[1:], "q=miel": both[1:], "q=%22miel+(": both[1:], "tri=nom": both, "per_page=1": both[:1],
        "per_page=1&page=2": both[1:], "page=99": [], f"province={TANGER}&q=miel": [],
    }  # fmt: skip
    assert {query: found(query) for query in cases} == cases
    page = client.get("/api/v1/structures?per_page=1&lang=ar&tri=nom").get_json()
    there = "http://127.0.0.1:8000/api/v1/structures?tri=nom&page={}&per_page=1&lang=ar"
    assert (page["total"], page["pages"]) == (2, 2)
    assert page["links"] == {
        "first": there.format(1), "last": there.format(2), "previous": None, "next": there.format(2),
    }  # fmt: skip
    make_decision("Le fonds du miel est créé.")
    make_decision("Autre chose.", state=DecisionState.EXECUTED)
    cases = {"": 2, "etat=in_force": 1, "q=miel": 1, "annee=2026": 2, "annee=2019": 0, "mode=unanimity": 0}
    assert {query: client.get(f"/api/v1/decisions?{query}").get_json()["total"] for query in cases} == cases


def test_what_is_asked_badly_is_refused_with_words(client):
    make_words()
    cases = {
        "structures?page=-1": "page", "structures?page=0": "page", f"structures?page={10**20}": "page",
        "structures?page=deux": "page", "structures?page=٢": "page", "structures?per_page=101": "per_page",
        "structures?tri=link_generation": "tri", f"structures?q={'a' * 3_000}": "q", "structures?province=99": "province",
        "structures?secteur=x": "secteur", "structures?sorte=x": "sorte", "structures?commune=x": "commune",
        f"structures?province={TANGER}&commune=01.571.01.01": "commune", "decisions?etat=withdrawn": "etat",
        "decisions?annee=hier": "annee", "sessions?page=x": "page", "hsds/services?per_page=0": "per_page",
    }  # fmt: skip
    for path, name in cases.items():
        response = client.get(f"/api/v1/{path}")
        said = response.get_json()
        assert (response.status_code, response.content_type, said["parameter"]) == (
            400, "application/problem+json", name,
        ), path  # fmt: skip
        assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/api/v1/structures?page=-1").get_json() == {
        "type": "about:blank", "title": "Demande incompréhensible", "status": 400,
        "detail": "«\u202fpage\u202f» est un nombre entre 1 et 99999.", "parameter": "page",
    }  # fmt: skip
    for path in ("structures?q=%00%22%27%28", "structures?q=%22", "structures?q=NEAR(", "decisions?q=%22*"):
        assert client.get(f"/api/v1/{path}").status_code == 200, path


def test_what_is_not_there_and_what_may_not_be_done(client):
    cases = {
        "GET /api/v1/structures/999": 404, f"GET /api/v1/structures/{10**20}": 404, "GET /api/v1/rien": 404,
        "GET /api/v2/structures": 404, "GET /api/v1/sessions/7": 404, "GET /api/v1/decisions/2026-04/02": 404,
        "GET /api/v1/decisions/pas-un-numero": 404,
        "GET /api/v1/hsds/services/00000001-0001-8000-8000-000000000000": 404,
        "GET /api/v1/hsds/services/ffffffff-ffff-ffff-ffff-ffffffffffff": 404,
        "POST /api/v1/structures": 405, "DELETE /api/v1/structures/1": 405, "PUT /api/v1/rien": 404,
    }  # fmt: skip
    for case, status in cases.items():
        method, path = case.split()
        response = client.open(path, method=method)
        assert (response.status_code, response.content_type) == (status, "application/problem+json"), case
        assert response.get_json()["status"] == status
        assert ("Allow" in response.headers) == (status == 405)
        assert response.headers["Access-Control-Allow-Origin"] == "*"
    asked = client.options("/api/v1/structures", headers={"Origin": "https://ailleurs.example"})
    assert (asked.status_code, asked.headers["Access-Control-Allow-Methods"]) == (200, "GET, HEAD, OPTIONS")


def test_nothing_is_sent_again_until_something_changes(client, count_queries):
    entry = make_structure("Avant")
    first = client.get("/api/v1/structures")
    asked = {"If-None-Match": first.headers["ETag"]}
    with count_queries() as statements:
        again = client.get("/api/v1/structures", headers=asked)
    assert (again.status_code, again.data, len(statements)) == (304, b"", 1)
    assert client.get("/api/v1/structures?lang=ar", headers=asked).status_code == 200
    make_structure("Après")
    assert client.get("/api/v1/structures", headers=asked).get_json()["total"] == 2
    one = client.get(f"/api/v1/structures/{entry.id}")
    assert (
        client.get(
            f"/api/v1/structures/{entry.id}", headers={"If-None-Match": one.headers["ETag"]}
        ).status_code
        == 304
    )


QUERIES = {
    "structures": 6, "structures?q=miel": 6, "sessions": 4, "decisions": 5, "hsds/organizations": 6, "hsds/services": 7,
}  # fmt: skip


def test_a_page_asks_as_much_for_three_as_for_one(client, count_queries):
    def counted():
        found = {}
        for path in QUERIES:
            with count_queries() as statements:
                assert client.get(f"/api/v1/{path}").status_code == 200
            found[path] = len(statements)
        return found

    body = make_body()
    for turn in range(3):
        make_whole(f"Miel {turn}", services=["financing.microcredit"])
        make_decision(meeting=make_held_meeting(bodies=[body]))
        if turn in (0, 2):
            assert counted() == QUERIES, turn


def test_people_are_shown_a_page(client):
    sent = client.get("/api/v1/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (sent.status_code, sent.headers["Location"]) == (302, "/api/")
    assert (
        client.get("/api/v1/", headers={"Accept": "*/*"})
        .get_json()["links"]["openapi"]
        .endswith("/openapi.json")
    )
    for code, word in (("fr", "Les données ouvertes"), ("ar", "OpenAPI")):
        page = client.get(f"/api/?lang={code}")
        assert page.status_code == 200
        assert word in page.get_data(as_text=True)
        assert "/api/v1/structures?province=01.571" in page.get_data(as_text=True)


def test_the_document_is_in_the_language_of_its_reader(client, document):
    arabic = json.dumps(client.get("/api/v1/openapi.json?lang=ar").get_json()["paths"], ensure_ascii=False)
    assert "/api/v1/structures/{structure_uuid}" not in document["paths"]
    assert list(document["paths"]) == list(json.loads(arabic))
