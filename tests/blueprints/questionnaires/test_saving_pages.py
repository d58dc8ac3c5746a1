"""What the form's script asks: saving while typing, files in pieces, the last sending, the whole form on one page."""

import json

import pytest
from sqlalchemy import select

from noress.core.i18n import Translated
from noress.domain.accounts.actor import Actor
from noress.domain.files.models import PartialUpload
from noress.domain.files.rules import PIECE
from noress.domain.outbox.models import OutboxMail
from noress.domain.questionnaires import response_links
from noress.domain.questionnaires.definition import Definition
from noress.domain.questionnaires.models import Response, ResponseSnapshot, ResponseState
from noress.extensions import db
from tests.factories.questionnaires import make_question as ask
from tests.factories.questionnaires import make_response, make_section, make_version, when
from tests.pages import parse
from tests.posting import SAME_ORIGIN, csrf_token, post

SYSTEM = Actor.system()
JSON = {"Accept": "application/json"}
PDF = b"%PDF-1.4\n" + b"0" * PIECE
SIZE = len(PDF)


@pytest.fixture
def address(app):
    premises = when("has_premises", "is", "true")
    definition = Definition((
        make_section("general", ask("name", is_required=True), ask("members", "number")),
        make_section("means", ask("has_premises", "yes_no"), ask("surface", "number", condition=premises),
                     ask("photo", "photo"), ask("statutes", "file", settings={"max_files": 1})),
        make_section("premises", ask("street", label=Translated(fr="Rue", ar="زنقة")), condition=premises),
    ))  # fmt: skip
    return f"/q/{response_links.token_of(make_response(make_version(definition=definition)))}"


def stored() -> Response:
    return db.session.scalars(select(Response)).one()


@pytest.fixture
def save(client, address):
    """save("general", {...}, marks) answers (status, JSON)."""

    def saving(section, answers, marks=None):
        data = answers | {"marks": json.dumps(marks or {})}
        answer = post(client, f"{address}/enregistrer/{section}", data, headers=JSON)
        return answer.status_code, answer.get_json()

    return saving


@pytest.fixture
def put(client, address):
    """put(key, offset, bytes) answers (status, JSON)."""

    def putting(key, offset, data):
        headers = {**SAME_ORIGIN, **JSON, "X-CSRFToken": csrf_token(client)}
        answer = client.put(f"{address}/fichiers/{key}?depuis={offset}", data=data, headers=headers)
        return answer.status_code, answer.get_json()

    return putting


@pytest.fixture
def begin(client, address):
    def beginning(name="statuts.pdf", size=SIZE, question="statutes", key="k"):
        data = {"question": question, "name": name, "size": str(size), "client_key": key}
        answer = post(client, f"{address}/fichiers", data, headers=JSON)
        return answer.status_code, answer.get_json()

    return beginning


def test_typing_is_saved_and_the_next_part_is_told(client, address, save):
    status, said = save("general", {"q.name": "Membre 12", "q.members": "douze"})
    assert (status, stored().values, stored().unread, stored().version) == (
        200, {"name": "Membre 12"}, {"q.members": ["douze"]}, 2,
    )  # fmt: skip
    wall = said["text"].replace("\u202f", " ")
    assert wall.startswith("Enregistré à ")
    assert (said["before"], said["version"], list(said["errors"]), said["next"]) == (
        1, 2, ["q.members"], f"{address}/partie/means",
    )  # fmt: skip
    assert save("general", {"q.name": "Membre 12", "q.members": "douze"})[1]["version"] == 2  # it came twice
    # an answer that opens a question of the same screen stays on it; with everything there it goes on
    assert save("means", {"q.has_premises": "true"})[1]["next"] == f"{address}/partie/means"
    status, said = save("means", {"q.has_premises": "true", "q.surface": "40"}, said["marks"])
    assert said["next"] == f"{address}/partie/premises"
    assert stored().values == {"name": "Membre 12", "has_premises": True, "surface": "40"}


def test_a_clash_and_what_is_unknown(client, address, save):
    save("general", {"q.name": "A"})
    status, said = save("general", {"q.name": "B"}, {"name": "0" * 12})
    assert (status, said["error"], stored().values) == (409, "stale", {"name": "A"})
    assert (save("nowhere", {})[0], save("general", {"q.name": "A"}, "[")[0]) == (404, 200)
    no_token = client.post(
        f"{address}/enregistrer/general", data={"q.name": "C"}, headers={**SAME_ORIGIN, **JSON}
    )
    assert (no_token.status_code, stored().values) == (400, {"name": "A"})
    fresh = client.get(f"{address}/etat", headers=JSON)
    assert (fresh.get_json()["version"], fresh.headers["Cache-Control"]) == (2, "no-store")
    again = client.post(f"{address}/enregistrer/general", data={"q.name": "A"},
                        headers={**SAME_ORIGIN, "X-CSRFToken": fresh.get_json()["csrf_token"]})  # fmt: skip
    assert again.status_code == 200


