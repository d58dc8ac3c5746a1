"""An opinion through its pages: asked by the desk, given behind a mailed link, shown to the structure or not."""

import io
import secrets

import pytest
import time_machine
from sqlalchemy import select

from noress.core.database import writing
from noress.domain.applications.links import token_of as person_token
from noress.domain.applications.models import Application, ApplicationState, Opinion
from noress.domain.applications.opinion_links import token_of
from noress.domain.files.models import StoredFile
from noress.domain.outbox.models import OutboxMail
from noress.extensions import db
from noress.web.files import storage
from tests.factories import NOW, save
from tests.factories.applications_desk import make_received, send
from tests.factories.calls import file_definition, make_call
from tests.factories.received import join_file as join
from tests.factories.recusals import make_officer, make_opinion
from tests.forms import text_of
from tests.pages import parse
from tests.posting import post

TYPED = {
    "name": "Professeur d'économie", "email": "avis@exemple.ma", "language": "ar", "question": "Le marché existe-t-il ?",
    "answer": "yes", "audience": "yes", "due_on": "2026-12-01",
}  # fmt: skip


@pytest.fixture
def desk(app, login_as):
    with time_machine.travel(NOW, tick=False):
        yield login_as(make_officer())


def join_file(response, question, name):
    """A file of a few letters, given as an answer."""
    key = f"2026/11/{secrets.token_hex(16)}.txt"
    storage().put(key, io.BytesIO(b"abc"))
    file = save(
        StoredFile(key=key, name=name, content_type="text/plain", size=3, sha256="0" * 64, uploaded_at=NOW)
    )
    join(response, question, file.id)
    return file


def words(response):
    """The text of a page with plain spaces."""
    return " ".join(parse(response).get_text(" ").split())


def stored(row):
    db.session.rollback()
    return db.session.get_one(type(row), row.id)


def test_asked_given_once_and_read(desk, client):
    application = make_received()
    url = f"/candidatures/{application.id}/avis"
    assert "Pas encore d'avis" in words(desk.get(url))
    assert f'href="{url}"' in desk.get(f"/candidatures/{application.id}").text
    refused = post(desk, f"{url}/demander", {**TYPED, "email": "rien", "due_on": "2020-01-01"})
    assert (refused.status_code, "Cette adresse n'est pas complète" in words(refused), "Le marché existe-t-il ?" in words(refused)) == (
        422, True, True,
    )  # fmt: skip
    assert post(desk, f"{url}/demander", TYPED).location == url
    opinion = db.session.scalars(select(Opinion)).one()
    mail = db.session.scalars(select(OutboxMail)).one()
    link = f"/avis/{token_of(opinion)}"
    assert (mail.language, f"{link}?lang=ar" in mail.text) == ("ar", True)
    assert ("2026-12-01" in mail.text + mail.html, "الثلاثاء 1 دجنبر 2026" in mail.text) == (False, True)
    assert text_of(desk.get(url), ".status") == ["en attente", "confidentiel"]

    page = client.get(f"{link}?lang=fr")
    assert (page.status_code, page.headers["Cache-Control"], page.headers["X-Robots-Tag"]) == (
        200,
        "no-store",
        "noindex",
    )
    for said in ("Un atelier", "Le marché existe-t-il ?", "Seul le secrétariat lira votre avis."):
        assert said in words(page), said
    assert parse(client.get(link)).html["lang"] == "ar-MA"
    assert stored(opinion).answered_at is None  # opening changes nothing
    empty = post(client, f"{link}?lang=fr", {"text": ""})
    assert (empty.status_code, "Choisissez une réponse." in words(empty)) == (422, True)
    kept = post(client, f"{link}?lang=fr", {"text": "Début", "keep": "1"})
    assert kept.location == f"{link}?lang=fr&garde=1"
    again = client.get(kept.location)
    assert ("Enregistré, pas encore envoyé" in words(again), "Début</textarea>" in again.text) == (True, True)
    assert "Début" not in words(desk.get(url))
    bad = post(
        client,
        f"{link}?lang=fr",
        {"text": "Oui.", "says_yes": "yes", "file": (io.BytesIO(b"MZ"), "avis.exe")},
    )
    assert (bad.status_code, "Oui.</textarea>" in bad.text) == (422, True)
    sent = {"text": "Oui, il existe.", "says_yes": "yes", "file": (io.BytesIO(b"une note"), "note.txt")}
    assert post(client, f"{link}?lang=fr", sent).location == f"{link}?lang=fr"
    after = client.get(f"{link}?lang=fr")
    assert (
        "Votre avis est reçu" in words(after),
        "Oui, il existe." in words(after),
        "Un atelier" in words(after),
    ) == (True, True, False)
    assert post(client, f"{link}?lang=fr", {"text": "x", "says_yes": "no"}).status_code == 409
    assert (stored(opinion).text, stored(opinion).says_yes) == ("Oui, il existe.", True)
    page = desk.get(url)
    assert ("Oui, il existe." in words(page), text_of(page, ".status")) == (
        True,
        ["avis donné", "confidentiel"],
    )
    assert desk.get(f"/candidatures/avis/{opinion.id}/fichier").data == b"une note"
    assert "Avis donné" in words(desk.get(f"/candidatures/{application.id}"))
    for act in ("rappeler", "retirer"):
        assert post(desk, f"/candidatures/avis/{opinion.id}/{act}").status_code == 409


def test_what_is_typed_is_kept_while_one_writes(desk, client):
    application = make_received()
    opinion = make_opinion(application, language="fr")
    link = f"/avis/{token_of(opinion)}"
    form = parse(client.get(link)).select_one("form[data-draft]")
    url = form["data-draft-url"]
    assert (url, form["data-draft-base"]) == (f"{link}/brouillon", "")
    kept = post(client, url, {"text": "Je commence", "says_yes": "", "_typed": "1"})
    assert (kept.status_code, kept.json["message"]) == (200, "Enregistré à 9\u202fh, pas encore envoyé.")
    assert (stored(opinion).text, stored(opinion).answered_at) == ("Je commence", None)
    page = client.get(link)
    assert "Je commence</textarea>" in page.text
    assert parse(page).select_one("form[data-draft]")["data-draft-base"] == kept.json["mark"]
    assert set(client.get(url).json) == {"csrf_token"}
    long = post(client, url, {"text": "x" * 6000})
    assert (long.status_code, stored(opinion).text) == (413, "Je commence")
    assert "Je commence" not in words(desk.get(f"/candidatures/{application.id}/avis"))
    assert post(client, link, {"text": "Fini"}).status_code == 303
    late = post(client, url, {"text": "Encore"})
    assert (late.status_code, "Vous avez déjà répondu" in late.json["message"]) == (410, True)
    assert stored(opinion).text == "Fini"
    assert f'<meta name="draft-sent" content="avis.{opinion.id}">' in client.get(link).text
    assert client.get("/avis/inconnu/brouillon").status_code == 404


def test_the_link_opens_that_file_alone_without_what_is_restricted(desk, client):
    call = make_call(stages=1, file=file_definition())
    application, other = make_received(call), make_received(call, answers={"summary": "Autre résumé"})
    response = application.response
    open_file, secret = (
        join_file(response, "statutes", "statuts.txt"),
        join_file(response, "identity", "carte.txt"),
    )
    foreign = join_file(other.response, "statutes", "autre.txt")
    answers = {
        **response.answers, "statutes": [{"file": open_file.id, "name": "statuts.txt", "size": 3}],
        "identity": [{"file": secret.id, "name": "carte.txt", "size": 3}],
    }  # fmt: skip
    send(response, answers)
    save_note(application)
    opinion = make_opinion(application)
    make_opinion(application, email="b@exemple.ma", text="Avis d'un autre", answered_at=NOW)
    link = f"/avis/{token_of(opinion)}"
    page = client.get(link)
    assert [said in words(page) for said in ("statuts.txt", "non montrée", "carte.txt", "Avis d'un autre", "Note privée", "Autre résumé")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip
    assert [
        client.get(f"{link}/fichiers/{file.id}", buffered=True).status_code
        for file in (open_file, secret, foreign)
    ] == [200, 404, 404]
    for held in (application.people[0].email, "porteur"):
        assert held not in words(page)
    assert [
        client.get(address).status_code
        for address in (
            "/avis/1-xxxxxxxxxxxxxxxxxxxxxx",
            f"{link}x",
            f"/q/{link[6:]}",
            f"/candidature/{link[6:]}",
        )
    ] == [404] * 4
    assert post(client, f"{link}/decliner", {"because": ""}).status_code == 422
    assert post(client, f"{link}/decliner", {"because": "Je les connais"}).status_code == 303
    after = client.get(link)
    assert ("Vous avez décliné" in words(after), "Atelier de couture" in words(after)) == (True, False)
    assert client.get(f"{link}/fichiers/{open_file.id}").status_code == 410
    withdrawn = make_opinion(application, email="c@exemple.ma", withdrawn_at=NOW)
    gone = client.get(f"/avis/{token_of(withdrawn)}")
    assert (gone.status_code, "Cette demande est terminée" in words(gone)) == (410, True)


def save_note(application):
    from noress.domain.applications.models import ApplicationNote

    save(ApplicationNote(application_id=application.id, text="Note privée", written_at=NOW))


def test_reminded_taken_back_and_shown_to_the_structure_without_a_name(desk, client):
    application = make_received()
    waiting = make_opinion(application)
    assert "Déjà partis : 0." in words(desk.get(f"/candidatures/avis/{waiting.id}/rappeler"))
    for _time in range(2):
        assert post(desk, f"/candidatures/avis/{waiting.id}/rappeler").status_code == 303
    assert post(desk, f"/candidatures/avis/{waiting.id}/rappeler").status_code == 409
    assert post(desk, f"/candidatures/avis/{waiting.id}/retirer").status_code == 303
    assert client.get(f"/avis/{token_of(stored(waiting))}").status_code == 410
    token = person_token(application.people[0])
    home = f"/candidature/{token}"
    assert ["/avis" in client.get(home).text, "Aucun avis à lire" in words(client.get(f"{home}/avis"))] == [
        False,
        True,
    ]
    make_opinion(application, email="x@exemple.ma", text="Secret", answered_at=NOW)
    file = join_file(application.response, "title", "Avis de M. Untel.txt")
    shown = make_opinion(
        application, email="b@exemple.ma", is_confidential=False, text="À soutenir", says_yes=True, answered_at=NOW,
        file_id=file.id,
    )  # fmt: skip
    assert f"{home}/avis" in client.get(home).text
    page = client.get(f"{home}/avis")
    assert [
        said in words(page) for said in ("À soutenir", "Secret", "Professeur", "Untel", "exemple.ma")
    ] == [True, False, False, False, False]
    sent = client.get(f"{home}/avis/{shown.id}/fichier", buffered=True)
    assert (sent.status_code, sent.headers["Content-Disposition"]) == (
        200, f"attachment; filename=avis-{application.number}.txt",
    )  # fmt: skip
    with writing():
        db.session.get_one(Application, application.id).state = ApplicationState.DRAFT
        db.session.commit()
    assert desk.get(f"/candidatures/{application.id}/avis").status_code == 200
    assert post(desk, f"/candidatures/{application.id}/avis/demander", TYPED).status_code == 409