def test_sent_once_however_often_it_is_repeated(client, address, save):
    def send(**values):
        answer = post(client, f"{address}/envoyer", values, headers=JSON)
        return answer.status_code, answer.get_json()

    status, said = send(key="k", version="1", email="")
    assert (status, said["error"], said["missing"], stored().state) == (
        422,
        "incomplete",
        1,
        ResponseState.DRAFT,
    )
    save("general", {"q.name": "Membre 12"})
    assert send(key="", version="2")[0] == send(key="k", version="2", email="pas un courriel")[0] == 422
    assert (send(key="k", version="1")[0], stored().number) == (409, None)
    done = [send(key="k", version="2", email="structure@exemple.ma") for _ in range(2)]
    number = stored().number
    assert (
        done
        == [(200, {"number": number, "receipt": f"{address}/recu", "text": f"Envoyé\u00a0: {number}"})] * 2
    )
    assert len(db.session.scalars(select(ResponseSnapshot)).all()) == 1
    assert len(db.session.scalars(select(OutboxMail)).all()) == 1


def test_a_file_comes_in_pieces(client, address, begin, put):
    status, said = begin()
    key = said["key"]
    assert (status, said) == (
        200,
        {"key": key, "received": 0, "size": len(PDF), "done": False, "name": "statuts.pdf"},
    )
    assert begin()[1]["key"] == key
    assert put(key, PIECE, PDF[PIECE:]) == (409, {"error": "out_of_step", "received": 0,
                                                  "message": "Ce morceau de fichier n'est pas le suivant."})  # fmt: skip
    assert put(key, 0, PDF)[0] == 413
    assert put(key, "x", b"a")[0] == 400
    assert put(key, 0, PDF[:PIECE])[1]["received"] == PIECE
    assert put(key, 0, PDF[:PIECE])[1]["received"] == PIECE
    assert client.get(f"{address}/fichiers/{key}").get_json()["received"] == PIECE
    status, said = put(key, PIECE, PDF[PIECE:])
    assert (status, said["done"], said["before"], said["version"]) == (200, True, 1, 2)
    assert put(key, PIECE, PDF[PIECE:])[1]["done"] is True
    held = stored().values["statutes"]
    assert [(part["name"], part["size"]) for part in held] == [("statuts.pdf", len(PDF))]
    assert [part.question for part in stored().files] == ["statutes"]
    headers = {**SAME_ORIGIN, "X-CSRFToken": csrf_token(client)}
    assert client.delete(f"{address}/fichiers/{key}", headers=headers).status_code == 409
    assert begin(key="another")[1]["error"] == "too_many_files"


def test_files_that_are_refused_leave_nothing(client, address, begin, put):
    said = {
        "no such question": begin(question="none")[0],
        "no file": begin(question="has_premises")[1] and begin(question="has_premises")[1]["error"],
        "a program": begin(name="a.exe")[1]["error"],
        "too large": begin(size=10**10)[0],
        "no size": begin(size="x")[1]["error"],
    }
    assert said == {"no such question": 404, "no file": "no_file", "a program": "type_not_allowed", "too large": 413,
                    "no size": "empty"}  # fmt: skip
    key = begin(name="façade.jpg", question="photo", size=6)[1]["key"]
    status, said = put(key, 0, b"MZ\x90\x00ab")
    assert (status, said["error"]) == (422, "content_mismatch")
    key = begin(name="façade.pdf", question="photo", size=15)[1]["key"]
    assert put(key, 0, b"%PDF-1.4\n%%EOF\n")[1]["error"] == "no_photo"
    key = begin(name="a.pdf", size=4)[1]["key"]
    assert put(key, 0, b"%PDF-1.4\n%%EOF\n")[1]["error"] == "other_size"
    assert put(key, 0, b"%PDF")[0] == 404
    key = begin(name="b.pdf", key="b")[1]["key"]
    headers = {**SAME_ORIGIN, "X-CSRFToken": csrf_token(client)}
    assert client.delete(f"{address}/fichiers/{key}", headers=headers).status_code == 200
    assert (db.session.scalars(select(PartialUpload)).all(), stored().values) == ([], {})


def test_the_whole_form_stands_on_one_page(client, address, save):
    save("general", {"q.name": "Membre 12"})
    page = parse(client.get(f"{address}/tout"))
    assert [form["data-part"] for form in page.select("form[data-part]")] == ["general", "means", "premises"]
    assert page.select_one('[name="q.name"]')["value"] == "Membre 12"
    assert [line.get_text() for line in page.select("main .muted") if "Demandée" in line.get_text()] == [
        "Demandée si «\u202fHas_premises\u202f» est Oui",
    ] * 2  # fmt: skip
    assert len(page.select("main .button--primary")) == 1
    worker = client.get("/q/sw.js")
    assert (worker.mimetype, worker.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    assert "Set-Cookie" not in worker.headers
    assert b"addEventListener" in worker.data
